"""Days and times of day as tables hold them: `9h5`, `~14h`, `24/11/20`, `lun. 23 nov.`, `24:00`.

Nothing is told from the present here: a table is read days after it was written. What a text
does not say (a day, a year, a time of day) is left to who reads the rows around it.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from crisis_log.language import _
from crisis_log.text import folded
from crisis_log.when.days import ImpossibleError, NotATimeError, believable, on_weekday
from crisis_log.when.names import MONTH_NUMBERS, WEEKDAY_NUMBERS, month_name

Order = Literal["dmy", "mdy", "ymd"]
"""In which order numbers say a day: the day, the month, and the year if it is there."""
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}", re.ASCII)
_PARTS_OF_DAY: Final = (
    "matin(?:ee)? | apres-midi | aprem | soir(?:ee)? | nuit | minuit"
    " | morning | afternoon | evening | night | midnight"
)
_REMEMBERED: Final = 4096
"""How many texts: the days and the times of day of a table are few."""
_CENTURY: Final = 100
_NOON: Final = 12
_SHORTEST: Final = 3
"""Letters of an abbreviated name: `nov`, `lun`."""


class Written(NamedTuple):
    """What a cell says of a moment: the parts that are there.

    `month_day` is a day without its year. `is_next_day` of 24:00, the end of its day.
    """

    day: date | None = None
    month_day: tuple[int, int] | None = None
    clock: time | None = None
    offset: tzinfo | None = None
    is_approximate: bool = False
    is_next_day: bool = False
    until: time | None = None
    part_of_day: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether it names a day, with its year or without."""
        return self.day is not None or self.month_day is not None


class TwoReadingsError(NotATimeError):
    """The day may be the first or the second number: nothing decided which."""


@lru_cache(maxsize=_REMEMBERED)
def read_written(text: str, order: Order | None = None) -> Written:
    """Return what the whole of `text` says of a moment; `order` is that of its dates.

    Raises:
        TwoReadingsError: numbers say its day, and `order` does not say in which order.
        NotATimeError: it says none, or one that cannot be; with a sentence.

    """
    plain = folded(text).strip(" ;,")
    match = _moment().fullmatch(plain)
    try:
        if exact := _iso(plain):
            return exact
        if match and any(match[part] for part in _SAYING):
            return _read(match, order, text)
    except ImpossibleError as error:
        raise NotATimeError(
            _("“{text}” cannot be: {reason}.").format(text=text.strip(), reason=error)
        ) from None
    raise NotATimeError(
        _("“{text}” is neither a date nor a time of day.").format(text=text.strip())
    )


def _iso(plain: str) -> Written | None:
    """Return what ISO 8601 says, in its extended format: the only one with any offset."""
    if not _ISO.match(plain):
        return None
    try:
        told = datetime.fromisoformat(plain.upper())
    except ValueError:
        return None
    return Written(believable(told.date()), clock=told.time(), offset=told.tzinfo)


@lru_cache(maxsize=_REMEMBERED)
def orders_of(text: str) -> frozenset[Order]:
    """Return in which orders the numbers of a day in `text` make one, none if it has no such."""
    match = _moment().fullmatch(folded(text).strip(" ;,"))
    if match is None or match["a"] is None:
        return frozenset()
    return frozenset(order for order in _ORDERS if _makes_a_day(match, order))


