"""Which day is meant by what was typed of it, as seen from today."""

import re
from datetime import date, datetime, timedelta
from typing import Final, Literal

from crisis_log.language import _
from crisis_log.when.lengths import number_of
from crisis_log.when.names import MONTH_NUMBERS, WEEKDAY_NUMBERS, weekday_name
from crisis_log.when.shown import show_date

Sense = Literal["past", "future"] | None
"""Where a day lies that may be named by its weekday alone: None where it may be either."""
_RELATIVE_DAYS: Final = {
    "avant-hier": -2,
    "hier": -1,
    "yesterday": -1,
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres-demain": 2,
}
_SENSES: Final[dict[str, Sense]] = {
    "dernier": "past",
    "last": "past",
    "prochain": "future",
    "next": "future",
}
YEARS: Final = range(1900, 2200)
_HALF_A_YEAR: Final = timedelta(days=183)
_WEEK: Final = timedelta(days=7)


class NotATimeError(ValueError):
    """What was typed is not an instant or a date; the message is a sentence for people."""


class MissingHourError(NotATimeError):
    """The clocks of the zone never showed it: they went forward."""


class RepeatedHourError(NotATimeError):
    """The clocks of the zone showed it twice: at the instants `earlier` and `later`."""

    def __init__(self, sentence: str, earlier: datetime, later: datetime) -> None:
        super().__init__(sentence)
        self.earlier = earlier
        self.later = later


class ImpossibleError(ValueError):
    """What was typed has the form of a time that cannot be; the message says why."""


def is_dated(match: re.Match[str]) -> bool:
    """Whether what was typed says a day."""
    parts = ("word", "count", "nearest", "that", "day", "name", "iso")
    return any(match[part] is not None for part in parts)


def read_day(match: re.Match[str], today: date, sense: Sense) -> date | None:
    """Return the day that was typed, if one was."""
    if match["word"]:
        word = match["word"].replace("’", "'").replace("è", "e")
        return today + timedelta(days=_RELATIVE_DAYS[word])
    if match["count"]:
        return _from_today(match, today)
    if match["nearest"] or match["that"]:
        return _nearest(match, today, sense)
    year, month, day = _numbers(match)
    if day is None:
        return None
    try:
        found = date(int(year or today.year), int(month or 0), int(day))
    except ValueError:
        raise ImpossibleError(_("the calendar has no such day")) from None
    return on_weekday(believable(found) if year else _near(found, today), match["weekday"])


def _from_today(match: re.Match[str], today: date) -> date:
    """Return the day that was told by how many days it is from today."""
    is_past = match["ago"] is not None or (match["from_now"] or "").startswith("il")
    if (match["ago"] is None) is (match["from_now"] is None):
        raise ImpossibleError(_("it says how long, not from when"))
    days = number_of(match["count"]) * (7 if match["unit"][0] in "sw" else 1)
    try:
        return believable(today + timedelta(days=-days if is_past else days))
    except OverflowError:
        raise ImpossibleError(_("the calendar has no such day")) from None


def _nearest(match: re.Match[str], today: date, sense: Sense) -> date:
    """Return the nearest day of that name in the sense that is asked, or that is typed.

    Refused where people may mean another: the name of today's, and what is last or next of
    a day that is in this very week.
    """
    typed = match["which"] or match["french_which"]
    weekday = WEEKDAY_NUMBERS[match["nearest"] or match["that"]]
    towards = _SENSES[typed] if typed else sense
    ahead = timedelta(days=(weekday - today.weekday()) % 7)
    coming, gone = today + (ahead or _WEEK), today + (ahead - _WEEK)
    found = gone if towards == "past" else coming
    if typed:
        other = found - _WEEK if towards == "past" else found + _WEEK
        is_clear = found.isocalendar()[:2] != today.isocalendar()[:2]
    else:
        other = gone if ahead and towards is None else today
        is_clear = bool(ahead) and towards is not None
    if not is_clear:
        raise _either(match.group(), *sorted((found, other)))
    return found


def _either(typed: str, first: date, second: date) -> NotATimeError:
    return NotATimeError(
        _("“{day}” may be {first} or {second}: write the date.").format(
            day=typed, first=show_date(first), second=show_date(second)
        )
    )


def _numbers(match: re.Match[str]) -> tuple[str | int | None, str | int | None, str | None]:
    """Return the year, the month and the day that a date says."""
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return year, month, day
    if match["name"]:
        day = match["long_day"].removesuffix("er")
        return match["long_year"], MONTH_NUMBERS[match["name"]], day
    return match["year"], match["month"], match["day"]


def on_weekday(day: date, typed: str | None) -> date:
    """Return `day` unless it was typed with another day of the week."""
    if typed is not None and WEEKDAY_NUMBERS[typed] != day.weekday():
        raise ImpossibleError(
            _("{day} is a {weekday}").format(day=show_date(day), weekday=weekday_name(day))
        )
    return day


def believable(day: date) -> date:
    """Return `day` unless its year is surely mistyped."""
    if day.year not in YEARS:
        raise ImpossibleError(
            _("the year goes from {first} to {last}").format(first=YEARS[0], last=YEARS[-1])
        )
    return day


def _near(day: date, today: date) -> date:
    """Return a day of this year that was typed without one, unless another year's is nearer."""
    if abs(day - today) > _HALF_A_YEAR:
        first = today.year - (day > today)
        raise NotATimeError(
            _("“{day}” may be of {first} or of {second}: write the year too.").format(
                day=f"{day:%d/%m}", first=first, second=first + 1
            )
        )
    return day
