"""What somebody is reminded of: due, overdue, not acknowledged; each told apart by its time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crisis_log.slices import briefing, expected_report, handover, instruction, journal, measure
from crisis_log.views.reminders import Reminder, reminders
from tests.desk import Desk, local

pytestmark = pytest.mark.usefixtures("english")
SOON = timedelta(hours=2)


def found(desk: Desk, within: timedelta = SOON) -> list[tuple[str, str, str]]:
    return [(one.why, one.point.what, one.point.label) for one in told(desk, within)]


def told(desk: Desk, within: timedelta = SOON) -> tuple[Reminder, ...]:
    return reminders(desk.register.account(), desk.now, within)


def test_what_is_due_soon_is_told_and_what_is_due_later_is_not(desk: Desk) -> None:
    desk.record(measure.order("Masks", due_on=local("2020-03-16 12:00")))
    assert found(desk.at("2020-03-16 09:59")) == []
    assert found(desk.at("2020-03-16 10:00")) == [("due", "deadline", "M-1")]
    assert found(desk.at("2020-03-16 12:01")) == [("overdue", "deadline", "M-1")]
    assert found(desk.at("2020-03-16 09:00"), timedelta(hours=3)) == [("due", "deadline", "M-1")]


def test_a_day_is_due_from_its_first_hour_and_overdue_from_the_next_day(desk: Desk) -> None:
    desk.record(measure.order("Masks", due_on=date(2020, 3, 18), review_on=date(2020, 3, 18)))
    assert found(desk.at("2020-03-17 21:59")) == []
    assert found(desk.at("2020-03-17 22:00")) == [
        ("due", "deadline", "M-1"),
        ("due", "review", "M-1"),
    ]
    assert found(desk.at("2020-03-19 00:00")) == [("overdue", "deadline", "M-1")]


def test_what_is_not_acknowledged_is_told(desk: Desk) -> None:
    desk.record(instruction.give("Deliver", to=["Depot"]))
    desk.record(handover.give("Night", from_function="Day"))
    desk.at("2020-03-16 09:00")
    assert sorted(found(desk)) == [
        ("unacknowledged", "handover", "P-1"),
        ("unacknowledged", "instruction", "C-1"),
    ]
    desk.record(instruction.acknowledge(1, at=desk.now))
    assert found(desk) == [("unacknowledged", "handover", "P-1")]


def test_a_missing_report_and_a_briefing_that_was_not_held_are_told(desk: Desk) -> None:
    desk.record(
        expected_report.expect("Beds", source="ARS", due=local("2020-03-16 09:00"), since=desk.now)
    )
    desk.record(briefing.schedule(local("2020-03-16 10:00"), said_at=desk.now))
    assert set(found(desk.at("2020-03-16 10:01"))) == {
        ("overdue", "expected_report", "A-1"),
        ("overdue", "briefing", ""),
    }


def test_what_only_waits_is_no_reminder(desk: Desk) -> None:
    desk.record(journal.log("Masks, please", line_kind="request"))
    desk.record(journal.log("40 cases", verification="unverified"))
    assert found(desk.at("2020-03-20 12:00")) == []


def test_a_thing_is_the_same_when_it_is_overdue_and_another_when_its_date_moved(
    desk: Desk,
) -> None:
    def key() -> str:
        (one,) = told(desk)
        return one.key

    desk.record(measure.order("Masks", due_on=local("2020-03-16 12:00")))
    desk.at("2020-03-16 11:00")
    due = key()
    desk.at("2020-03-16 13:00")
    assert key() == due
    desk.record(measure.extend(1, due_on=local("2020-03-16 14:00")))
    assert key() != due
