"""How did a continuity plan go over the whole crisis: levels, missions, agents?"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase, standing
from crisis_log.slices.continuity_plan import ContinuityPlan, Mission, PlanPhase
from crisis_log.slices.staffing import StaffingOfDay
from crisis_log.views.key_figures import on_site
from crisis_log.views.situation import PlanNow, Staffing, plan_at, staffing_of


class PlanCourse(Frozen):
    """A plan up to the instant that is told.

    `phases` and `mission_phases`, by code, are those that took effect. `highest` is the
    first phase at its highest level. `counts` are those of the whole plan, by day;
    `most_on_site` and `most_counted` the first of the days with the most agents;
    `not_counted` the days on which it was active and nobody counted, of `active_days`.
    """

    now: PlanNow
    missions: tuple[Mission, ...]
    phases: tuple[PlanPhase, ...]
    mission_phases: dict[str, tuple[Phase, ...]]
    site_phases: dict[str, dict[str, tuple[Phase, ...]]]
    highest: PlanPhase | None
    counts: tuple[Staffing, ...]
    most_on_site: Staffing | None
    most_counted: Staffing | None
    active_days: int
    not_counted: tuple[date, ...]


def plan_courses(known: Known, instant: datetime, zone: ZoneInfo) -> Iterator[PlanCourse]:
    """Return the course of each plan up to `instant`, by code."""
    today = instant.astimezone(zone).date()
    counted: dict[str, list[StaffingOfDay]] = {}
    for counts in known.members(StaffingOfDay):
        if counts.day <= today:
            counted.setdefault(counts.plan, []).append(counts)
    for plan in known.members(ContinuityPlan):
        yield _course(known, plan, counted.get(plan.code, []), instant, zone)


def _course(
    known: Known,
    plan: ContinuityPlan,
    counted: Sequence[StaffingOfDay],
    instant: datetime,
    zone: ZoneInfo,
) -> PlanCourse:
    phases = phases_by(plan, instant)
    counts = tuple(
        staffing for day in counted if (staffing := staffing_of(day, plan.headcount)) is not None
    )
    active = list(_active_days(phases, instant, zone))
    days_counted = {staffing.day for staffing in counts}
    return PlanCourse(
        now=plan_at(known, plan, instant),
        missions=plan.missions,
        phases=phases,
        mission_phases=mission_phases_by(plan, instant),
        site_phases={
            code: {
                site: tuple(phase for phase in standing(phases) if phase.since <= instant)
                for site, phases in of_sites.items()
            }
            for code, of_sites in plan.site_phases.items()
        },
        highest=max(phases, key=lambda phase: phase.level, default=None),
        counts=counts,
        most_on_site=max(counts, key=on_site, default=None),
        most_counted=max(counts, key=lambda staffing: staffing.total, default=None),
        active_days=len(active),
        not_counted=tuple(day for day in active if day not in days_counted),
    )


def phases_by(plan: ContinuityPlan, instant: datetime) -> tuple[PlanPhase, ...]:
    """Return the phases of `plan` that took effect by `instant`."""
    return tuple(phase for phase in standing(plan.phases) if phase.since <= instant)


def mission_phases_by(plan: ContinuityPlan, instant: datetime) -> dict[str, tuple[Phase, ...]]:
    """Return those of its missions, by code."""
    return {
        code: tuple(phase for phase in standing(of_mission) if phase.since <= instant)
        for code, of_mission in plan.mission_phases.items()
    }


def _active_days(phases: Sequence[PlanPhase], instant: datetime, zone: ZoneInfo) -> Iterator[date]:
    """Return the days on which the plan was active, but that of `instant`: it is not over."""
    today = instant.astimezone(zone).date()
    last: date | None = None
    for phase, following in pairwise([*phases, None]):
        if phase is None or not phase.level:
            continue
        day = phase.since.astimezone(zone).date()
        end = following.since.astimezone(zone).date() if following else today
        while day <= end and day < today:
            if last is None or day > last:
                last = day
                yield day
            day += timedelta(days=1)
