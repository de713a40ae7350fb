"""Lines on the command line: what became of them is told wherever they are shown."""

import sys
from typing import Final

import pytest

from tests.cli.case import ASKED, LINE, ORDERED, PLAN
from tests.cli.running import CommandLine, size
from tests.cli.test_confirm import answered
from tests.speaking import speaking

POSIX: Final = pytest.mark.skipif(sys.platform == "win32", reason="a terminal is needed")
VERIFIED: Final = "verify 2 --source Prefecture --reason 'Called back'"


@pytest.fixture
def noon(drill: CommandLine) -> CommandLine:
    """A drill at noon, with a line of the morning."""
    noon = drill.at("2020-03-18 12:00")
    return noon.given("log 'Bridge closed' --source Police --at 09:00 --received 09:00")


def test_a_finding_is_shown_with_who_when_and_which_entry(noon: CommandLine) -> None:
    noon.given(VERIFIED)
    noon.typed("timeline --last 2").done(
        r"\[verified 2020-03-18 12:00, the secretary, n° 3\] information: Bridge closed"
    )
    noon.typed("show 2").done(
        r"verification +verified 2020-03-18 12:00, the secretary, n° 3; source: Prefecture; Called"
    )
    (check,) = noon.document("show 2")["line"]["checks"]
    assert (check["verdict"], check["source"], check["entry"]) == ("verified", "Prefecture", 3)
    noon.given("refute 2").typed("timeline").done(r"\[refuted 2020-03-18 12:00, the secretary")


def test_a_finding_of_an_earlier_time_says_that_the_later_one_holds(noon: CommandLine) -> None:
    noon.given("refute 2 --at 11:00")
    noon.typed("verify 2 --at 10:00").done(
        r"line 2 remains refuted, as was found on 2020-03-18 11:00 \(n° 3\)"
    )
    assert "remains" not in noon.typed("verify 2").done().out


def test_a_corrected_line_shows_what_it_says_and_what_it_said(noon: CommandLine) -> None:
    noon.given("correct 2 'Bridge open' --source Mayor --at 08:00 --reason Misheard")
    shown = noon.typed("show 2").done(r"reads now +Bridge open").out
    assert "Bridge closed (Misheard)" in shown
    assert "source: Police, until n° 3 (Misheard)" in shown
    assert "time of the fact: 2020-03-18 09:00, until n° 3 (Misheard)" in shown
    noon.typed("timeline --last 2").done(r"2  08:00  \[corrected by n° 3\] information: Bridge")
    assert noon.document("timeline")[1]["occurred_at"] == "2020-03-18T08:00:00.000000Z"
    assert noon.document("show 2")["line"]["occurred_at"] == "2020-03-18T07:00:00Z"


def test_the_timeline_is_in_the_order_of_the_times_that_are_known(noon: CommandLine) -> None:
    noon.given("log 'Road closed' --at 10:00", "correct 3 --at 08:30 --reason Misheard")
    found = noon.document("timeline --order occurred --since 08:00 --until 09:30")
    assert [entry["number"] for entry in found] == [3, 2]


def test_the_time_of_a_line_is_corrected_and_its_correction_is_recorded_now(
    noon: CommandLine,
) -> None:
    noon.typed("correct 2 --at 08:00 --reason Misheard").done("time of the fact: 2020-03-18 08:00")
    assert noon.document("show 3")["occurred_at"].startswith("2020-03-18T11:00:00")
    noon.typed("correct 2 --at 09:01 --reason None").failed(1, "was known at 2020-03-18 09:00")


def test_when_a_line_was_received_is_corrected_in_the_order_of_times(noon: CommandLine) -> None:
    noon.typed("correct 2 --received 08:59 --reason R").failed(1, "was known at 2020-03-18 08:59")
    noon.given("correct 2 --received 08:59 --at 08:30 --reason R")
    noon.typed("timeline --last 2").done(r"2  08:30  .*Bridge closed.*\(received at 08:59")
    noon.typed("show 2").done("received at: 2020-03-18 09:00, until n° 3")
    noon.given("correct 2 --clear received_at --reason R")
    assert noon.document("show 2")["line"]["received_at"] is None


def test_a_request_that_is_asked_twice_is_listed_once(desk: CommandLine) -> None:
    desk.given(ASKED, "log 'Send us masks' --kind request", "duplicate 3 --of 2")
    (asked,) = desk.document("request list")
    assert (asked["number"], asked["duplicates"]) == (2, [3])
    assert [one["label"] for one in desk.document("state")["open_points"]] == ["n° 2"]
    desk.typed("timeline").done(r"\[duplicate of n° 2\] request: Send us masks")
    desk.typed("show 3").done(r"duplicate of +n° 2")
    desk.typed("show 2").done(r"duplicates +n° 3")
    desk.typed("log Sent --answers 3").failed(1, "Line 3 is a duplicate of n° 2: name that one")
    desk.given("strike 4 --reason 'Two towns'")
    assert [one["number"] for one in desk.document("request list")] == [3, 2]


def test_a_line_made_a_request_by_its_correction_is_one(desk: CommandLine) -> None:
    desk.given(LINE, "correct 2 --kind request --tag point-clé --reason R")
    assert [one["number"] for one in desk.document("request list --open")] == [2]
    desk.given("correct 2 --kind information --reason R")
    assert desk.document("request list") == []


