"""What people ask of a document, made out: which week, or which stretch of the log."""

import re
from datetime import date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from crisis_log.account import Account
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.documents.making import AboutPeriod, AboutWeek
from crisis_log.slices.crisis import CrisisOpened
from crisis_log.views.iso_week import IsoWeek
from crisis_log.when import show_date
from crisis_log.zones import zone_named

_WEEK: Final = re.compile(r"(\d{4})-?[WwSs](\d{1,2})", re.ASCII)


def about_week(register: Register, text: str | None, now: datetime) -> AboutWeek:
    """Return which week is asked for, the last complete one by default.

    Raises:
        Refused: it is not a week, or none is over.

    """
    if text:
        return AboutWeek(week=parse_week(text).label)
    opened_on, zone = _opened(register.account())
    first, week = IsoWeek.of(opened_on), last_complete_week(now, zone)
    if week.monday < first.monday:
        raise Refused(
            _(
                "No week is over since the register was opened; "
                "ask for the present one with its name, {week}."
            ).format(week=first.label)
        )
    return AboutWeek(week=week.label)


def first_week(account: Account) -> IsoWeek:
    """Return the week in which a register was opened."""
    return IsoWeek.of(_opened(account)[0])


def _opened(account: Account) -> tuple[date, ZoneInfo]:
    """Return the day on which a register was opened, and its time zone: the first entry says both.

    No row of the state is asked: what a question makes out may be issued.
    """
    opening = next(account.entries(upto=1), None)
    if opening is None or not isinstance(opening.fact, CrisisOpened):
        raise Refused(_("The register has not been opened."))
    zone = zone_named(opening.fact.timezone)
    return opening.recorded_at.astimezone(zone).date(), zone


def last_complete_week(now: datetime, zone: tzinfo) -> IsoWeek:
    """Return the last week that was over at `now` in `zone`."""
    return IsoWeek.of(now.astimezone(zone).date()).plus(-1)


def parse_week(text: str) -> IsoWeek:
    """Read `2020-W13` (or `2020W13`, or `2020-S13` as the French say it).

    Raises:
        Refused: it is not a week, with a sentence that says what to type instead.

    """
    match = _WEEK.fullmatch(text.strip())
    if match is None:
        raise Refused(
            _("“{text}” is not a week I can read; write for example “2020-W13”.").format(text=text)
        )
    year, number = int(match[1]), int(match[2])
    try:
        datetime.fromisocalendar(year, number, 1)
    except ValueError:
        raise Refused(
            _("The year {year} has no week {number}; weeks are numbered as ISO 8601 does.").format(
                year=year, number=number
            )
        ) from None
    return IsoWeek(year=year, number=number)


def about_period(
    register: Register, since: date | None, until: date | None, now: datetime
) -> AboutPeriod:
    """Return the stretch from the day `since` to the day `until`, both included.

    Days are those of recording.

    Raises:
        Refused: it is turned round, ended before the register was opened, or has not begun.

    """
    opened, zone = _opened(register.account())
    if since and until and since > until:
        raise Refused(
            _("The period ends on {until}, before it begins on {since}.").format(
                since=show_date(since), until=show_date(until)
            )
        )
    if until and until < opened:
        raise Refused(
            _("The period ended before the register was opened, on {day}.").format(
                day=show_date(opened)
            )
        )
    if since and since > now.astimezone(zone).date():
        raise Refused(
            _("The period begins on {day}; it can be reported from then on.").format(
                day=show_date(since)
            )
        )
    return AboutPeriod(since=since, until=until)
