"""The complete register: its model, and the sheets on which it is laid out.

Sheets of a fixed number of entries each begin on a new page, and tell an entry's place by
its number. They are also the parts in which the document is made (`reports.long`).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutPeriod, Kind, Made, Making, Naming
from crisis_log.slices import title_of
from crisis_log.slices.issued_report import name_of
from crisis_log.views.log_lines import LogLine
from crisis_log.views.register_log import CompleteRegister, DayOfLog, complete_register

PER_SHEET: Final = 250
"""Entries on a sheet. In shorter ones, what is the same for each part weighs; longer ones
need more memory, and keep a worker busy when the others have nothing left to do."""


def build(making: Making, asked: AboutPeriod) -> Made[CompleteRegister]:
    """Return the register of a stretch of days.

    Raises:
        Refused: the register has not been opened.

    """
    told = complete_register(
        making.account.entries(), making.edition, making.cut_off, asked.since, asked.until
    )
    return Made(told, making.cut_off)


class DayOnSheet(NamedTuple):
    """The entries of a day that stand on one sheet; `begun` on an earlier one, perhaps."""

    day: date
    begun: bool
    lines: tuple[LogLine, ...]


class Sheet(NamedTuple):
    """Entries that follow each other, on pages of their own."""

    number: int
    lines: Sequence[LogLine]

    @property
    def first(self) -> LogLine:
        """Its first entry."""
        return self.lines[0]

    @property
    def last(self) -> LogLine:
        """Its last entry."""
        return self.lines[-1]


def sheets(told: CompleteRegister) -> list[Sheet]:
    """Return the sheets of the register, in order."""
    starts = range(0, len(told.log), PER_SHEET)
    return [
        Sheet(number, told.log[begin : begin + PER_SHEET])
        for number, begin in enumerate(starts, start=1)
    ]


def parts(told: CompleteRegister) -> int:
    """Return how many parts the document is made in: the sheets, what is before and after."""
    return len(sheets(told)) + 2


def context(told: CompleteRegister, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a register may use beside what all templates may."""
    del zone
    first_of_day = {day.first_entry for day in told.days}

    def days_of(sheet: Sheet) -> Iterator[DayOnSheet]:
        for day, lines in groupby(sheet.lines, key=lambda line: line.day):
            found = tuple(lines)
            yield DayOnSheet(day, found[0].number not in first_of_day, found)

    return {
        "sheets": sheets(told),
        "days_of": days_of,
        "months": months(told.days),
        "about_words": title_of,
    }


def months(days: Sequence[DayOfLog]) -> list[tuple[date, list[DayOfLog]]]:
    """Return the days of each month, under its first day."""
    return [
        (month, list(found)) for month, found in groupby(days, lambda one: one.day.replace(day=1))
    ]


def words() -> Naming:
    """Return what people call it."""
    return Naming(
        title=name_of("register"),
        summary=_("The complete register, line by line."),
    )


DOCUMENT: Final = Kind("register", AboutPeriod, build, context, "register.html", words, parts)
