"""The charts of the after-action file, and the table of weeks beside the agents'."""

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple

from crisis_log.deadline import day_of
from crisis_log.reports.charts import findings
from crisis_log.reports.charts.chronogram import Chronogram, chronograms
from crisis_log.reports.charts.dates import is_working
from crisis_log.reports.charts.hours import hours_charts
from crisis_log.reports.charts.indicators import Panel, Point, Series, panels
from crisis_log.reports.charts.over_time import Measure, OverTime, Plan
from crisis_log.reports.charts.staffing import Slot, StaffingChart, slots, staffing_chart
from crisis_log.slices.staffing import MODALITIES
from crisis_log.views.after_action.plan_course import PlanCourse
from crisis_log.views.after_action.report import AfterActionFile
from crisis_log.views.indicators import IndicatorNow
from crisis_log.views.key_figures import on_site
from crisis_log.views.situation import Staffing
from crisis_log.views.staffing_days import StaffingDay

_DRAWN: Final = 45
"""Measures that are drawn; of more of them, those that were late first."""
_PANELS: Final = 24


class StaffingWeek(NamedTuple):
    """The counts of a week: the mean of its working days that were counted, else of all."""

    monday: date
    counted: int
    on_site: int
    total: int
    lowest: Staffing
    entries: tuple[int, ...]


def context(told: AfterActionFile, zone: tzinfo) -> dict[str, Any]:
    """Return what the templates draw and say of the whole crisis."""
    return {
        "chronograms": partial(over_time, told, zone),
        "drawn": _DRAWN,
        "staffing_chart": staffing,
        "staffing_finding": lambda plan: findings.staffing_over_time_finding(_slots(plan)),
        "staffing_weeks": lambda plan: list(staffing_weeks(plan)),
        "indicator_panels": partial(indicators, told, zone),
        "hours_charts": partial(hours_charts, told.hours, zone),
    }


def over_time(told: AfterActionFile, zone: tzinfo) -> list[Chronogram]:
    """Return the chronogram, from the opening to the closing, or to the last deadline."""
    first = told.opened_at.astimezone(zone).date()
    today = told.cut_off.astimezone(zone).date()
    end = told.closing.since.astimezone(zone).date() if told.closing else today
    chosen = sorted(told.measures, key=lambda one: -one.days_late)[:_DRAWN]
    due = [day_of(one.due_on) for one in chosen if one.due_on and not one.ended_on]
    drawn = OverTime(
        first=first - timedelta(days=first.weekday()),
        last=max([end, *due]) + timedelta(days=1),
        today=end,
        levels=[level for level in told.levels if level.since <= told.cut_off],
        plans=[_plan(plan) for plan in told.plans],
        measures=[
            Measure(
                one.label,
                one.title,
                one.ordered_on,
                day_of(one.due_on) if one.due_on else None,
                one.ended_on,
                overdue=one.outcome == "overdue",
            )
            for one in sorted(chosen, key=lambda one: one.entry)
        ],
    )
    return chronograms(drawn, zone)


def _plan(plan: PlanCourse) -> Plan:
    missions = [
        (mission.title, plan.mission_phases[mission.code])
        for mission in plan.missions
        if plan.mission_phases.get(mission.code)
    ]
    return Plan(plan.now.code, plan.now.title, plan.phases, missions)


def staffing(plan: PlanCourse, headcount_label: str) -> StaffingChart:
    """Return the chart of the agents of `plan`, from its first count to its last."""
    used = {name for staffing in plan.counts for name in staffing.agents}
    return staffing_chart(
        _slots(plan),
        [name for name in MODALITIES if name in used],
        plan.counts[-1].headcount,
        headcount_label,
    )


def _slots(plan: PlanCourse) -> list[Slot]:
    counted = {staffing.day: staffing for staffing in plan.counts}
    first, last = min(counted), max(counted)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return slots([StaffingDay(day=day, counted=counted.get(day)) for day in days])


def staffing_weeks(plan: PlanCourse) -> Iterator[StaffingWeek]:
    """Return the weeks with a count, in the order of time."""
    by_week = groupby(plan.counts, lambda one: one.day - timedelta(days=one.day.weekday()))
    for monday, counts in by_week:
        every = list(counts)
        working = [one for one in every if is_working(one.day)] or every
        yield StaffingWeek(
            monday=monday,
            counted=len(every),
            on_site=round(sum(map(on_site, working)) / len(working)),
            total=round(sum(one.total for one in working) / len(working)),
            lowest=min(working, key=on_site),
            entries=tuple(entry for one in every for entry in one.entries),
        )


def indicators(told: AfterActionFile, zone: tzinfo) -> list[tuple[IndicatorNow, Panel]]:
    """Return the indicators with two figures or more, each with its panel."""
    several = [series for series in told.indicators if len(series.points) > 1][:_PANELS]
    if not several:
        return []
    rows = [
        IndicatorNow(
            **series.model_dump(exclude={"points"}), latest=series.latest, before=series.points[0]
        )
        for series in several
    ]
    drawn = panels(
        [
            Series(
                series.name[:1].upper() + series.name[1:],
                [Point(one.as_of, one.value) for one in series.points],
                series.target,
            )
            for series in several
        ],
        told.opened_at.astimezone(zone).date(),
        max(series.latest.as_of for series in several),
    )
    return [*zip(rows, drawn, strict=True)]
