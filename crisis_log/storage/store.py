"""A register opened: the one object through which entries are written and read.

Everything a command writes goes into one transaction of the back end: entries, their leaves
and nodes of the proof tree, attachments, request, projections and checkpoints.
"""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self

from crisis_log.command import Known
from crisis_log.evidence.merkle import NodeAt
from crisis_log.fact import Entry, UnreadableEntryError, is_known, recorded_at_of
from crisis_log.language import _
from crisis_log.progress import passing
from crisis_log.storage import evidence, projections, read_back, tree
from crisis_log.storage.account import Kept, Projected, Proven, StoredAccount
from crisis_log.storage.backend import Backend, Cursor, Head, Place
from crisis_log.storage.errors import (
    AlteredEntryError,
    NotARegisterError,
    OutcomeUnknownError,
    contradictory,
)
from crisis_log.storage.evidence import StoredCheckpoint, StoredTimestamp
from crisis_log.storage.examination import Examination
from crisis_log.storage.folding import Folding
from crisis_log.storage.log import ProvenLog, StoredEntry
from crisis_log.storage.place import Where, place
from crisis_log.storage.reading import Reading, legible, typed
from crisis_log.storage.stored_state import StoredState

if TYPE_CHECKING:
    from crisis_log.storage.writing import Writing


