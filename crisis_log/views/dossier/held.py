"""What held by an instant, as had been recorded by then?

Nothing here looks at an entry recorded after the instant.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from crisis_log.command import Known
from crisis_log.deadline import Due
from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase, phase_at
from crisis_log.slices.decision import Decision
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.measure import Measure
from crisis_log.views.situation import MissionNow, PlanNow, Situation, Staffing, situation


class Held(Frozen):
    """Something that held: since when, by which entry, and when that was recorded."""

    label: str
    title: str
    status: str
    since: datetime
    recorded_at: datetime
    entry: int


class LevelHeld(Frozen):
    """The level of the crisis, as `Held`."""

    level: str
    since: datetime
    recorded_at: datetime
    entry: int


class MissionHeld(Held):
    """A mission of `plan` that was degraded or suspended."""

    plan: str


class PlanHeld(Held):
    """A continuity plan at its level, and its latest staffing count, with when it was recorded."""

    level: int
    level_title: str | None
    staffing: Staffing | None
    staffing_recorded_at: datetime | None


class MeasureHeld(Held):
    """A measure that was open; `progress`, in percent, is what `progress_entry` reported."""

    owner: str | None
    due_on: Due | None
    progress: int | None
    progress_as_of: date | None
    progress_entry: int | None


class FigureRecorded(Frozen):
    """The latest figure recorded of an indicator of a measure."""

    label: str
    title: str
    name: str
    unit: str | None
    value: Decimal
    as_of: Due
    recorded_at: datetime
    entry: int


class HeldThen(Frozen):
    """What held by `instant`, as the entries up to `last_entry` had told.

    `decisions` are those in force, to come, suspended or expected, but for the decision
    that is asked about.
    """

    instant: datetime
    last_entry: int
    level: LevelHeld | None
    plans: tuple[PlanHeld, ...]
    missions: tuple[MissionHeld, ...]
    decisions: tuple[Held, ...]
    measures: tuple[MeasureHeld, ...]
    figures: tuple[FigureRecorded, ...]


def held_then(
    state: Known, entries: Sequence[Entry], instant: datetime, *, apart_from: int
) -> HeldThen:
    """Return what `entries`, the log from its first on, had told that held by `instant`.

    `state` is what they add up to; of them those alone are read that say since when. Decision
    `apart_from` is not told among the others.
    """
    held, _left_out = foremost_held(state, entries, instant, None, apart_from=apart_from)
    return held


def foremost_held(
    state: Known, entries: Sequence[Entry], instant: datetime, most: int | None, *, apart_from: int
) -> tuple[HeldThen, int]:
    """Return what held, likewise, `most` things of a sort, and how many are left out."""
    at = situation(state, instant)
    sorts: dict[str, list[Callable[[], Frozen]]] = {
        "plans": [partial(_plan, plan, entries) for plan in at.plans],
        "missions": [*_missions(at, entries)],
        "decisions": [*_decisions(at, entries, apart_from)],
        "measures": [*_measures(at, entries)],
        "figures": [*_figures(state, entries)],
    }
    held = HeldThen.model_validate(
        {
            "instant": instant,
            "last_entry": len(entries),
            "level": _level(at, entries),
            **{name: tuple(tell() for tell in of[:most]) for name, of in sorts.items()},
        }
    )
    return held, sum(len(of[most:]) for of in sorts.values()) if most is not None else 0


def _level(at: Situation, entries: Sequence[Entry]) -> LevelHeld | None:
    if at.level is None:
        return None
    number = at.level.entry
    return LevelHeld(
        level=at.level.status,
        since=at.level.since,
        recorded_at=entries[number - 1].recorded_at,
        entry=number,
    )


def _held(phase: Phase, entries: Sequence[Entry], **fields: Any) -> dict[str, Any]:
    return {
        "status": phase.status,
        "since": phase.since,
        "recorded_at": entries[phase.entry - 1].recorded_at,
        "entry": phase.entry,
        **fields,
    }


def _plan(plan: PlanNow, entries: Sequence[Entry]) -> PlanHeld:
    said = entries[plan.entry - 1]
    phase = Phase(status=plan.status, since=plan.since or said.occurred_at, entry=plan.entry)
    counted_by = max(plan.staffing.entries) if plan.staffing else None
    return PlanHeld(
        **_held(phase, entries, label=plan.code, title=plan.title),
        level=plan.level,
        level_title=plan.level_title,
        staffing=plan.staffing,
        staffing_recorded_at=entries[counted_by - 1].recorded_at if counted_by else None,
    )


def _missions(at: Situation, entries: Sequence[Entry]) -> Iterator[Callable[[], MissionHeld]]:
    for plan in at.plans:
        for mission in plan.missions:
            if mission.status != "normal" and mission.since and mission.entry:
                yield partial(_mission, plan, mission, entries)


def _mission(plan: PlanNow, mission: MissionNow, entries: Sequence[Entry]) -> MissionHeld:
    phase = Phase.built(status=mission.status, since=mission.since, entry=mission.entry)
    held = _held(phase, entries, label=mission.code, title=mission.title)
    return MissionHeld(**held, plan=plan.code)


def _decisions(
    at: Situation, entries: Sequence[Entry], apart_from: int
) -> Iterator[Callable[[], Held]]:
    now = (*at.decisions_in_force, *at.decisions_suspended, *at.decisions_expected)
    phases = [
        *((decision, phase_at(decision.phases, at.instant)) for decision in now),
        *((decision, decision.adopted()) for decision in at.decisions_to_come),
    ]
    for decision, phase in sorted(phases, key=lambda pair: pair[0].number):
        if phase is not None and decision.number != apart_from:
            yield partial(_decision, decision, phase, entries)


def _decision(decision: Decision, phase: Phase, entries: Sequence[Entry]) -> Held:
    return Held(**_held(phase, entries, label=decision.label, title=decision.title))


def _measures(at: Situation, entries: Sequence[Entry]) -> Iterator[Callable[[], MeasureHeld]]:
    for measure in sorted(at.measures_open, key=lambda measure: measure.number):
        phase = phase_at(measure.phases, at.instant)
        if phase is not None:
            yield partial(_measure, measure, phase, entries)


def _measure(measure: Measure, phase: Phase, entries: Sequence[Entry]) -> MeasureHeld:
    return MeasureHeld(
        **_held(phase, entries, label=measure.label, title=measure.title),
        owner=measure.owner,
        due_on=measure.due_on,
        progress=measure.progress,
        progress_as_of=measure.progress_as_of,
        progress_entry=measure.progress_entry,
    )


def _figures(state: Known, entries: Sequence[Entry]) -> Iterator[Callable[[], FigureRecorded]]:
    for measure in state.members(Measure):
        units = {indicator.name: indicator.unit for indicator in measure.indicators}
        for name, figure in measure.latest.items():
            yield partial(_figure, measure, name, units.get(name), figure, entries)


def _figure(
    measure: Measure, name: str, unit: str | None, figure: FigureTold, entries: Sequence[Entry]
) -> FigureRecorded:
    return FigureRecorded(
        label=measure.label,
        title=measure.title,
        name=name,
        unit=unit,
        value=figure.value,
        as_of=figure.due,
        recorded_at=entries[figure.entry - 1].recorded_at,
        entry=figure.entry,
    )
