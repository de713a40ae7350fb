"""In the hour that the clocks repeat, whatever shows an instant says its offset."""

import re
import zipfile
from pathlib import Path
from typing import Final

import pytest
from pypdf import PdfReader

from crisis_log.language import Language, speaking
from tests.cli.running import OPENING, CommandLine

FIRST, SECOND = "2020-10-25T02:50+02:00", "2020-10-25T02:10+01:00"
NEXT_DAY = "2020-10-26 12:00"
_SHOWN: Final = re.compile(r"(?<![\d:])0?2(?::|\s?h\s?)[15]0(?!\d)(?:\s?\(?[+-]\d\d:\d\d\)?)?")
DOCUMENTS = ("situation", "register", "dossier D-1", "after-action", "weekly --week 2020-W43")


@pytest.fixture
def night(nothing: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """An exercise with facts in both of the hours that were two o'clock; it is the next day."""
    monkeypatch.setenv("CRISIS_LOG_KEY", "signing.pem")
    nothing.at("2020-10-24 08:00").given(f"{OPENING} --exercise --key signing.pem")
    first, second = nothing.at(FIRST), nothing.at(SECOND)
    first.given("log First", "level Red", f"decision record Close --effective {FIRST}")
    second.given("log Second", "pca register pca --title Plan", "pca activate pca --level 1")
    return nothing.at(NEXT_DAY)


def shown(text: str) -> set[str]:
    """Return how the two times of day are shown in a text, spaces being alike."""
    return {re.sub(r"\s", " ", one) for one in _SHOWN.findall(text)}


@pytest.mark.parametrize("line", ["timeline", "state", "show 4", "show 5", "audit replay"])
def test_a_screen_says_which_of_the_two_hours_it_was(night: CommandLine, line: str) -> None:
    told = shown(night.typed(line).done().out)
    assert told
    assert told <= {"02:50+02:00", "02:10+01:00"}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("language", "first", "second"),
    [("fr", "2 h 50 (+02:00)", "2 h 10 (+01:00)"), ("en", "02:50 (+02:00)", "02:10 (+01:00)")],
)
def test_a_document_says_which_of_the_two_hours_it_was(
    night: CommandLine, name: str, language: Language, first: str, second: str
) -> None:
    with speaking(language):
        night.typed(f"report {name} --output page.html").done()
    told = shown(Path("page.html").read_text(encoding="utf-8"))
    assert told
    assert told <= {first, second}


@pytest.mark.parametrize(
    "typed",
    [
        "25 octobre 2020 à 2 h 50 (+02:00)",
        "Dimanche 25\u00a0octobre 2020 à 2\u202fh\u202f50 (+02:00)",
        "Sunday 25 October 2020 at 02:50 (+02:00)",
    ],
)
def test_a_time_copied_from_a_document_is_typed(night: CommandLine, typed: str) -> None:
    known = night.having("--json")("state", "--as-of", typed).document
    assert known == night.document(f"state --as-of {FIRST}")
    assert known != night.document(f"state --as-of {SECOND}")
    day = re.split(" à | at ", typed)[0]
    assert "Second" in night("timeline", "--since", day, "--until", day).done().out


def test_a_day_of_the_week_that_is_not_that_of_the_date_is_refused(night: CommandLine) -> None:
    refused = night("state", "--as-of", "lundi 25 octobre 2020 à 12 h 00")
    refused.failed(2, "2020-10-25 is a Sunday")


def test_a_pdf_and_the_page_of_a_bundle_say_which_of_the_two_hours_it_was(
    night: CommandLine,
) -> None:
    night.given("report register --output register.pdf", "audit bundle bundle.zip")
    pages = [page.extract_text() for page in PdfReader("register.pdf").pages]
    with zipfile.ZipFile("bundle.zip") as bundle:
        (name,) = [one for one in bundle.namelist() if one.endswith(".html")]
        pages.append(re.sub("<[^>]*>", "", bundle.read(name).decode()))
    for page in ("\n".join(pages[:-1]), pages[-1]):
        assert shown(page) == {"02:50 (+02:00)", "02:10 (+01:00)"}


def test_what_was_shown_is_understood_and_what_could_be_either_is_refused(
    night: CommandLine,
) -> None:
    night.given("log Again --at '2020-10-25 02:10+01:00'", "log Again --at '25/10 02:50 (+02:00)'")
    entries = night.document("timeline --search Again")
    assert [one["occurred_at"][11:16] for one in entries] == ["01:10", "00:50"]
    refused = night.typed("log Never --at '25/10/2020 02:30'")
    refused.failed(2, r"twice.*2020-10-25 02:30\+02:00 or 2020-10-25 02:30\+01:00")
    assert night.document("timeline --search Never") == []


def test_every_option_that_takes_a_time_reads_it_in_the_same_way(night: CommandLine) -> None:
    for line in (
        "log x --at 18/12:30",
        "state --as-of 18/12:30",
        "timeline --since 18/12:30",
        "decision record x --effective 18/12:30",
        "audit diff 1 18/12:30",
        "measure order x --due 31/02/2020",
        "state --on 18/03/20",
        "report weekly --week ２020-W43",
    ):
        answer = night.typed(line)
        assert answer.code in {1, 2}, answer
        assert re.search("is not a (time|date|week) I can read", answer.err), answer
