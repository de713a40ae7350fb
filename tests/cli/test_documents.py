"""Every document, from the command line to the file."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader

from crisis_log.language import Language, speaking
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import (
    AboutDecision,
    AboutMeeting,
    AboutWeek,
    Kind,
    Question,
)
from tests.cli.case import LINE, ORDERED, PLAN, RECORDED
from tests.cli.running import CommandLine, installed
from tests.reports.drafts import PLAIN

MODELS: Final = {
    "weekly": "weekly_report.v2",
    "situation": "situation_report.v2",
    "decisions": "decisions_record.v2",
    "register": "complete_register.v2",
    "dossier": "decision_dossier.v2",
    "minutes": "minutes.v1",
    "after-action": "after_action_file.v2",
}
every_document: Final = pytest.mark.parametrize("kind", catalogue.DOCUMENTS, ids=catalogue.names())


def asked(kind: Kind[Any, Any]) -> str:
    """Return what is typed to ask for a document."""
    about: dict[type[Question], str] = {
        AboutDecision: " D-1",
        AboutMeeting: " S-1",
        AboutWeek: " --week 2020-W12",
    }
    return kind.name + about.get(kind.question, "")


@pytest.fixture
def told(drill: CommandLine) -> CommandLine:
    """A register with a line, a plan, a decision, a measure and a meeting."""
    recorded = (LINE, PLAN, RECORDED, f"{ORDERED} --decision D-1")
    drill.at("2020-03-17 09:00").given(*recorded, "meeting open", "meeting close")
    return drill.at("2020-03-30 09:00")


@every_document
def test_it_is_made_in_each_format(told: CommandLine, kind: Kind[Any, Any]) -> None:
    for ending, start in (("pdf", b"%PDF-"), ("html", b"<!DOCTYPE html>"), ("json", b"{")):
        path = Path(f"document.{ending}")
        told.typed(f"report {asked(kind)} --templates {PLAIN} --output {path}").done(str(path))
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(("name", "model"), MODELS.items())
def test_its_data_say_what_they_are(told: CommandLine, name: str, model: str) -> None:
    told.typed(f"report {asked(catalogue.find(name))} --output document.json").done()
    assert json.loads(Path("document.json").read_text(encoding="utf-8"))["document"] == model


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["situation", "decisions", "register", "after-action"])
def test_what_begins_and_ends_with_one_entry_names_it_once(
    drill: CommandLine, name: str, language: Language
) -> None:
    with speaking(language):
        drill.typed(f"report {name} --output page.html").done()
    told = " ".join(re.sub("<[^>]*>", "", Path("page.html").read_text(encoding="utf-8")).split())
    assert "n° 1" in told
    assert not re.findall(r"n° (\d+) (?:à|to|–) n° \1(?!\d)", told)
    assert not re.findall(r"(?i)\b(?:du|from) (\w+ \d+) (?:au|to) \1\b", told)


def test_the_foot_of_a_sheet_of_one_entry_names_it_once(drill: CommandLine) -> None:
    drill.typed("report register --output log.pdf").done()
    text = " ".join(page.extract_text() for page in PdfReader("log.pdf").pages)
    assert "n° 1" in text
    assert "n° 1 – n° 1" not in text


def test_the_installed_program_makes_it_too(desk: CommandLine) -> None:
    installed("report", "situation", "--output", "point.pdf").done("point.pdf")
    assert Path("point.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["situation", "decisions", "register", "after-action"])
def test_a_document_without_a_name_is_named_after_what_it_is(told: CommandLine, name: str) -> None:
    told.typed(f"report {name} --format html").done(rf"covid-19-{name}-[\d-]+\.html")


def test_a_period_selects_decisions_by_the_time_of_recording(drill: CommandLine) -> None:
    drill.at("2020-03-16 12:00").given("decision record Close")
    drill.at("2020-03-18 12:00").given("decision record Open")
    later = drill.at("2020-03-19 12:00")
    later.typed("report decisions --since 18/03/2020 --output later.json").done()
    document = json.loads(Path("later.json").read_text(encoding="utf-8"))
    assert [one["decision"]["title"] for one in document["decisions"]["taken"]] == ["Open"]
    assert document["left_out"] == ["D-1"]
    later.typed("report decisions --until 17/03/2020 --output sooner.json").done()
    document = json.loads(Path("sooner.json").read_text(encoding="utf-8"))
    assert [one["decision"]["title"] for one in document["decisions"]["taken"]] == ["Close"]


@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("--since 2020-03-18 --until 2020-03-17", "before it begins"),
        ("--until 2019-01-01", "ended before the register was opened"),
        ("--since 2098-01-01", "can be reported from then on"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_a_sentence(
    drill: CommandLine, period: str, says: str
) -> None:
    drill.at("2020-03-19 12:00").typed(f"report decisions {period}").failed(1, says)


@pytest.mark.parametrize(
    "kind",
    [kind for kind in catalogue.DOCUMENTS if not kind.parts],
    ids=lambda kind: str(kind.name),
)
def test_it_can_be_issued_rectified_and_made_again(told: CommandLine, kind: Kind[Any, Any]) -> None:
    plain = f"--templates {PLAIN}"
    told.given(f"report issue {asked(kind)} {plain}", RECORDED)
    told.given(f"report rectify R-1 --reason late {plain}")
    told.typed(f"report reprint R-1 {plain}").done("the same bytes")
    told.typed(f"report reprint R-2 {plain}").done("the same bytes")
