"""How many agents of a continuity plan worked how, day by day, up to a day?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices import crisis
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.staffing import MODALITIES, Count, Modality, StaffingOfDay
from crisis_log.views.situation import PlanNow, Staffing, plan_at, staffing_of


class StaffingDay(Frozen):
    """A day of the series; `counted` is None when nobody counted the whole plan.

    `replaced` are the counts, of the perimeters that add up to `counted`, that later
    entries corrected.
    """

    day: date
    counted: Staffing | None
    replaced: tuple[Count, ...] = ()


class PlanStaffing(Frozen):
    """The agents of a plan, `now`, and day by day over the last weeks.

    `series` ends with the last day that is told, and begins with the first one ever counted if
    that is later than was asked. `perimeters` are all counts of the last day that was counted,
    where there are several, those of single missions among them; `missions` names these.
    """

    now: PlanNow
    organisations: tuple[str, ...]
    headcount: int | None
    headcount_scope: str | None
    modalities: tuple[Modality, ...]
    series: tuple[StaffingDay, ...]
    perimeters: tuple[Count, ...]

    @property
    def was_counted(self) -> bool:
        """Whether anybody counted the whole plan on a day of the series."""
        return any(day.counted for day in self.series)


def plan_staffing(known: Known, plan: ContinuityPlan, instant: datetime, days: int) -> PlanStaffing:
    """Return the agents of `plan` at `instant`, over the last `days` days up to that day."""
    now = plan_at(known, plan, instant)
    today = instant.astimezone(crisis.current(known).zone).date()
    series = tuple(_series(known, plan, today, days))
    perimeters = _perimeters(known, now)
    used = {name for day in series if day.counted for name in day.counted.agents}
    used.update(name for count in perimeters for name in count.agents)
    return PlanStaffing(
        now=now,
        organisations=plan.organisations,
        headcount=plan.headcount,
        headcount_scope=plan.headcount_scope,
        modalities=tuple(name for name in MODALITIES if name in used),
        series=series,
        perimeters=perimeters,
    )


def _series(known: Known, plan: ContinuityPlan, last: date, days: int) -> Iterator[StaffingDay]:
    earliest = next((one.day for one in known.within(StaffingOfDay, plan.code)), last)
    first = max(last - timedelta(days - 1), min(earliest, last))
    return (staffing_day(known, plan, first + timedelta(n)) for n in range((last - first).days + 1))


def _perimeters(known: Known, now: PlanNow) -> tuple[Count, ...]:
    last = known.find(StaffingOfDay, now.code, now.staffing.day) if now.staffing else None
    return last.counts if last and len(last.counts) > 1 else ()


def staffing_day(known: Known, plan: ContinuityPlan, day: date) -> StaffingDay:
    """Return a day of a plan, as it is known."""
    counts = known.find(StaffingOfDay, plan.code, day)
    counted = staffing_of(counts, plan.headcount) if counts else None
    if counts is None or counted is None:
        return StaffingDay(day=day, counted=None)
    perimeters = {count.perimeter for count in counts.totals()}
    return StaffingDay(
        day=day,
        counted=counted,
        replaced=tuple(count for count in counts.replaced if count.perimeter in perimeters),
    )
