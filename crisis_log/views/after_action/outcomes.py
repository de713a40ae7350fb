"""What became of decisions and measures: in how long, and was the deadline kept?"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from crisis_log.command import Known
from crisis_log.deadline import Due, is_past
from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.lifecycle import phase_at
from crisis_log.slices.decision import WAITING, Decision
from crisis_log.slices.measure import Measure, MeasureExtended, MeasureOrdered
from crisis_log.views.delays.durations import DecisionDelays
from crisis_log.views.measure_at import MeasureAt, measure_at

Outcome = Literal["on_time", "late", "undated", "abandoned", "overdue", "open"]
"""Of measures: completed by the deadline, after it, or without any; lifted; open still."""
Deadline = Literal["kept", "missed", "running", "none"]


class MeasureOutcome(Frozen):
    """What became of a measure.

    `ended_on` is None while it is open; `days_late` counts from its deadline as it last
    stood. `extended_by` are the entries that moved that; `entry` ordered the measure,
    `status_entry` gave it its status.
    """

    outcome: Outcome
    label: str
    title: str
    owner: str | None
    status: str
    ordered_on: date
    first_due_on: Due | None
    due_on: Due | None
    ended_on: date | None
    days_late: int
    extended_by: tuple[int, ...]
    entry: int
    status_entry: int


class DecisionOutcome(Frozen):
    """What became of a decision, with its delays; `entry` adopted it, or else proposed it."""

    delays: DecisionDelays
    status: str
    owner: str | None
    due_on: Due | None
    deadline: Deadline
    entry: int
    status_entry: int


def measure_outcomes(
    known: Known, entries: Iterable[Entry], instant: datetime, zone: ZoneInfo
) -> Iterator[MeasureOutcome]:
    """Return what became of each measure by `instant`, by number."""
    extended: dict[int, list[int]] = {}
    first_due: dict[int, Due | None] = {}
    for entry in entries:
        if isinstance(entry.fact, MeasureExtended):
            extended.setdefault(entry.fact.number, []).append(entry.number)
        elif isinstance(entry.fact, MeasureOrdered):
            first_due[entry.fact.number] = entry.fact.due_on
    for measure in known.members(Measure):
        at = measure_at(measure, instant, zone)
        yield MeasureOutcome(
            outcome=_outcome(at),
            label=measure.label,
            title=measure.title,
            owner=measure.owner,
            status=at.status,
            ordered_on=measure.phases[0].since.astimezone(zone).date(),
            first_due_on=first_due[measure.number],
            due_on=measure.due_on,
            ended_on=None if at.is_open else at.last_day,
            days_late=0 if at.status == "lifted" else at.days_past_due,
            extended_by=tuple(extended.get(measure.number, ())),
            entry=at.entry,
            status_entry=at.status_entry,
        )


def _outcome(at: MeasureAt) -> Outcome:
    if at.status == "lifted":
        return "abandoned"
    if at.is_open:
        return "overdue" if at.is_overdue else "open"
    if at.measure.due_on is None:
        return "undated"
    return "late" if at.is_late else "on_time"


def decision_outcomes(
    known: Known, delays: Iterable[DecisionDelays], instant: datetime, zone: ZoneInfo
) -> Iterator[DecisionOutcome]:
    """Return what became of each decision by `instant`, with its `delays`, by number."""
    by_label = {one.label: one for one in delays}
    for decision in known.members(Decision):
        phase = phase_at(decision.phases, instant) or decision.phases[-1]
        entry = decision.adopted() or decision.phases[0]
        yield DecisionOutcome(
            delays=by_label[decision.label],
            status=decision.status_at(instant) or decision.status,
            owner=decision.owner,
            due_on=decision.due_on,
            deadline=_deadline(decision, by_label[decision.label], instant, zone),
            entry=entry.entry,
            status_entry=phase.entry,
        )


def _deadline(
    decision: Decision, delays: DecisionDelays, instant: datetime, zone: ZoneInfo
) -> Deadline:
    if decision.due_on is None:
        return "none"
    if delays.completed:
        return "missed" if is_past(decision.due_on, delays.completed.at, zone) else "kept"
    is_waiting = decision.status in WAITING
    waited_until = instant if is_waiting else decision.phases[-1].since
    if is_past(decision.due_on, waited_until, zone):
        return "missed"
    return "running" if is_waiting else "none"
