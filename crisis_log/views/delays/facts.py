"""When did what delays are measured between happen, and by which entries?"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappush, heappushpop
from operator import attrgetter
from typing import Final

from crisis_log.entry import Entry
from crisis_log.fact import Frozen, UnknownFact
from crisis_log.lifecycle import Phase
from crisis_log.slices import collection_of
from crisis_log.slices.continuity_plan import ContinuityPlan, PlanActivated
from crisis_log.slices.crisis import Crisis
from crisis_log.slices.decision import Decision
from crisis_log.slices.indicator import MeasureReported
from crisis_log.slices.measure import Measure, MeasureOrdered
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted
from crisis_log.state import State, take

MOST_LATE: Final = 1_000
"""How many entries that were recorded late are told: those that were so by most."""
_TIMED: Final = frozenset({Decision, Measure})
_FOLDED: Final = frozenset(one.collection for one in (Crisis, Decision, Measure, ContinuityPlan))
"""The collections whose delays are told, and the crisis: lines of the journal are no part of it."""


class Milestone(Frozen):
    """When something happened, and the entry that says so."""

    at: datetime
    entry: int


class Lags:
    """How late entries were recorded: each lag in seconds, and the entries with the longest."""

    def __init__(self) -> None:
        self.seconds = array("d")
        self._longest: list[tuple[timedelta, int, Entry]] = []

    def take(self, entry: Entry) -> None:
        """Take in an entry that was recorded late."""
        self.seconds.append(entry.lag.total_seconds())
        keep = heappush if len(self._longest) < MOST_LATE else heappushpop
        keep(self._longest, (entry.lag, -entry.number, entry))

    def longest(self) -> list[Entry]:
        """Return the entries that are told, in order."""
        return sorted((entry for *_order, entry in self._longest), key=attrgetter("number"))


@dataclass
class Facts:
    """What one reading of the log finds, and what the log says of that which has delays: `known`.

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
    late: Lags = field(default_factory=Lags)
    known: State = field(default_factory=State)

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
            facts.late.take(entry)
        told = take(facts.known, entry, _FOLDED)
        if not isinstance(told.fact, UnknownFact):
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