@cache
def _moment() -> re.Pattern[str]:
    """Return what moments look like in text that is `folded`."""
    months = _abbreviated(MONTH_NUMBERS)
    weekdays = _abbreviated(WEEKDAY_NUMBERS)
    clock = r"""(?P<{0}hour>\d{{1,2}}) (?: \s? : \s? (?P<{0}minute>\d{{1,2}})
                  (?: : (?P<{0}second>\d{{2}}) (?: [.,] (?P<{0}fraction>\d{{1,6}})\d* )? )?
                | \s? (?:h|heures?) \s? (?: (?P<{0}of_h>\d{{1,2}}) \s? (?:mn?|min)? )? )"""
    return re.compile(
        rf"""
        (?: (?: le \s )? (?: (?P<weekday> {weekdays} ) \.? \s? ,? \s? (?: le \s )? )?
          (?: (?P<a>\d{{1,4}}) (?P<sign> [/.-] ) (?P<b>\d{{1,2}}) (?: (?P=sign) (?P<c>\d{{2,4}}) )?
            | (?P<solid>\d{{8}}) (?= t | \s | $ )
            | (?P<long_day> \d{{1,2}} ) (?: er )? [\s-] (?P<month> {months} ) \.?
              (?: [\s-] (?P<long_year> \d{{4}} (?!\d) | \d{{2}} (?! \s? [h:] | \d ) ) )? )?
        )
        (?: t | \s* ,? \s* (?: (?: a | at | - ) \s+ )? )?
        (?P<about> (?: [~≈] | vers | environ | env\.? | ca\.? | c\. | about | around ) \s? )?
        (?: {clock.format("")}
            (?: \s? (?P<half> [ap] ) \.? m \.? )?
            (?: \s? (?P<bracket> \( )?
                (?P<offset> z | (?(bracket) [+-] | \+ ) \d{{2}} :? \d{{2}} ) (?(bracket) \) ) )?
            (?: \s? (?: - | / | a | to ) \s? {clock.format("until_")} )?
          | (?P<basic> \d{{4}} (?:\d{{2}})? )
          | (?P<word> midi | noon )
          | (?: en \s | dans \s )? (?: (?: debut | fin ) \s de \s )? (?: la \s | le \s | l' )?
            (?P<part> {_PARTS_OF_DAY} ) )?
        (?P<doubt> \s? (?: environ | env\.? | \? | approx\.? ) )?
        """,
        re.VERBOSE | re.ASCII,
    )


_SAYING: Final = ("a", "solid", "month", "hour", "basic", "word", "part")
_ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy", "ymd")


def _abbreviated(names: dict[str, int]) -> str:
    """Return the pattern of names, whole or cut after three letters or more, as `folded`."""
    whole = sorted({folded(name) for name in names}, key=len, reverse=True)
    cut = {name[:size] for name in whole for size in range(_SHORTEST, len(name))}
    return "|".join([*whole, *sorted(cut, key=len, reverse=True)])


def _named(names: dict[str, int], text: str) -> int:
    """Return the number of the name that `text` is, or begins.

    Raises:
        ImpossibleError: it begins two names: `jui`.

    """
    found = {number for name, number in names.items() if folded(name).startswith(text)}
    exactly = {number for name, number in names.items() if folded(name) == text}
    numbers = exactly or found
    if len(numbers) != 1:
        raise ImpossibleError(_("its month may be two"))
    return numbers.pop()


def _read(match: re.Match[str], order: Order | None, text: str) -> Written:
    day, month_day = _day(match, order, text)
    if day and match["weekday"]:
        weekday = _named(WEEKDAY_NUMBERS, match["weekday"])
        on_weekday(day, next(name for name, n in WEEKDAY_NUMBERS.items() if n == weekday))
    clock, is_next_day = _clock(match)
    return Written(
        day=day,
        month_day=month_day,
        clock=clock,
        offset=_offset(match["offset"]),
        is_approximate=bool(match["about"] or match["doubt"]),
        is_next_day=is_next_day,
        until=_time_of(match, "until_") if match["until_hour"] else None,
        part_of_day=match["part"] or "",
    )


def _day(
    match: re.Match[str], order: Order | None, text: str
) -> tuple[date | None, tuple[int, int] | None]:
    if match["solid"]:
        return _solid(match["solid"], order), None
    if match["month"]:
        month = _named(MONTH_NUMBERS, match["month"])
        return _made(match["long_year"], month, match["long_day"])
    if match["a"] is None:
        return None, None
    return _made(*_in_order(match, _order_of(match, order, text)))


def _order_of(match: re.Match[str], order: Order | None, text: str) -> Order:
    """Return in which order the numbers of a day are: the one given, unless they say another."""
    if len(match["a"]) > 2:  # noqa: PLR2004 - a year of three digits is none, either
        return "ymd"
    if order and not (order == "ymd" and match["c"] is None):
        return order
    possible = orders_of(text) - {"ymd"}
    if order is None and len(possible) > 1 and match["a"] != match["b"]:
        raise _either(text, match)
    return next(iter(possible)) if len(possible) == 1 else "dmy"


