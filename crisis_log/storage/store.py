"""A register file opened: the one object through which entries are written and read.

Everything a command writes goes into one transaction: entries, their leaves and nodes of
the proof tree, attachments, request, subjects and state rows. A file lock beside the
database makes waiting fair among processes.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar, cast

from eventsourcing.persistence import EventStore
from eventsourcing.sqlite import SQLiteCursor

from crisis_log.evidence.merkle import NodeAt
from crisis_log.fact import Entry, UnreadableEntryError, is_known, read_entry, recorded_at_of
from crisis_log.language import _
from crisis_log.state import State, replay
from crisis_log.storage import evidence
from crisis_log.storage.errors import (
    NotARegisterError,
    ReadOnlyError,
    StorageError,
    errors_as_sentences,
    read_only,
)
from crisis_log.storage.evidence import StoredCheckpoint, StoredTimestamp
from crisis_log.storage.log import StoredEntry, chunk, last
from crisis_log.storage.rows import StoredState, rewrite_rows, write_rows
from crisis_log.storage.sqlite.examination import Examination
from crisis_log.storage.sqlite.hold import held_open, may_write, private_copy
from crisis_log.storage.sqlite.lock import locked
from crisis_log.storage.sqlite.recorder import (
    BUSY_SECONDS,
    EntryMapper,
    EntryRecorder,
    RegisterDatastore,
)
from crisis_log.storage.sqlite.schema import ENTRIES, STATE_FORMAT
from crisis_log.storage.tree import node_reader

_Read = TypeVar("_Read")


class Answer(NamedTuple):
    """The entries, first and last, that a request made."""

    first: int
    last: int


class Writing:
    """One writing transaction: look at `state`, then `append`."""

    def __init__(self, store: Store, cursor: SQLiteCursor) -> None:
        self._store = store
        self._cursor = cursor
        self._new: list[Entry] = []
        self._answers: dict[str, Answer] = {}
        self._attachments: dict[str, bytes] = {}
        self._kinds = store.known_kinds(cursor)
        before = last(cursor, store.register_id)
        self.last_recorded_at = before and recorded_at_of(before.content)
        self.state = StoredState(store.path, cursor, before.number if before else 0)

    def answer(self, request_id: str) -> Sequence[Entry] | None:
        """Return the entries that an earlier request with this id made, if there was one."""
        pending = self._answers.get(request_id)
        if pending:
            return [e for e in self._new if pending.first <= e.number <= pending.last]
        return self._store.answer(self._cursor, request_id)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, written or about to be, if it is there."""
        appended = (entry for entry in self._new if entry.number == number)
        return next(appended, None) or self._store.entry(number)

    def append(self, entries: Sequence[Entry], attachments: Mapping[str, bytes]) -> None:
        """Add the entries that one request made; the caller has advanced the state.

        `attachments` are the files they name, by SHA-256 in hexadecimal.
        """
        self._new.extend(entries)
        self._attachments |= attachments
        answer = Answer(entries[0].number, entries[-1].number)
        self._answers[entries[0].request_id] = answer
        self.last_recorded_at = entries[-1].recorded_at

    def flush(self) -> None:
        """Write everything that was appended."""
        if not self._new:
            return
        self._store.put(self._cursor, self._new)
        self._cursor.executemany(
            "INSERT INTO requests VALUES (?, ?, ?)",
            [(request_id, *answer) for request_id, answer in self._answers.items()],
        )
        self._cursor.executemany(
            "INSERT OR IGNORE INTO subjects VALUES (?, ?)",
            [(subject, entry.number) for entry in self._new for subject in entry.subjects],
        )
        self._cursor.executemany(
            "INSERT OR IGNORE INTO kinds VALUES (?)",
            [(kind,) for kind in {entry.kind for entry in self._new} - self._kinds],
        )
        evidence.add_attachments(self._cursor, self._attachments)
        write_rows(self._cursor, self.state.changed)


