"""Everything that somebody waits for is one list, the most urgent first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from crisis_log import striking
from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.slices import (
    briefing,
    crisis,
    decision,
    distribution,
    expected_report,
    handover,
    instruction,
    journal,
    line_course,
    measure,
    request,
)
from crisis_log.views.open_points import OpenPoint, open_points
from tests.given import Given, Past, at, given, hour
from tests.histories import History, histories, told

NOW = hour(20)
"""4 in the morning of 17 March 2020, UTC."""


def points(*past: Past, instant: datetime = NOW) -> tuple[OpenPoint, ...]:
    return open_points(HeldInMemory(given(*past).entries), instant)


def one(*past: Past, instant: datetime = NOW) -> OpenPoint:
    (found,) = points(*past, instant=instant)
    return found


def expect(due: datetime | date) -> Command:
    return expected_report.expect("Beds", source="Hospitals", due=due, since=hour(0))


GIVE = instruction.give("Deliver masks", to=["Logistics"], due=hour(30))


def test_a_request_is_open_until_it_is_answered_or_closed() -> None:
    masks = journal.log("Masks, please", line_kind="request", source="Hospital")
    found = one(masks)
    assert (found.what, found.label, found.text, found.who) == (
        "request",
        "n° 2",
        "Masks, please",
        "Hospital",
    )
    assert (found.since, found.entry, found.due, found.is_overdue) == (hour(2), 2, None, False)
    assert points(masks, request.close(2, reason="none left")) == ()
    assert points(masks, journal.log("Sent", answers=(2,))) == ()


def test_an_instruction_is_open_until_it_is_done_and_urgent_without_a_receipt() -> None:
    found = one(GIVE)
    assert (found.what, found.label, found.who, found.due) == (
        "instruction",
        "C-1",
        "Logistics",
        hour(30),
    )
    assert (found.status, found.is_urgent, found.is_overdue) == ("without_receipt", True, False)
    assert found.said == "given, no receipt for 18 h"
    fresh = one(GIVE, instant=hour(2) + timedelta(minutes=14))
    assert (fresh.status, fresh.is_urgent, fresh.said) == ("given", False, "given")
    received = one(GIVE, instruction.acknowledge(1, at=hour(3)))
    assert (received.status, received.is_urgent) == ("acknowledged", False)
    assert one(GIVE, instant=hour(31)).is_overdue
    assert points(GIVE, instruction.done(1)) == ()
    assert points(GIVE, instruction.cancel(1, reason="x")) == ()


def test_an_instruction_is_told_as_it_was_at_the_instant() -> None:
    past = (GIVE, instruction.done(1))
    assert one(*past, instant=hour(2)).status == "given"
    assert points(*past, instant=hour(1)) == (), "not given yet"


def test_a_report_is_missing_once_its_time_has_passed() -> None:
    found = one(expect(hour(30)))
    assert (found.what, found.label, found.who, found.said) == (
        "expected_report",
        "A-1",
        "Hospitals",
        "expected",
    )
    missing = one(expect(hour(19)))
    assert (missing.status, missing.is_overdue, missing.said) == ("missing", True, "missing")
    assert points(expect(hour(19)), journal.log("120", expected=(1,))) == ()
    assert points(expect(hour(19)), expected_report.drop(1, reason="x")) == ()
    assert one(expect(date(2020, 3, 17))).is_overdue is False, "a day lasts until its end"


def test_a_line_is_to_be_verified_until_it_is() -> None:
    rumour = journal.log("A case", verification="unverified", source="Press")
    found = one(rumour)
    assert (found.what, found.label, found.text, found.who, found.status) == (
        "verification",
        "n° 2",
        "A case",
        "Press",
        "unverified",
    )
    assert points(rumour, line_course.strike(2, reason="x")) == ()


def test_deadlines_and_reviews_wait_as_long_as_their_thing_does() -> None:
    ordered = measure.order("Deliver", owner="Depot", due_on=date(2020, 3, 16))
    found = one(ordered)
    assert (found.what, found.label, found.text, found.who, found.due, found.is_overdue) == (
        "deadline",
        "M-1",
        "Deliver",
        "Depot",
        date(2020, 3, 16),
        True,
    )
    assert points(ordered, measure.complete(1)) == ()
    review = one(decision.record("Close", review_on=date(2020, 3, 20)))
    assert (review.what, review.label, review.is_overdue) == ("review", "D-1", False)


def test_the_next_briefing_waits_to_be_held() -> None:
    said = briefing.schedule(hour(19), place="Room 2", said_at=hour(2))
    found = one(said)
    assert (found.what, found.text, found.due, found.is_overdue) == (
        "briefing",
        "Room 2",
        hour(19),
        True,
    )


def test_what_was_handed_out_waits_for_nobody() -> None:
    assert points(decision.record("Close"), distribution.distribute("D-1", to=["Mayor"])) == ()


def test_the_most_urgent_come_first() -> None:
    register = (
        journal.log("Gloves, please", line_kind="request"),
        at(hour(2), journal.log("Masks, please", line_kind="request")),
        expect(datetime(2020, 3, 18, 9, tzinfo=UTC)),
        measure.order("Deliver", due_on=date(2020, 3, 17)),
        instruction.give("Warn", to=["Press"]),
        expect(hour(19)),
        measure.order("Count", due_on=date(2020, 3, 15)),
    )
    assert [one.label for one in points(*register)] == [
        "M-2",  # overdue since the 15th
        "A-2",  # missing since 3 in the morning
        "C-1",  # without a receipt
        "M-1",  # due today
        "A-1",  # due tomorrow
        "n° 2",  # has waited longest
        "n° 3",
    ]


@pytest.mark.parametrize("hours", [1, 9, 20, 99])
def test_all_that_is_told_holds_at_the_instant(hours: int) -> None:
    past = (GIVE, expect(hour(30)), journal.log("Masks", line_kind="request"), instruction.done(1))
    found = points(*past, instant=hour(hours))
    assert all(point.since <= hour(hours) for point in found)


def test_what_is_recorded_late_was_open_all_the_same() -> None:
    late = at(hour(2), journal.log("Masks", line_kind="request"))
    early: Given = given(journal.log("A"), journal.log("B"), late)
    found = open_points(HeldInMemory(early.entries), hour(3))
    assert [point.label for point in found] == ["n° 4"]


@settings(max_examples=25)
@for_any(histories, st.integers(1, 60))
def test_in_any_history_what_is_open_was_begun_and_the_most_urgent_come_first(
    history: History, hours: int
) -> None:
    instant = hour(hours)
    found = open_points(HeldInMemory(told(history).entries), instant)
    assert all(point.since <= instant for point in found)
    overdue = [point.is_overdue for point in found]
    assert overdue == sorted(overdue, reverse=True)
    assert len({(point.what, point.label, point.entry) for point in found}) == len(found)


def test_a_level_in_doubt_is_open_as_long_as_it_is_that_level() -> None:
    doubted = (
        crisis.change_level("Alert"),
        crisis.change_level("Crisis"),
        at(hour(5), briefing.hold(level_holds=False, held_at=hour(5))),
    )
    assert (one(*doubted).what, one(*doubted).text) == ("level", "level “Crisis” in doubt")
    assert points(*doubted, crisis.change_level("Alert")) == ()
    assert points(*doubted, striking.strike(3, reason="Mistake")) == ()


def test_of_the_watches_that_a_function_handed_over_the_last_one_is_open() -> None:
    given_twice = [handover.give(to, from_function="Night") for to in ("Day", "Operations")]
    assert [(one.label, one.who) for one in points(*given_twice)] == [("P-2", "Operations")]
    assert points(*given_twice, handover.accept(at=hour(4))) == ()
