"""What does each entry of a log change, and what do they add up to: the one reading of it.

    entries 1..n  ──steps──▶  Step 1 … Step n        `state` goes on with each step

Everything that looks at a log entry by entry reads it here.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, Protocol

from crisis_log.command import Changed, Key, Known, Model, Subject
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, UnreadableEntryError
from crisis_log.state import State, Tells, become, taken, untaken
from crisis_log.views.changes import Change, changes


class Step(NamedTuple):
    """An entry, and the subjects that it changes: as they were, as they have become.

    What has become None is told by nothing any more: `entry` strikes another one. An entry that
    does not follow from those before it holds an `UntakenFact`, and changes nothing.
    """

    entry: Entry
    was: Mapping[str, Subject | None]
    has_become: Mapping[str, Subject | None]

    def before(self, model: type[Model], *key: Key) -> Model | None:
        """Return what a subject that it changes was, if the log spoke of it."""
        found = self.was.get(model.named(*key))
        return found if isinstance(found, model) else None

    def after(self, model: type[Model], *key: Key) -> Model | None:
        """Return what a subject that it changes has become."""
        found = self.has_become.get(model.named(*key))
        return found if isinstance(found, model) else None

    def members(self, model: type[Model]) -> Iterator[Model]:
        """Return the subjects of a collection that it changes, as they have become."""
        return (found for found in self.has_become.values() if isinstance(found, model))

    def changes(self, of: str | None = None) -> tuple[Change, ...]:
        """Return every field that it changes, subject by subject, or those of one subject."""
        return tuple(
            change
            for subject, after in self.has_become.items()
            if of in {None, subject}
            for change in changes(subject, self.was[subject], after)
        )

    @property
    def is_amendment(self) -> bool:
        """Whether its fact is new wording, of which people are told field by field."""
        return isinstance(self.entry.fact, Amendment)

    def amendments(self) -> tuple[Change, ...]:
        """Return what it changes and its sentence does not give, if it is an amendment."""
        return self.reworded(None) if self.is_amendment else ()

    def reworded(self, fields: Container[str] | None, of: str | None = None) -> tuple[Change, ...]:
        """Return which of `fields`, or of all, it gives another value that its sentence does not.

        An amendment may give a first one.
        """
        fact = self.entry.fact
        said = fact.said if isinstance(fact, Amendment) else ()
        return tuple(
            change
            for change in self.changes(of)
            if (fields is None or change.field in fields)
            and change.field not in said
            and (self.is_amendment or change.before is not None)
        )


class Evolving(Tells, Protocol):
    """A state that takes entries in."""

    def advance(self, entry: Entry, changes: Changed) -> None:
        """Take in `entry`, and what it changed."""
        ...


class Since:
    """How subjects are after entries that follow the state `known`, which stays as it is."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._changed: dict[str, Subject | None] = {}
        self._later: dict[str, list[Entry]] = {}

    def get(self, subject: str) -> Subject | None:
        return self._changed[subject] if subject in self._changed else self._known.get(subject)

    def history(self, subject: str) -> Iterator[Entry]:
        return chain(self._known.history(subject), self._later.get(subject, ()))

    def advance(self, entry: Entry, changes: Changed) -> None:
        self._changed.update(changes)
        for subject in changes:
            self._later.setdefault(subject, []).append(entry)


def steps(entries: Iterable[Entry], state: Evolving | None = None) -> Iterator[Step]:
    """Read `entries` one by one; `state`, empty by default, has taken in those returned."""
    state = State() if state is None else state
    for entry in entries:
        yield step(entry, state)


def step(entry: Entry, state: Evolving) -> Step:
    """Read one more entry, and take it into `state`; what does not follow changes nothing."""
    told, evolved = taken(state, entry)
    before = {subject: state.get(subject) for subject in evolved}
    state.advance(told, evolved)
    return Step(told, before, evolved)


def steps_about(
    subjects: Container[str], entries: Iterable[Entry], state: Evolving
) -> Iterator[Step]:
    """Read `entries` as to these subjects alone, of which `state` takes in what they become."""
    for entry in entries:
        was = {subject: state.get(subject) for subject in entry.subjects if subject in subjects}
        try:
            has_become = {subject: become(state, subject, entry) for subject in was}
        except UnreadableEntryError:
            state.advance(untaken(entry), {})
            yield Step(untaken(entry), was, was)
        else:
            state.advance(entry, has_become)
            yield Step(entry, was, has_become)


def history_of(subject: str, entries: Iterable[Entry]) -> Iterator[Step]:
    """Read the entries that change `subject`, as to that subject alone; see `steps`."""
    return steps_about({subject}, entries, State())
