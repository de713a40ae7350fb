"""The dates of a crisis as a calendar that other programs read: RFC 5545.

Instants are told in UTC, which every calendar shows in the time of its reader; days are days. Only
what is repeated at a time of the day names the time zone of the register, and says how its clocks
change. The same entries and the same dates to come make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from crisis_log.account import Account
from crisis_log.deadline import show_due
from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.fact import Refused
from crisis_log.language import _, current, pgettext
from crisis_log.slices.crisis import Crisis
from crisis_log.views.calendar import Event as Dated
from crisis_log.views.calendar import calendar
from crisis_log.when import to_minute
from crisis_log.words import field_name

_STATUS: Final = {
    "planned": "CONFIRMED",
    "tentative": "TENTATIVE",
    "done": "CONFIRMED",
    "cancelled": "CANCELLED",
}
_BEFORE_MEETING: Final = timedelta(minutes=-15)
_BEFORE_HOUR: Final = timedelta(hours=-1)
_BEFORE_DAY: Final = timedelta(hours=-15)
"""At nine in the morning of the day before."""
_YEARS: Final = timedelta(days=3660)
"""For how long the changes of the clocks are told: programs have those of zones that they know."""
_DAY: Final = timedelta(days=1)


def calendar_file(scope: Scope) -> Made:
    """Return the calendar of what is asked for: the dates that its entries set or changed.

    Raises:
        Refused: there is none, and a calendar without any is no calendar.

    """
    events = [
        one for one in calendar(scope.account, scope.instant) if one.changed_by >= scope.first
    ]
    if not events:
        raise Refused(_("No date is recorded there that a calendar could show: nothing was made."))
    return Made(_written(scope, events), len(events))


def _written(scope: Scope, events: Sequence[Dated]) -> bytes:
    account, register, instant = scope.account, scope.crisis, scope.instant
    told = Calendar()
    told.add("prodid", f"-//Crisis Log//Crisis Log//{current().upper()}")
    told.add("version", "2.0")
    told.add("calscale", "GREGORIAN")
    told.add("x-wr-calname", _marked(register.title, register))
    daily = [one.start for one in events if one.is_daily and isinstance(one.start, datetime)]
    if daily and register.timezone != "UTC":
        told.add_component(_timezone(register.zone, min(daily), instant + _YEARS))
    for one in events:
        told.add_component(_event(account, one, register, instant))
    return bytes(told.to_ical())


def _marked(text: str, register: Crisis) -> str:
    return f"{_('EXERCISE')} · {text}" if register.exercise else text


def _event(account: Account, one: Dated, register: Crisis, instant: datetime) -> Event:
    changed = _recorded(account, one.changed_by)
    event = Event()
    event.add("uid", f"{one.name}@{account.register_id}.crisis-log")
    event.add("dtstamp", changed)
    event.add("created", _recorded(account, one.entry))
    event.add("last-modified", changed)
    event.add("sequence", one.changed_by)
    event.add("summary", _marked(_summary(one), register))
    event.add("description", "\n".join(_description(one, register)))
    event.add("categories", [_what(one)])
    event.add("status", _STATUS[one.standing])
    event.add("transp", "OPAQUE" if one.what in {"briefing", "meeting"} else "TRANSPARENT")
    if one.place:
        event.add("location", one.place)
    _add_times(event, one, register.zone)
    if one.standing in {"planned", "tentative"} and _is_to_come(one, instant, register.zone):
        event.add_component(_alarm(one))
    return event


def _recorded(account: Account, number: int) -> datetime:
    return account.entry(number).recorded_at.replace(microsecond=0)


def _what(one: Dated) -> str:
    return {
        "deadline": pgettext("calendar", "Deadline"),
        "review": pgettext("calendar", "Review"),
        "instruction": pgettext("calendar", "Instruction"),
        "expected_report": pgettext("calendar", "Expected report"),
        "briefing": pgettext("calendar", "Briefing"),
        "meeting": pgettext("calendar", "Meeting of the cell"),
    }[one.what]


def _summary(one: Dated) -> str:
    """Return what a calendar shows: `Échéance M-3 : Équiper les agents`, `Annulé : …`."""
    named = f"{_what(one)} {one.label}".rstrip()
    told = _("{name}: {value}").format(name=named, value=one.title) if one.title else named
    if one.standing == "done":
        return _("Done: {what}").format(what=told)
    return _("Cancelled: {what}").format(what=told) if one.standing == "cancelled" else told


def _description(one: Dated, register: Crisis) -> Iterator[str]:
    """Return the lines that say where it comes from, and what a calendar has no place for."""
    yield _marked(
        _("Register “{title}”, entry n° {number}").format(title=register.title, number=one.entry),
        register,
    )
    if one.text:
        yield one.text
    if one.who:
        yield _named(_("Who"), one.who)
    if one.said:
        yield _named(_("How often") if one.what == "briefing" else _("Status"), one.said)
    if isinstance(one.start, datetime) and not one.is_daily:
        yield _named(_("Time of the register"), show_due(one.start, register.zone))
    if one.agenda:
        yield _named(field_name("agenda"), "")
        yield from (f"- {item}" for item in one.agenda)


def _named(name: str, value: str) -> str:
    return _("{name}: {value}").format(name=name, value=value).rstrip()


def _add_times(event: Event, one: Dated, zone: ZoneInfo) -> None:
    if not isinstance(one.start, datetime):
        event.add("dtstart", one.start)
        event.add("dtend", one.start + _DAY)
        return
    event.add("dtstart", to_minute(one.start).astimezone(zone if one.is_daily else UTC))
    if one.end and to_minute(one.end) > to_minute(one.start):
        event.add("dtend", to_minute(one.end).astimezone(UTC))
    if one.is_daily:
        until = {"until": one.until.astimezone(UTC)} if one.until else {}
        event.add("rrule", {"freq": "daily", **until})


def _is_to_come(one: Dated, instant: datetime, zone: ZoneInfo) -> bool:
    if one.is_daily:
        return one.until is None or instant < one.until
    if isinstance(one.start, datetime):
        return instant < one.start
    return instant.astimezone(zone).date() < one.start


def _alarm(one: Dated) -> Alarm:
    """Return what rings before: a quarter of an hour, an hour, or in the morning before a day."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(one))
    if not isinstance(one.start, datetime):
        alarm.add("trigger", _BEFORE_DAY)
    else:
        is_meeting = one.what in {"briefing", "meeting"}
        alarm.add("trigger", _BEFORE_MEETING if is_meeting else _BEFORE_HOUR)
    return alarm


def _timezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """Return how the clocks of a zone change between two instants, each time by itself."""
    told = Timezone()
    told.add("tzid", zone.key)
    start = first.astimezone(zone).replace(
        month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    told.add_component(_stretch(start, start))
    before = start.astimezone(UTC)
    while before < last:
        after = before + _DAY
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            told.add_component(_stretch(*_change(before, after, zone)))
        before = after
    return told


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the last and the first second, in local time, of what holds before and after."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        same = middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        before, after = (middle, after) if same else (before, middle)
    return before.astimezone(zone), after.astimezone(zone)


def _stretch(before: datetime, first: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from the instant `first` on; its clocks told it by the offset `before`."""
    told = TimezoneDaylight() if first.dst() else TimezoneStandard()
    offset = before.utcoffset() or timedelta()
    told.add("dtstart", (first.astimezone(UTC) + offset).replace(tzinfo=None))
    told.add("tzoffsetfrom", offset)
    told.add("tzoffsetto", first.utcoffset())
    told.add("tzname", first.tzname())
    return told
