"""The agents of each continuity plan, day by day, and what runs without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.language import _
from crisis_log.reports.charts import NARROW, WIDTH
from crisis_log.reports.charts.findings import staffing_over_time_finding
from crisis_log.reports.charts.staffing import StaffingChart, slots, staffing_chart
from crisis_log.slices import continuity_plan
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.staffing import MODALITIES
from crisis_log.views.situation import PlanNow
from crisis_log.views.staffing_days import PlanStaffing, plan_staffing

PLAN: Final = "plan"
WEEKS: Final = "semaines"
_PERIODS: Final = (2, 4, 6, 13, 26)
"""Weeks of which agents are shown; from six on the chart tells weeks."""
_USUAL: Final = 4
_DAYS: Final = 7
_ON_A_WALL: Final = 600.0
"""How wide a chart is there: fewer units than on paper make larger letters."""


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    plans = seen.plans
    weeks = int(asked.choice(WEEKS, [*map(str, _PERIODS)]) or _USUAL)
    plan = _chosen(seen, asked.field(PLAN), plans)
    shown = plan_staffing(seen.known, plan, seen.instant, weeks * _DAYS) if plan else None
    return {
        "shown": shown,
        "weeks": weeks,
        "periods": _PERIODS,
        "headcounts": {one.code: one.headcount for one in seen.known.members(ContinuityPlan)},
        "modalities_of": lambda used: [name for name in MODALITIES if name in used],
        "sites": list(_sites(seen, shown)),
        "staffing_chart": _chart,
        "widths": {"wide": _ON_A_WALL} if asked.wall else {"wide": WIDTH, "narrow": NARROW},
        "staffing_finding": lambda told: staffing_over_time_finding(slots(told.series)),
    }


def _chosen(seen: Seen, code: str, plans: Sequence[PlanNow]) -> ContinuityPlan | None:
    """Return the plan that is asked for: else one that was counted, an active one first."""
    if code:
        return continuity_plan.existing(seen.known, code)
    best = max(plans, key=lambda one: (bool(one.staffing), one.status == "active"), default=None)
    return continuity_plan.existing(seen.known, best.code) if best else None


def _chart(told: PlanStaffing, headcount_label: str, width: float) -> StaffingChart:
    drawn = {name for day in told.series if day.counted for name in day.counted.agents}
    modalities = [name for name in told.modalities if name in drawn]
    return staffing_chart(
        slots(told.series), modalities, told.headcount, headcount_label, width=width
    )


def _sites(seen: Seen, shown: PlanStaffing | None) -> Iterator[Mapping[str, Any]]:
    """Return the sites of the register, with what was counted there and runs otherwise there."""
    for site in seen.head.sites:
        yield {
            "site": site,
            "counts": [one for one in shown.perimeters if one.site == site.code] if shown else [],
            "missions": [
                mission
                for plan in seen.plans
                for mission in plan.missions
                if mission.site == site.code and mission.status != "normal"
            ],
        }


PAGE: Final = Page(
    name="staffing",
    path="/effectifs",
    title=lambda: _("Staffing"),
    parts=("choice", "plans", "agents", "missions", "sites"),
    context=_context,
    fields=(PLAN, WEEKS),
)
