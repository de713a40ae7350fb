"""A register opened: the one object through which entries are written and read.

Everything a command writes goes into one transaction of the back end: entries, their leaves
and nodes of the proof tree, attachments, request, subjects, state rows and checkpoints.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self

from crisis_log.evidence.merkle import NodeAt
from crisis_log.fact import Entry, is_known
from crisis_log.language import _
from crisis_log.state import State, replay
from crisis_log.storage import evidence, projections, read_back, tree
from crisis_log.storage.backend import Backend, Place
from crisis_log.storage.errors import NotARegisterError, OutcomeUnknownError, contradictory
from crisis_log.storage.evidence import StoredCheckpoint, StoredTimestamp
from crisis_log.storage.examination import Examination
from crisis_log.storage.log import ProvenLog, StoredEntry
from crisis_log.storage.place import Where, place
from crisis_log.storage.reading import Reading, legible, typed
from crisis_log.storage.rows import StoredState

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
            with self._backend.writing() as (cursor, head):
                self._check_kinds(head.kinds)
                if tree.size(cursor) != head.number:
                    raise contradictory(self.place.text)
                reading = Reading(cursor, self.register_id)
                if not projections.are_current(reading, self.place.text):
                    projections.rebuild(reading)
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

    def state(self) -> StoredState | State:
        """Return the state after the last entry, as it is now.

        It is read row by row when asked, and stays as it is while others write, until
        the store is closed.
        """
        with ExitStack() as snapshot:
            reading = snapshot.enter_context(self.reading())
            if not projections.are_current(reading, self.place.text):
                return replay(reading.entries())
            state = StoredState(reading.cursor, reading.size())
            state.close = weakref.finalize(state, snapshot.pop_all().close)
        self._snapshots.add(state)
        return state

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

    def numbers_about(self, subject: str) -> list[int]:
        """Return the numbers of the entries that changed `subject`, in order."""
        with self.reading() as seen:
            return seen.numbers_about(subject)

    def rebuild(self) -> int:
        """Throw the projections away and make them again; return the number of subjects."""
        with self._backend.writing() as (cursor, _head):
            return projections.rebuild(Reading(cursor, self.register_id))

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
