"""Which week is meant, and the model of its report."""

import re
from datetime import datetime, tzinfo
from typing import Final

from crisis_log import crisis
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.views.week import IsoWeek
from crisis_log.views.weekly import WeeklyReport, weekly
from crisis_log.when import show_date, start_of

_WEEK: Final = re.compile(r"^(\d{4})-?[WwSs](\d{1,2})$")


def build(register: Register, week: IsoWeek | None, now: datetime) -> WeeklyReport:
    """Return the report of `week`, the last complete one by default, made at `now`.

    Raises:
        Refused: the week ended before the register was opened, or has not begun.

    """
    zone = crisis.current(register.state()).zone
    opened = IsoWeek.of(register.entry(1).recorded_at.astimezone(zone).date())
    asked = week or last_complete_week(now, zone)
    if asked.monday < opened.monday:
        raise Refused(_too_early(asked, opened, by_default=week is None))
    if start_of(asked.monday, zone) > now:
        raise Refused(
            _("The week {week} begins on {day}; it can be reported from then on.").format(
                week=asked.label, day=show_date(asked.monday)
            )
        )
    return weekly(register.entries(), asked, issued_at=now)


def last_complete_week(now: datetime, zone: tzinfo) -> IsoWeek:
    """Return the last week that was over at `now` in `zone`."""
    return IsoWeek.of(now.astimezone(zone).date()).plus(-1)


def parse_week(text: str) -> IsoWeek:
    """Read `2020-W13` (or `2020W13`, or `2020-S13` as the French say it).

    Raises:
        Refused: it is not a week, with a sentence that says what to type instead.

    """
    match = _WEEK.match(text.strip())
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


def _too_early(asked: IsoWeek, opened: IsoWeek, *, by_default: bool) -> str:
    if by_default:
        return _(
            "No week is over since the register was opened; "
            "ask for the present one with its name, {week}."
        ).format(week=opened.label)
    return _(
        "The week {week} ended before the register was opened; its first week is {first}."
    ).format(week=asked.label, first=opened.label)
