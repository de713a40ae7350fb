"""Which week is meant, and the model of its report."""

import re
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.charts import chronogram, staffing
from crisis_log.reports.charts.staffing import StaffingChart
from crisis_log.reports.documents.catalogue import AboutWeek, Made, Making, before_all
from crisis_log.slices import crisis
from crisis_log.slices.issued_report import label
from crisis_log.slices.staffing import MODALITIES
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.log_of_week import Told
from crisis_log.views.weekly.plans import PlanSheet
from crisis_log.views.weekly.report import WeeklyReport, weekly
from crisis_log.when import end_of, show_date, start_of
from crisis_log.words import status_word

_WEEK: Final = re.compile(r"^(\d{4})-?[WwSs](\d{1,2})$")


def question(register: Register, text: str | None, now: datetime) -> AboutWeek:
    """Return which week is asked for, the last complete one by default.

    Raises:
        Refused: it is not a week, or none is over.

    """
    if text:
        return AboutWeek(week=parse_week(text).label)
    zone, opened = _opening(register)
    week = last_complete_week(now, zone)
    if week.monday < opened.monday:
        raise Refused(
            _(
                "No week is over since the register was opened; "
                "ask for the present one with its name, {week}."
            ).format(week=opened.label)
        )
    return AboutWeek(week=week.label)


def build(making: Making, asked: AboutWeek) -> Made:
    """Return the report of a week; an issued one begins where the one before it ended.

    Raises:
        Refused: the week ended before the register was opened, or has not begun, or an
            issued report tells it already.

    """
    week = parse_week(asked.week)
    zone, opened = _opening(making.register)
    if week.monday < opened.monday:
        raise Refused(
            _(
                "The week {week} ended before the register was opened; its first week is {first}."
            ).format(week=week.label, first=opened.label)
        )
    if start_of(week.monday, zone) > making.edition.issued_at:
        raise Refused(
            _("The week {week} begins on {day}; it can be reported from then on.").format(
                week=week.label, day=show_date(week.monday)
            )
        )
    previous = _previous(making, week, zone)
    report = weekly(making.entries(), week, making.edition, previous, making.replaced)
    return Made(report, report.period.cut_off, report.first_entry)


def _opening(register: Register) -> tuple[ZoneInfo, IsoWeek]:
    zone = crisis.current(register.state()).zone
    return zone, IsoWeek.of(register.entry(1).recorded_at.astimezone(zone).date())


def _previous(making: Making, week: IsoWeek, zone: ZoneInfo) -> Told | None:
    """Return what the report before the one on `week` told, None for a draft without one."""
    end = making.cut_off if making.rectifies else end_of(week.sunday, zone)
    reports = [one.issued for one in making.issued("weekly") if one.issued.rectifies is None]
    earlier = [one for one in reports if one.cut_off < end]
    last = max(earlier, key=lambda one: one.cut_off, default=None)
    if making.edition.status == "final" and len(earlier) < len(reports):
        told = next(one for one in reports if one.cut_off >= end)
        raise Refused(
            _(
                "{label} tells the week {week} already; if it has to change, use “report rectify "
                "{label}”."
            ).format(label=label(told.number), week=week.label)
        )
    if last is not None:
        return Told(last.known_upto, last.cut_off)
    return None if making.edition.number is None else before_all()


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


def context(report: WeeklyReport, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of a weekly report may use beside what all templates may."""
    # Babel is slow to import, and JSON needs none of it
    from crisis_log.reports.charts import findings, indicators
    from crisis_log.reports.page import wording

    return {
        "week": report.period.week,
        "figure_label": partial(wording.figure_label, several=len(report.plans) > 1),
        "beginning": wording.beginning,
        "staffing_finding": partial(wording.staffing_finding, report.period.week.monday),
        "chronogram_finding": partial(wording.chronogram_finding, report),
        "staffing_chart": partial(_staffing_chart, report.period.week.monday),
        "chronograms": lambda: chronogram.chronograms(chronogram.of_week(report, zone), zone),
        "indicator_panels": partial(indicators.of_week, report),
        "indicator_finding": findings.indicator_finding,
        "indicators_finding": findings.indicators_finding,
    }


def _staffing_chart(monday: date, plan: PlanSheet, headcount_label: str) -> StaffingChart:
    labels = {name: status_word("modality", name) for name in MODALITIES}
    return staffing.of_week(plan, monday, labels, headcount_label)
