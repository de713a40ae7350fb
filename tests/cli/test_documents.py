"""`report situation`, `decisions` and `after-action`, from the command line to the file."""

import json
from pathlib import Path

import pytest

from tests.cli.case import LINE, ORDERED, PLAN, RECORDED
from tests.cli.running import CommandLine, installed

DOCUMENTS = {
    "situation": "situation_report.v1",
    "decisions": "decisions_record.v1",
    "after-action": "after_action_file.v1",
}


@pytest.fixture
def told(desk: CommandLine) -> CommandLine:
    """A register with a line, a plan, a decision and a measure."""
    return desk.given(LINE, PLAN, RECORDED, f"{ORDERED} --decision D-1")


@pytest.mark.parametrize(("name", "model"), DOCUMENTS.items())
def test_the_installed_program_makes_each_document_in_each_format(
    told: CommandLine, name: str, model: str
) -> None:
    for ending, start in (("pdf", b"%PDF-"), ("html", b"<!DOCTYPE html>"), ("json", b"{")):
        path = Path(f"document.{ending}")
        installed("report", name, "--output", str(path)).done(str(path))
        assert path.read_bytes().startswith(start)
    assert json.loads(Path("document.json").read_text(encoding="utf-8"))["document"] == model


@pytest.mark.parametrize("name", DOCUMENTS)
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


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_can_be_issued_rectified_and_made_again(told: CommandLine, name: str) -> None:
    told.given(f"report issue {name}", RECORDED, "report rectify R-1 --reason late")
    told.typed("report reprint R-1").done("the same bytes")
    told.typed("report reprint R-2").done("the same bytes")
