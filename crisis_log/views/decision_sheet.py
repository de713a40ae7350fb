"""What is a decision, with all its fields, at an instant, and what happened to it?"""

from datetime import datetime, tzinfo

from crisis_log.command import Known
from crisis_log.deadline import Due
from crisis_log.entry import Entry, Login
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase, standing
from crisis_log.slices import crisis
from crisis_log.slices import measure as measures
from crisis_log.slices.decision import Decision
from crisis_log.views.assumptions import AssumptionNow
from crisis_log.views.changes import Change
from crisis_log.views.situation import Moment, Situation
from crisis_log.views.validations import ValidationNow, Validations, validations_of


class DecisionEvent(Frozen):
    """What an entry did to a decision; `changes` when it amended its wording."""

    entry: int
    label: str
    title: str
    headline: str
    reason: str | None
    occurred_at: datetime
    changes: tuple[Change, ...] = ()


class LinkedMeasure(Frozen):
    """A measure that carries a decision out; `entry` ordered it."""

    label: str
    title: str
    status: str
    entry: int


class DecisionSheet(Frozen):
    """A decision with all its fields, as known at the instant that is told.

    `entry` proposed it when it is expected, adopted it when it was taken; the facts about
    the recording are there when that entry is one of those told. `status` is the one it
    has at that instant, `until` when it ceases to be in force, if that is known. `older`
    flags a fact that is older than the period that is told.
    """

    decision: Decision
    entry: int
    status: str
    since: datetime
    until: datetime | None
    occurred_at: datetime | None
    recorded_at: datetime | None
    received_at: datetime | None
    late: bool
    older: bool
    by: str | None
    recorded_by: Login = None
    overdue: bool
    missing: tuple[str, ...]
    measures: tuple[LinkedMeasure, ...]
    assumptions: tuple[AssumptionNow, ...]
    events: tuple[DecisionEvent, ...]
    validations: Validations = ()


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
    due_on: Due | None
    overdue: bool
    entry: int


def decision_sheet(
    known: Known,
    at: Situation | Moment,
    decision: Decision,
    number: int,
    entry: Entry | None,
    *,
    older: bool = False,
    assumptions: tuple[AssumptionNow, ...] = (),
    events: tuple[DecisionEvent, ...] = (),
) -> DecisionSheet:
    """Return `decision` as it is in the situation `at`, which `known` tells.

    `number` is that of the entry that proposed or adopted it: `entry`, where that is one
    of those told.
    """
    phase = next(phase for phase in decision.phases if phase.entry == number)
    return DecisionSheet(
        decision=decision,
        entry=number,
        status=status_in(at, decision),
        since=phase.since,
        until=_until(at, decision),
        occurred_at=entry.occurred_at if entry else None,
        recorded_at=entry.recorded_at if entry else None,
        received_at=entry.received_at if entry else None,
        late=entry is not None and entry.is_late,
        older=older,
        by=entry.by if entry else None,
        recorded_by=entry.recorded_by if entry else None,
        overdue=decision.is_overdue(at.instant, crisis.current(known).zone),
        missing=decision.missing(),
        measures=tuple(_linked(known, measure) for measure in decision.measures),
        assumptions=assumptions,
        events=events,
        validations=_validations(known, number),
    )


def _validations(known: Known, number: int) -> tuple[ValidationNow, ...]:
    validated = known.entry(number)
    return validations_of(known, validated) if validated else ()


def decision_line(
    at: Situation | Moment, zone: tzinfo, decision: Decision, phase: Phase | None
) -> DecisionLine:
    """Return `decision` in one line, `phase` being that which is told of it."""
    if phase is None:
        raise ValueError(f"{decision.label} is none of those told")
    return DecisionLine(
        label=decision.label,
        title=decision.title,
        status=status_in(at, decision),
        since=phase.since,
        until=_until(at, decision),
        owner=decision.owner,
        due_on=decision.due_on,
        overdue=decision.is_overdue(at.instant, zone),
        entry=phase.entry,
    )


def line_of_sheet(sheet: DecisionSheet) -> DecisionLine:
    """Return a decision told with all its fields in one line."""
    decision = sheet.decision
    return DecisionLine(
        label=decision.label,
        title=decision.title,
        status=sheet.status,
        since=sheet.since,
        until=sheet.until,
        owner=decision.owner,
        due_on=decision.due_on,
        overdue=sheet.overdue,
        entry=sheet.entry,
    )


def status_in(at: Situation | Moment, decision: Decision) -> str:
    """Return its status in the situation `at`; what is adopted for later is adopted."""
    status = None if at.is_to_come(decision) else decision.status_at(at.instant)
    return status or decision.status


def _until(at: Situation | Moment, decision: Decision) -> datetime | None:
    """Return when its being in force, or suspended, ends, by what is recorded."""
    if decision.status_at(at.instant) == "suspended":
        coming = (phase.since for phase in standing(decision.phases) if phase.since > at.instant)
        return next(coming, None)
    end = decision.ends(at.instant)
    return end.since if end else None


def _linked(known: Known, number: int) -> LinkedMeasure:
    measure = measures.existing(known, number)
    return LinkedMeasure(
        label=measure.label,
        title=measure.title,
        status=measure.status,
        entry=measure.phases[0].entry,
    )
