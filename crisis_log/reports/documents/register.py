"""The complete register: its model, and the sheets on which it is laid out.

Sheets of a fixed number of entries tell an entry's place by its number.
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.making import AboutPeriod, Kind, Made, Making, Naming
from crisis_log.reports.documents.sheets import PER_SHEET, sheets
from crisis_log.slices import title_of
from crisis_log.slices.issued_report import name_of
from crisis_log.views.register_log import CompleteRegister, DayOfLog, complete_register


def build(making: Making, asked: AboutPeriod) -> Made[CompleteRegister]:
    """Return the register of a stretch of days.

    Raises:
        Refused: the register has not been opened.

    """
    told = complete_register(
        making.account.entries(), making.edition, making.cut_off, asked.since, asked.until
    )
    return Made(told, making.cut_off)


def parts(told: CompleteRegister) -> int:
    """Return how many parts the document is made in: the sheets, what is before and after."""
    return len(sheets(told.log, PER_SHEET)) + 2


def context(told: CompleteRegister, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a register may use beside what all templates may."""
    del zone
    return {
        "sheets": sheets(told.log, PER_SHEET),
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