class Store:
    """An open register file; one opened `read_only` is never written to by any means.

    Raises:
        StorageError: from every method, when the file cannot be read or written.

    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = self.file = path
        self._read_only = read_only
        self._lock = Path(f"{path}.lock")
        self._snapshots: weakref.WeakSet[StoredState] = weakref.WeakSet()
        self._opened = ExitStack()
        self._opened.enter_context(held_open(path))
        try:
            self._connect()
        except ReadOnlyError:
            if may_write(path):
                raise
            self.file = self._opened.enter_context(private_copy(path))
            self._connect()

    def _connect(self) -> None:
        """Open the database at `file`: the register, or a copy where that cannot be written."""
        self._datastore = RegisterDatastore(self.file, read_only=self._read_only)
        self._opened.callback(self._datastore.close)
        self._events: EventStore[str] = EventStore(EntryMapper(), EntryRecorder(self._datastore))
        try:
            with self.reading() as cursor:
                self.register_id = self._property(cursor, "register_id")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        for snapshot in list(self._snapshots):
            snapshot.close()
        self._opened.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the register alone; what was appended is written at the end, or nothing."""
        with self._alone() as cursor:
            if self._property(cursor, "state_format") != str(STATE_FORMAT):
                self._rebuild(cursor)
            writing = Writing(self, cursor)
            yield writing
            writing.flush()

    @contextmanager
    def _alone(self) -> Iterator[SQLiteCursor]:
        if self._read_only or self.file != self.path:
            raise read_only(self.path)
        with (
            errors_as_sentences(self.path),
            locked(self._lock, BUSY_SECONDS),
            self._datastore.transaction(commit=True) as cursor,
        ):
            yield cursor

    @contextmanager
    def reading(self) -> Iterator[SQLiteCursor]:
        """See the register as it is now, unchanged by others meanwhile."""
        with (
            errors_as_sentences(self.path),
            self._datastore.transaction(commit=False) as cursor,
        ):
            yield cursor

    def state(self) -> StoredState | State:
        """Return the state after the last entry, as it is now.

        It is read row by row when asked, and stays as it is while others write, until
        the store is closed.
        """
        with ExitStack() as snapshot:
            cursor = snapshot.enter_context(self.reading())
            if self._property(cursor, "state_format") != str(STATE_FORMAT):
                snapshot.close()
                return replay(self.entries())
            found = last(cursor, self.register_id)
            state = StoredState(self.path, cursor, found.number if found else 0)
            state.close = weakref.finalize(state, snapshot.pop_all().close)
        self._snapshots.add(state)
        return state

    def size(self) -> int:
        """Return the number of the last entry."""
        with self.reading() as cursor:
            cursor.execute(
                f"SELECT max(originator_version) AS last FROM {ENTRIES} WHERE originator_id = ?",
                (self.register_id,),
            )
            return cursor.fetchone()["last"] or 0

    def stored(self, after: int = 0, upto: int | None = None) -> Iterator[StoredEntry]:
        """Return the entries `after` < number ≤ `upto` as they are stored, in order."""
        upto = self.size() if upto is None else upto
        while after < upto:
            with self.reading() as cursor:
                found = chunk(cursor, self.register_id, after, upto)
            if not found:
                return
            yield from found
            after = found[-1].number

    def entries(
        self, after: int = 0, upto: int | None = None, *, tolerant: bool = False
    ) -> Iterator[Entry]:
        """Return the entries `after` < number ≤ `upto`, typed, in order.

        Raises:
            UnreadableEntryError: one cannot be read; kinds this version does not know can
                be if `tolerant`.

        """
        for stored in self.stored(after, upto):
            try:
                yield read_entry(stored.content, tolerant=tolerant)
            except UnreadableEntryError as error:
                raise UnreadableEntryError(
                    _("Entry n° {number} cannot be read: {reason}").format(
                        number=stored.number, reason=error
                    )
                ) from error

    def entry(self, number: int, *, tolerant: bool = False) -> Entry | None:
        """Return entry `number`, if it is there."""
        return next(self.entries(number - 1, number, tolerant=tolerant), None)

    def numbers_about(self, subject: str) -> list[int]:
        """Return the numbers of the entries that changed `subject`, in order."""
        with self.reading() as cursor:
            cursor.execute(
                "SELECT entry FROM subjects WHERE subject = ? ORDER BY entry", (subject,)
            )
            return [row["entry"] for row in cursor.fetchall()]

    def rebuild(self) -> int:
        """Throw the projections away and make them again; return the number of subjects."""
        with self._alone() as cursor:
            return self._rebuild(cursor)

    @contextmanager
    def examining(self) -> Iterator[Examination]:
        """See the register as it is stored now, for an audit."""
        with self.reading() as cursor:
            yield Examination(self.path, self.register_id, cursor)

    @contextmanager
    def nodes(self) -> Iterator[NodeAt]:
        """See the proof tree as it is now: see `evidence.merkle.NodeAt`."""
        with self.reading() as cursor:
            yield node_reader(cursor)

    def checkpoints(self) -> list[StoredCheckpoint]:
        """Return every stored checkpoint, in the order they were taken."""
        return self._evidence(evidence.checkpoints)

    def timestamps(self) -> list[StoredTimestamp]:
        """Return every stored timestamp, in the order they were kept."""
        return self._evidence(evidence.timestamps)

    def attachment(self, sha256: str) -> bytes | None:
        """Return the attachment that has this SHA-256 (hexadecimal), if it is there."""
        with self.reading() as cursor:
            return evidence.attachment(cursor, sha256)

    def add_checkpoint(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint."""
        with self._alone() as cursor:
            evidence.add_checkpoint(cursor, checkpoint)

    def add_timestamp(self, timestamp: StoredTimestamp) -> None:
        """Keep a timestamp."""
        with self._alone() as cursor:
            evidence.add_timestamp(cursor, timestamp)

    def _evidence(self, read: Callable[[SQLiteCursor], list[_Read]]) -> list[_Read]:
        with self.reading() as cursor:
            return read(cursor)

    def known_kinds(self, cursor: SQLiteCursor) -> set[str]:
        """Return the kinds of facts in the log.

        Raises:
            NotARegisterError: this version does not know one, so its state would be wrong.

        """
        cursor.execute("SELECT kind FROM kinds")
        kinds = {row["kind"] for row in cursor.fetchall()}
        unknown = sorted(kind for kind in kinds if not is_known(kind))
        if unknown:
            raise NotARegisterError(
                _(
                    "{path} holds a fact of kind {kind}, which this version does not know: "
                    "nothing was recorded. Update the program."
                ).format(path=self.path, kind=unknown[0])
            )
        return kinds

    def answer(self, cursor: SQLiteCursor, request_id: str) -> Sequence[Entry] | None:
        """Return the entries that the request made, if it was ever answered."""
        cursor.execute(
            "SELECT first_entry, last_entry FROM requests WHERE request_id = ?", (request_id,)
        )
        row = cursor.fetchone()
        if row is None:
            return None
        return list(self.entries(row["first_entry"] - 1, row["last_entry"]))

    def put(self, cursor: SQLiteCursor, entries: Sequence[Entry]) -> None:
        """Add entries to the log within the transaction of `cursor`."""
        self._events.put(cast("Sequence[Any]", entries), within=cursor)

    def _rebuild(self, cursor: SQLiteCursor) -> int:
        cursor.execute("DELETE FROM subjects")
        cursor.execute("DELETE FROM kinds")
        state = State()
        for entry in self.entries():
            cursor.executemany(
                "INSERT OR IGNORE INTO subjects VALUES (?, ?)",
                [(subject, entry.number) for subject in entry.subjects],
            )
            cursor.execute("INSERT OR IGNORE INTO kinds VALUES (?)", (entry.kind,))
            replay([entry], state)
        rewrite_rows(cursor, state)
        cursor.execute(
            "UPDATE register SET value = ? WHERE name = 'state_format'", (str(STATE_FORMAT),)
        )
        return sum(1 for _subject in state.items())

    def _property(self, cursor: SQLiteCursor, name: str) -> str:
        cursor.execute("SELECT value FROM register WHERE name = ?", (name,))
        row = cursor.fetchone()
        if row is None:
            raise StorageError(
                _("{path} is damaged. Keep it as it is and restore a backup.").format(
                    path=self.path
                )
            )
        value: str = row["value"]
        return value
