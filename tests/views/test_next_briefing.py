"""The next briefing: what was said last holds, a recorded one before a line of the journal."""

from crisis_log.account import HeldInMemory
from crisis_log.slices import briefing, crisis, journal, line_course
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.situation import situation
from tests.given import START, Given, given, hour

LINE = journal.log("Monday at 8", tags=["Prochain-Point"])


def told(register: Given, hours: int) -> NextBriefing | None:
    account = HeldInMemory(register.entries)
    return next_briefing(account, situation(account.state(), hour(hours)))


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


def test_where_none_is_recorded_a_line_is_told_as_what_it_says() -> None:
    register = given(LINE, line_course.correct(2, "Monday at 9", reason="moved"))
    assert told(register, 5) == NextBriefing(text="Monday at 9", said_at=hour(2), sources=(2, 3))
    assert told(given(LINE, journal.strike(2, reason="no")), 5) is None


def test_a_closed_crisis_has_none() -> None:
    assert told(given(briefing.schedule(hour(10), said_at=START), crisis.close()), 5) is None
