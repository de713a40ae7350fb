"""The charts of the weekly report: what each is drawn from, and what its title says."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from typing import Any, Final

from crisis_log.deadline import day_of
from crisis_log.language import _, counted
from crisis_log.reports.charts import findings
from crisis_log.reports.charts.chronogram import chronograms
from crisis_log.reports.charts.dates import is_working
from crisis_log.reports.charts.hours import hours_charts
from crisis_log.reports.charts.indicators import PANEL, Panel, Point, Series, panels
from crisis_log.reports.charts.over_time import Measure, OverTime, Plan
from crisis_log.reports.charts.staffing import StaffingChart, slots, staffing_chart
from crisis_log.reports.page import typography
from crisis_log.reports.page.typography import percent, signed
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.key_figures import on_site
from crisis_log.views.staffing_days import StaffingDay
from crisis_log.views.weekly.chapters import Chapters
from crisis_log.views.weekly.indicators import IndicatorRow
from crisis_log.views.weekly.measures import MeasureLine
from crisis_log.views.weekly.plans import PlanSheet
from crisis_log.views.weekly.report import WeeklyReport

_WEEKS_BACK: Final = 3
_WEEKS_AHEAD: Final = 2


def context(report: WeeklyReport, shown: Chapters, zone: tzinfo) -> dict[str, Any]:
    """Return what the templates draw, of what is `shown`, and say of `report`."""
    monday = report.period.week.monday
    return {
        "chronograms": lambda: chronograms(over_time(report, shown.drawn.items, zone), zone),
        "chronogram_finding": partial(chronogram_finding, report),
        "staffing_chart": partial(staffing, monday),
        "staffing_finding": partial(staffing_finding, monday),
        "indicator_panels": partial(indicators, report.period.week, shown.indicators.items),
        "hours_charts": partial(hours_charts, report.measures.hours, zone),
        "indicator_finding": findings.indicator_finding,
        "indicators_finding": findings.indicators_finding,
    }


def over_time(report: WeeklyReport, drawn: Sequence[MeasureLine], zone: tzinfo) -> OverTime:
    """Return what the chronogram tells: from three weeks before the week to two after it."""
    week = report.period.week
    opened = _day(report.opened_at, zone)
    first = max(week.plus(-_WEEKS_BACK).monday, opened - timedelta(days=opened.weekday()))
    return OverTime(
        first=min(first, week.monday),
        last=week.plus(_WEEKS_AHEAD).sunday,
        today=_day(report.period.cut_off, zone),
        levels=report.levels,
        plans=[_plan(plan) for plan in report.plans],
        measures=[_measure(line, zone) for line in drawn],
        shaded=(week.monday, week.sunday),
    )


def _plan(plan: PlanSheet) -> Plan:
    return Plan(
        code=plan.now.code,
        title=plan.now.title,
        phases=plan.phases,
        missions=[
            (mission.title, plan.mission_phases[mission.code])
            for mission in plan.now.missions
            if mission.code in plan.mission_phases and not mission.site
        ],
    )


def _measure(line: MeasureLine, zone: tzinfo) -> Measure:
    measure = line.measure
    return Measure(
        label=measure.label,
        title=measure.title,
        start=day_of(measure.start_on) if measure.start_on else _day(measure.phases[0].since, zone),
        due=day_of(measure.due_on) if measure.due_on else None,
        end=_day(line.since, zone) if line.group == "ended" else None,
        overdue=line.overdue,
    )


def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()


def staffing(monday: date, plan: PlanSheet, headcount_label: str) -> StaffingChart:
    """Return the chart of the agents of `plan`; the week told begins on `monday`."""
    headcount = plan.now.staffing.headcount if plan.now.staffing else None
    return staffing_chart(slots(plan.series), plan.modalities, headcount, headcount_label, monday)


def indicators(
    week: IsoWeek, rows: Sequence[IndicatorRow], width: float = PANEL
) -> list[tuple[IndicatorRow, Panel]]:
    """Return each indicator of `rows` and its panel, of four weeks at most, `week` the last."""
    series = [
        Series(
            name=row.name[:1].upper() + row.name[1:],
            points=[Point(one.day, one.value, one.revised) for one in row.series],
            target=row.target,
        )
        for row in rows
    ]
    drawn = panels(series, week.plus(-_WEEKS_BACK).monday, week.sunday, week.monday, width)
    return [*zip(rows, drawn, strict=True)]


def staffing_finding(monday: date, plan: PlanSheet) -> str:
    """Return the title of the staffing chart: how many work on site, and the trend.

    The week told begins on `monday`. Working days are told if there are any: at week-ends
    few are on site in any week.
    """
    this_week = [day for day in plan.series if day.counted and day.day >= monday]
    if not this_week:
        return _("No agents were counted in the week")
    working = [day for day in this_week if is_working(day.day)] or this_week
    text = _those_on_site(working)
    same_days = {day.day.isoweekday() for day in working}
    earlier = [
        day
        for day in plan.series
        if day.counted and day.day < monday and day.day.isoweekday() in same_days
    ]
    if not earlier:
        return text
    change = signed(_mean(working, on_site_of) - _mean(earlier, on_site_of))
    return _("{finding} ({change} in a week)").format(finding=text, change=change)


def _those_on_site(days: Sequence[StaffingDay]) -> str:
    """Return how many are on site: on the one day counted, else on average."""
    agents, total = _mean(days, on_site_of), _mean(days, _total_of)
    share = percent(agents, total or 1)
    if len(days) == 1:
        return counted(
            "{count} agent on site on {day}, {share} of those counted",
            "{count} agents on site on {day}, {share} of those counted",
            agents,
            share=share,
            day=typography.day(days[0].day, "weekday"),
        )
    if is_working(days[0].day):
        return counted(
            "{count} agent on site on an average working day, {share} of those counted",
            "{count} agents on site on an average working day, {share} of those counted",
            agents,
            share=share,
        )
    return counted(
        "{count} agent on site at the week-end, {share} of those counted",
        "{count} agents on site at the week-end, {share} of those counted",
        agents,
        share=share,
    )


def _mean(days: Sequence[StaffingDay], count: Callable[[StaffingDay], int]) -> int:
    return round(sum(count(day) for day in days) / len(days))


def _total_of(day_of_series: StaffingDay) -> int:
    return day_of_series.counted.total if day_of_series.counted else 0


def on_site_of(day_of_series: StaffingDay) -> int:
    """Return the agents on site on a day, by rotation or not."""
    return on_site(day_of_series.counted) if day_of_series.counted else 0


def chronogram_finding(report: WeeklyReport) -> str:
    """Return the title of the chronogram: what it shows."""
    measures = report.measures
    on_time = [*measures.new, *measures.in_progress]
    undated = sum(line.measure.due_on is None for line in on_time)
    return findings.measures_finding(len(measures.overdue), len(on_time), undated)
