"""The names of months and of days, as documents print them and as people type them."""

from __future__ import annotations

from datetime import date
from typing import Final

from crisis_log.language import Language, current

_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    ),
}
_WEEKDAYS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTH_NUMBERS: Final = {
    name: number for names in _MONTHS.values() for number, name in enumerate(names, 1)
}
"""By the name of the month, in small letters, in each language."""
WEEKDAY_NUMBERS: Final = {
    name.lower(): number for names in _WEEKDAYS.values() for number, name in enumerate(names)
}
"""By the name of the day, in small letters, in each language; Monday is 0."""


def weekday_name(day: date) -> str:
    """Return the name of a day of the week in the language in use."""
    return _WEEKDAYS[current()][day.weekday()]


def month_name(month: int) -> str:
    """Return the name of a month, 1 to 12, in the language in use."""
    return _MONTHS[current()][month - 1]
