"""What a cell says of a moment: dates and times of spreadsheets, numbers, and texts."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from crisis_log.deadline import Due
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.model import Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.table import Value
from crisis_log.language import _
from crisis_log.when import (
    NotATimeError,
    TwoReadingsError,
    Written,
    localised,
    read_written,
    show_date,
)
from crisis_log.when.days import YEARS

_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - local, as spreadsheets count
_SERIALS: Final = range(20_000, 80_000)
"""Numbers that a spreadsheet shows as days from 1954 to 2119."""
_TIMELESS: Final = date(1904, 1, 2)
"""Days until then are those of times of day that a spreadsheet holds alone."""
_LAST_HOUR: Final = 23


class Heard(NamedTuple):
    """A cell that says when: its column by index, its role, its value, if it is merged above."""

    column: int | None
    role: str
    value: Value
    is_merged: bool = False


def written_in(cell: Heard, rules: Rules) -> Written:
    """Return what a cell says of a moment.

    Raises:
        RowError: nothing that can be read.

    """
    try:
        return _written(cell.role, cell.value, rules)
    except TwoReadingsError as error:
        raise RowError("two-dates", str(error), cell.column) from None
    except NotATimeError as error:
        raise RowError("not-a-time", str(error), cell.column) from None


def _believable(day: date) -> date:
    """Return a day, unless its year is surely mistyped."""
    if day.year not in YEARS:
        raise NotATimeError(
            _("{day} cannot be: the year goes from {first} to {last}.").format(
                day=show_date(day), first=YEARS[0], last=YEARS[-1]
            )
        )
    return day


def _written(role: str, value: Value, rules: Rules) -> Written:  # noqa: PLR0911 - one a type
    match value:
        case datetime():
            return _stamp(role, value)
        case date():
            return Written(_believable(value))
        case time():
            return _stamp(role, datetime.combine(_TIMELESS, value))
        case timedelta() if timedelta() <= value <= _DAY:
            clock = (_EPOCH + value).time()
            return Written(clock=clock, is_next_day=value == _DAY)
        case int() | Decimal() if not isinstance(value, bool):
            return _numbered(role, Decimal(value))
        case str() if role == "time" and value.strip().isdecimal() and value.isascii():
            return _numbered(role, Decimal(value.strip()))
    return read_written(text_of(value), rules.order)


def _stamp(role: str, value: datetime) -> Written:
    """Return the date and time of a spreadsheet, whose fractions are off by some milliseconds."""
    if value.date() <= _TIMELESS:
        value = datetime.combine(_TIMELESS, value.time())
    _believable(value.date())
    whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    is_near = abs(whole - value) < timedelta(milliseconds=5) and whole.date() == value.date()
    rounded = whole if is_near else value
    if value.date() <= _TIMELESS:
        return Written(clock=rounded.time())
    if role in {"date", "day"} and rounded.time() == time():
        return Written(rounded.date())
    return Written(rounded.date(), clock=rounded.time(), offset=value.tzinfo)


def _numbered(role: str, number: Decimal) -> Written:
    """Return what a number says: days since 1900 as spreadsheets count, or 905 for 9:05."""
    if role != "time" and int(number) in _SERIALS:
        return _stamp(role, _EPOCH + timedelta(seconds=float(number * 86_400)))
    if role == "time" and 0 <= number < 1 and number.as_tuple().exponent:
        return Written(clock=(_EPOCH + timedelta(seconds=round(number * 86_400))).time())
    if role == "time" and number == number.to_integral_value():
        hours, minutes = divmod(int(number), 100) if number > _LAST_HOUR else (int(number), 0)
        return read_written(f"{hours}:{minutes:02}")
    return read_written(f"{number:f}")


def _nearest(cell: Heard, month_day: tuple[int, int], near: date) -> date:
    """Return the day that names no year in the one that brings it nearest to another.

    Raises:
        RowError: it is of leap years, and none is near.

    """
    days = []
    for year in (near.year, near.year + 1, near.year - 1):
        with suppress(ValueError):
            days.append(date(year, *month_day))
    if not days:
        raise no_year(cell)
    return min(days, key=lambda one: abs(one - near))


def no_year(cell: Heard) -> RowError:
    """Return the refusal of a cell of which the year cannot be told."""
    sentence = _("“{text}” names no year: write it, or give a day by a rule.")
    return RowError("no-year", sentence.format(text=text_of(cell.value)), cell.column)


def due_of(cell: Heard, rules: Rules, zone: tzinfo, near: date) -> Due:
    """Return the day or the instant that a cell names, as a deadline is; near a day, of its year.

    Raises:
        RowError: it names none.

    """
    return due_written(cell, written_in(cell, rules), rules, zone, near)


def at_clock(cell: Heard, clock: Heard, rules: Rules) -> Written:
    """Return what the cells of a day and of a time of it say together.

    Raises:
        RowError: the second one says no time, or not the one or the day of the first.

    """
    written, told = written_in(cell, rules), written_in(clock, rules)
    if told.clock is None:
        sentence = _("“{text}” is no time of day: write one, or give one by a rule.")
        raise RowError("no-time", sentence.format(text=text_of(clock.value)), clock.column)
    if written.clock not in {None, told.clock} or told.day not in {None, written.day}:
        sentence = _("“{text}” is not the time that is written with its day: leave one of the two.")
        raise RowError("two-times", sentence.format(text=text_of(clock.value)), clock.column)
    return told._replace(day=written.day, month_day=written.month_day)


def due_written(cell: Heard, written: Written, rules: Rules, zone: tzinfo, near: date) -> Due:
    """Return the day or the instant that is `written` in a cell: see `due_of`."""
    day = written.day
    if day is None and written.month_day:
        day = _nearest(cell, written.month_day, near)
    if day is None:
        sentence = _("“{text}” names no day.").format(text=text_of(cell.value))
        raise RowError("no-day", sentence, cell.column)
    if written.clock is None:
        return day
    local = datetime.combine(day, written.clock) + (_DAY if written.is_next_day else timedelta())
    try:
        exact = localised(local, rules.zone or zone, written.offset, is_exact=bool(written.offset))
    except NotATimeError as error:
        raise RowError("not-a-time", str(error), cell.column) from None
    return exact.astimezone(zone)