def test_a_close_line_is_named_where_nobody_can_be_asked(desk: CommandLine) -> None:
    desk.given("log 'The bridge of Sèvres is closed'")
    close = "close to n° 2: “duplicate 3 --of 2” tells both as one"
    desk.typed("log 'Bridge of Sevres closed'").done(close)
    desk.given("duplicate 3 --of 2")
    (notice,) = desk.document("log 'Bridge of Sevres closed'")["notices"]
    assert notice == close.replace("duplicate 3", "duplicate 5")


def test_a_line_is_not_close_to_itself(desk: CommandLine) -> None:
    again = "log 'Bridge closed' --request-id r-1"
    desk.given(again)
    out = desk.typed(again).done("already recorded").out
    assert "close to" not in out
    assert size() == 2


def test_a_line_that_is_old_struck_or_otherwise_is_not_named(drill: CommandLine) -> None:
    drill.at("2020-03-18 09:00").given("log 'Bridge closed'")
    later = drill.at("2020-03-18 11:01")
    assert "close to" not in later.typed("log 'Bridge closed'").done().out
    later.given("strike 3 --reason Twice")
    assert "close to" not in later.typed("log 'Bridge closed'").done().out
    assert "close to" not in later.typed("log 'Road open'").done().out


@POSIX
def test_at_a_terminal_yes_to_a_close_line_records_nothing(desk: CommandLine) -> None:
    desk.given("log 'Bridge closed'")
    answer = answered("log 'The bridge is closed'", b"y\n").failed(1, "Nothing was recorded: n° 2")
    assert "Already n° 2 (" in answer.err
    assert size() == 2


@POSIX
@pytest.mark.parametrize("typed", [b"\n", b"n\n", b"\x04"])
def test_at_a_terminal_anything_else_records_the_line(desk: CommandLine, typed: bytes) -> None:
    desk.given("log 'Bridge closed'")
    answer = answered("log 'The bridge is closed'", typed)
    assert (answer.code, size()) == (0, 3)
    assert "“duplicate 3 --of 2” tells both as one" in answer.out


@POSIX
def test_at_a_terminal_nobody_who_said_yes_beforehand_is_asked(desk: CommandLine) -> None:
    desk.given("log 'Bridge closed'")
    assert "Already" not in answered("log 'The bridge is closed' --yes", b"").err
    assert size() == 3


def test_closing_names_assumptions_at_risk_by_what_says_so(desk: CommandLine) -> None:
    desk.given("log 'The bridge holds'", "decision record Evacuate --assumes-line 2", "refute 2")
    desk.typed("close").failed(2, "Assumptions at risk: H-1 .entry 5..")


def test_closing_names_all_that_is_open_and_needs_a_yes(desk: CommandLine) -> None:
    desk.given(
        ASKED, "log Rumour --status unverified", ORDERED, PLAN, "decision propose 'Close schools'"
    )
    refused = desk.typed("close").failed(2, "Open requests: n° 2 “Masks, please”.")
    for said in (
        "To be verified: n° 3 “Rumour”.",
        "Decisions still proposed: D-1 “Close schools”.",
        "Measures still open: M-1 “Licences”.",
    ):
        assert said in refused.err
    assert refused.err.count("M-1") == 1
    document = desk.document("close --yes")
    assert "Open requests: n° 2 “Masks, please”." in document["surprises"]


@POSIX
def test_at_a_terminal_what_is_open_is_listed_before_the_question(desk: CommandLine) -> None:
    desk.given(ASKED, ORDERED)
    lines = answered("close", b"n\n").failed(1, "Nothing was done").err.splitlines()
    assert lines[0] == "Open requests: n° 2 “Masks, please”."
    assert lines[1] == "Measures still open: M-1 “Licences”."
    assert lines[2].startswith("Close the crisis “COVID-19 epidemic”?")


def test_a_meeting_that_is_open_is_named_when_the_crisis_is_closed(desk: CommandLine) -> None:
    desk.given("meeting open").typed("close").failed(2, "Meetings still open: S-1.")


def test_what_was_learnt_is_logged_after_the_closing(desk: CommandLine) -> None:
    desk.given("close", "log 'Masks came late' --kind retex", "correct 3 --source HR --reason R")
    desk.typed("log 'Masks came'").failed(1, r"a lesson learnt \(log --kind retex\)")


def test_a_struck_entry_says_so_wherever_it_is_told(desk: CommandLine) -> None:
    desk.given(ORDERED, "strike 2 --reason 'Ordered twice'")
    desk.typed("timeline").done(r"\[struck by n° 3\] M-1 ordered")
    desk.typed("show 2").done(r"struck +by entry n° 3: Ordered twice")
    assert desk.document("show 2")["struck"]["struck_by"] == 3


def test_what_became_of_a_line_is_told_in_french(desk: CommandLine) -> None:
    desk.given(
        "log 'Pont fermé' --source Police", "correct 2 --source Mairie --reason Erreur", VERIFIED
    )
    with speaking("fr"):
        shown = desk.typed("show 2").done().out
    assert "source, à présent" in shown
    assert "source : Police, jusqu’au n° 3 (Erreur)" in shown.replace("\xa0", " ")
    assert "vérifiée le " in shown
