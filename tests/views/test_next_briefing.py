"""The next briefing: what was said last holds, a recorded one before a line of the journal."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crisis_log.account import HeldInMemory
from crisis_log.slices import briefing, crisis, journal, line_course
from crisis_log.slices.rhythm import Rhythm
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.situation import situation
from tests.given import START, At, Given, at, given, hour

LINE = journal.log("Monday at 8", tags=["Prochain-Point"])


def told(register: Given, hours: float) -> NextBriefing | None:
    account = HeldInMemory(register.entries)
    instant = START + timedelta(hours=hours)
    return next_briefing(account, situation(account.state(), instant))


def test_the_one_announced_last_is_told_with_its_entry() -> None:
    register = given(
        briefing.schedule(hour(10), said_at=START),
        briefing.schedule(hour(12), place="Town hall", said_at=hour(2)),
        LINE,
    )
    assert told(register, 5) == NextBriefing(
        at=hour(12), place="Town hall", said_at=hour(3), sources=(3,)
    )


def test_one_whose_time_has_come_is_told_as_past() -> None:
    register = given(briefing.schedule(hour(10), said_at=START))
    found = told(register, 10)
    assert found is not None
    assert found.is_past
    assert found.overdue_since == hour(10)


def test_where_none_is_recorded_a_line_is_told_as_what_it_says() -> None:
    register = given(LINE, line_course.correct(2, "Monday at 9", reason="moved"))
    assert told(register, 5) == NextBriefing(text="Monday at 9", said_at=hour(2), sources=(2, 3))
    assert told(given(LINE, line_course.strike(2, reason="no")), 5) is None


def test_a_closed_crisis_has_none() -> None:
    assert told(given(briefing.schedule(hour(10), said_at=START), crisis.close()), 5) is None


EVERY = at(hour(1), briefing.set_rhythm(every_minutes=240, place="PC", said_at=hour(1)))
TWICE = at(hour(1), briefing.set_rhythm(times=["08:00", "18:00"], said_at=hour(1)))
"""From 9:00 UTC on, 10:00 in Paris."""


def held(hours: float) -> At:
    instant = START + timedelta(hours=hours)
    return at(instant, briefing.hold(held_at=instant))


def next_at(register: Given, hours: float) -> datetime | None:
    found = told(register, hours)
    return found.at if found else None


def overdue(register: Given, hours: float) -> datetime | None:
    found = told(register, hours)
    return found.overdue_since if found else None


def test_an_interval_runs_from_when_it_was_said_then_from_the_last_one_held() -> None:
    register = given(EVERY, held(4.5))
    assert next_at(register, 2) == hour(5)
    assert next_at(register, 4.75) == START + timedelta(hours=8.5)
    found = told(register, 4.75)
    assert found is not None
    assert (found.place, found.sources, found.rhythm) == ("PC", (2, 3), Rhythm(every_minutes=240))


def test_one_that_is_not_recorded_as_held_is_overdue_and_the_next_to_come_is_told() -> None:
    register = given(EVERY)
    assert overdue(register, 4.9) is None
    for hours, coming in ((5, 9), (8.9, 9), (9, 13), (30, 33)):
        assert overdue(register, hours) == hour(5)
        assert next_at(register, hours) == hour(coming)
    found = told(register, 30)
    assert found is not None
    assert not found.is_past


def test_times_are_those_of_the_local_clock_each_day() -> None:
    register = given(TWICE, held(9.5))
    assert next_at(register, 2) == datetime(2020, 3, 16, 17, tzinfo=UTC)
    assert next_at(register, 9.6) == datetime(2020, 3, 17, 7, tzinfo=UTC)
    summer = Rhythm(times=("08:00",))
    before_change = datetime(2020, 3, 28, 12, tzinfo=UTC)
    assert summer.first_after(before_change, ZoneInfo("Europe/Paris")) == datetime(
        2020, 3, 29, 6, tzinfo=UTC
    )


def test_one_held_within_the_hour_before_its_time_is_that_one() -> None:
    assert next_at(given(TWICE, held(8.1)), 8.2) == datetime(2020, 3, 17, 7, tzinfo=UTC)
    assert next_at(given(TWICE, held(5)), 8.2) == datetime(2020, 3, 16, 17, tzinfo=UTC)


def test_one_announced_moves_the_next_of_a_rhythm_which_goes_on_after_it() -> None:
    moved = at(hour(2), briefing.schedule(hour(7), said_at=hour(2)))
    register = given(EVERY, moved)
    assert (next_at(register, 6), overdue(register, 6)) == (hour(7), None)
    assert (next_at(register, 7.5), overdue(register, 7.5)) == (hour(11), hour(7))
    assert next_at(given(EVERY, moved, held(7)), 7.5) == hour(11)


def test_a_rhythm_said_later_keeps_the_one_announced_that_comes_first() -> None:
    announced = at(START, briefing.schedule(hour(3), said_at=START))
    assert next_at(given(announced, EVERY), 2) == hour(3)
    far = at(START, briefing.schedule(hour(20), said_at=START))
    assert next_at(given(far, EVERY), 2) == hour(5)


def test_after_the_one_announced_was_held_no_other_is_known() -> None:
    announced = briefing.schedule(hour(10), said_at=START)
    register = given(announced, held(9.5))
    assert told(register, 9.4) is not None
    assert told(register, 9.6) is None
    later = journal.log("Tuesday at 9", tags=["prochain-point"])
    assert told(given(announced, held(9.5), at(hour(11), later)), 12) is not None
    assert told(given(at(hour(1), later), announced, held(9.5)), 12) is None


def test_without_its_rhythm_none_is_expected() -> None:
    register = given(EVERY, at(hour(2), briefing.end_rhythm(said_at=hour(2))))
    assert told(register, 6) is None
    assert next_at(register, 1.5) == hour(5)


def test_what_was_held_is_told_by_its_time_however_late_it_is_recorded() -> None:
    late = given(EVERY, held(9), held(5))
    assert overdue(late, 9.5) is None
    assert next_at(late, 6) == hour(9)


def test_what_was_announced_after_one_was_held_is_another_however_soon() -> None:
    soon = briefing.schedule(hour(10) + timedelta(minutes=30), said_at=hour(10))
    register = given(held(9.75), at(hour(10), soon))
    found = told(register, 10.1)
    assert found is not None
    assert found.at == hour(10) + timedelta(minutes=30)
