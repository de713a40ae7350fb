"""Which decisions are expected, which were taken in the week, and what became of the others?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from crisis_log.command import Phase, phase_at, standing
from crisis_log.decision import COLLECTION as DECISIONS
from crisis_log.decision import Decision, DecisionAdopted, DecisionProposed
from crisis_log.fact import Fact, Frozen
from crisis_log.measure import COLLECTION as MEASURES
from crisis_log.measure import Measure
from crisis_log.views.changes import Change
from crisis_log.views.week import LogOfWeek

_NO_EVENTS: Final[tuple[type[Fact], ...]] = (DecisionProposed, DecisionAdopted)
"""Told as decisions expected and decisions taken instead."""


class DecisionEvent(Frozen):
    """What an entry of the week did to a decision; `changes` when it amended its wording."""

    entry: int
    label: str
    title: str
    headline: str
    reason: str | None
    occurred_at: datetime
    changes: tuple[Change, ...] = ()


class LinkedMeasure(Frozen):
    """A measure that carries a decision out."""

    label: str
    title: str
    status: str


class DecisionSheet(Frozen):
    """A decision with all its fields, as known at the end of the week.

    `entry` proposed it when it is expected, adopted it when it was taken; the facts
    about the recording are there when that entry is one of the week. `status` is the one
    it has at the end of the week, `until` when it ceases to be in force, if that is known.
    """

    decision: Decision
    entry: int
    status: str
    since: datetime
    until: datetime | None
    occurred_at: datetime | None
    recorded_at: datetime | None
    both_times: bool
    by: str | None
    overdue: bool
    missing: tuple[str, ...]
    measures: tuple[LinkedMeasure, ...]
    events: tuple[DecisionEvent, ...]


class DecisionLine(Frozen):
    """A decision in one line: since when it is in force, suspended or will be in force.

    `entry` made it so; `until` is when that ends, if it is known already.
    """

    label: str
    title: str
    status: str
    since: datetime
    until: datetime | None
    owner: str | None
    due_on: date | None
    overdue: bool
    entry: int


class WeeklyDecisions(Frozen):
    """The decisions of a week; `events` are what else happened to any decision.

    `to_come` are those adopted, in this week or earlier, that are not in force yet.
    """

    expected: tuple[DecisionSheet, ...]
    taken: tuple[DecisionSheet, ...]
    events: tuple[DecisionEvent, ...]
    to_come: tuple[DecisionLine, ...]
    in_force: tuple[DecisionLine, ...]
    suspended: tuple[DecisionLine, ...]


def weekly_decisions(week: LogOfWeek) -> WeeklyDecisions:
    """Return the decisions of the week."""
    at_end, cut_off = week.at_end, week.period.cut_off
    events = tuple(_events(week))
    adopted = [entry for entry in week.entries if isinstance(entry.fact, DecisionAdopted)]
    return WeeklyDecisions(
        expected=tuple(
            _sheet(week, decision, decision.phases[0].entry, events)
            for decision in at_end.decisions_expected
        ),
        taken=tuple(
            _sheet(week, _decision(week, entry.subject), entry.number, events) for entry in adopted
        ),
        events=events,
        to_come=tuple(_line(week, d, d.adopted()) for d in at_end.decisions_to_come),
        in_force=tuple(
            _line(week, d, d.in_force_since(cut_off)) for d in at_end.decisions_in_force
        ),
        suspended=tuple(
            _line(week, d, phase_at(d.phases, cut_off)) for d in at_end.decisions_suspended
        ),
    )


def _decision(week: LogOfWeek, subject: str) -> Decision:
    decision = week.after.get(subject)
    if not isinstance(decision, Decision):
        raise TypeError(f"{subject} is not a decision")
    return decision


def _sheet(
    week: LogOfWeek, decision: Decision, number: int, events: tuple[DecisionEvent, ...]
) -> DecisionSheet:
    entry = week.entry(number)
    phase = next(phase for phase in decision.phases if phase.entry == number)
    return DecisionSheet(
        decision=decision,
        entry=number,
        status=_status(week, decision),
        since=phase.since,
        until=_until(week, decision),
        occurred_at=entry.occurred_at if entry else None,
        recorded_at=entry.recorded_at if entry else None,
        both_times=entry is not None and entry.is_late,
        by=entry.by if entry else None,
        overdue=decision.is_overdue(week.last_day),
        missing=decision.missing(),
        measures=tuple(_linked(week, measure) for measure in decision.measures),
        events=tuple(event for event in events if event.label == decision.label),
    )


def _status(week: LogOfWeek, decision: Decision) -> str:
    """Return its status at the end of the week; what is adopted for later is adopted."""
    to_come = decision in week.at_end.decisions_to_come
    status = None if to_come else decision.status_at(week.period.cut_off)
    return status or decision.status


def _until(week: LogOfWeek, decision: Decision) -> datetime | None:
    """Return when its being in force, or suspended, ends, by what is recorded."""
    cut_off = week.period.cut_off
    if decision.status_at(cut_off) == "suspended":
        coming = (phase.since for phase in standing(decision.phases) if phase.since > cut_off)
        return next(coming, None)
    end = decision.ends(cut_off)
    return end.since if end else None


def _linked(week: LogOfWeek, number: int) -> LinkedMeasure:
    measure = week.after.get(f"{MEASURES}/{number}")
    if not isinstance(measure, Measure):
        raise TypeError(f"{MEASURES}/{number} is not a measure")
    return LinkedMeasure(label=measure.label, title=measure.title, status=measure.status)


def _events(week: LogOfWeek) -> Iterator[DecisionEvent]:
    for entry in week.about(DECISIONS):
        if isinstance(entry.fact, _NO_EVENTS):
            continue
        decision = _decision(week, entry.subject)
        yield DecisionEvent(
            entry=entry.number,
            label=decision.label,
            title=decision.title,
            headline=entry.fact.headline(),
            reason=getattr(entry.fact, "reason", None),
            occurred_at=entry.occurred_at,
            changes=week.amendments.get(entry.number, ()),
        )


def _line(week: LogOfWeek, decision: Decision, phase: Phase | None) -> DecisionLine:
    if phase is None:
        raise ValueError(f"{decision.label} is none of those told")
    return DecisionLine(
        label=decision.label,
        title=decision.title,
        status=_status(week, decision),
        since=phase.since,
        until=_until(week, decision),
        owner=decision.owner,
        due_on=decision.due_on,
        overdue=decision.is_overdue(week.last_day),
        entry=phase.entry,
    )
