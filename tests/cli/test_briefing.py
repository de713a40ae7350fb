"""The rhythm of briefings at the desk, and the two questions that each one asks again."""

import re
import sys
from typing import Final

import pytest

from tests.cli.running import CommandLine
from tests.cli.test_confirm import answered

_POSIX: Final = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")


@pytest.fixture
def alert(drill: CommandLine) -> CommandLine:
    """A drill at the level Alert, with a briefing every four hours from 08:00 on."""
    drill.at("2020-03-18 08:00").given("level Alert", "briefing every 4h --place PC")
    return drill.at("2020-03-18 08:10")


def test_the_state_tells_the_next_one_how_often_and_which_is_overdue(alert: CommandLine) -> None:
    told = alert.typed("state").done().line_of("next briefing")
    assert re.search("2020-03-18 12:00 · PC · every 4 hours .entry 3.$", told)
    late = alert.at("2020-03-18 12:20")
    told = late.typed("state").done().line_of("next briefing")
    assert told.endswith(
        "2020-03-18 16:00 · PC · every 4 hours (entry 3); that of 2020-03-18 12:00 is not recorded "
        "as held"
    )
    (overdue,) = [one for one in late.document("state")["open_points"] if one["what"] == "briefing"]
    assert (overdue["is_overdue"], overdue["due"]) == (True, "2020-03-18T12:00:00+01:00")
    late.given("briefing held --level-holds --at 12:05")
    assert "2020-03-18 16:05" in late.typed("state").done().line_of("next briefing")


def test_what_was_recorded_before_asks_nothing_again(alert: CommandLine) -> None:
    alert.given("briefing held --level-holds --request-id r-1")
    alert.typed("briefing held --request-id r-1").done("already recorded")


def test_in_a_script_the_level_is_answered_for_or_left_open(alert: CommandLine) -> None:
    alert.typed("briefing held").failed(2, "Say whether the level “Alert” still holds")
    alert.typed("briefing held --yes").done("n° 4 · briefing held · ")
    held = "briefing held --level-in-doubt --set-aside 'Close the schools' --at 08:05"
    answer = alert.typed(held).done("level “Alert” in doubt; alternative set aside: Close the sch")
    assert answer.out.count("Close the schools") == 1
    assert "the level “Alert” stays in force until another is declared" in answer.out
    told = alert.typed("state").done().out
    assert "Level in doubt (1)" in told
    alert.typed("close").failed(2, r"Level in doubt: n° \d+\.")
    assert "Level in doubt" not in alert.given("level Calm").typed("state").out


def test_a_crisis_without_a_level_has_none_to_answer_for(desk: CommandLine) -> None:
    desk.typed("briefing held").done("n° 2 · briefing held · ")
    desk.typed("briefing held --level-holds").failed(1, "No level is declared that could hold")


@_POSIX
def test_at_a_terminal_both_questions_are_asked(desk: CommandLine) -> None:
    desk.given("level Alert")
    answer = answered("briefing held", b"y\nClose the schools\n")
    assert "Does the level “Alert” still hold? [y/n]" in answer.err
    assert "Which alternative was set aside? (Enter: none)" in answer.err
    assert "level “Alert” maintained; alternative set aside: Close the schools" in answer.out
    answer = answered("briefing held --set-aside Nothing", b"\n")
    assert "Which alternative" not in answer.err
    fact = desk.document("show 4")["fact"]
    assert (fact["level"], fact["level_holds"], fact["set_aside"]) == (None, None, "Nothing")


@_POSIX
def test_at_a_terminal_the_questions_are_french(desk: CommandLine) -> None:
    desk.given("level Alerte")
    answer = answered("briefing held", b"n\n\n", CRISIS_LOG_LANG="fr")
    assert "Le niveau « Alerte » est-il maintenu\u202f? [o/n]" in answer.err.replace("\u00a0", " ")
    assert "remis en question" in answer.out
    assert desk.document("show 3")["fact"]["level_holds"] is False


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("4h", 240), ("'4 h'", 240), ("1h30", 90), ("'90 min'", 90), ("'2 hours'", 120)],
)
def test_an_interval_is_typed_as_people_write_it(
    desk: CommandLine, typed: str, minutes: int
) -> None:
    desk.given(f"briefing every {typed}")
    assert desk.document("show 2")["fact"]["every_minutes"] == minutes


@pytest.mark.parametrize("typed", ["4", "0h", "5min", "8d", "-4h", "h", "9999h", "''"])
def test_what_is_no_interval_is_refused(desk: CommandLine, typed: str) -> None:
    desk.typed(f"briefing every -- {typed}").failed(2, "is not a stretch of time from 15 min to 7")


def test_times_are_typed_as_people_write_them(desk: CommandLine) -> None:
    desk.typed("briefing at 18h30 8h").done("n° 2 · briefings at 08:00 and 18:30 · ")
    desk.typed("briefing at 8 24:00").failed(2, "“8” is not a time of the day")
    desk.typed("briefing at 24:00").failed(2, "“24:00” is not a time of the day")
    desk.typed("briefing at 8h 08:00").failed(1, "A time is given twice")


def test_all_that_was_said_of_briefings_is_listed(alert: CommandLine) -> None:
    alert.given("briefing next 10:00", "briefing held --level-holds --set-aside Wait")
    alert.given("briefing stop --reason Calm")
    listed = alert.typed("briefing list").done().out
    for says in (
        "every 4 hours +PC +2020-03-18 08:00 +3 +rhythm",
        "2020-03-18 10:00 +2020-03-18 08:10 +4 +next",
        "2020-03-18 08:10 .* 5 +held · level “Alert” maintained; alternative set aside: Wait",
        " 6 +rhythm ended",
    ):
        assert re.search(says, listed), listed
    statuses = [one["status"] for one in alert.document("briefing list")]
    assert statuses == ["rhythm", "next", "held", "ended"]


def test_a_rhythm_is_replaced_by_the_next_one(alert: CommandLine) -> None:
    alert.given("briefing at 08:00 18:00")
    statuses = [one["status"] for one in alert.document("briefing list")]
    assert statuses == ["replaced", "rhythm"]
    alert.given("briefing stop")
    statuses = [one["status"] for one in alert.document("briefing list")]
    assert statuses == ["replaced", "rhythm", "ended"]
