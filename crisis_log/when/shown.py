"""Instants, dates and durations as people read them, and where days begin and end.

What is shown can be typed. In the hour that the clocks repeat, an instant says its offset.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from crisis_log.language import _, current
from crisis_log.when.names import weekday_name


def show_instant(instant: datetime, zone: tzinfo) -> str:
    """Return `instant` in local time, to the minute: `18/03/2020 18:30`.

    In the hour that the clocks repeat, with its offset: `25/10/2020 02:30+02:00`.
    """
    return f"{show_date(instant.astimezone(zone).date())} {show_clock(instant, zone)}"


def show_clock(instant: datetime, zone: tzinfo) -> str:
    """Return the local time of `instant` without its day."""
    local = instant.astimezone(zone)
    return f"{local:%H:%M}{offset_of_repeated(local)}"


def show_second(local: datetime) -> str:
    """Return a local time to the second, as tables have it: `18/03/2020 18:30:05`."""
    return f"{show_date(local)} {local:%H:%M:%S}"


def show_with_offset(instant: datetime, zone: tzinfo) -> str:
    """Return `instant` with its day and its offset: `mardi 24/11/2020 09:10 (+01:00)`."""
    local = instant.astimezone(zone)
    return _("{day} {clock} ({offset})").format(
        day=show_day_of_week(local.date()), clock=f"{local:%H:%M}", offset=offset_text(local)
    )


def offset_of_repeated(local: datetime) -> str:
    """Return the offset of a local time that the clocks show twice, as `+02:00`; else nothing."""
    other = local.replace(fold=1 - local.fold)
    return "" if other.utcoffset() == local.utcoffset() else offset_text(local)


def offset_text(exact: datetime) -> str:
    """Return the offset of an instant from UTC, as ISO 8601 writes it: `+02:00`."""
    return exact.isoformat(timespec="minutes")[len("2020-10-25T02:30") :]


def show_date(day: date) -> str:
    """Return `day` as people write it: `18/03/2020`, or ISO in English."""
    return day.strftime(_date_format())


def show_day_of_week(day: date) -> str:
    """Return `day` with its name: `mercredi 18/03/2020`."""
    return f"{weekday_name(day)} {show_date(day)}"


def show_near_instant(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Return `instant` as seen from `now`: `hier 23:40`, or `lundi 16/03/2020 08:00`."""
    local, today = instant.astimezone(zone), now.astimezone(zone).date()
    day = _near_word(local.date(), today) or show_day_of_week(local.date())
    return f"{day} {show_clock(instant, zone)}"


def show_near_day(day: date, today: date) -> str:
    """Return `day` as seen from `today`: `demain (jeudi 19/03/2020)`, or `lundi 16/03/2020`."""
    near, full = _near_word(day, today), show_day_of_week(day)
    return f"{near} ({full})" if near else full


def _near_word(day: date, today: date) -> str | None:
    """Return what people call a day this close to today; no word where none is so close."""
    words = {
        -2: _("the day before yesterday"),
        -1: _("yesterday"),
        0: _("today"),
        1: _("tomorrow"),
    }
    return words.get((day - today).days)


def show_duration(duration: timedelta) -> str:
    """Return `duration` in its two largest units, cut off: `2 j 4 h`, `1 h 05`, `35 min`."""
    minutes = abs(duration) // timedelta(minutes=1)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        parts = [(days, _("{count} d")), (hours, _("{count} h"))]
        said = " ".join(unit.format(count=count) for count, unit in parts if count)
    elif hours and minutes:
        said = _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    elif hours or minutes:
        said = (_("{count} h") if hours else _("{count} min")).format(count=hours or minutes)
    else:
        return _("less than a minute")
    return ("\u2212" if duration < timedelta() else "") + said


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last microsecond of `day` in `zone`."""
    return start_of(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of `day` in `zone`."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def to_minute(instant: datetime) -> datetime:
    """Return the beginning of a minute: times are typed so, recorded to the microsecond."""
    return instant.replace(second=0, microsecond=0)


def is_within(instant: datetime, since: date | None, until: date | None, zone: tzinfo) -> bool:
    """Whether `instant` lies on a day from `since` to `until`, both included; None is no bound."""
    day = instant.astimezone(zone).date()
    return (since is None or since <= day) and (until is None or day <= until)


def _date_format() -> str:
    return "%d/%m/%Y" if current() == "fr" else "%Y-%m-%d"
