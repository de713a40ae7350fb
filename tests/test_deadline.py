"""A thing is overdue from the day after its deadline on, or from the instant of it on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from crisis_log.deadline import (
    Due,
    day_of,
    days_past,
    in_order,
    is_past,
    show_due,
    time_since,
)

ZONE = ZoneInfo("Europe/Paris")
DUE = date(2020, 3, 20)
AT_SIX = datetime(2020, 3, 20, 18, tzinfo=ZONE)
NONE = timedelta()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("due", "instant", "since"),
    [
        (DUE, "2020-03-19T12:00", timedelta(days=-1)),
        (DUE, "2020-03-20T23:59:59.999999", NONE),
        (DUE, "2020-03-21T00:00", timedelta(days=1)),
        (DUE, "2020-04-01T12:00", timedelta(days=12)),
        (date.max, "2020-03-20T12:00", DUE - date.max),
        (AT_SIX, "2020-03-20T17:30", timedelta(minutes=-30)),
        (AT_SIX, "2020-03-20T18:00", NONE),
        (AT_SIX, "2020-03-20T18:00:01", timedelta(seconds=1)),
        (AT_SIX, "2020-03-22T00:30", timedelta(days=1, hours=6, minutes=30)),
    ],
)
def test_a_deadline_is_past_once_its_day_or_its_instant_is_over(
    due: Due, instant: str, since: timedelta
) -> None:
    assert time_since(due, at(instant), ZONE) == since
    assert is_past(due, at(instant), ZONE) is (since > NONE)
    assert days_past(due, at(instant), ZONE) == max(since.days, 0)


def test_what_has_no_deadline_is_never_overdue() -> None:
    assert not is_past(None, at("2020-04-01T12:00"), ZONE)
    assert days_past(None, at("2020-04-01T12:00"), ZONE) == 0


def test_deadlines_are_in_order_by_when_they_are_no_longer_kept() -> None:
    dues: list[Due | None] = [date(2020, 3, 19), AT_SIX, DUE, date(2020, 3, 21), None]
    assert [*map(in_order, dues)] == sorted(map(in_order, dues))


@pytest.mark.parametrize(
    ("stored", "due"),
    [
        ('"2020-03-20"', DUE),
        ('"2020-03-20T18:00:00+01:00"', AT_SIX),
        ('"2020-03-20T00:00:00+01:00"', datetime(2020, 3, 20, tzinfo=ZONE)),
    ],
)
def test_a_day_stays_a_day_and_an_instant_keeps_its_offset(stored: str, due: Due) -> None:
    kept: TypeAdapter[Due] = TypeAdapter(Due)
    for read in (kept.validate_json(stored), kept.validate_python(due)):
        assert read == due
        assert isinstance(read, datetime) is isinstance(due, datetime)
        assert kept.dump_json(read).decode() == stored
        assert day_of(read) == DUE


@pytest.mark.parametrize("text", ["2020-03-20T18:00:00", "0001-01-01T08:00:00+01:00", "soon"])
def test_an_instant_has_its_offset_and_a_believable_year(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Due).validate_python(text)


@pytest.mark.usefixtures("french")
def test_a_deadline_is_shown_as_it_is_typed() -> None:
    night = at("2020-10-25T02:30")
    assert show_due(DUE) == "20/03/2020"
    assert show_due(AT_SIX) == show_due(AT_SIX, ZONE) == "20/03/2020 18:00"
    assert show_due(night, ZONE) == "25/10/2020 02:30+02:00"
