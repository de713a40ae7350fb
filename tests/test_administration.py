"""What `docs/administration.md` says is so."""

import re
from pathlib import Path
from typing import Final

import click
import pytest

from crisis_log.cli.root import root
from tests.cli.test_technical_log import LINE

ROOT: Final = Path(__file__).parents[1]
TEXT: Final = (ROOT / "docs" / "administration.md").read_text(encoding="utf-8")
VARIABLE: Final = re.compile(r"\bCRISIS_LOG_[A-Z_]+")


def test_every_variable_of_the_program_is_named_and_no_other() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "crisis_log").rglob("*.py"))
    read = {name for source in sources for name in VARIABLE.findall(source)}
    rows = re.findall(r"^\| `(CRISIS_LOG_\w+)` \|", TEXT, re.MULTILINE)
    assert set(rows) == read == set(VARIABLE.findall(TEXT))


def test_the_line_of_the_technical_log_is_as_it_is_written() -> None:
    (line,) = re.findall(r"^    (time=.*)$", TEXT, re.MULTILINE)
    assert LINE.fullmatch(line)


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", TEXT))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()


@pytest.mark.parametrize("typed", re.findall(r"\bcrisis-log ([a-z-]+(?: [a-z-]+)*)", TEXT))
def test_every_verb_is_one(typed: str) -> None:
    command: click.Command = root
    for word in typed.split():
        if not isinstance(command, click.Group):
            return
        found = command.get_command(click.Context(command), word)
        assert found is not None, typed
        command = found


@pytest.mark.parametrize("option", re.findall(r"\(`(--[a-z-]+)`\)", TEXT))
def test_every_option_of_the_environment_is_one(option: str) -> None:
    assert f'"{option}"' in "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "crisis_log" / "cli").rglob("*.py")
    )
