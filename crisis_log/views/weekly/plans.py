"""How do the continuity plans stand at the end of the week, with how many agents each day?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen
from crisis_log.lifecycle import Phase, standing
from crisis_log.slices.continuity_plan import ContinuityPlan, PlanPhase
from crisis_log.slices.staffing import (
    MODALITIES,
    Count,
    Modality,
    StaffingCorrected,
    StaffingCounted,
    StaffingOfDay,
)
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.views.situation import PlanNow, plan_at
from crisis_log.views.staffing_days import StaffingDay, staffing_day

_WEEK: Final = timedelta(days=7)
_NO_EVENTS: Final[tuple[type[Fact], ...]] = (StaffingCounted, StaffingCorrected)
"""Told day by day instead."""


class PlanEvent(Frozen):
    """What an entry of the week did to a plan or one of its missions."""

    entry: int
    occurred_at: datetime
    headline: str
    detail: str


class PlanSheet(Frozen):
    """A plan at the end of the week, and its staffing day by day.

    `series` covers two weeks when the week before was counted too, else the week.
    `phases` and `mission_phases`, by the code of the mission that was ever disturbed, are
    those that take effect; `perimeters` are the counts of the last day that was counted.
    """

    now: PlanNow
    before: PlanNow | None
    trigger: str | None
    act: str | None
    objectives: tuple[str, ...]
    organisations: tuple[str, ...]
    headcount_scope: str | None
    phases: tuple[PlanPhase, ...]
    mission_phases: dict[str, tuple[Phase, ...]]
    events: tuple[PlanEvent, ...]
    modalities: tuple[Modality, ...]
    series: tuple[StaffingDay, ...]
    perimeters: tuple[Count, ...]
    missing: tuple[str, ...]

    def counted_in(self, week: IsoWeek) -> bool:
        """Whether its agents were counted on a day of `week`."""
        return any(day.counted for day in self.series if day.day in week.days)


def weekly_plans(week: LogOfWeek) -> tuple[PlanSheet, ...]:
    """Return every registered plan, by code."""
    events: dict[str, list[PlanEvent]] = defaultdict(list)
    for entry, plan in week.about(ContinuityPlan):
        if not isinstance(entry.fact, _NO_EVENTS):
            events[plan.code].append(_event(entry))
    plans = week.after.members(ContinuityPlan)
    return tuple(_sheet(week, plan, events.get(plan.code, ())) for plan in plans)


def _sheet(week: LogOfWeek, plan: ContinuityPlan, events: Sequence[PlanEvent]) -> PlanSheet:
    now = plan_at(week.after, plan, week.period.cut_off)
    earlier = week.before.find(ContinuityPlan, plan.code)
    series = tuple(_series(week, plan))
    used = {name for day in series if day.counted for name in day.counted.agents}
    last = _counts(week, plan, now.staffing.day) if now.staffing else None
    return PlanSheet(
        now=now,
        before=plan_at(week.before, earlier, week.eve) if earlier else None,
        trigger=plan.trigger,
        act=plan.act,
        objectives=plan.objectives,
        organisations=plan.organisations,
        headcount_scope=plan.headcount_scope,
        phases=tuple(standing(plan.phases)),
        mission_phases={
            mission.code: tuple(standing(plan.mission_phases[mission.code]))
            for mission in plan.missions
            if mission.code in plan.mission_phases
        },
        events=tuple(events),
        modalities=tuple(name for name in MODALITIES if name in used),
        series=series,
        perimeters=last.counts if last and len(last.counts) > 1 else (),
        missing=plan.missing(),
    )


def _series(week: LogOfWeek, plan: ContinuityPlan) -> Iterator[StaffingDay]:
    days = week.period.week.days
    fortnight = [
        staffing_day(week.after, plan, day) for day in (*(day - _WEEK for day in days), *days)
    ]
    shown = fortnight if any(day.counted for day in fortnight[:7]) else fortnight[7:]
    return (day for day in shown if day.day <= week.last_day)


def _counts(week: LogOfWeek, plan: ContinuityPlan, day: date) -> StaffingOfDay | None:
    return week.after.find(StaffingOfDay, plan.code, day)


def _event(entry: Entry) -> PlanEvent:
    return PlanEvent(
        entry=entry.number,
        occurred_at=entry.occurred_at,
        headline=entry.fact.headline(),
        detail=entry.fact.detail(),
    )
