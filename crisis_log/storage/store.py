"""A register opened: the one object through which entries are written and read.

Everything a command writes goes into one transaction of the back end: entries, their leaves
and nodes of the proof tree, attachments, request, projections and checkpoints.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final, Self

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.evidence.merkle import NodeAt, root_at
from crisis_log.fact import is_known
from crisis_log.language import _
from crisis_log.state import LOOKED_AT
from crisis_log.storage import evidence, log, projections, read_back, reading, tree
from crisis_log.storage.account import Kept, Proven, StoredAccount
from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Backend, Cursor, Head, Place
from crisis_log.storage.errors import (
    AlteredWordsError,
    NotARegisterError,
    OutcomeUnknownError,
    contradictory,
)
from crisis_log.storage.evidence import StoredCheckpoint, StoredTimestamp
from crisis_log.storage.examination import Examination
from crisis_log.storage.folding import Folding
from crisis_log.storage.place import Where, place
from crisis_log.storage.reading import Reading
from crisis_log.storage.rows import Changes, PresentRows
from crisis_log.storage.stored_log import StoredLog
from crisis_log.storage.stored_state import StoredState

if TYPE_CHECKING:
    from crisis_log.search import Search
    from crisis_log.storage.batch import Batch
    from crisis_log.storage.copying import Copied
    from crisis_log.storage.writing import Writing

_LOOKED_AT: Final = tuple(map(PresentRows.question, LOOKED_AT))
_FIRST: Final = (
    (tree.SIZE, ()),
    (projections.FORMAT, ()),
    (tree.LAST, ()),
    *_LOOKED_AT,
)
"""What every recording asks."""


class Store(StoredLog):
    """An open register, whatever keeps it.

    Raises:
        StorageError: from every method, when the register cannot be read or written.

    """

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend)
        self._snapshots: weakref.WeakSet[StoredState] = weakref.WeakSet()
        self._opened = ExitStack()

    @classmethod
    def open(cls, where: Where, *, read_only: bool = False) -> Self:
        """Open the register at `where`; if `read_only`, nothing can be recorded."""
        return cls(place(where).open(read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.release()
        self._opened.close()
        self._backend.close()

    def release(self) -> None:
        """End the reading transactions of the states that were told.

        No row of them is read any more; accounts go on, and tell them again.
        """
        for snapshot in list(self._snapshots):
            snapshot.close()

    @property
    def place(self) -> Place:
        """Where the register lies."""
        return self._backend.place

    @property
    def source(self) -> Place:
        """What is read: the register, or a private copy where it cannot be opened."""
        return self._backend.source

    @contextmanager
    def writing(self, request_id: str = "") -> Iterator[Writing]:
        """Hold the register alone; what was appended is kept if the block ends well, or nothing.

        `request_id` is that of the first request that will be looked up.

        Raises:
            NotARegisterError: the log holds a kind that this version does not know, so that
                its state would be wrong.
            OutcomeUnknownError: it cannot be said whether it was written.

        """
        from crisis_log.storage.writing import Writing  # 30 ms: before others wait for us

        writing: Writing | None = None
        try:
            with self._current([reading.of_request(request_id)]) as (cursor, head):
                seen = Reading(cursor, self.register_id, proven=head.number)
                if head.content is not None:
                    seen.check_last(head.content)  # its time decides on the next one's
                writing = Writing(seen, head, partial(self._write, cursor))
                yield writing
                writing.flush()
        except OutcomeUnknownError as error:
            request_id = writing.request if writing else ""
            raise type(error)(error.place, request_id) from error

    def _write(self, cursor: Cursor, batch: Batch, node: NodeAt) -> None:
        self._backend.append(cursor, batch)
        read_back.check_batch(cursor, self.place.text, batch, node)

    @contextmanager
    def _current(self, ahead: Iterable[Question]) -> Iterator[tuple[Cursor, Head]]:
        """Hold the register alone, its projections being those of this version.

        They are made beside it, while others work, if they are not. `ahead` is asked first, and
        what every recording asks.
        """
        while True:
            with self._backend.writing([*_FIRST, *ahead]) as (cursor, head):
                self._check_kinds(head.kinds)
                if tree.size(cursor) != head.number:
                    raise contradictory(self.place.text)
                if projections.are_current(cursor, self.place.text):
                    yield cursor, head
                    return
            self.rebuild()

    def _check_kinds(self, kinds: set[str]) -> None:
        if unknown := _unknown(kinds):
            raise NotARegisterError(
                _(
                    "{path} holds a fact of kind {kind}, which this version does not know: "
                    "nothing was recorded. Update the program."
                ).format(path=self.place.text, kind=unknown[0])
            )

    def unknown_kinds(self) -> list[str]:
        """Return the kinds of facts in the log that this version does not know."""
        with self.reading() as seen:
            return _unknown(log.kinds(seen.cursor))

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Reading, Callable[[StoredState], StoredState]]]:
        """See the register as it is now, for as long as a state is used that is told to hold it.

        It stays as it is while others write, until the store is closed.
        """
        with ExitStack() as opened:
            seen = opened.enter_context(self.reading())

            def held_by(state: StoredState) -> StoredState:
                state.hold(opened.pop_all().close)
                self._snapshots.add(state)
                return state

            yield seen, held_by

    def state(self) -> Known:
        """Return the state after the last entry, from the projections."""
        with self.snapshot() as (seen, held_by):
            seen.ask_sizes((projections.FORMAT, ()), *_LOOKED_AT)
            if projections.are_current(seen.cursor, self.place.text):
                return held_by(StoredState(PresentRows(seen.cursor), seen.size(), seen))
        return self._proven.state(self.size())

    def account(self, upto: int | None = None) -> StoredAccount:
        """Return what the register tells up to entry `upto`, read from its projections."""
        with self.reading() as seen:
            seen.ask_sizes((projections.FORMAT, ()))
            is_current = projections.are_current(seen.cursor, self.place.text)
            told = _upto(upto, seen.last())
        return StoredAccount(self, Kept(self) if is_current else self._proven, told)

    def proven(self, upto: int | None = None) -> StoredAccount:
        """Return the same, from the held log alone."""
        return StoredAccount(self, self._proven, _upto(upto, self.last()))

    @cached_property
    def _proven(self) -> Proven:
        return Proven(self, self._new_scratch)

    def _new_scratch(self) -> Folding:
        """Return the scratch of this store, in place of the one before."""
        self._opened.close()
        return self._opened.enter_context(self.scratch())

    @contextmanager
    def scratch(self, *, words: bool = False) -> Iterator[Folding]:
        """Make projections from entries that are fed, beside the register, until the block ends.

        Those of `words` take as long as all others.
        """
        with self._backend.scratch() as cursor:
            yield Folding(cursor, self, self._backend.words(cursor) if words else None)

    def answer(self, request_id: str) -> list[Entry] | None:
        """Return the entries that the request made, if it was ever answered."""
        with self.reading() as seen:
            found = seen.answer(request_id)
        if found is not None:
            self._backend.confirm()
        return found

    def rebuild(self) -> int:
        """Make the projections again, while others work; return the number of subjects."""
        from crisis_log.storage.rebuilding import Rebuilding  # which most commands do without

        with self.scratch(words=True) as folding:
            return Rebuilding(self, self._backend, folding).run()

    def find(self, search: Search, after: int, upto: int, most: int) -> Sequence[int] | None:
        """Return the last entries `after` < number ≤ `upto` that may say it: see `WordIndex`.

        None where the index is not that of this version, or is damaged.
        """
        with self.reading() as seen, suppress(AlteredWordsError):
            if projections.are_current(seen.cursor, self.place.text):
                return self._backend.words(seen.cursor).find(search, after, upto, most)
        return None

    @contextmanager
    def examining(self) -> Iterator[Examination]:
        """See the register as it is stored now, for an audit."""
        with self._backend.examining() as cursor:
            health, words = self._backend.health(cursor), self._backend.words(cursor)
            source = partial(self._backend.as_seen_by, cursor)
            yield Examination(cursor, self.register_id, health, words, source)

    @contextmanager
    def nodes(self) -> Iterator[NodeAt]:
        """See the proof tree as it is now: see `evidence.merkle.NodeAt`."""
        with self._backend.reading() as cursor:
            yield tree.Nodes(cursor)

    def checkpoints(self) -> list[StoredCheckpoint]:
        """Return every stored checkpoint, in the order they were taken."""
        with self._backend.reading() as cursor:
            return evidence.checkpoints(cursor)

    def timestamps(self) -> list[StoredTimestamp]:
        """Return every stored timestamp, in the order they were kept."""
        with self._backend.reading() as cursor:
            return evidence.timestamps(cursor)

    def attachment(self, sha256: str) -> bytes | None:
        """Return the attachment that has this SHA-256 (hexadecimal), if it is there."""
        with self._backend.reading() as cursor:
            return evidence.attachment(cursor, sha256)

    def check_writable(self) -> None:
        """Look whether entries can be recorded now; none is."""
        with self.writing():
            pass

    def check_right(self, kind: str) -> None:
        """Look whether who opened the register may record facts of a kind: see `Backend`."""
        self._backend.check_right(kind)

    def add_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint that an entry holds already: that of an issued report."""
        from crisis_log.storage.batch import Batch  # with what only writing needs

        with self._backend.writing() as (cursor, _head):
            batch = Batch([], [], set(), Changes(), {}, [checkpoint])
            self._write(cursor, batch, tree.Nodes(cursor))

    def changes(self, stop: Event) -> Iterator[None]:
        """Say that it looks, then each time something was committed since, until `stop` is set."""
        return self._backend.changes(stop)

    def copy_to(self, there: Place, then: Callable[[Self], object] = lambda _store: None) -> Copied:
        """Copy the register to `there`, where it is whole or absent: see `copying`.

        `then` is done in the copy before it is there, where its projections are made.
        """
        from crisis_log.storage.copying import copy  # which most commands do without

        with there.create(self.register_id) as backend:
            copied = copy(self._backend, backend)
            target = type(self)(backend)
            if not copied.is_current:
                target.rebuild()
            then(target)
            return copied

    def is_continued_by(self, other: Store) -> bool:
        """Whether the log of `other` begins with this one, to the byte."""
        size = self.size()
        if other.register_id != self.register_id or other.size() < size:
            return False
        with self.nodes() as ours, other.nodes() as theirs:
            return root_at(size, ours) == root_at(size, theirs)

    def back_up(self, path: Path) -> None:
        """Copy the register to the new file `path`, consistent while others write."""
        self._backend.back_up(path)


def _upto(number: int | None, last: int) -> int:
    return last if number is None else min(number, last)


def _unknown(kinds: set[str]) -> list[str]:
    return sorted(kind for kind in kinds if not is_known(kind))
