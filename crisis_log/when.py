"""Instants and dates as people type and read them.

The log keeps UTC instants; people type and read the register's local time. What is
typed never guesses: an hour that the change of clocks skips or repeats is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from crisis_log.language import _, current

_CLOCK = (
    r"(?P<hour>\d{1,2})\s*"
    r"(?:[hH]\s*(?P<minute>\d{2})?|:(?P<colon_minute>\d{2})(?::(?P<second>\d{2}))?)"
)
_DAY = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?"
_DATE_AND_CLOCK = re.compile(
    rf"^(?:(?P<word>[^\W\d]+(?:[-'’][^\W\d]+)?)|{_DAY}|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}))?"
    rf"\s*(?:(?:à|a|at|,)\s*)?(?:{_CLOCK})?$"
)
_RELATIVE_DAYS = {
    "avant-hier": -2,
    "hier": -1,
    "yesterday": -1,
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
}
_YEARS = range(1900, 2200)
_BareDate = Callable[[date, tzinfo], datetime]


class NotATimeError(ValueError):
    """What was typed is not an instant or a date; the message is a sentence for people."""


def parse_instant(
    text: str, now: datetime, zone: tzinfo, *, bare_date: _BareDate | None = None
) -> datetime:
    """Read `text` as an instant in `zone`, and return it in UTC.

    `14:05`, `14h05`, `hier 18:30`, `18/03/2020 18h30`, `18/03 18h30` and ISO 8601 are
    read; without a date, it is today. A date alone is refused unless `bare_date` says
    which instant of that day is meant.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    typed = text.strip()
    try:
        exact = _with_offset(typed)
        if exact is not None:
            return exact.astimezone(UTC)
        day, clock = _day_and_clock(typed, now.astimezone(zone).date())
        if clock is not None:
            return _localised(datetime.combine(day, clock), zone)
        if bare_date is not None:
            return bare_date(day, zone)
    except (ValueError, OverflowError) as error:
        if isinstance(error, NotATimeError):
            raise
        raise NotATimeError(_not_a_time(text)) from None
    raise NotATimeError(
        _("“{text}” gives no time of day; write for example “{example}”.").format(
            text=text, example=f"{typed} 14:05" if typed else "14:05"
        )
    )


def parse_end_of_period(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `text` as an instant, a date alone meaning the last moment of that day."""
    return parse_instant(text, now, zone, bare_date=end_of)


def parse_start_of_period(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Read `text` as an instant, a date alone meaning the first moment of that day."""
    return parse_instant(text, now, zone, bare_date=start_of)


def parse_date(text: str, now: datetime, zone: tzinfo) -> date:
    """Read `text` as a date: `2020-03-18`, `18/03/2020`, `18/03`, `hier`, `demain`.

    Raises:
        NotATimeError: with a sentence that says what to type instead.

    """
    try:
        day, clock = _day_and_clock(text.strip(), now.astimezone(zone).date())
    except NotATimeError:
        raise NotATimeError(_not_a_date(text)) from None
    if clock is not None or not text.strip():
        raise NotATimeError(_not_a_date(text))
    return day


def _with_offset(typed: str) -> datetime | None:
    """Return the instant when `typed` is ISO 8601 with an offset from UTC."""
    try:
        exact = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if exact.tzinfo is None:
        return None
    _believable(exact.date())
    return exact


def _day_and_clock(typed: str, today: date) -> tuple[date, time | None]:
    match = _DATE_AND_CLOCK.match(typed)
    try:
        if match is None:
            return _iso_day_and_clock(typed)
        found = match.groupdict()
        return _day(found, today), _clock(found)
    except (ValueError, KeyError, OverflowError):
        raise NotATimeError(_not_a_time(typed)) from None


def _day(found: dict[str, str | None], today: date) -> date:
    if found["word"]:
        return today + timedelta(days=_RELATIVE_DAYS[found["word"].lower().replace("’", "'")])
    if found["iso"]:
        return _believable(date.fromisoformat(found["iso"]))
    if found["day"] and found["month"]:
        year = int(found["year"] or today.year)
        return _believable(date(year, int(found["month"]), int(found["day"])))
    return today


def _believable(day: date) -> date:
    """Return `day` unless its year is surely mistyped."""
    if day.year not in _YEARS:
        raise ValueError(day)
    return day


def _clock(found: dict[str, str | None]) -> time | None:
    if not found["hour"]:
        return None
    minute = found["minute"] or found["colon_minute"] or 0
    return time(int(found["hour"]), int(minute), int(found["second"] or 0))


def _iso_day_and_clock(typed: str) -> tuple[date, time]:
    if "T" not in typed.upper() and " " not in typed:
        raise ValueError(typed)
    exact = datetime.fromisoformat(typed)
    return _believable(exact.date()), exact.time()


def _localised(local: datetime, zone: tzinfo) -> datetime:
    earlier, later = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier.astimezone(zone).replace(tzinfo=None) != local:
        raise NotATimeError(
            _("{time} does not exist: the clocks went forward.").format(time=local.isoformat(" "))
        )
    if earlier != later:
        raise NotATimeError(
            _(
                "{time} happened twice: the clocks went back. Add the offset: {first} or {second}."
            ).format(
                time=local.isoformat(" ", "minutes"),
                first=earlier.astimezone(zone).isoformat(timespec="minutes"),
                second=later.astimezone(zone).isoformat(timespec="minutes"),
            )
        )
    return earlier


def _not_a_time(text: str) -> str:
    return _(
        "“{text}” is not a time I can read; write for example “14:05”, “hier 18:30”, "
        "“18/03/2020 18h30” or “2020-03-18T18:30”."
    ).format(text=text)


def _not_a_date(text: str) -> str:
    return _(
        "“{text}” is not a date I can read; write for example “18/03/2020” or “2020-03-18”."
    ).format(text=text)


def show_instant(instant: datetime, zone: tzinfo) -> str:
    """Return `instant` in local time, to the minute: `18/03/2020 18:30`."""
    return instant.astimezone(zone).strftime(f"{_date_format()} %H:%M")


def show_date(day: date) -> str:
    """Return `day` as people write it: `18/03/2020`, or ISO in English."""
    return day.strftime(_date_format())


def show_duration(duration: timedelta) -> str:
    """Return `duration` in its two largest units, cut off: `2 j 4 h`, `1 h 5 min`, `35 min`."""
    minutes = abs(duration) // timedelta(minutes=1)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, _("{count} d")), (hours, _("{count} h")), (minutes, _("{count} min"))]
    said = [unit.format(count=count) for count, unit in parts[: 2 if days else 3] if count]
    if not said:
        return _("less than a minute")
    return ("\u2212" if duration < timedelta() else "") + " ".join(said)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last microsecond of `day` in `zone`."""
    return start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of `day` in `zone`."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def is_within(instant: datetime, since: date | None, until: date | None, zone: tzinfo) -> bool:
    """Whether `instant` lies on a day from `since` to `until`, both included; None is no bound."""
    day = instant.astimezone(zone).date()
    return (since is None or since <= day) and (until is None or day <= until)


def _date_format() -> str:
    return "%d/%m/%Y" if current() == "fr" else "%Y-%m-%d"
