"""Which decisions are expected, which were taken in the week, and what became of the others?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from crisis_log.command import phase_at
from crisis_log.decision import COLLECTION as DECISIONS
from crisis_log.decision import (
    Decision,
    DecisionAdopted,
    DecisionAmended,
    DecisionImplemented,
    DecisionRejected,
    DecisionRepealed,
    DecisionResumed,
    DecisionSuperseded,
    DecisionSuspended,
    DecisionWithdrawn,
)
from crisis_log.fact import Frozen
from crisis_log.measure import COLLECTION as MEASURES
from crisis_log.measure import Measure
from crisis_log.views.changes import Change
from crisis_log.views.situation import situation
from crisis_log.views.week import LogOfWeek

_EVENTS: Final = (
    DecisionAmended,
    DecisionImplemented,
    DecisionRejected,
    DecisionRepealed,
    DecisionResumed,
    DecisionSuperseded,
    DecisionSuspended,
    DecisionWithdrawn,
)


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
    about the recording are there when that entry is one of the week.
    """

    decision: Decision
    entry: int
    since: datetime
    occurred_at: datetime | None
    recorded_at: datetime | None
    by: str | None
    overdue: bool
    missing: tuple[str, ...]
    measures: tuple[LinkedMeasure, ...]
    events: tuple[DecisionEvent, ...]


class DecisionLine(Frozen):
    """A decision in force, in one line; `entry` put it in force."""

    label: str
    title: str
    status: str
    since: datetime
    owner: str | None
    due_on: date | None
    overdue: bool
    entry: int


class WeeklyDecisions(Frozen):
    """The decisions of a week; `events` are what else happened to any decision."""

    expected: tuple[DecisionSheet, ...]
    taken: tuple[DecisionSheet, ...]
    events: tuple[DecisionEvent, ...]
    in_force: tuple[DecisionLine, ...]


def weekly_decisions(week: LogOfWeek) -> WeeklyDecisions:
    """Return the decisions of the week."""
    at_end = situation(week.after, week.period.cut_off)
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
        in_force=tuple(_line(week, decision) for decision in at_end.decisions_in_force),
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
        since=phase.since,
        occurred_at=entry.occurred_at if entry else None,
        recorded_at=entry.recorded_at if entry else None,
        by=entry.by if entry else None,
        overdue=decision.is_overdue(week.last_day),
        missing=decision.missing(),
        measures=tuple(_linked(week, measure) for measure in decision.measures),
        events=tuple(event for event in events if event.label == decision.label),
    )


def _linked(week: LogOfWeek, number: int) -> LinkedMeasure:
    measure = week.after.get(f"{MEASURES}/{number}")
    if not isinstance(measure, Measure):
        raise TypeError(f"{MEASURES}/{number} is not a measure")
    return LinkedMeasure(label=measure.label, title=measure.title, status=measure.status)


def _events(week: LogOfWeek) -> Iterator[DecisionEvent]:
    for entry in week.entries:
        if not isinstance(entry.fact, _EVENTS):
            continue
        decision = _decision(week, f"{DECISIONS}/{entry.fact.number}")
        yield DecisionEvent(
            entry=entry.number,
            label=decision.label,
            title=decision.title,
            headline=entry.fact.headline(),
            reason=getattr(entry.fact, "reason", None),
            occurred_at=entry.occurred_at,
            changes=week.amendments.get(entry.number, ()),
        )


def _line(week: LogOfWeek, decision: Decision) -> DecisionLine:
    phase = phase_at(decision.phases, week.period.cut_off)
    if phase is None:
        raise ValueError(f"{decision.label} is not in force")
    return DecisionLine(
        label=decision.label,
        title=decision.title,
        status=phase.status,
        since=phase.since,
        owner=decision.owner,
        due_on=decision.due_on,
        overdue=decision.is_overdue(week.last_day),
        entry=phase.entry,
    )
