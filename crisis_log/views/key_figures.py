"""Which figures sum a week up, and which did the week before show?"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, get_args

from crisis_log import crisis
from crisis_log.command import Known, phase_at
from crisis_log.decision import DecisionAdopted
from crisis_log.fact import Entry, Frozen
from crisis_log.staffing import Modality
from crisis_log.views.situation import PlanNow, situation
from crisis_log.views.week import LogOfWeek

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
    """A figure at the end of the week, and as the week before showed it."""

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


def key_figures(week: LogOfWeek) -> tuple[KeyFigure, ...]:
    """Return the figures of the week, each with that of the week before if there was one."""
    now = [*_flows(week.entries), *standing_figures(week.after, week.period.cut_off)]
    earlier: list[Figure] = []
    if not week.is_first:
        earlier = [*standing_figures(week.before, week.eve), *_flows(week.entries_before)]
    by_key = {(figure.key, figure.of): figure for figure in earlier}
    now.sort(key=lambda figure: _ORDER.index(figure.key))
    return tuple(
        KeyFigure(
            key=figure.key, of=figure.of, now=figure, before=by_key.get((figure.key, figure.of))
        )
        for figure in now
    )


def standing_figures(known: Known, instant: datetime) -> Iterator[Figure]:
    """Return the figures that hold at `instant`, by what `known` knows."""
    at = situation(known, instant)
    today = instant.astimezone(crisis.current(known).zone).date()
    if at.level:
        yield Figure(key="crisis_level", value=at.level.status, sources=(at.level.entry,))
    for plan in at.plans:
        yield from _plan_figures(plan)
    in_force = [phase_at(decision.phases, instant) for decision in at.decisions_in_force]
    yield _count("decisions_in_force", [phase.entry for phase in in_force if phase])
    yield _count("decisions_expected", [d.phases[-1].entry for d in at.decisions_expected])
    yield _count("measures_open", [m.phases[0].entry for m in at.measures_open])
    overdue = [m.phases[0].entry for m in at.measures_open if m.is_overdue(today)]
    yield _count("measures_overdue", overdue)


def _plan_figures(plan: PlanNow) -> Iterator[Figure]:
    yield Figure(key="plan_level", of=plan.code, value=plan.level, sources=(plan.entry,))
    counted = plan.staffing
    if counted is None:
        return
    shown: dict[Key, int | None] = {
        "agents_on_site": sum(n for name, n in counted.agents.items() if name in ON_SITE),
        "agents_remote": counted.agents.get("remote", 0),
        "staffing_gap": counted.gap,
    }
    for key, value in shown.items():
        if value is not None:
            yield Figure(
                key=key, of=plan.code, value=value, as_of=counted.day, sources=counted.entries
            )


def _flows(entries: Sequence[Entry]) -> Iterator[Figure]:
    adopted = [entry.number for entry in entries if isinstance(entry.fact, DecisionAdopted)]
    yield _count("decisions_taken", adopted)
    ends = (entries[0].number, entries[-1].number) if entries else ()
    yield Figure(key="entries", value=len(entries), sources=ends)


def _count(key: Key, sources: Sequence[int]) -> Figure:
    return Figure(key=key, value=len(sources), sources=tuple(sorted(sources)))
