"""Instants and dates as people type them: read whole, in one way, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple

from crisis_log.language import _
from crisis_log.when.days import (
    ImpossibleError,
    MissingHourError,
    NotATimeError,
    RepeatedHourError,
    Sense,
    is_dated,
    read_day,
)
from crisis_log.when.lengths import read_from_now, read_length
from crisis_log.when.pattern import pattern
from crisis_log.when.shown import end_of, offset_text, show_instant, start_of
from crisis_log.words import join

_BASIC_ISO: Final = re.compile(r"\d{8}T\d{4}(?:\d{2})?(?:Z|[+-]\d{4})?", re.ASCII)
_TIME_OF_DAY: Final = re.compile(r"\d{1,2}\s?h\s?\d{2}", re.IGNORECASE)
_TICK: Final = timedelta(microseconds=1)
_MINUTE: Final = timedelta(minutes=1)


class _Typed(NamedTuple):
    """What a text says; `is_iso` when its day is written as ISO 8601 does.

    `precision` is how long the moment lasts that its clock says.
    """

    day: date | None
    clock: time | None
    offset: tzinfo | None
    is_iso: bool
    precision: timedelta


def parse_instant(text: str, now: datetime, zone: tzinfo, sense: Sense = None) -> datetime:
    """Read `text` as an instant in `zone`, and return it in UTC.

    `14:05`, `14h05`, `hier 18:30`, `18/03/2020 18h30`, `18/03 18h30`, ISO 8601 and what
    documents print, `mercredi 18 mars 2020 à 18 h 30`, are read; without a date, it is
    today. So are `il y a 10 minutes`, `dans 2 h`, and `vendredi 8h`, which is the nearest
    in the `sense` of what is asked. A date alone is refused.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    typed = _read(text, now.astimezone(zone), sense, _not_a_time)
    if typed.clock is None:
        raise NotATimeError(_no_time_of_day(text))
    today = now.astimezone(zone).date()
    return localised(
        datetime.combine(typed.day or today, typed.clock),
        zone,
        typed.offset,
        is_exact=typed.is_iso,
    )


def parse_period(
    text: str, now: datetime, zone: tzinfo, sense: Sense = None
) -> tuple[datetime, datetime]:
    """Read `text` as the day, the minute or the second that is typed, from first to last moment.

    What is shown to the minute, when it is typed again, so holds what it was copied from.
    """
    typed = _read(text, now.astimezone(zone), sense, _not_a_time)
    if typed.clock is None:
        if typed.day is None:
            raise NotATimeError(_no_time_of_day(text))
        return start_of(typed.day, zone), end_of(typed.day, zone)
    start = parse_instant(text, now, zone, sense)
    return start, start + typed.precision - _TICK


def parse_end_of_period(text: str, now: datetime, zone: tzinfo, sense: Sense = None) -> datetime:
    """Read `text` as a period, and return its last moment."""
    return parse_period(text, now, zone, sense)[1]


def parse_start_of_period(text: str, now: datetime, zone: tzinfo, sense: Sense = None) -> datetime:
    """Read `text` as a period, and return its first moment."""
    return parse_period(text, now, zone, sense)[0]


def read_ago(text: str) -> timedelta | None:
    """Return how long ago a period began that `text` says by its length: `2 h`, `90 min`, `3 j`.

    What says hours and minutes is a time of day: `2h00`.
    """
    return None if _TIME_OF_DAY.fullmatch(text.strip()) else read_length(text)


