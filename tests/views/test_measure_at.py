"""How a measure stands at an instant, whichever document tells it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from crisis_log.command import Command
from crisis_log.slices import measure
from crisis_log.slices.measure import Measure
from crisis_log.views.measure_at import MeasureAt, measure_at
from tests.dates import MARCH_18, noon
from tests.given import At, at, given

PARIS = ZoneInfo("Europe/Paris")
ORDERED = at(noon(16), measure.order("Masques", due_on=MARCH_18))


def stands(instant: datetime, *past: Command | At) -> MeasureAt:
    found = given(ORDERED, *past).state.find(Measure, 1)
    assert found is not None
    return measure_at(found, instant, PARIS)


def test_an_open_measure_is_overdue_from_the_day_after_its_deadline_on() -> None:
    on_the_day, later = stands(noon(18)), stands(noon(20))
    assert (on_the_day.is_open, on_the_day.days_overdue) == (True, 0)
    assert (later.is_open, later.days_overdue, later.days_past_due) == (True, 2, 2)


def test_the_day_is_that_of_the_time_zone() -> None:
    eleven_at_night_in_utc = datetime.fromisoformat("2020-03-18T23:30:00+00:00")
    assert stands(eleven_at_night_in_utc).days_overdue == 1


def test_one_that_ended_is_not_overdue_however_late_it_did() -> None:
    ended = stands(noon(30), at(noon(20), measure.complete(1)))
    assert (ended.is_open, ended.days_overdue, ended.days_past_due) == (False, 0, 2)
    assert ended.last_day == noon(20).date()
    assert (ended.status, ended.since) == ("completed", noon(20))
    assert (ended.entry, ended.status_entry) == (2, 3)


def test_one_is_told_as_it_was_at_the_instant() -> None:
    before = stands(noon(19), at(noon(20), measure.complete(1)))
    assert (before.status, before.status_entry, before.days_overdue) == ("ordered", 2, 1)
    before_its_order = stands(noon(1))
    assert (before_its_order.status, before_its_order.days_overdue) == ("ordered", 0)