def _either(text: str, match: re.Match[str]) -> TwoReadingsError:
    first, second = (_shown(*_made(*_in_order(match, order))) for order in _ORDERS[:2])
    return TwoReadingsError(
        _("“{text}” may be {first} or {second}: say in which order its dates are.").format(
            text=text.strip(), first=first, second=second
        )
    )


def _shown(day: date | None, month_day: tuple[int, int] | None) -> str:
    """Return a day with the name of its month, which no order of numbers can mistake."""
    month, number = month_day or ((day.month, day.day) if day else (0, 0))
    name = month_name(month)
    return " ".join([str(number), name, *([str(day.year)] if day else [])])


def _in_order(match: re.Match[str], order: Order) -> tuple[str | None, str | None, str | None]:
    """Return the year, the month and the day that the numbers are, in that order."""
    a, b, c = match.group("a", "b", "c")
    return {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]


def _makes_a_day(match: re.Match[str], order: Order) -> bool:
    is_year_first = len(match["a"]) > 2  # noqa: PLR2004 - a year of three digits is none, either
    if is_year_first is not (order == "ymd") and (is_year_first or match["c"] is None):
        return False
    try:
        _made(*_in_order(match, order))
    except ImpossibleError:
        return False
    return True


def _solid(digits: str, order: Order | None) -> date:
    """Return the day of eight digits: `20201124`, or `24112020`."""
    parts = {
        "ymd": (digits[:4], digits[4:6], digits[6:]),
        "dmy": (digits[4:], digits[2:4], digits[:2]),
        "mdy": (digits[4:], digits[:2], digits[2:4]),
    }
    found = {}
    for one in [order] if order else _ORDERS[::2]:
        try:
            found[one] = _made(*parts[one])[0]
        except ImpossibleError:
            continue
    days = [day for day in found.values() if day]
    if len(days) != 1:
        raise ImpossibleError(_("the calendar has no such day"))
    return days[0]


def _made(
    year: str | None, month: int | str | None, day: str | None
) -> tuple[date | None, tuple[int, int] | None]:
    """Return the day that these numbers make, or its month and day where no year is said."""
    try:
        if year is None:
            date(2000, int(month or 0), int(day or 0))  # a leap year
            return None, (int(month or 0), int(day or 0))
        number = int(year)
        if len(year) <= 2:  # noqa: PLR2004 - the last digits alone
            number += _CENTURY * 20
        made = date(number, int(month or 0), int(day or 0))
    except ValueError:
        raise ImpossibleError(_("the calendar has no such day")) from None
    return believable(made), None


def _clock(match: re.Match[str]) -> tuple[time | None, bool]:
    """Return the time of day, and whether it is the end of the day: 24:00."""
    if match["word"]:
        return time(_NOON), False
    if match["basic"]:
        digits = match["basic"]
        return _made_time(digits[:2], digits[2:4], digits[4:] or "0", "", None)
    if match["hour"] is None:
        return None, False
    return _made_time(
        match["hour"],
        match["minute"] or match["of_h"] or "0",
        match["second"] or "0",
        match["fraction"] or "",
        match["half"],
    )


def _time_of(match: re.Match[str], prefix: str) -> time | None:
    hour, minute, of_h, second = match.group(*(f"{prefix}{p}" for p in _CLOCK_PARTS))
    return _made_time(hour, minute or of_h or "0", second or "0", "", None)[0]


_CLOCK_PARTS: Final = ("hour", "minute", "of_h", "second")


def _made_time(
    hour: str, minute: str, second: str, fraction: str, half: str | None
) -> tuple[time, bool]:
    hours, minutes, seconds = int(hour), int(minute), int(second)
    if (hours, minutes, seconds) == (24, 0, 0):
        return time(), True
    try:
        if half:
            hours = _in_half(hours, half)
        return time(hours, minutes, seconds, int(fraction.ljust(6, "0") or 0)), False
    except ValueError:
        raise ImpossibleError(_("a day goes from 0:00 to 23:59")) from None


def _in_half(hours: int, half: str) -> int:
    if not 1 <= hours <= _NOON:
        raise ValueError
    return hours % _NOON + (_NOON if half == "p" else 0)


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text == "z":
        return UTC
    signed = text.replace(":", "")
    return datetime.fromisoformat(f"2000-01-01T00:00{signed[:3]}:{signed[3:]}").tzinfo
