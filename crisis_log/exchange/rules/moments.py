"""When the rows of a sheet happened: days carried down, midnights crossed, clocks that change.

    24/11/2026  23:50        Tuesday 24
                00:10        Wednesday 25, after midnight
                23:55        refused: Tuesday or Wednesday?

Nothing is invented: a row of which no day or no time of day is known is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, NamedTuple

from crisis_log.exchange.rules.cell_moments import Heard, no_year, written_in
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.model import Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.language import _
from crisis_log.when import (
    MissingHourError,
    RepeatedHourError,
    Written,
    localised,
    show_clock,
    show_date,
    show_day_of_week,
)
from crisis_log.when.shown import offset_text

_DAY: Final = timedelta(days=1)
_OUT_OF_ORDER: Final = timedelta(hours=2)
_OVERNIGHT: Final = timedelta(hours=8)
_EVENING, _MORNING = time(20), time(6)
"""Between them a day that merged cells name has ended, whatever they cover."""
_HALF_A_YEAR: Final = timedelta(days=183)


class Moment(NamedTuple):
    """When a row happened, what is said of how that was understood, and a cell to be noted:

    one that says more than an instant, as `~14h` and `14h-15h` do.
    """

    instant: datetime | None
    said: tuple[str, ...] = ()
    noted: int | None = None


class Course:
    """The times of a sheet, read from row to row in the order of its rows."""

    def __init__(self, rules: Rules, zone: tzinfo, now: datetime) -> None:
        self._rules = rules
        self._zone = rules.zone or zone
        self._now = now
        self._forth = -1 if rules.newest_first else 1
        self._day = rules.day
        self._last: datetime | None = None
        self._instant: datetime | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The day of a row that names none, as those above it tell, if they do."""
        return () if self._day is None else (self._day,)

    def begin(self, day: date) -> None:
        """Take the day of a section for the rows under it."""
        self._day, self._last = day, None

    def at(self, cells: Iterable[Heard]) -> Moment | None:
        """Return when a row happened, None where no cell of it says anything.

        Raises:
            RowError: it does not say so much, or what cannot be.

        """
        cells = [*cells]
        try:
            return self._at(cells) if cells else None
        except RowError:
            self.pass_over(cells)
            raise

    def pass_over(self, cells: Iterable[Heard]) -> None:
        """Take the day that a refused row names for those under it; none, if it cannot be told."""
        dated = [cell for cell in cells if cell.role != "time"]
        try:
            day = self._explicit_day([(cell, written_in(cell, self._rules)) for cell in dated])
        except RowError:
            self._day = self._last = None
            return
        if day and day != self._day:
            self.begin(day)

    def _at(self, cells: Iterable[Heard]) -> Moment:
        heard = [(cell, written_in(cell, self._rules)) for cell in cells]
        day = self._explicit_day(heard)
        clock_cell, clock = self._clock_of(heard)
        is_covered = day is None and any(cell.is_merged and written.day for cell, written in heard)
        local, said = self._local(day, clock, clock_cell, is_covered=is_covered)
        if day:
            self._day, self._last = local.date(), local
        instant, more = self._instant_of(local, clock, clock_cell)
        if instant > self._now:
            raise RowError(
                "future",
                _("{time} is still to come.").format(time=_told(local)),
                clock_cell.column,
            )
        self._day, self._last, self._instant = local.date(), local, instant
        says_more = clock.is_approximate or clock.until is not None
        return Moment(instant, (*said, *more), clock_cell.column if says_more else None)

    def _clock_of(self, heard: list[tuple[Heard, Written]]) -> tuple[Heard, Written]:
        for cell, written in heard:
            if written.clock is not None:
                return cell, written
        for cell, written in heard:
            if written.part_of_day:
                raise RowError(
                    "part-of-day",
                    _("“{text}” is no time of day: write one, or give one by a rule.").format(
                        text=text_of(cell.value)
                    ),
                    cell.column,
                )
        cell = next((cell for cell, _written in heard if cell.role == "time"), heard[0][0])
        raise RowError(
            "no-time", _("It says no time of day: write one, or give one by a rule."), cell.column
        )

    def _explicit_day(self, heard: list[tuple[Heard, Written]]) -> date | None:
        """Return the day that the cells of a row name, None where they name none of their own."""
        days: dict[date, Heard] = {}
        for cell, written in heard:
            day = self.day_of(cell, written)
            if day and not (cell.is_merged and self._last and day <= self._last.date()):
                days.setdefault(day, cell)
        if len(days) > 1:
            sentence = _("Its cells name two days: {first} and {second}.").format(
                first=show_date(min(days)), second=show_date(max(days))
            )
            raise RowError("two-days", sentence, days[max(days)].column)
        return next(iter(days), None)

    def day_of(self, cell: Heard, written: Written) -> date | None:
        """Return the day that a cell names; one without its year is the nearest to what is known.

        Raises:
            RowError: no year is near enough.

        """
        if written.day or written.month_day is None:
            return written.day
        return self._nearest(written.month_day, cell)

    def _nearest(self, month_day: tuple[int, int], cell: Heard) -> date:
        near = self._day or self._now.astimezone(self._zone).date()
        for year in (near.year, near.year - 1, near.year + 1):
            try:
                day = date(year, *month_day)
            except ValueError:
                continue
            is_to_come = self._day is None and day > near
            if abs(day - near) < _HALF_A_YEAR and not is_to_come:
                return day
        raise no_year(cell)

    def _local(
        self, day: date | None, clock: Written, cell: Heard, *, is_covered: bool
    ) -> tuple[datetime, tuple[str, ...]]:
        """Return the local time of a row, and what is said of its day.

        One that `is_covered` by a merged day names it, but for the end of a night.
        """
        said: tuple[str, ...] = ()
        on = day or self._day
        if on is None:
            raise RowError(
                "no-day",
                _("It names no day, nor do the rows above it: give the day of the first one."),
                cell.column,
            )
        local = datetime.combine(on, clock.clock or time())
        if clock.is_next_day:
            local += _DAY
            said = (_("24:00 is the end of that day: {time}").format(time=_told(local)),)
        elif day is None and self._last:
            local, said = self._carried(local, self._last, cell, is_covered=is_covered)
        return local, said

    def _carried(
        self, local: datetime, last: datetime, cell: Heard, *, is_covered: bool
    ) -> tuple[datetime, tuple[str, ...]]:
        """Return the time of a row that names no day, after the last one that had one."""
        back = (last - local) * self._forth
        if back <= timedelta():
            return local, ()
        if back <= _OUT_OF_ORDER:
            return local, (_("not in order, on the same day: {time}").format(time=_told(local)),)
        other = local + _DAY * self._forth
        first, then = (last, other) if self._forth > 0 else (other, last)
        is_night = first.time() >= _EVENING and then.time() < _MORNING
        if back < _OVERNIGHT or (is_covered and not is_night):
            sentence = (
                _("Its hour goes back under a merged day: {first} or {second}? Write the date.")
                if is_covered
                else _("It names no day, and may be of {first} or of {second}: write the date.")
            )
            days = sorted((local.date(), other.date()))
            shown = [show_day_of_week(day) for day in days]
            reason = sentence.format(first=shown[0], second=shown[1])
            raise RowError("which-day", reason, cell.column, days)
        return other, (_("midnight passed: {time}").format(time=_told(other)),)

    def _instant_of(
        self, local: datetime, clock: Written, cell: Heard
    ) -> tuple[datetime, tuple[str, ...]]:
        """Return the instant of a local time, and what is said of the clocks of that day."""
        try:
            instant = localised(local, self._zone, clock.offset, is_exact=clock.offset is not None)
        except MissingHourError as error:
            raise RowError("hour-missing", str(error), cell.column) from None
        except RepeatedHourError as error:
            instant = self._by_order(error, cell)
        exact = instant.astimezone(self._zone)
        if clock.offset is None and not _changes_clocks(exact.date(), self._zone):
            return instant, ()
        offset = offset_text(exact)
        return instant, (_("{time} ({offset})").format(time=_told(local), offset=offset),)

    def _by_order(self, error: RepeatedHourError, cell: Heard) -> datetime:
        """Return which of two instants is meant, if the row before decides it."""
        if self._instant and self._forth > 0 and error.earlier < self._instant <= error.later:
            return error.later
        if self._instant and self._forth < 0 and error.earlier <= self._instant < error.later:
            return error.earlier
        raise RowError("hour-repeated", str(error), cell.column) from None


@lru_cache(maxsize=1024)
def _changes_clocks(day: date, zone: tzinfo) -> bool:
    """Whether the clocks change between the day before and the day after."""
    noon = datetime.combine(day, time(12), tzinfo=zone)
    return (noon - _DAY).utcoffset() != (noon + _DAY).utcoffset()


def _told(local: datetime) -> str:
    return f"{show_day_of_week(local.date())} {show_clock(local.replace(tzinfo=UTC), UTC)}"
