"""The chronogram as of now: of the whole crisis, or of its last weeks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from crisis_log.command import Known
from crisis_log.deadline import day_of
from crisis_log.reports.charts.chronogram import PAPER, Chronogram, Layout, chronograms
from crisis_log.reports.charts.dates import DAY
from crisis_log.reports.charts.over_time import Measure as Drawn
from crisis_log.reports.charts.over_time import OverTime, Plan
from crisis_log.slices import crisis
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.measure import Measure
from crisis_log.views.after_action.plan_course import mission_phases_by, phases_by
from crisis_log.views.foremost import Shown, foremost
from crisis_log.views.measure_at import MeasureAt, measure_at

_AHEAD: Final = timedelta(days=14)
"""How far it looks ahead where it tells of the last weeks."""
DRAWN: Final = 45
"""Measures that are drawn; of more of them, those that are late first."""


def chronogram_now(
    known: Known,
    drawn: Iterable[MeasureAt],
    instant: datetime,
    weeks: int | None = None,
    layout: Layout = PAPER,
) -> list[Chronogram]:
    """Return the chronogram of the last `weeks`, or of the whole crisis: plans and measures."""
    register = crisis.current(known)
    zone, measures = register.zone, [_measure(at, register.zone) for at in drawn]
    today = instant.astimezone(zone).date()
    opened = register.opened_at.astimezone(zone).date()
    due = [one.due for one in measures if one.due and not one.end]
    first = opened if weeks is None else max(first_day(today, weeks), opened)
    last = max([today, *due]) + DAY if weeks is None else today + _AHEAD
    told = OverTime(
        first=first - timedelta(days=first.weekday()),
        last=last,
        today=today,
        levels=sorted(
            (level for level in register.levels if level.since <= instant),
            key=lambda level: (level.since, level.entry),
        ),
        plans=[_plan(plan, instant) for plan in known.members(ContinuityPlan)],
        measures=measures,
    )
    return chronograms(told, zone, layout)


def to_draw(
    measures: Iterable[Measure], instant: datetime, zone: tzinfo, weeks: int | None = None
) -> Shown[MeasureAt]:
    """Return which measures the chronogram draws: those of the last `weeks`, if they are given."""
    since = first_day(instant.astimezone(zone).date(), weeks) if weeks else None
    at = (measure_at(one, instant, zone) for one in measures)
    told = [one for one in at if since is None or one.is_open or one.last_day >= since]
    return foremost(told, DRAWN, lambda one: (not one.is_open, -one.days_overdue))


def first_day(today: date, weeks: int) -> date:
    """Return the first day of the last `weeks`."""
    return today - timedelta(weeks=weeks) + DAY


def _plan(plan: ContinuityPlan, instant: datetime) -> Plan:
    phases = mission_phases_by(plan, instant)
    missions = [(one.title, phases[one.code]) for one in plan.missions if phases.get(one.code)]
    return Plan(plan.code, plan.title, phases_by(plan, instant), missions)


def _measure(at: MeasureAt, zone: tzinfo) -> Drawn:
    measure = at.measure
    ordered = measure.phases[0].since.astimezone(zone).date()
    return Drawn(
        label=measure.label,
        title=measure.title,
        start=day_of(measure.start_on) if measure.start_on else ordered,
        due=day_of(measure.due_on) if measure.due_on else None,
        end=None if at.is_open else at.last_day,
        overdue=at.is_overdue,
    )
