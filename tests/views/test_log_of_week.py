"""Weeks divide the log, and are named as ISO 8601 names them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.account import HeldInMemory
from crisis_log.fact import Entry, Refused
from crisis_log.slices.journal import LineLogged
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.log_of_week import Period, log_of_week
from tests.desk import NOW, ZONE, Desk, local
from tests.given import OPENING

instants = st.datetimes(
    datetime(2020, 2, 24),  # noqa: DTZ001 - made aware by the strategy
    datetime(2020, 11, 8),  # noqa: DTZ001 - made aware by the strategy
    timezones=st.just(UTC),
)


def entry(number: int, recorded_at: datetime) -> Entry:
    fact = OPENING if number == 1 else LineLogged(text=f"line {number}", line_kind="information")
    return Entry(
        register_id="covid-19-0badcafe",
        number=number,
        kind=fact.kind,
        recorded_at=recorded_at,
        occurred_at=recorded_at,
        by="secretary",
        request_id=f"request-{number}",
        fact=fact,
    )


@given(st.lists(instants, min_size=1, max_size=40, unique=True))
def test_every_entry_is_in_exactly_one_week(recorded: list[datetime]) -> None:
    log = [entry(number, at) for number, at in enumerate(sorted(recorded), start=1)]
    first = IsoWeek.of(log[0].recorded_at.astimezone(ZONE).date())
    last = IsoWeek.of(log[-1].recorded_at.astimezone(ZONE).date())
    found: list[int] = []
    week = first
    while week.monday <= last.monday:
        found += [one.number for one in log_of_week(HeldInMemory(log), week, NOW).entries]
        week = week.plus(1)
    assert found == [one.number for one in log]


@given(instants)
def test_an_instant_is_in_the_week_of_its_local_day(instant: datetime) -> None:
    week = IsoWeek.of(instant.astimezone(ZONE).date())
    assert Period.of(week, ZONE, NOW).includes(instant)
    assert not Period.of(week.plus(1), ZONE, NOW).includes(instant)
    assert not Period.of(week.plus(-1), ZONE, NOW).includes(instant)


def test_the_week_of_the_change_of_clocks_has_one_hour_less() -> None:
    period = Period.of(IsoWeek.of(date(2020, 3, 23)), ZONE, NOW)
    assert period.end - period.start == timedelta(days=7, hours=-1)


def test_a_week_before_the_opening_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="its first week is 2020-W12"):
        desk.report("2020-W11")


def test_a_week_that_has_not_begun_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="begins on 2020-03-23"):
        desk.report("2020-W13", now=local("2020-03-22 23:59"))


def test_a_week_that_is_not_over_is_told_as_it_stands(desk: Desk) -> None:
    report = desk.report("2020-W12", now=local("2020-03-18 12:00"))
    assert not report.period.complete
    assert report.period.cut_off == local("2020-03-18 12:00")
