"""All slices together: what the entries of a register say.

    entries 1..n  ──replay──▶  State

`evolve` is the only way a state changes. The same function serves the live state, the
state at any past entry, and an audit's rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from crisis_log.command import Known, Model, Request, Subject
from crisis_log.fact import Entry, Fact, Refused, UnknownFact
from crisis_log.language import _
from crisis_log.slices import COLLECTIONS, ECHOES, collection_of, sort_key
from crisis_log.slices.crisis import Crisis, CrisisOpened


class State(Known):
    """The state after entry `size`, one immutable model per subject, held in memory."""

    def __init__(self) -> None:
        self._size = 0
        self._subjects: dict[str, dict[str, Subject]] = {name: {} for name in COLLECTIONS}

    @property
    def size(self) -> int:
        return self._size

    def get(self, subject: str) -> Subject | None:
        return self._subjects.get(subject.partition("/")[0], {}).get(subject)

    def members(self, model: type[Model]) -> Iterator[Model]:
        members = cast("dict[str, Model]", self._subjects[model.collection])
        return iter([members[subject] for subject in sorted(members, key=sort_key)])

    def next_number(self, model: type[Subject]) -> int:
        members = self._subjects[model.collection]
        return max((int(subject.partition("/")[2]) for subject in members), default=0) + 1

    def items(self) -> Iterator[tuple[str, Subject]]:
        """Return every subject with its model."""
        for members in self._subjects.values():
            yield from members.items()

    def advance(self, number: int, changes: Mapping[str, Subject]) -> None:
        """Take in what entry `number` changed."""
        self._size = number
        for subject, model in changes.items():
            self._subjects[subject.partition("/")[0]][subject] = model

    def copy(self) -> State:
        """Return the same, to stay as it is while this one goes on."""
        copy = State()
        copy.advance(self._size, dict(self.items()))
        return copy


def evolve(known: Known, entry: Entry) -> dict[str, Subject]:
    """Return the new state of every subject that `entry` changes."""
    fact = entry.fact
    if isinstance(fact, UnknownFact):
        return {}
    return {subject: change(subject, known.get(subject), entry) for subject in entry.subjects}


def change(subject: str, before: Subject | None, entry: Entry) -> Subject:
    """Return the state of `subject`, one that `entry` changes, after it."""
    collection = collection_of(subject)
    echo = ECHOES.get((collection.name, type(entry.fact)))
    return (echo or collection.evolve)(before, entry.fact, entry)


def replay(entries: Iterable[Entry], state: State | None = None) -> State:
    """Return the state that `entries` add up to, going on from `state` if it is given."""
    state = State() if state is None else state
    for entry in entries:
        state.advance(entry.number, evolve(state, entry))
    return state


def decide(known: Known, request: Request) -> Sequence[Fact]:
    """Return the facts that `request` wants written after the state `known`.

    Raises:
        Refused: a rule of the slice, or of the register as a whole, refuses it.

    """
    try:
        facts = request.command(known, request)
    except UnicodeEncodeError as error:
        raise Refused(_("The text is not valid Unicode; type it again.")) from error
    crisis = known.find(Crisis)
    if crisis is None:
        if not any(isinstance(fact, CrisisOpened) for fact in facts):
            raise Refused(_("The register has not been opened."))
    elif crisis.status == "closed" and not all(fact.is_correction for fact in facts):
        raise Refused(
            _("The crisis is closed: only a correction can be recorded, or its reopening.")
        )
    return facts