def parse_since(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `text` as how long ago a period began, or as when it did: its first moment."""
    length = read_ago(text)
    return parse_start_of_period(text, now, zone, "past") if length is None else now - length


def parse_date(text: str, now: datetime, zone: tzinfo, sense: Sense = None) -> date:
    """Read `text` as a date: `2020-03-18`, `18/03/2020`, `18/03`, `18 mars 2020`, `hier`.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    typed = _read(text, now.astimezone(zone), sense, _not_a_date)
    if typed.day is None or typed.clock is not None:
        raise NotATimeError(_not_a_date(text, ""))
    return typed.day


def parse_day_or_instant(
    text: str, now: datetime, zone: tzinfo, sense: Sense = None
) -> date | datetime:
    """Read `text` as a date, or as an instant where it gives a time of day, and keep its offset.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    typed = _read(text, now.astimezone(zone), sense, _not_a_time)
    if typed.day is not None and typed.clock is None:
        return typed.day
    return parse_instant(text, now, zone, sense).astimezone(zone)


def says_all(text: str, *, with_time: bool) -> bool:
    """Whether what was read of `text` names its year, and its time of day where one is meant.

    What says less was understood knowing the present: `hier 23:40`, `14:05`, `20/03`.
    """
    typed = text.strip()
    match = pattern().fullmatch(typed.lower())
    if match is None:
        return _BASIC_ISO.fullmatch(typed) is not None
    has_year = match["iso"] or match["year"] or match["long_year"]
    return has_year is not None and (match["hour"] is not None or not with_time)


def says_day(text: str) -> bool:
    """Whether what was read of `text` names a day, or is told from the present."""
    match = pattern().fullmatch(text.strip().lower())
    return match is None or is_dated(match)


def _read(text: str, now: datetime, sense: Sense, refusal: Callable[[str, str], str]) -> _Typed:
    """Return what the whole of `text` says at the local time `now`, or refuse it."""
    typed = text.strip()
    if told := read_from_now(typed, now):
        return _Typed(told.date(), told.time(), told.tzinfo, is_iso=True, precision=_MINUTE)
    if _BASIC_ISO.fullmatch(typed):
        typed = _extended(typed)
    match = pattern().fullmatch(typed.lower())
    if match is None:
        raise NotATimeError(refusal(text, ""))
    if bool(match["joint"]) is not (is_dated(match) and match["hour"] is not None):
        raise NotATimeError(refusal(text, ""))
    try:
        return _Typed(
            day=read_day(match, now.date(), sense),
            clock=_clock(match),
            offset=_offset(match),
            is_iso=match["iso"] is not None,
            precision=_precision(match),
        )
    except ImpossibleError as error:
        raise NotATimeError(refusal(text, str(error))) from None


def _extended(typed: str) -> str:
    """Return a text in the basic format of ISO 8601 in its extended format."""
    try:
        return datetime.fromisoformat(typed).isoformat()
    except ValueError:
        return typed


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
        raise ImpossibleError(_("a day goes from 0:00 to 23:59")) from None


def _precision(match: re.Match[str]) -> timedelta:
    if match["second"] is None:
        return _MINUTE
    return _TICK if match["fraction"] else timedelta(seconds=1)


def _offset(match: re.Match[str]) -> tzinfo | None:
    if match["offset"] is None:
        return None
    try:
        return time.fromisoformat(f"00:00{match['offset'].upper()}").tzinfo
    except ValueError:
        raise ImpossibleError(_("there is no such offset")) from None


def localised(
    local: datetime, zone: tzinfo, offset: tzinfo | None = None, *, is_exact: bool = False
) -> datetime:
    """Return the only instant at which the clocks of `zone` show `local`, or that of its offset.

    An offset must be one that the clocks had then, unless the time `is_exact`, as ISO 8601 is.

    Raises:
        MissingHourError: they never showed it.
        RepeatedHourError: they showed it twice, and no offset says which is meant.
        NotATimeError: they had another offset.

    """
    if offset is not None and is_exact:
        return local.replace(tzinfo=offset).astimezone(UTC)
    earlier, later = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier.astimezone(zone).replace(tzinfo=None) != local:
        said = show_instant(local.replace(tzinfo=UTC), UTC)
        raise MissingHourError(
            _("{time} does not exist: the clocks went forward.").format(time=said)
        )
    if offset is not None:
        return _with_offset(local.replace(tzinfo=offset), [earlier, later], zone)
    if earlier != later:
        said = show_instant(local.replace(tzinfo=UTC), UTC)
        sentence = _(
            "{time} happened twice: the clocks went back. Add the offset: {first} or {second}."
        ).format(time=said, first=show_instant(earlier, zone), second=show_instant(later, zone))
        raise RepeatedHourError(sentence, earlier, later)
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
