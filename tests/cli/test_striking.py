"""A mistake is put right in the open: what was struck stays legible, and holds no more."""

import shlex
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.cli.case import LINE, ORDERED, RECORDED, SUPERSEDED
from tests.cli.running import Answer, CommandLine, installed
from tests.cli.test_confirm import answered
from tests.speaking import speaking

_POSIX: Final = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
STRUCK: Final = "strike 4 --reason 'It replaces nothing'"


def test_a_strike_says_what_is_struck_and_what_holds_now(desk: CommandLine) -> None:
    lines = desk.given(*SUPERSEDED).typed(STRUCK).done("n° 5 · entry n° 4 struck").lines
    assert lines[1:] == [
        "  “D-1 superseded by D-2” · It replaces nothing",
        "  D-1 is adopted · D-2 is adopted",
    ]


def test_the_level_that_holds_now_is_said(desk: CommandLine) -> None:
    desk.given("level Alert", "level Crsis")
    assert "  the level is “Alert”" in desk.typed("strike 3 --reason typo").done().lines
    assert "  there is no level any more" in desk.typed("strike 2 --reason typo").done().lines


def test_a_strike_in_json_is_one_entry_with_its_notices(desk: CommandLine) -> None:
    document = desk.given(ORDERED).document("strike 2 --reason Twice")
    assert (document["kind"], document["subject"], document["label"]) == (
        "entry.struck.v1",
        "entry/2",
        "n° 2",
    )
    assert document["notices"] == ["nothing is recorded of M-1 any more"]


def test_the_timeline_shows_it_struck_and_why(desk: CommandLine) -> None:
    desk.given(*SUPERSEDED, STRUCK)
    told = desk.typed("timeline").done()
    assert "[struck by n° 5]" in told.line_of("D-1 superseded by D-2")
    assert told.line_of("entry n° 4 struck").endswith("It replaces nothing")
    assert "[struck by n° 5]" in desk.typed("decision show D-1").line_of("D-1 superseded by D-2")


def test_show_says_by_what_it_was_struck_and_of_what_it_was(desk: CommandLine) -> None:
    desk.given(*SUPERSEDED, STRUCK)
    assert desk.typed("show 4").line_of("struck").split() == (
        ["struck", "by", "entry", "n°", "5:", "It", "replaces", "nothing"]
    )
    assert desk.document("show 4")["struck"] == {
        "number": 4,
        "struck_by": 5,
        "reason": "It replaces nothing",
        "subjects": ["decision/1", "decision/2"],
    }
    assert "D-1" in desk.typed("show 5").line_of("was about")
    assert "struck" not in desk.document("show 5")


def test_a_number_names_the_line_and_not_its_strike(desk: CommandLine) -> None:
    desk.given(LINE, "log Another")
    assert "Another" in desk.typed("timeline --subject 'n° 3'").done().out


def test_what_is_gone_is_told_gone_with_the_reason(desk: CommandLine) -> None:
    desk.given(ORDERED, "strike 2 --reason Twice")
    gone = "There is no measure M-1 in this register. What told of it was struck as a mistake."
    desk.typed("measure show M-1").failed(1, gone)
    assert desk.document("measure list") == []
    assert "M-1 · nothing is recorded of it any more" in desk.typed("audit replay --from 3").out
    desk.typed(ORDERED).done("n° 4 · M-2 ordered")


def test_a_strike_is_undone_by_another(desk: CommandLine) -> None:
    desk.given(ORDERED, "strike 2 --reason Twice")
    told = desk.typed("strike 3 --reason 'Once only'").done()
    assert told.lines[-1] == "  entry n° 2 holds again · M-1 is ordered"
    assert [one["number"] for one in desk.document("measure list")] == [1]
    assert "[struck" not in desk.typed("timeline").line_of("M-1 ordered")


def test_all_that_is_kept_agrees_with_the_log(desk: CommandLine) -> None:
    desk.given(*SUPERSEDED, STRUCK, ORDERED, "strike 6 --reason Twice", "strike 5 --reason Right")
    desk.typed("audit verify").done("8 entries verified")
    state = desk.document("state")
    desk.typed("rebuild --yes").done()
    desk.typed("audit verify").done("8 entries verified")
    told = desk.document("state")
    assert told | {"instant": None} == state | {"instant": None}


