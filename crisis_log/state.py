"""All slices together: what the entries of a register say.

    entries 1..n  ──replay──▶  State

`evolve` is the only way a state changes. The same function serves the live state, the
state at any past entry, and an audit's rebuild.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from crisis_log.command import Command, Known, Subject
from crisis_log.fact import Entry, Fact, Refused, UnknownFact
from crisis_log.language import _
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    issued_report,
    journal,
    measure,
    seal,
    settings,
    staffing,
)


def _evolve_decision(
    before: decision.Decision | None,
    fact: decision.DecisionFact | measure.MeasureOrdered,
    entry: Entry,
) -> Subject:
    if isinstance(fact, measure.MeasureOrdered):
        return decision.with_measure(cast("decision.Decision", before), fact.number)
    return decision.evolve(before, fact, entry)


def _evolve_plan(
    before: continuity_plan.ContinuityPlan | None,
    fact: continuity_plan.PlanFact | staffing.StaffingFact,
    entry: Entry,
) -> Subject:
    if isinstance(fact, staffing.StaffingCounted | staffing.StaffingCorrected):
        plan = cast("continuity_plan.ContinuityPlan", before)
        return plan if fact.is_partial else continuity_plan.counted_on(plan, fact.day)
    return continuity_plan.evolve(before, fact, entry)


class Collection(NamedTuple):
    """The model of a collection of subjects, and how a fact changes one of them."""

    model: type[Subject]
    evolve: Callable[[Any, Any, Entry], Subject]


COLLECTIONS: Final[dict[str, Collection]] = {
    crisis.SUBJECT: Collection(crisis.Crisis, crisis.evolve),
    settings.SUBJECT: Collection(settings.Settings, settings.evolve),
    seal.SUBJECT: Collection(seal.Seal, seal.evolve),
    journal.COLLECTION: Collection(journal.Line, journal.evolve),
    decision.COLLECTION: Collection(decision.Decision, _evolve_decision),
    measure.COLLECTION: Collection(measure.Measure, measure.evolve),
    measure.FIGURES: Collection(measure.FiguresOfDay, measure.evolve_figures),
    continuity_plan.COLLECTION: Collection(continuity_plan.ContinuityPlan, _evolve_plan),
    staffing.COLLECTION: Collection(staffing.StaffingOfDay, staffing.evolve),
    issued_report.COLLECTION: Collection(issued_report.IssuedReport, issued_report.evolve),
}
"""Every collection: `decision/3` is a `decision.Decision`, changed by `decision.evolve`."""


def collection_of(subject: str) -> str:
    """Return the collection of a subject: `decision` for `decision/3`."""
    return subject.partition("/")[0]


_NUMBERED: Final = {
    journal.COLLECTION,
    decision.COLLECTION,
    issued_report.COLLECTION,
    measure.COLLECTION,
    measure.FIGURES,
}
_NUMBER_WIDTH: Final = 10


def sort_key(subject: str) -> str:
    """Return the key by which a subject is sorted, and stored, within its collection."""
    collection, _slash, key = subject.partition("/")
    number, colon, rest = key.partition(":")
    return f"{number.zfill(_NUMBER_WIDTH)}{colon}{rest}" if collection in _NUMBERED else key


def subject_of(collection: str, key: str) -> str:
    """Return the subject of `collection` whose sort key is `key`."""
    if collection in _NUMBERED:
        number, colon, rest = key.partition(":")
        key = f"{int(number)}{colon}{rest}"
    return f"{collection}/{key}" if key else collection


class State(Known):
    """The state after entry `size`, one immutable model per subject, held in memory."""

    def __init__(self) -> None:
        self._size = 0
        self._subjects: dict[str, dict[str, Subject]] = {name: {} for name in COLLECTIONS}

    @property
    def size(self) -> int:
        return self._size

    def get(self, subject: str) -> Subject | None:
        return self._subjects[collection_of(subject)].get(subject)

    def members(self, collection: str) -> Iterator[Subject]:
        members = self._subjects[collection]
        return iter([members[subject] for subject in sorted(members, key=sort_key)])

    def next_number(self, collection: str) -> int:
        numbers = (int(subject.partition("/")[2]) for subject in self._subjects[collection])
        return max(numbers, default=0) + 1

    def items(self) -> Iterator[tuple[str, Subject]]:
        """Return every subject with its model."""
        for members in self._subjects.values():
            yield from members.items()

    def advance(self, number: int, changes: Mapping[str, Subject]) -> None:
        """Take in what entry `number` changed."""
        self._size = number
        for subject, model in changes.items():
            self._subjects[collection_of(subject)][subject] = model


def evolve(known: Known, entry: Entry) -> dict[str, Subject]:
    """Return the new state of every subject that `entry` changes."""
    if isinstance(entry.fact, UnknownFact):
        return {}
    return {
        subject: COLLECTIONS[collection_of(subject)].evolve(known.get(subject), entry.fact, entry)
        for subject in entry.subjects
    }


def replay(entries: Iterable[Entry], state: State | None = None) -> State:
    """Return the state that `entries` add up to, going on from `state` if it is given."""
    state = State() if state is None else state
    for entry in entries:
        state.advance(entry.number, evolve(state, entry))
    return state


def decide(known: Known, command: Command) -> Sequence[Fact]:
    """Return the facts that `command` wants written after the state `known`.

    Raises:
        Refused: a rule of the slice, or of the register as a whole, refuses it.

    """
    try:
        facts = command(known)
    except UnicodeEncodeError as error:
        raise Refused(_("The text is not valid Unicode; type it again.")) from error
    opened = known.get(crisis.SUBJECT)
    if opened is None:
        if not any(isinstance(fact, crisis.CrisisOpened) for fact in facts):
            raise Refused(_("The register has not been opened."))
    elif crisis.current(known).status == "closed" and not all(f.is_correction for f in facts):
        raise Refused(
            _("The crisis is closed: only a correction can be recorded, or its reopening.")
        )
    return facts
