"""What `docs/board.md` says is so."""

import re
from pathlib import Path
from typing import Final

import click
import pytest

from crisis_log.board.limits import LONGEST_ADDRESS, LONGEST_FORM, Limits
from crisis_log.board.pages import PAGES
from crisis_log.cli.root import root

ROOT: Final = Path(__file__).parents[1]
TEXT: Final = (ROOT / "docs" / "board.md").read_text(encoding="utf-8")
TYPED: Final = re.findall(
    r"\bcrisis-log(?: --register \S+)? (board(?: [a-z]+)?)(.*)$", TEXT, re.MULTILINE
)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", TEXT))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()


@pytest.fixture(autouse=True)
def _speak_english(english: None) -> None:
    """The names are those of the page."""


def command_of(typed: str) -> click.Command:
    command: click.Command = root
    for word in typed.split():
        assert isinstance(command, click.Group), typed
        found = command.get_command(click.Context(command), word)
        assert found is not None, typed
        command = found
    return command


@pytest.mark.parametrize(("verb", "options"), TYPED)
def test_what_is_typed_is_understood(verb: str, options: str) -> None:
    command = command_of(verb)
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    assert set(re.findall(r"(?<!\S)--[a-z-]+", options)) <= known, verb


def test_every_option_of_the_board_is_named() -> None:
    for verb in ("board", "board link"):
        for option in command_of(verb).params:
            (name,) = (one for one in option.opts if one.startswith("--"))
            assert f"{name} " in TEXT or f"{name}`" in TEXT, name


def test_every_page_is_named_with_its_address_and_no_other() -> None:
    named = {
        re.sub(r"[A-Z]-\d+$|\d+$", "", address)
        for row in re.findall(r"^\| [^|]+ \| (`/[^|]*) \|", TEXT, re.MULTILINE)
        for address in re.findall("`([^`]+)`", row)
    }
    assert {page.path for page in PAGES} == named


def test_the_limits_are_as_they_are_told() -> None:
    limits = Limits()
    for said in (
        f"{limits.streams:,} pages".replace(",", " "),
        f"{limits.streams_of_one} of one reader",
        f"{limits.requests_a_second:.0f} a second for each reader, {limits.burst} at once",
        f"one attempt in {1 / limits.attempts_a_second:.0f} seconds, {limits.attempts} at once",
        f"an address of {LONGEST_ADDRESS // 1024} kB",
        f"a form of {LONGEST_FORM // 1024} kB",
    ):
        assert said in TEXT


def test_what_the_board_is_said_to_say_it_says() -> None:
    french = next((ROOT / "crisis_log" / "locale" / "fr").rglob("*.po")).read_text(encoding="utf-8")
    spoken = _plain(re.sub('"\n"', "", french))
    for quoted in re.findall("« ([^»]+) »", TEXT):
        assert _plain(re.split(r"\d", quoted)[0]) in spoken, quoted


def _plain(text: str) -> str:
    return " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split())
