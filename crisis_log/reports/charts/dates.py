"""Days along a chart: where each lies, and which of them are written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal, NamedTuple

Form = Literal["short", "month"]
DAY: Final = timedelta(days=1)
_FRIDAY: Final = 5
_MONTHS_OF_YEAR: Final = 12
_SHORTEST_MONTH: Final = 28
_ROOM: Final[dict[Form, float]] = {"short": 34.0, "month": 28.0}
_LEAST_BETWEEN_LINES: Final = 8.0
_REACH: Final = 27.0
_ROOM_OF_TODAY: Final = 64.0
DATE: Final = 40.0
"""Left of today there is less room than this for its date: it stands on the right."""


def is_working(day: date) -> bool:
    """Whether it is none of a week-end."""
    return day.isoweekday() <= _FRIDAY


class Mark(NamedTuple):
    """A day and where it begins; written as `form` says, where there is room for it.

    `year` is that of a month which a reader could not tell from another one's.
    """

    day: date
    x: float
    form: Form = "short"
    dated: bool = True
    year: int | None = None


@dataclass(frozen=True)
class Days:
    """The days from `first` to `last`, both included, laid out from `left` to `right`."""

    first: date
    last: date
    left: float
    right: float

    @cached_property
    def unit(self) -> float:
        """How wide a day is."""
        return (self.right - self.left) / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """Return where `day` begins, within the chart."""
        inside = min(max(day, self.first), self.last + DAY)
        return self.left + (inside - self.first).days * self.unit

    def middle(self, day: date) -> float:
        """Return where the middle of `day` lies."""
        return self.x(day) + self.unit / 2

    def stretch(self, first: date, last: date) -> tuple[float, float]:
        """Return where `first` begins and `last` ends."""
        return self.x(first), self.x(last + DAY)

    def mark(self, day: date) -> Mark:
        """Return the mark of the end of `day`."""
        return Mark(day, self.x(day + DAY))

    def marks(self) -> tuple[Mark, ...]:
        """Return the days to write: every day, Monday, second Monday, month … that fits."""
        for form, days in self._choices():
            marks = [Mark(day, self.x(day), form) for day in days]
            if all(other.x - one.x >= _ROOM[form] for one, other in pairwise(marks)):
                return self._told(marks)
        return self._told(self._thinned([*self._months(1)]))

    def _told(self, marks: list[Mark]) -> tuple[Mark, ...]:
        """Return `marks`, those unwritten that would reach over the edge."""
        inside = (
            mark._replace(dated=mark.dated and self.right - mark.x > _REACH) for mark in marks
        )
        return tuple(_with_years(inside))

    def mondays(self) -> list[Mark]:
        """Return every Monday, unwritten."""
        monday = self.first + timedelta(days=-self.first.weekday() % 7)
        days = ((self.last - monday).days // 7) + 1
        return [
            Mark(day, self.x(day), dated=False)
            for day in (monday + timedelta(weeks=n) for n in range(days))
        ]

    def _choices(self) -> Iterator[tuple[Form, list[date]]]:
        mondays = [mark.day for mark in self.mondays()]
        yield "short", list(self._by(DAY))
        yield "short", mondays
        yield "short", mondays[::2]
        yield "month", list(self._months(1))

    def _by(self, step: timedelta) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += step

    def _months(self, every: int) -> Iterator[date]:
        for year in range(self.first.year, self.last.year + 1):
            for month in range(1, _MONTHS_OF_YEAR + 1, every):
                if self.first <= date(year, month, 1) <= self.last:
                    yield date(year, month, 1)

    def _thinned(self, months: list[date]) -> list[Mark]:
        """Return marks of `months`, as many of them written as there is room for."""
        width = self.unit * _SHORTEST_MONTH
        every = next((n for n in (3, 6) if width * n >= _ROOM["month"]), _MONTHS_OF_YEAR)
        written = set(self._months(every))
        lines = months if width >= _LEAST_BETWEEN_LINES else sorted(written)
        return [Mark(day, self.x(day), "month", dated=day in written) for day in lines]


def beside(marks: tuple[Mark, ...], today: Mark) -> tuple[Mark, ...]:
    """Return `marks`, not written where the date of `today` is, left of its line if it can be."""
    right = 0 if today.x > DATE else _ROOM_OF_TODAY
    return tuple(
        mark._replace(dated=mark.dated and not -_ROOM_OF_TODAY < mark.x - today.x < right)
        for mark in marks
    )


def _with_years(marks: Iterable[Mark]) -> Iterator[Mark]:
    told: int | None = None
    for mark in marks:
        if mark.form == "month" and mark.dated and mark.day.year != told:
            told = mark.day.year
            yield mark._replace(year=told)
        else:
            yield mark
