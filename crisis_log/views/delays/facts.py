"""When did what delays are measured between happen, and by which entries?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from crisis_log.fact import Entry, Frozen
from crisis_log.lifecycle import Phase
from crisis_log.slices import collection_of
from crisis_log.slices.continuity_plan import PlanActivated
from crisis_log.slices.decision import Decision
from crisis_log.slices.indicator import MeasureReported
from crisis_log.slices.measure import Measure, MeasureOrdered
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted

_TIMED: Final = frozenset({Decision, Measure})


class Milestone(Frozen):
    """When something happened, and the entry that says so."""

    at: datetime
    entry: int


@dataclass
class Facts:
    """What one reading of the log finds.

    `happened` is told by the number of the entry, `reported` (first reports) and `first_due`
    by that of the measure, `activated` and `counted` (with the day counted) by the plan's
    code. Counts of single missions say nothing of the plan, and are not there.
    """

    register_id: str = ""
    happened: dict[int, datetime] = field(default_factory=dict)
    reported: dict[int, Milestone] = field(default_factory=dict)
    first_due: dict[int, date | None] = field(default_factory=dict)
    activated: dict[str, list[Milestone]] = field(default_factory=dict)
    counted: dict[str, list[tuple[Milestone, date]]] = field(default_factory=dict)
    late: list[Entry] = field(default_factory=list)

    def beginning(self, phase: Phase) -> Milestone:
        """Return when what began a phase of a decision or measure happened.

        That is not when the phase began, where it takes effect at another date.
        """
        return Milestone(at=self.happened[phase.entry], entry=phase.entry)


def facts_of(entries: Iterable[Entry]) -> Facts:
    """Read the log once."""
    facts = Facts()
    for entry in entries:
        facts.register_id = entry.register_id
        if entry.is_late:
            facts.late.append(entry)
        _take(facts, entry)
    return facts


def _take(facts: Facts, entry: Entry) -> None:
    milestone = Milestone(at=entry.occurred_at, entry=entry.number)
    match entry.fact:
        case MeasureReported(number=measure):
            known = facts.reported.get(measure)
            if known is None or milestone.at < known.at:
                facts.reported[measure] = milestone
        case PlanActivated(code=code):
            facts.activated.setdefault(code, []).append(milestone)
        case StaffingCounted() | StaffingCorrected():
            if not entry.fact.is_partial:
                counted = facts.counted.setdefault(entry.fact.code, [])
                counted.append((milestone, entry.fact.day))
            return
        case MeasureOrdered(number=measure, due_on=due_on):
            facts.first_due[measure] = due_on
        case _:
            pass
    if collection_of(entry.subject).model in _TIMED:
        facts.happened[entry.number] = milestone.at
