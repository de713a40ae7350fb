"""All slices together: what the entries of a register say.

    entries 1..n  ──replay──▶  State

`evolve` is the only way a state changes. The same function serves the live state, the
state at any past entry, and an audit's rebuild.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar, overload

from crisis_log.command import Changed, Growing, Key, Known, Model, Request, Subject
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Refused, UnknownFact, UnreadableEntryError, UntakenFact
from crisis_log.language import _
from crisis_log.slices import COLLECTIONS, ECHOES, label_of, location, sort_key
from crisis_log.slices.crisis import Crisis, CrisisOpened, current
from crisis_log.slices.struck_entry import EntryStruck, holding
from crisis_log.when import show_instant

_UNTOLD: Final = frozenset({UnknownFact, UntakenFact})
"""The facts that change nothing."""
_NOT_FOLLOWING: Final = (
    *(ValueError, LookupError, AttributeError, TypeError, ArithmeticError),
    AssertionError,  # a fact of another slice, by a false row of an index
)


class Tells(Protocol):
    """What tells how a subject is, and by which entries."""

    def get(self, subject: str) -> Subject | None:
        """Return the state of `subject` such as `decision/3`, if the log speaks of it."""
        ...

    def history(self, subject: str) -> Iterator[Entry]:
        """Return the entries that changed `subject`, in order."""
        ...


class State(Growing):
    """The state after entry `size`, one immutable model per subject, held in memory.

    So are the entries that made it: a subject whose entries are struck is told by the others.
    """

    def __init__(self) -> None:
        self._size = 0
        self._entries: dict[int, Entry] = {}
        self._histories: dict[str, list[Entry]] = {}
        self._subjects: dict[str, Subject] = {}
        self._members: dict[str, list[str]] = {name: [] for name in COLLECTIONS}
        self._within: dict[str, list[str]] = {}

    @property
    def size(self) -> int:
        return self._size

    def get(self, subject: str) -> Subject | None:
        return self._subjects.get(subject)

    def history(self, subject: str) -> Iterator[Entry]:
        return iter(self._histories.get(subject, ()))

    def entry(self, number: int) -> Entry | None:
        return self._entries.get(number)

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        later = (entry for entry in self._entries.values() if entry.number > after)
        return [entry.number for entry in later if mark in entry.marks]

    def members(self, model: type[Model]) -> Iterator[Model]:
        return self._told(self._members[model.collection])

    def within(self, model: type[Model], *key: Key) -> Iterator[Model]:
        return self._told(self._within.get(model.named(*key), ()))

    def _told(self, subjects: Iterable[str]) -> Iterator[Any]:
        present = sorted(filter(self._subjects.__contains__, subjects), key=sort_key)
        return iter([self._subjects[subject] for subject in present])

    def next_number(self, model: type[Subject]) -> int:
        members = self._members[model.collection]
        return max((int(subject.partition("/")[2]) for subject in members), default=0) + 1

    def items(self) -> Iterator[tuple[str, Subject]]:
        """Return every subject with its model, collection by collection."""
        for members in self._members.values():
            for subject in members:
                if subject in self._subjects:
                    yield subject, self._subjects[subject]

    def advance(self, entry: Entry, changes: Changed) -> None:
        """Take in `entry`, and what it changed; the number of what is gone is not given again."""
        self._size = entry.number
        self._entries[entry.number] = entry
        for subject, model in changes.items():
            if subject not in self._histories:
                if model is None:  # a strike names what nothing told of: no command records one
                    continue
                self._histories[subject] = []
                self._members[subject.partition("/")[0]].append(subject)
                whole, colon, _part = subject.partition(":")
                if colon:
                    self._within.setdefault(whole, []).append(subject)
            self._histories[subject].append(entry)
            if model is None:
                self._subjects.pop(subject, None)
            else:
                self._subjects[subject] = model

    def copy(self) -> State:
        """Return the same, to stay as it is while this one goes on."""
        copy = State()
        copy._size = self._size
        copy._entries, copy._subjects = dict(self._entries), dict(self._subjects)
        copy._histories = {subject: list(held) for subject, held in self._histories.items()}
        copy._members = {name: list(subjects) for name, subjects in self._members.items()}
        copy._within = {whole: list(parts) for whole, parts in self._within.items()}
        return copy


def evolve(known: Tells, entry: Entry, among: Container[str] | None = None) -> Changed:
    """Return the new state of every subject that `entry` changes, `among` some collections.

    It is None for one that nothing tells of any more, when `entry` strikes another.

    Raises:
        UnreadableEntryError: see `become`.

    """
    if type(entry.fact) in _UNTOLD:  # an instance check costs ten times that
        return {}
    return {
        subject: become(known, subject, entry)
        for subject in entry.subjects
        if among is None or subject.partition("/")[0] in among
    }


def taken(known: Tells, entry: Entry, among: Container[str] | None = None) -> tuple[Entry, Changed]:
    """Return `entry` as it is told, and what it changes: nothing, where it does not follow.

    It holds an `UntakenFact` then: what was recorded cannot be mended, and is never hidden.
    """
    try:
        return entry, evolve(known, entry, among)
    except UnreadableEntryError as error:
        return untaken(entry, str(error)), {}


def untaken(entry: Entry, problem: str = "") -> Entry:
    """Return an entry that does not follow from those before it as it is told."""
    if isinstance(entry.fact, UntakenFact):
        return entry
    fact = UntakenFact.built(
        name=entry.kind,
        content=entry.fact.model_dump(mode="json"),
        problem=problem or _("It does not follow from the entries before it."),
        recorded=entry.fact,
    )
    return entry.but(fact=fact)


def become(known: Tells, subject: str, entry: Entry) -> Subject | None:
    """Return the state of `subject`, one that `entry` changes, after it.

    Raises:
        UnreadableEntryError: it does not follow from those before it, as when one is missing.

    """
    if strikes_of(subject, entry):
        return told_by(subject, [*known.history(subject), entry])
    return change(subject, known.get(subject), entry)


def told_by(subject: str, history: Sequence[Entry]) -> Subject | None:
    """Return what all entries about `subject` make of it, but for those that are struck."""
    model: Subject | None = None
    for entry in holding(history):
        if not strikes_of(subject, entry):
            with suppress(UnreadableEntryError):  # it changes nothing: see `taken`
                model = change(subject, model, entry)
    return model


def strikes_of(subject: str, entry: Entry) -> bool:
    """Whether `entry` strikes another one about `subject`, of which it says nothing itself."""
    return isinstance(entry.fact, EntryStruck) and subject in entry.fact.subjects


def change(subject: str, before: Subject | None, entry: Entry) -> Subject:
    """Return the state of `subject` after `entry`, which tells of it and strikes nothing.

    Raises:
        UnreadableEntryError: see `become`.

    """
    fact, name = entry.fact, subject.partition("/")[0]
    evolve_it = ECHOES.get((name, type(fact))) or COLLECTIONS[name].evolve
    try:
        return evolve_it(before, fact, entry)
    except _NOT_FOLLOWING as error:
        raise UnreadableEntryError(
            _("Entry n° {number} does not follow from those before it: {subject}.").format(
                number=entry.number, subject=label_of(subject) or subject
            )
        ) from error


_State = TypeVar("_State", bound=Growing)


@overload
def replay(entries: Iterable[Entry]) -> State: ...
@overload
def replay(
    entries: Iterable[Entry], state: _State, among: Container[str] | None = None
) -> _State: ...
def replay(
    entries: Iterable[Entry], state: Growing | None = None, among: Container[str] | None = None
) -> Growing:
    """Return the state that `entries` add up to, going on from `state` if it is given.

    Those that do not follow from the entries before them change nothing: see `taken`.

    A state may hold the subjects `among` some collections alone.
    """
    state = State() if state is None else state
    for entry in entries:
        take(state, entry, among)
    return state


LOOKED_AT: Final[tuple[type[Subject], ...]] = (Crisis, location.Location)
"""What `decide` looks at, whatever is requested: each the only one of its kind."""


def take(state: Growing, entry: Entry, among: Container[str] | None = None) -> Entry:
    """Take one more entry in, and return it as it is told: see `taken`."""
    told, changes = taken(state, entry, among)
    state.advance(told, changes)
    return told


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
    elif crisis.status == "closed" and not all(fact.outlives_closing for fact in facts):
        raise Refused(
            _(
                "The crisis is closed: only a correction can be recorded, a lesson learnt "
                "(log --kind retex), or its reopening."
            )
        )
    location.check(known, facts)
    return facts


def check_dates(known: Known, changes: Changed, entry: Callable[[int], Entry | None]) -> None:
    """Refuse a phase of a thing's life that begins before the thing itself.

    A thing begins with its first phase: when that was decided, where it takes effect later.
    What follows a proposal may come before it: proposals are often recorded late. `changes`
    are to be made to the state `known`; `entry` returns an earlier one by its number.
    """
    for subject, after in changes.items():
        phases = getattr(after, "phases", ())
        if not phases:
            continue
        label, earlier = label_of(subject), getattr(known.get(subject), "phases", ())
        added = phases[len(earlier) :]
        before = [phase for phase in earlier if phase.status != "proposed"]
        if not (label and before and added) or added[0].since >= before[0].since:
            continue
        decided = entry(before[0].entry)
        began = min(before[0].since, decided.occurred_at) if decided else before[0].since
        if added[0].since < began:
            zone = current(known).zone
            raise Refused(
                _("{label} began on {first}; it cannot be dated {date}.").format(
                    label=label,
                    first=show_instant(began, zone),
                    date=show_instant(added[0].since, zone),
                )
            )