class Store:
    """An open register, whatever keeps it.

    Raises:
        StorageError: from every method, when the register cannot be read or written.

    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._snapshots: weakref.WeakSet[StoredState] = weakref.WeakSet()
        self._opened = ExitStack()

    @classmethod
    def open(cls, where: Where, *, read_only: bool = False) -> Self:
        """Open the register at `where`; `read_only` never writes to it by any means."""
        return cls(place(where).open(read_only=read_only))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        for snapshot in list(self._snapshots):
            snapshot.close()
        self._opened.close()
        self._backend.close()

    @property
    def place(self) -> Place:
        """Where the register lies."""
        return self._backend.place

    @property
    def source(self) -> Place:
        """What is read: the register, or a private copy where it cannot be opened."""
        return self._backend.source

    @property
    def register_id(self) -> str:
        """The id of the register, in each of its entries."""
        return self._backend.register_id

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the register alone; what was appended is written at the end, or nothing.

        Raises:
            NotARegisterError: the log holds a kind that this version does not know, so that
                its state would be wrong.
            OutcomeUnknownError: it cannot be said whether it was written.

        """
        from crisis_log.storage.writing import Writing  # 30 ms: before others wait for us

        request_id = ""
        try:
            with self._current() as (cursor, head):
                reading = Reading(cursor, self.register_id)
                if head.content is not None:
                    reading.chunk(head.number - 1)  # its time decides on the next one's
                writing = Writing(cursor, self.register_id, head)
                yield writing
                batch = writing.batch()
                request_id = writing.first_request()
                if batch.entries or batch.evidence:
                    self._backend.append(cursor, batch)
                    read_back.check_batch(cursor, self.place.text, batch)
        except OutcomeUnknownError as error:
            raise OutcomeUnknownError(error.place, request_id) from error

    @contextmanager
    def _current(self) -> Iterator[tuple[Cursor, Head]]:
        """Hold the register alone, its projections being those of this version.

        They are made beside it, while others work, if they are not.
        """
        while True:
            with self._backend.writing() as (cursor, head):
                self._check_kinds(head.kinds)
                if tree.size(cursor) != head.number:
                    raise contradictory(self.place.text)
                if projections.are_current(cursor, self.place.text):
                    yield cursor, head
                    return
            self.rebuild()

    def _check_kinds(self, kinds: set[str]) -> None:
        unknown = sorted(kind for kind in kinds if not is_known(kind))
        if unknown:
            raise NotARegisterError(
                _(
                    "{path} holds a fact of kind {kind}, which this version does not know: "
                    "nothing was recorded. Update the program."
                ).format(path=self.place.text, kind=unknown[0])
            )

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """See the register as it is now, unchanged by others meanwhile."""
        with self._backend.reading() as cursor:
            yield Reading(cursor, self.register_id)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Reading, Callable[[StoredState], StoredState]]]:
        """See the register as it is now, for as long as a state is used that is told to hold it.

        It stays as it is while others write, until the store is closed.
        """
        with ExitStack() as opened:
            reading = opened.enter_context(self.reading())

            def held_by(state: StoredState) -> StoredState:
                state.close = weakref.finalize(state, opened.pop_all().close)
                self._snapshots.add(state)
                return state

            yield reading, held_by

    def state(self) -> Known:
        """Return the state after the last entry, from the projections."""
        return self._projected().state(self.size())

    def account(self, upto: int | None = None) -> StoredAccount:
        """Return what the register tells up to entry `upto`, read from its projections."""
        return StoredAccount(self, self._projected(), self._told(upto))

    def proven(self, upto: int | None = None) -> StoredAccount:
        """Return the same, from the held log alone."""
        return StoredAccount(self, self._proven, self._told(upto))

    def _told(self, upto: int | None) -> int:
        last = self.last()
        return last if upto is None else min(upto, last)

    def _projected(self) -> Projected:
        """Return the projections; from the log, where they are not those of this version."""
        with self.reading() as seen:
            is_current = projections.are_current(seen.cursor, self.place.text)
        return Kept(self) if is_current else self._proven

    @cached_property
    def _proven(self) -> Proven:
        return Proven(self, self._new_scratch)

    def _new_scratch(self) -> Folding:
        """Return the scratch of this store, in place of the one before."""
        self._opened.close()
        return self._opened.enter_context(self.scratch())

    @contextmanager
    def scratch(self) -> Iterator[Folding]:
        """Make projections from entries that are fed, beside the register, until the block ends."""
        with self._backend.scratch() as cursor:
            yield Folding(cursor)

    def size(self) -> int:
        """Return the number of the last entry."""
        with self.reading() as seen:
            return seen.size()

    def stored(
        self, after: int = 0, upto: int | None = None, *, held: bool = True
    ) -> Iterator[StoredEntry]:
        """Return the entries `after` < number ≤ `upto` as they are stored, in order.

        Each is held to the proof tree, unless `held` is false: see `Reading`. No transaction is
        held while the caller looks at them.

        Raises:
            AlteredEntryError: one is not what was recorded.

        """
        upto = self.last() if upto is None else upto
        yield from passing(self._stored(after, upto, held=held), upto - after)

    def _stored(self, after: int, upto: int, *, held: bool) -> Iterator[StoredEntry]:
        while after < upto:
            with self.reading() as seen:
                found = seen.chunk(after, upto) if held else seen.found(after, upto)
            if not found:
                return
            yield from found
            after = found[-1].number

    def last(self) -> int:
        """Return the number of the last entry that is there, or was."""
        with self.reading() as seen:
            return max(seen.size(), tree.size(seen.cursor))

    def entries(
        self,
        after: int = 0,
        upto: int | None = None,
        *,
        tolerant: bool = False,
        held: bool = True,
    ) -> Iterator[Entry]:
        """Return the same entries, typed.

        Raises:
            AlteredEntryError: as `stored`.
            UnreadableEntryError: one cannot be read; kinds this version does not know can
                be if `tolerant`.

        """
        for stored in self.stored(after, upto, held=held):
            yield typed(stored, tolerant=tolerant)

    def entry(self, number: int, *, tolerant: bool = False, held: bool = True) -> Entry | None:
        """Return entry `number`, if it is there."""
        found = self.entries(number - 1, number, tolerant=tolerant, held=held)
        return next(found, None)

    def legible(self, spans: Iterable[tuple[int, int]]) -> Iterator[Entry | int]:
        """Return the entries `after` < number ≤ `upto` of `spans`; for an altered one, its number.

        For people who must read on in such a register. Leaves alone tell what was altered: a
        tree that is damaged above them hides nothing. No transaction is held meanwhile.
        """
        for after, upto in spans:
            last = after
            while last < upto:
                with self.log() as log:
                    rows = log.scan(last, upto)
                for row in rows:
                    if row.number != last + 1:
                        yield last + 1
                    yield legible(row)
                    last = row.number
                if not rows:
                    yield last + 1
                    break

    def answer(self, request_id: str) -> list[Entry] | None:
        """Return the entries that the request made, if it was ever answered."""
        with self.reading() as seen:
            return seen.answer(request_id)

    def recorded_at(self, number: int) -> datetime | None:
        """Return when entry `number` was recorded, if it is there, whatever fact it holds."""
        for stored in self.stored(number - 1, number):
            with suppress(UnreadableEntryError):
                return recorded_at_of(stored.content, tolerant=True)
            return typed(stored, tolerant=True).recorded_at
        return None

    def number_at(self, instant: datetime, size: int) -> int:
        """Return the number of the last entry up to `size` recorded by `instant`, 0 if none was.

        `recorded_at` is strictly increasing, so a few entries are read, not the log.
        """
        return bisect_right(range(1, size + 1), instant, key=self._told_at)

    def _told_at(self, number: int) -> datetime:
        found = self.recorded_at(number)
        if found is None:
            raise AlteredEntryError(number)
        return found

    def rebuild(self) -> int:
        """Make the projections again, while others work; return the number of subjects."""
        from crisis_log.storage.rebuilding import Rebuilding  # which most commands do without

        with self.scratch() as folding:
            return Rebuilding(self, self._backend, folding).run()

    @contextmanager
    def examining(self) -> Iterator[Examination]:
        """See the register as it is stored now, for an audit."""
        with self._backend.examining() as cursor:
            yield Examination(cursor, self.register_id, self._backend.health(cursor))

    @contextmanager
    def log(self) -> Iterator[ProvenLog]:
        """See the log beside its tree, as it is now."""
        with self._backend.reading() as cursor:
            yield ProvenLog(cursor, self.register_id)

    @contextmanager
    def nodes(self) -> Iterator[NodeAt]:
        """See the proof tree as it is now: see `evidence.merkle.NodeAt`."""
        with self._backend.reading() as cursor:
            yield tree.node_reader(cursor)

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

    def add_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint that an entry holds already: that of an issued report."""
        with self._backend.writing() as (cursor, _head):
            evidence.add_checkpoint(cursor, checkpoint)
            read_back.check_evidence(cursor, self.place.text, checkpoint)

    def changes(self, stop: Event) -> Iterator[None]:
        """Say each time that something was committed, by whomever, until `stop` is set."""
        return self._backend.changes(stop)

    def back_up(self, path: Path) -> None:
        """Copy the register to the new file `path`, consistent while others write."""
        self._backend.back_up(path)
