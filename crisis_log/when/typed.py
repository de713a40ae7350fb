"""Instants and dates as people type them: read whole, in one way, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Final, NamedTuple

from crisis_log.language import _
from crisis_log.when.names import MONTH_NUMBERS, WEEKDAY_NUMBERS, weekday_name
from crisis_log.when.shown import end_of, offset_text, show_date, show_instant, start_of
from crisis_log.words import join

_BASIC_ISO: Final = re.compile(r"\d{8}T\d{4}(?:\d{2})?(?:Z|[+-]\d{4})?", re.ASCII)
_RELATIVE_DAYS: Final = {
    "avant-hier": -2,
    "hier": -1,
    "yesterday": -1,
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
}
_YEARS: Final = range(1900, 2200)
_HALF_A_YEAR: Final = timedelta(days=183)
_TICK: Final = timedelta(microseconds=1)


class NotATimeError(ValueError):
    """What was typed is not an instant or a date; the message is a sentence for people."""


class _ImpossibleError(ValueError):
    """What was typed has the form of a time that cannot be; the message says why."""


class _Typed(NamedTuple):
    """What a text says; `is_iso` when its day is written as ISO 8601 does.

    `precision` is how long the moment lasts that its clock says.
    """

    day: date | None
    clock: time | None
    offset: tzinfo | None
    is_iso: bool
    precision: timedelta


@cache
def _pattern() -> re.Pattern[str]:
    """Return what instants and dates look like: 2 ms, of use to those who typed one."""
    return re.compile(
        rf"""
        (?: (?P<word> avant-hier | hier | yesterday | aujourd['’]hui | today | demain | tomorrow )
          | (?P<day>\d{{1,2}}) / (?P<month>\d{{1,2}}) (?: / (?P<year>\d{{4}}) )?
          | (?: (?P<weekday> {"|".join(WEEKDAY_NUMBERS)} ) \s )?
            (?P<long_day> 1er | \d{{1,2}} ) \s (?P<name> {"|".join(MONTH_NUMBERS)} )
            (?: \s (?P<long_year>\d{{4}}) )?
          | (?P<iso>\d{{4}}-\d{{2}}-\d{{2}}) )?
        (?P<joint> T | \s* , \s* | \s+ (?: (?: à | a | at ) \s+ )? )?
        (?: (?P<hour>\d{{1,2}})
            (?: : (?P<minute>\d{{2}})
                (?: : (?P<second>\d{{2}}) (?: [.,] (?P<fraction>\d{{1,6}}) )? )?
              | \s? h (?: \s? (?P<minute_of_h>\d{{2}}) )? )
            (?: \s? (?P<bracket>\()?
                (?P<offset> Z | [+-]\d{{2}}:\d{{2}}(?::\d{{2}})? ) (?(bracket)\)) )? )?
        """.replace(r"\s", r"[ \t\u00a0\u202f]"),
        re.ASCII | re.IGNORECASE | re.VERBOSE,
    )


def parse_instant(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `text` as an instant in `zone`, and return it in UTC.

    `14:05`, `14h05`, `hier 18:30`, `18/03/2020 18h30`, `18/03 18h30`, ISO 8601 and what
    documents print, `mercredi 18 mars 2020 à 18 h 30`, are read; without a date, it is
    today. A date alone is refused.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    today = now.astimezone(zone).date()
    typed = _read(text, today, _not_a_time)
    if typed.clock is None:
        raise NotATimeError(_no_time_of_day(text))
    return _localised(datetime.combine(typed.day or today, typed.clock), typed, zone)


def parse_period(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Read `text` as the day, the minute or the second that is typed, from first to last moment.

    What is shown to the minute, when it is typed again, so holds what it was copied from.
    """
    typed = _read(text, now.astimezone(zone).date(), _not_a_time)
    if typed.clock is None:
        if typed.day is None:
            raise NotATimeError(_no_time_of_day(text))
        return start_of(typed.day, zone), end_of(typed.day, zone)
    start = parse_instant(text, now, zone)
    return start, start + typed.precision - _TICK


def parse_end_of_period(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `text` as a period, and return its last moment."""
    return parse_period(text, now, zone)[1]


def parse_start_of_period(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `text` as a period, and return its first moment."""
    return parse_period(text, now, zone)[0]


def parse_date(text: str, now: datetime, zone: tzinfo) -> date:
    """Read `text` as a date: `2020-03-18`, `18/03/2020`, `18/03`, `18 mars 2020`, `hier`.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    typed = _read(text, now.astimezone(zone).date(), _not_a_date)
    if typed.day is None or typed.clock is not None:
        raise NotATimeError(_not_a_date(text, ""))
    return typed.day


_DURATION: Final = r"(\d{1,4})\s*(min|minutes?|h|heures?|hours?|j|jours?|d|days?)"
_UNITS: Final = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "j": timedelta(days=1),
    "d": timedelta(days=1),
}


def parse_duration(text: str) -> timedelta | None:
    """Read `text` as so many minutes, hours or days: `90 min`, `2 h`, `3 j`; None where it is none.

    A time of day says its minutes: `2h00`.
    """
    match = re.fullmatch(_DURATION, text.strip().lower())
    return int(match[1]) * _UNITS[match[2][0]] if match else None


def says_all(text: str, *, with_time: bool) -> bool:
    """Whether what was read of `text` names its year, and its time of day where one is meant.

    What says less was understood knowing the present: `hier 23:40`, `14:05`, `20/03`.
    """
    typed = text.strip()
    match = _pattern().fullmatch(typed.lower())
    if match is None:
        return _BASIC_ISO.fullmatch(typed) is not None
    has_year = match["iso"] or match["year"] or match["long_year"]
    return has_year is not None and (match["hour"] is not None or not with_time)


def _read(text: str, today: date, refusal: Callable[[str, str], str]) -> _Typed:
    """Return what the whole of `text` says, or refuse it."""
    typed = text.strip()
    if _BASIC_ISO.fullmatch(typed):
        typed = _extended(typed)
    match = _pattern().fullmatch(typed.lower())
    if match is None:
        raise NotATimeError(refusal(text, ""))
    is_dated = bool(match["word"] or match["day"] or match["name"] or match["iso"])
    if bool(match["joint"]) is not (is_dated and match["hour"] is not None):
        raise NotATimeError(refusal(text, ""))
    try:
        return _Typed(
            day=_day(match, today),
            clock=_clock(match),
            offset=_offset(match),
            is_iso=match["iso"] is not None,
            precision=_precision(match),
        )
    except _ImpossibleError as error:
        raise NotATimeError(refusal(text, str(error))) from None


def _extended(typed: str) -> str:
    """Return a text in the basic format of ISO 8601 in its extended format."""
    try:
        return datetime.fromisoformat(typed).isoformat()
    except ValueError:
        return typed


def _day(match: re.Match[str], today: date) -> date | None:
    if match["word"]:
        return today + timedelta(days=_RELATIVE_DAYS[match["word"].replace("’", "'")])
    year, month, day = _numbers(match)
    if day is None:
        return None
    try:
        found = date(int(year or today.year), int(month or 0), int(day))
    except ValueError:
        raise _ImpossibleError(_("the calendar has no such day")) from None
    return _on_weekday(_believable(found) if year else _near(found, today), match["weekday"])


def _numbers(match: re.Match[str]) -> tuple[str | int | None, str | int | None, str | None]:
    """Return the year, the month and the day that a date says."""
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        return year, month, day
    if match["name"]:
        day = match["long_day"].removesuffix("er")
        return match["long_year"], MONTH_NUMBERS[match["name"]], day
    return match["year"], match["month"], match["day"]


def _on_weekday(day: date, typed: str | None) -> date:
    """Return `day` unless it was typed with another day of the week."""
    if typed is not None and WEEKDAY_NUMBERS[typed] != day.weekday():
        raise _ImpossibleError(
            _("{day} is a {weekday}").format(day=show_date(day), weekday=weekday_name(day))
        )
    return day


def _believable(day: date) -> date:
    """Return `day` unless its year is surely mistyped."""
    if day.year not in _YEARS:
        raise _ImpossibleError(
            _("the year goes from {first} to {last}").format(first=_YEARS[0], last=_YEARS[-1])
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


def _clock(match: re.Match[str]) -> time | None:
    if match["hour"] is None:
        return None
    minute, second = match["minute"] or match["minute_of_h"] or "0", match["second"] or "0"
    try:
        return time(
            int(match["hour"]),
            int(minute),
            int(second),
            int((match["fraction"] or "").ljust(6, "0")),
        )
    except ValueError:
        raise _ImpossibleError(_("a day goes from 0:00 to 23:59")) from None


def _precision(match: re.Match[str]) -> timedelta:
    if match["second"] is None:
        return timedelta(minutes=1)
    return _TICK if match["fraction"] else timedelta(seconds=1)


def _offset(match: re.Match[str]) -> tzinfo | None:
    if match["offset"] is None:
        return None
    try:
        return time.fromisoformat(f"00:00{match['offset'].upper()}").tzinfo
    except ValueError:
        raise _ImpossibleError(_("there is no such offset")) from None


def _localised(local: datetime, typed: _Typed, zone: tzinfo) -> datetime:
    """Return the only instant at which the clocks of `zone` show `local`, or that of its offset."""
    if typed.offset is not None and typed.is_iso:
        return local.replace(tzinfo=typed.offset).astimezone(UTC)
    said = show_instant(local.replace(tzinfo=UTC), UTC)
    earlier, later = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier.astimezone(zone).replace(tzinfo=None) != local:
        raise NotATimeError(_("{time} does not exist: the clocks went forward.").format(time=said))
    if typed.offset is not None:
        return _with_offset(local.replace(tzinfo=typed.offset), [earlier, later], zone)
    if earlier != later:
        raise NotATimeError(
            _(
                "{time} happened twice: the clocks went back. Add the offset: {first} or {second}."
            ).format(time=said, first=show_instant(earlier, zone), second=show_instant(later, zone))
        )
    return earlier


def _with_offset(exact: datetime, meant: Sequence[datetime], zone: tzinfo) -> datetime:
    """Return an instant typed with its offset, one of those when the clocks showed its time.

    `14:05-15:30` may be meant as a span.
    """
    if exact not in meant:
        offsets = dict.fromkeys(offset_text(one.astimezone(zone)) for one in meant)
        raise NotATimeError(
            _("The clocks here were not at {offset} then, but at {known}.").format(
                offset=offset_text(exact), known=join([*offsets], last="or")
            )
        )
    return exact.astimezone(UTC)


def _no_time_of_day(text: str) -> str:
    return _("“{text}” gives no time of day; write for example “{example}”.").format(
        text=text, example=f"{text.strip()} 14:05".strip()
    )


def _not_a_time(text: str, reason: str) -> str:
    if reason:
        return _("“{text}” is not a time I can read: {reason}.").format(text=text, reason=reason)
    return _(
        "“{text}” is not a time I can read; write for example “14:05”, “yesterday 18:30”, "
        "“18/03/2020 18h30” or “2020-03-18T18:30”."
    ).format(text=text)


def _not_a_date(text: str, reason: str) -> str:
    if reason:
        return _("“{text}” is not a date I can read: {reason}.").format(text=text, reason=reason)
    return _(
        "“{text}” is not a date I can read; write for example “18/03/2020” or “2020-03-18”."
    ).format(text=text)
