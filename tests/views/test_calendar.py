"""Events keep their names: what moves is moved in calendars, what is given up is cancelled."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given as for_any
from hypothesis.strategies import integers

from crisis_log import striking
from crisis_log.account import HeldInMemory
from crisis_log.slices import (
    briefing,
    crisis,
    decision,
    decision_course,
    expected_report,
    instruction,
    journal,
    measure,
    meeting,
    objective,
)
from crisis_log.views.calendar import Event, calendar
from tests.desk import Desk, local
from tests.given import hour
from tests.histories import History, struck_histories, told

pytestmark = pytest.mark.usefixtures("english")


def events(desk: Desk) -> dict[str, Event]:
    """Return the events of the register by their names."""
    told = calendar(desk.register.account(), desk.now)
    found = {one.name: one for one in told}
    assert len(found) == len(told)
    return found


def at(text: str) -> datetime:
    return local(text)


def test_what_has_a_date_is_an_event_with_whom_it_waits_for(desk: Desk) -> None:
    desk.record(measure.order("Masks", owner="DSI", due_on=date(2020, 3, 20)))
    desk.record(objective.set_("Pay all", owner="HR", due_on=date(2020, 3, 31)))
    desk.record(decision.record("Close", due_on=date(2020, 3, 18), review_on=date(2020, 3, 25)))
    desk.record(instruction.give("Deliver", to=["Depot"], due=at("2020-03-16 18:00")))
    desk.record(
        expected_report.expect("Beds", source="ARS", due=at("2020-03-16 20:00"), since=desk.now)
    )
    desk.record(measure.order("Without a date"))
    assert [(one.name, one.what, one.who, one.standing) for one in events(desk).values()] == [
        ("instruction-1-due", "instruction", "Depot", "planned"),
        ("expected_report-1-due", "expected_report", "ARS", "planned"),
        ("decision-1-due_on", "deadline", None, "planned"),
        ("measure-1-due_on", "deadline", "DSI", "planned"),
        ("decision-1-review_on", "review", None, "planned"),
        ("objective-1-due_on", "deadline", "HR", "planned"),
    ]


def test_a_date_that_moves_is_the_same_event_changed_by_a_later_entry(desk: Desk) -> None:
    first = desk.record(measure.order("Masks", due_on=date(2020, 3, 20)))
    moved = desk.record(measure.extend(1, due_on=date(2020, 3, 27)))
    (one,) = events(desk).values()
    assert (one.start, one.entry, one.changed_by) == (date(2020, 3, 27), first, moved)


def test_a_date_that_is_taken_away_is_cancelled_where_it_was(desk: Desk) -> None:
    desk.record(measure.order("Masks", due_on=date(2020, 3, 20)))
    taken = desk.record(measure.amend(1, reason="open", due_on=None))
    (one,) = events(desk).values()
    assert (one.start, one.standing, one.changed_by) == (date(2020, 3, 20), "cancelled", taken)


def test_what_is_done_is_done_and_what_is_given_up_is_cancelled(desk: Desk) -> None:
    day = date(2020, 3, 20)
    for title in ("Done", "Lifted"):
        desk.record(measure.order(title, due_on=day))
    desk.record(measure.complete(1))
    desk.record(measure.lift(2))
    desk.record(decision.propose("Masks", due_on=day))
    desk.record(decision.record("Close", due_on=day))
    desk.record(decision_course.withdraw(2, reason="void"))
    desk.record(expected_report.expect("Beds", source="ARS", due=day, since=desk.now))
    desk.record(journal.log("40 beds", expected=[1]))
    assert {name: one.standing for name, one in events(desk).items()} == {
        "measure-1-due_on": "done",
        "measure-2-due_on": "cancelled",
        "decision-1-due_on": "tentative",
        "decision-2-due_on": "cancelled",
        "expected_report-1-due": "done",
    }


def test_what_is_struck_is_cancelled(desk: Desk) -> None:
    number = desk.record(measure.order("Masks", due_on=date(2020, 3, 20)))
    struck = desk.record(striking.strike(number, reason="mistake"))
    (one,) = events(desk).values()
    assert (one.name, one.standing, one.changed_by) == ("measure-1-due_on", "cancelled", struck)


def test_a_struck_change_leaves_the_date_that_was_before(desk: Desk) -> None:
    desk.record(measure.order("Masks", due_on=date(2020, 3, 20)))
    number = desk.record(measure.extend(1, due_on=date(2020, 3, 27)))
    struck = desk.record(striking.strike(number, reason="mistake"))
    (one,) = events(desk).values()
    assert (one.start, one.standing, one.changed_by) == (date(2020, 3, 20), "planned", struck)


def test_a_briefing_that_is_moved_is_the_same_and_the_next_one_another(desk: Desk) -> None:
    first = desk.record(briefing.schedule(at("2020-03-16 12:00"), said_at=desk.now))
    moved = desk.record(briefing.schedule(at("2020-03-16 14:00"), said_at=desk.now))
    (one,) = events(desk).values()
    assert (one.name, one.start, one.changed_by) == (
        f"briefing-{first}",
        at("2020-03-16 14:00"),
        moved,
    )
    desk.at("2020-03-16 14:05").record(briefing.hold(held_at=desk.now))
    desk.record(briefing.schedule(at("2020-03-16 18:00"), said_at=desk.now))
    assert [one.standing for one in events(desk).values()] == ["done", "planned"]


def test_a_rhythm_at_times_is_repeated_until_another_holds(desk: Desk) -> None:
    first = desk.record(briefing.set_rhythm(times=["08:00", "18:30"], said_at=desk.now))
    found = events(desk)
    assert list(found) == [f"briefing-{first}-1830", f"briefing-{first}-0800"]
    assert all(one.is_daily and one.until is None for one in found.values())
    desk.at("2020-03-18 09:00")
    second = desk.record(briefing.set_rhythm(every_minutes=240, said_at=desk.now))
    said_at = desk.register.entry(second).occurred_at
    found = events(desk)
    assert found[f"briefing-{first}-0800"].until == said_at
    interval = found[f"briefing-{second}"]
    assert (interval.is_daily, interval.start) == (False, at("2020-03-18 13:01"))
    held = desk.at("2020-03-18 15:00").record(briefing.hold(held_at=desk.now))
    interval = events(desk)[f"briefing-{second}"]
    assert (interval.start, interval.changed_by) == (at("2020-03-18 19:01"), held)


def test_a_rhythm_that_never_began_is_cancelled(desk: Desk) -> None:
    desk.record(briefing.set_rhythm(times=["18:30"], said_at=desk.now))
    desk.record(briefing.end_rhythm(said_at=desk.now))
    (one,) = events(desk).values()
    assert (one.standing, one.is_daily) == ("cancelled", False)


def test_a_briefing_that_was_struck_or_comes_after_the_closing_is_cancelled(desk: Desk) -> None:
    struck = desk.record(briefing.schedule(at("2020-03-16 12:00"), said_at=desk.now))
    desk.record(striking.strike(struck, reason="mistake"))
    left = desk.record(briefing.schedule(at("2020-03-16 14:00"), said_at=desk.now))
    desk.record(crisis.close())
    assert {name: one.standing for name, one in events(desk).items()} == {
        f"briefing-{struck}": "cancelled",
        f"briefing-{left}": "cancelled",
    }


def test_a_meeting_lasts_from_its_opening_to_its_closing(desk: Desk) -> None:
    opened = desk.record(meeting.open_meeting(agenda=["Weather", "Schools"], place="Room 1"))
    closed = desk.record(meeting.close(at=desk.now, next_at=at("2020-03-16 18:00")))
    (one, following) = events(desk).values()
    assert (one.name, one.agenda, one.place) == ("meeting-1", ("Weather", "Schools"), "Room 1")
    assert one.end == desk.register.entry(closed).occurred_at
    assert (one.entry, one.changed_by, one.standing) == (opened, closed, "done")
    assert (following.name, following.start) == (f"briefing-{closed}", at("2020-03-16 18:00"))


@for_any(struck_histories, integers(2, 60))
def test_no_event_disappears_and_each_change_is_of_a_later_entry(
    history: History, cut: int
) -> None:
    """A calendar that took an event is told of all that becomes of it."""
    account = HeldInMemory(told(history).entries)
    before, after = (calendar(one, hour(80)) for one in (account.upto(cut), account))
    later = {one.name: one for one in after}
    assert len(later) == len(after)
    for one in before:
        assert one.name in later
        assert later[one.name].changed_by >= one.changed_by
        if later[one.name].changed_by == one.changed_by:
            assert later[one.name] == one
