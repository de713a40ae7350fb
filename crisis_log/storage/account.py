"""The account of a stored register: its entries from the log, the rest from projections.

    Kept      the projections in the register: for lists and drafts
    Proven    projections made from the held log alone: for what is signed, and for audits

Either state is that at the mark before, with the few entries after it folded over its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final, Protocol
from weakref import WeakSet

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import UNTAKEN
from crisis_log.progress import passing
from crisis_log.state import replay, untaken
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import ConnectionLostError
from crisis_log.storage.folding import Folding
from crisis_log.storage.projections import Index, numbers
from crisis_log.storage.rows import PresentRows, RowsAt, mark_at
from crisis_log.storage.stored_state import StoredState

if TYPE_CHECKING:
    from crisis_log.storage.store import Store

_STATES: Final = 8
"""States that are kept for when they are asked for again."""


class Projected(Protocol):
    """What answers beside the log; numbers are those of entries."""

    def about(self, subject: str, upto: int) -> Sequence[int]: ...

    def marked(self, mark: str, after: int, upto: int) -> Sequence[int]: ...

    def state(self, number: int) -> Known: ...


class StoredAccount:
    """See `account.Account`."""

    def __init__(self, store: Store, projected: Projected, size: int) -> None:
        self._store = store
        self._projected = projected
        self._size = size

    @property
    def register_id(self) -> str:
        return self._store.register_id

    @property
    def size(self) -> int:
        return self._size

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        upto = self._size if upto is None else min(upto, self._size)
        return map(self._told, self._store.entries(after, upto))

    def entry(self, number: int) -> Entry:
        found = self._store.entry(number) if 0 < number <= self._size else None
        if found is None:
            raise LookupError(number)
        return self._told(found)

    def _told(self, entry: Entry) -> Entry:
        return untaken(entry) if entry.number in self._untaken else entry

    @cached_property
    def _untaken(self) -> frozenset[int]:
        """The numbers of the entries that change nothing."""
        return frozenset(self.marked(UNTAKEN))

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        for number in numbers:
            if not 0 < number <= self._size:
                raise LookupError(number)
        return map(self._told, self._store.those(numbers))

    def about(self, subject: str) -> Sequence[int]:
        return self._projected.about(subject, self._size)

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        return self._projected.marked(mark, after, self._size)

    def state(self, number: int | None = None) -> Known:
        return self._projected.state(self._size if number is None else min(number, self._size))

    def number_at(self, instant: datetime) -> int:
        return self._store.number_at(instant, self._size)

    def upto(self, number: int) -> StoredAccount:
        return StoredAccount(self._store, self._projected, min(number, self._size))


class Kept:
    """The projections as they are kept in the register, while they are current."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: WeakSet[StoredState] = WeakSet()
        self._states = lru_cache(maxsize=_STATES)(partial(_kept_state, store, self._told))

    def state(self, number: int) -> StoredState:
        """Return the state after an entry; again where its transaction was ended meanwhile."""
        if (found := self._states(number)).has_ended:
            self._states.cache_clear()
            found = self._states(number)
        return found

    def about(self, subject: str, upto: int) -> Sequence[int]:
        return self._numbers("subjects", subject, 0, upto)

    def marked(self, mark: str, after: int, upto: int) -> Sequence[int]:
        return self._numbers("marks", mark, after, upto)

    def _numbers(self, table: Index, name: str, after: int, upto: int) -> Sequence[int]:
        """Return them as a state that was told sees them, while it is held and reaches so far."""
        for state in list(self._told):
            if state.size >= upto and state.is_held:
                try:
                    return numbers(state.rows.cursor, table, name, after, upto)
                except ConnectionLostError:
                    state.close()  # it is told again when it is asked for
        with self._store.reading() as seen:
            return numbers(seen.cursor, table, name, after, upto)


def _kept_state(store: Store, told: WeakSet[StoredState], number: int) -> StoredState:
    with store.snapshot() as (seen, held_by):
        if number >= seen.size():
            state = StoredState(PresentRows(seen.cursor), number, seen)
        else:
            mark = mark_at(number)
            before = StoredState(RowsAt(seen.cursor, mark), mark, seen)
            state = replay(seen.entries(mark, number), before)
        told.add(state)
        return held_by(state)


class Proven:
    """Projections made from the held log, as far as somebody asks.

    Facts of a kind that this version does not know change nothing in them. They are made in a
    `new` scratch, and in another one where an error or an interruption left that half-made.
    """

    def __init__(self, store: Store, new: Callable[[], Folding]) -> None:
        self._store = store
        self._new = new
        self._folding = new()
        self.state = lru_cache(maxsize=_STATES)(self._state)

    def about(self, subject: str, upto: int) -> Sequence[int]:
        return numbers(self._fed(upto), "subjects", subject, upto=upto)

    def marked(self, mark: str, after: int, upto: int) -> Sequence[int]:
        return numbers(self._fed(upto), "marks", mark, after, upto)

    def _state(self, number: int) -> StoredState:
        mark = mark_at(number)
        state = StoredState(RowsAt(self._fed(mark), mark), mark, self._store)
        return replay(self._store.entries(mark, number, tolerant=True), state)

    def _fed(self, upto: int) -> Cursor:
        if not self._folding.is_whole:
            self.state.cache_clear()
            self._folding = self._new()
        told = self._folding.size
        if told < upto:
            news = self._store.entries(told, upto, tolerant=True)
            self._folding.feed(passing(news, total=upto - told))
        return self._folding.cursor