def test_a_bundle_tells_it_struck_and_is_sound(drill: CommandLine) -> None:
    drill.given(*SUPERSEDED, STRUCK, "audit bundle bundle")
    page = Path("bundle/data/index.html").read_text(encoding="utf-8")
    assert "Entry n° 4 struck" in page
    assert (Path("bundle") / "data/schema/entry.struck.v1.json").exists()


def test_in_french_it_is_rayee(desk: CommandLine) -> None:
    desk.given(*SUPERSEDED)
    told = installed(*shlex.split(STRUCK), CRISIS_LOG_LANG="fr").done().out.replace("\u00a0", " ")
    assert told.startswith("n° 5 · inscription n° 4 rayée · ")
    assert "« D-1 remplacée par D-2 » · It replaces nothing" in told
    assert "D-1 est adoptée · D-2 est adoptée" in told


def test_a_withdrawal_says_that_what_it_superseded_stays_so(desk: CommandLine) -> None:
    told = desk.given(*SUPERSEDED).typed("decision withdraw D-2").done()
    stays = "D-1, which D-2 superseded, stays so unless “decision revive D-1” is recorded"
    assert told.lines[-1].endswith(stays)
    told = desk.given("decision revive D-1").typed("decision show D-1").done()
    assert told.line_of("in force").endswith("yes")
    assert "superseded by" not in told.out.partition("History")[0]


def test_what_is_revived_is_as_it_was_since_then(desk: CommandLine) -> None:
    past = [
        line if "--supersedes" in line else f"{line} --at '2020-03-16 08:00'" for line in SUPERSEDED
    ]
    desk.given(*past, "decision withdraw D-2 --revive D-1 --reason Illegal")
    revived = desk.document("decision show D-1")
    assert revived["status"] == "adopted"
    assert {phase["since"] for phase in revived["phases"] if phase["status"] == "adopted"} == {
        revived["phases"][0]["since"]
    }
    assert desk.document("decision show D-2")["supersedes"] == []


@_POSIX
@pytest.mark.parametrize(("typed", "revived"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_at_a_terminal_a_withdrawal_offers_to_revive(
    desk: CommandLine, typed: bytes, *, revived: bool
) -> None:
    desk.given(*SUPERSEDED)
    answer: Answer = answered("decision withdraw D-2", typed)
    assert "D-2 superseded D-1 “Remote work”: revive it? [y/n]" in answer.err
    assert ("D-1 revived by the withdrawal of D-2" in answer.out) == revived
    assert ("stays so unless" in answer.out) == (not revived)


@_POSIX
def test_nothing_is_offered_where_nothing_was_superseded_or_it_was_said(desk: CommandLine) -> None:
    desk.given(*SUPERSEDED, RECORDED)
    assert "revive" not in answered("decision withdraw D-3", b"").err
    assert "revive" not in answered("decision withdraw D-2 --yes", b"").err


def test_a_function_that_nothing_tells_of_is_named_as_it_was_typed(desk: CommandLine) -> None:
    desk.given("cell appoint 'Liaison SDIS'")
    lines = desk.typed("strike 2 --reason typo").done().lines
    assert lines[-1] == "  nothing is recorded of Liaison SDIS any more"


@pytest.mark.parametrize(
    ("resting", "says"),
    [
        (["instruction done C-1"], "n°\u00a03 ne découlerait plus"),
        (
            ["instruction acknowledge C-1", "instruction done C-1"],
            "n°\u00a03 à 4 ne découleraient plus",
        ),
    ],
)
def test_a_refused_strike_agrees_with_how_many_entries_rest_on_it(
    desk: CommandLine, resting: list[str], says: str
) -> None:
    desk.given("instruction give Count --to DSI", *resting)
    with speaking("fr"):
        desk.typed("strike 2 --reason x").failed(1, says)


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("strike 2 mistake --reason Twice", "--reason"),
        ("duplicate 2 1 --of 1", "--of"),
        ("pad print 3 --sheets 4", "--sheets"),
    ],
)
def test_nothing_that_was_typed_twice_is_left_out(
    desk: CommandLine, typed: str, option: str
) -> None:
    desk.given(LINE)
    desk.typed(typed).failed(2, f"was typed, and {option}, too")
    assert len(desk.document("timeline")) == 2
