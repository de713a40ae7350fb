"""The point: all that is said of the crisis in one minute, as it holds at an instant."""

from datetime import timedelta
from decimal import Decimal

from crisis_log.account import HeldInMemory
from crisis_log.slices import (
    briefing,
    crisis,
    decision,
    expected_report,
    indicator,
    instruction,
    journal,
    line_course,
    measure,
)
from crisis_log.views.point import Point, point
from tests.given import START, Given, at, given, hour


def told(register: Given, hours: float) -> Point:
    return point(HeldInMemory(register.entries), START + timedelta(hours=hours))


def test_the_last_lines_are_those_that_happened_last() -> None:
    register = given(
        *(journal.log(f"Line {number}") for number in range(2, 8)),
        at(hour(1), journal.log("Recorded last, of the first hour")),
        at(hour(7), journal.log("Struck")),
    )
    register.add(line_course.strike(9, reason="Wrong"))
    assert [one.text for one in told(register, 20).lines] == [
        "Line 7",
        "Line 6",
        "Line 5",
        "Line 4",
        "Line 3",
    ]
    assert [one.number for one in told(register, 3.5).lines] == [3, 2, 8]


def test_the_last_lines_are_found_behind_whatever_was_recorded_since() -> None:
    measures = (measure.order(f"M{number}") for number in range(150))
    register = given(journal.log("First"), journal.log("Second"), *measures)
    assert [one.text for one in told(register, 500).lines] == ["Second", "First"]


def test_decisions_in_force_come_the_newest_first() -> None:
    register = given(
        decision.record("First"),
        decision.record("Second"),
        at(hour(1), decision.record("Recorded late")),
        decision.propose("Expected"),
    )
    assert [one.title for one in told(register, 9).decisions] == [
        "Second",
        "First",
        "Recorded late",
    ]


def test_figures_are_the_toll_and_what_moved_since_the_day_before() -> None:
    indicators = ({"name": "deaths", "target": Decimal(0)}, {"name": "beds"})
    reported = [
        at(hour(hours), indicator.report(1, as_of=hour(hours).date(), values=values))
        for hours, values in (
            (4, {"deaths": Decimal(2), "beds": Decimal(10)}),
            (30, {"deaths": Decimal(3), "beds": Decimal(10)}),
        )
    ]
    register = given(measure.order("Care", indicators=indicators), *reported)
    (deaths,) = told(register, 31).figures
    assert (deaths.name, deaths.latest.value, deaths.change, deaths.target) == (
        "deaths",
        Decimal(3),
        Decimal(1),
        Decimal(0),
    )


def test_what_is_uncertain_is_the_level_in_doubt_and_what_is_to_be_verified() -> None:
    register = given(
        crisis.change_level("Alert"),
        journal.log("Old rumour", verification="unverified"),
        journal.log("Rumour", verification="unverified"),
        at(hour(5), briefing.hold(level_holds=False, held_at=hour(5))),
        journal.log("Asked", line_kind="request"),
    )
    found = told(register, 9)
    assert [one.text for one in found.uncertainties] == [
        "level “Alert” in doubt",
        "Rumour",
        "Old rumour",
    ]
    assert [one.text for one in found.requests] == ["Asked"]
    register.add(crisis.change_level("Calm"))
    register.add(line_course.verify(4))
    assert [one.text for one in told(register, 20).uncertainties] == ["Old rumour"]


def test_all_that_is_overdue_is_named_once() -> None:
    register = given(
        decision.record("Close", due_on=hour(3)),
        instruction.give("Count", to=["DSI"], due=hour(4)),
        expected_report.expect("Calls", source="SAMU", due=hour(5), since=hour(1)),
        expected_report.expect("Schools", source="DASEN", due=hour(20), since=hour(1)),
    )
    assert told(register, 9).overdue == ("C-1", "D-1", "A-1")
