"""Requests on the command line: answered by name, listed with what became of them, closed."""

import json
from pathlib import Path

import pytest

from tests.cli.case import ANSWERED, ASKED
from tests.cli.running import CommandLine

GLOVES = "log 'Gloves, please' --kind request --source 'City hall'"


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("log 'Sent' --kind action --answers 2 --answers 'n° 3'", "n° 4"),
        ("decision record 'Give both' --answers n°2 --answers 3", "D-1"),
        ("measure order 'Deliver both' --answers 2 --answers 3 --answers 2", "M-1"),
    ],
)
def test_what_is_recorded_answers_requests_by_their_numbers(
    desk: CommandLine, answer: str, label: str
) -> None:
    desk.given(ASKED, GLOVES).typed(answer).done("in answer to requests n° 2 and n° 3")
    for asked in desk.document("request list"):
        (told,) = asked["answers"]
        assert (asked["status"], told["label"], told["entry"]) == ("answered", label, 4)
    desk.typed("request list --open").done("No request is open")


def test_what_answers_says_so_wherever_it_is_shown(desk: CommandLine) -> None:
    desk.given(ASKED, ANSWERED, "measure order 'Deliver masks' --answers 2")
    desk.typed("timeline").done("D-1 adopted, in answer to request n° 2: Give masks")
    desk.typed("show 3").done(r"in answer to +n° 2")
    desk.typed("decision show D-1").done(r"in answer to +n° 2")
    desk.typed("measure show M-1").done(r"in answer to +n° 2")
    shown = desk.typed("show 2").done(r"status +answered").out
    assert "answered by D-1, " in shown
    assert "answered by M-1, " in shown
    assert desk.document("show 2")["request"]["status"] == "answered"


def test_a_citation_a_proposal_and_a_reason_are_told_as_what_they_are(desk: CommandLine) -> None:
    desk.given(
        ASKED,
        GLOVES,
        "log 'n° 2 is with the prefecture'",
        "decision propose 'Give masks' --answers 2",
        "request close 3 --reason 'None left'",
    )
    listed = desk.typed("request list").done()
    assert "answer proposed: D-1; cited by n° 4" in listed.line_of("Masks, please")
    assert "closed without action" in listed.line_of("Gloves, please")
    assert "closed by n° 6: None left" in listed.line_of("Gloves, please")
    assert [one["number"] for one in desk.document("request list --open")] == [2]
    desk.given("decision adopt D-1")
    assert "answered by D-1" in desk.typed("request list").line_of("Masks, please")


def test_nothing_is_recorded_where_one_of_the_numbers_is_no_request(desk: CommandLine) -> None:
    desk.given(ASKED, "log 'Rumour'")
    desk.typed("log 'Sent' --answers 2 --answers 3").failed(1, "Entry n° 3 is not a request")
    desk.typed("show 4").failed(1, "There is no entry n° 4")


def test_the_same_request_again_answers_once(desk: CommandLine) -> None:
    desk.given(ASKED, *["decision record 'Give' --answers 2 --request-id once"] * 2)
    (asked,) = desk.document("request list")
    assert len(asked["answers"]) == 1


def test_a_report_made_at_the_same_instant_knows_what_was_recorded(drill: CommandLine) -> None:
    noon = drill.at("2020-03-18 12:00").given("log Masks --kind request", "log Sent --answers 2")
    noon.given("report situation --output point.json")
    assert json.loads(Path("point.json").read_text(encoding="utf-8"))["requests"] == []
