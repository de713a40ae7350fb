"""Which figures sum a situation up, and which were shown before?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, get_args

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices import crisis
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.staffing import Modality, StaffingOfDay
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.situation import PlanNow, Situation, Staffing, staffing_of

Amount = int | Decimal | str
Key = Literal[
    "crisis_level",
    "plan_level",
    "agents_on_site",
    "agents_remote",
    "staffing_gap",
    "decisions_taken",
    "decisions_in_force",
    "decisions_expected",
    "measures_open",
    "measures_overdue",
    "entries",
]
_ORDER: Final[tuple[Key, ...]] = get_args(Key)
ON_SITE: Final[frozenset[Modality]] = frozenset({"on_site", "rotation"})
_WORKING_DAYS: Final = 5
_WEEK: Final = 7
ChosenStaffing = Callable[[Known, PlanNow, date], Staffing | None]


class Figure(Frozen):
    """A figure as a report shows it; `of` is the code of the plan it counts.

    `sources` are the numbers of the entries it is read from.
    """

    key: Key
    value: Amount
    of: str | None = None
    as_of: date | None = None
    sources: tuple[int, ...] = ()


class KeyFigure(Frozen):
    """A figure at the instant that is told, and as it was shown before."""

    key: Key
    of: str | None
    now: Figure
    before: Figure | None

    @property
    def change(self) -> int | Decimal | None:
        """The difference, where both are numbers."""
        now, before = self.now.value, self.before.value if self.before else None
        if isinstance(now, str) or isinstance(before, str) or before is None:
            return None
        return now - before


def compared(now: Iterable[Figure], earlier: Iterable[Figure]) -> tuple[KeyFigure, ...]:
    """Return the figures `now`, each with that of `earlier` if there was one."""
    by_key = {(figure.key, figure.of): figure for figure in earlier}
    return tuple(
        KeyFigure(
            key=figure.key, of=figure.of, now=figure, before=by_key.get((figure.key, figure.of))
        )
        for figure in sorted(now, key=lambda figure: _ORDER.index(figure.key))
    )


def standing_figures(
    known: Known, at: Situation, staffing_of_plan: ChosenStaffing | None = None
) -> Iterator[Figure]:
    """Return the figures that hold in the situation `at`, which `known` tells.

    `staffing_of_plan` chooses the count that is told of a plan: `headline_staffing`.
    """
    chosen = staffing_of_plan or headline_staffing
    zone = crisis.current(known).zone
    today = at.instant.astimezone(zone).date()
    if at.level:
        yield Figure(key="crisis_level", value=at.level.status, sources=(at.level.entry,))
    for plan in at.plans:
        yield Figure(key="plan_level", of=plan.code, value=plan.level, sources=(plan.entry,))
        yield from _staffing_figures(plan.code, chosen(known, plan, today))
    in_force = [decision.in_force_since(at.instant) for decision in at.decisions_in_force]
    yield counted("decisions_in_force", [phase.entry for phase in in_force if phase])
    yield counted("decisions_expected", [d.phases[0].entry for d in at.decisions_expected])
    yield counted("measures_open", [m.phases[0].entry for m in at.measures_open])
    overdue = [m.phases[0].entry for m in at.measures_open if m.is_overdue(at.instant, zone)]
    yield counted("measures_overdue", overdue)


def headline_staffing(known: Known, now: PlanNow, today: date) -> Staffing | None:
    """Return the last count of a working day of this week, else the last count there is.

    At week-ends few agents are at work in any week: that is no news.
    """
    days = IsoWeek.of(today).days[:_WORKING_DAYS]
    return _last_counted(known, now, [day for day in days if day <= today])


def last_working_day(known: Known, now: PlanNow, today: date) -> Staffing | None:
    """Return the last count of a working day of the last week, else the last count there is."""
    week = [today - timedelta(days=n) for n in reversed(range(_WEEK))]
    return _last_counted(known, now, [day for day in week if day.isoweekday() <= _WORKING_DAYS])


def _last_counted(known: Known, now: PlanNow, days: Sequence[date]) -> Staffing | None:
    plan = known.find(ContinuityPlan, now.code)
    headcount = plan.headcount if plan else None
    for day in reversed(days):
        counts = known.find(StaffingOfDay, now.code, day)
        if counts and (staffing := staffing_of(counts, headcount)):
            return staffing
    return now.staffing


def on_site(staffing: Staffing) -> int:
    """Return the agents on site, by rotation or not."""
    return sum(count for modality, count in staffing.agents.items() if modality in ON_SITE)


def counted(key: Key, sources: Sequence[int]) -> Figure:
    """Return the figure that counts `sources`."""
    return Figure(key=key, value=len(sources), sources=tuple(sorted(sources)))


def _staffing_figures(code: str, staffing: Staffing | None) -> Iterator[Figure]:
    if staffing is None:
        return
    shown: dict[Key, int | None] = {
        "agents_on_site": on_site(staffing),
        "agents_remote": staffing.agents.get("remote", 0),
        "staffing_gap": staffing.gap,
    }
    for key, value in shown.items():
        if value is not None:
            yield Figure(
                key=key, of=code, value=value, as_of=staffing.day, sources=staffing.entries
            )
