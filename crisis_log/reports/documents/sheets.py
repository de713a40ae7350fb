"""The sheets on which a long log is laid out: they begin on a new page.

They are also the parts in which a document is made (`reports.long`).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple, TypeVar

from crisis_log.views.log_lines import LogLine

Row = TypeVar("Row")
PER_SHEET: Final = 250
"""Entries on a sheet. In shorter ones, what is the same for each part weighs; longer ones
need more memory, and keep a worker busy when the others have nothing left to do."""


class DayOnSheet(NamedTuple):
    """The entries of a day that stand on one sheet; `begun` on an earlier one, perhaps."""

    day: date
    begun: bool
    lines: tuple[LogLine, ...]


class Sheet(NamedTuple):
    """Entries that follow each other, on pages of their own."""

    number: int
    days: tuple[DayOnSheet, ...]

    @property
    def first(self) -> LogLine:
        """Its first entry."""
        return self.days[0].lines[0]

    @property
    def last(self) -> LogLine:
        """Its last entry."""
        return self.days[-1].lines[-1]


def sheets(lines: Sequence[LogLine], per_sheet: int) -> list[Sheet]:
    """Return `lines`, a log in order, on sheets of `per_sheet`; the last may have fewer."""
    return [
        Sheet(number, tuple(_days(lines, begin, begin + per_sheet)))
        for number, begin in enumerate(range(0, len(lines), per_sheet), start=1)
    ]


def even_sheets(lines: Sequence[LogLine]) -> list[Sheet]:
    """Return `lines` on as few sheets as hold them, each with about as many."""
    return sheets(lines, _even(len(lines)))


def evenly(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Return `rows` in as few runs as sheets hold, each with about as many."""
    size = _even(len(rows))
    return [rows[begin : begin + size] for begin in range(0, len(rows), size)]


def _even(count: int) -> int:
    """Return how many of `count` stand on each of as few sheets as hold them."""
    return max(1, -(-count // max(1, -(-count // PER_SHEET))))


def _days(lines: Sequence[LogLine], begin: int, end: int) -> Iterator[DayOnSheet]:
    before = lines[begin - 1].day if begin else None
    for day, found in groupby(lines[begin:end], key=lambda line: line.day):
        yield DayOnSheet(day, day == before, tuple(found))
