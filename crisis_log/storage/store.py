"""A register file opened: the one object through which entries are written and read.

Everything a command writes goes into one transaction: entries, request, subjects and
state rows. A file lock beside the database makes waiting fair among processes.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self, cast

from eventsourcing.persistence import EventStore
from eventsourcing.sqlite import SQLiteCursor

from crisis_log.fact import Entry, UnreadableEntryError, read_entry, recorded_at_of
from crisis_log.language import _
from crisis_log.state import State, replay
from crisis_log.storage.errors import StorageError, errors_as_sentences
from crisis_log.storage.file import check_is_register, network_file_system
from crisis_log.storage.lock import locked
from crisis_log.storage.recorder import (
    BUSY_SECONDS,
    EntryMapper,
    EntryRecorder,
    RegisterDatastore,
)
from crisis_log.storage.rows import StoredState, rewrite_rows, write_rows
from crisis_log.storage.schema import ENTRIES, STATE_FORMAT

_CHUNK: Final = 2000


class StoredEntry(NamedTuple):
    """An entry as it is stored: its number, the kind in its row, and its bytes."""

    number: int
    kind: str
    content: bytes


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
        last = store.last(cursor)
        self.last_recorded_at = last and recorded_at_of(last.content)
        self.state = StoredState(store.path, cursor, last.number if last else 0)

    def answer(self, request_id: str) -> Sequence[Entry] | None:
        """Return the entries that an earlier request with this id made, if there was one."""
        pending = self._answers.get(request_id)
        if pending:
            return [e for e in self._new if pending.first <= e.number <= pending.last]
        return self._store.answer(self._cursor, request_id)

    def append(self, entries: Sequence[Entry]) -> None:
        """Add the entries that one request made; the caller has advanced the state."""
        first, last = entries[0], entries[-1]
        self._new.extend(entries)
        self._answers[first.request_id] = Answer(first.number, last.number)
        self.last_recorded_at = last.recorded_at

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
        write_rows(self._cursor, self.state.changed)


class Store:
    """An open register file.

    Raises:
        StorageError: from every method, when the file cannot be read or written.

    """

    def __init__(self, path: Path) -> None:
        check_is_register(path)
        self.path = path
        self._lock = Path(f"{path}.lock")
        self._datastore = RegisterDatastore(path)
        self._recorder = EntryRecorder(self._datastore)
        self._events: EventStore[str] = EventStore(EntryMapper(), self._recorder)
        self._snapshots: weakref.WeakSet[StoredState] = weakref.WeakSet()
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
        self._datastore.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the register alone; what was appended is written at the end, or nothing."""
        with (
            errors_as_sentences(self.path),
            locked(self._lock, BUSY_SECONDS),
            self._datastore.transaction(commit=True) as cursor,
        ):
            if self._property(cursor, "state_format") != str(STATE_FORMAT):
                self._rebuild(cursor)
            writing = Writing(self, cursor)
            yield writing
            writing.flush()

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
        snapshot = ExitStack()
        cursor = snapshot.enter_context(self.reading())
        if self._property(cursor, "state_format") != str(STATE_FORMAT):
            snapshot.close()
            return replay(self.entries())
        last = self.last(cursor)
        state = StoredState(self.path, cursor, last.number if last else 0)
        state.close = weakref.finalize(state, snapshot.close)
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
                cursor.execute(
                    f"SELECT originator_version, topic, state FROM {ENTRIES} "
                    "WHERE originator_id = ? AND originator_version > ? "
                    "AND originator_version <= ? ORDER BY originator_version LIMIT ?",
                    (self.register_id, after, upto, _CHUNK),
                )
                rows = cursor.fetchall()
            if not rows:
                return
            yield from (
                StoredEntry(number, str(kind), _bytes(content)) for number, kind, content in rows
            )
            after = rows[-1]["originator_version"]

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

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, if it is there."""
        return next(self.entries(number - 1, number), None)

    def numbers_about(self, subject: str) -> list[int]:
        """Return the numbers of the entries that changed `subject`, in order."""
        with self.reading() as cursor:
            cursor.execute(
                "SELECT entry FROM subjects WHERE subject = ? ORDER BY entry", (subject,)
            )
            return [row["entry"] for row in cursor.fetchall()]

    def rebuild(self) -> int:
        """Throw the projections away and make them again; return the number of subjects."""
        with self.writing() as writing:
            return self._rebuild(writing.state.cursor)

    def rows(self) -> Mapping[tuple[str, str], bytes]:
        """Return every state row by collection and key, as it is stored."""
        with self.reading() as cursor:
            cursor.execute("SELECT collection, key, value FROM state")
            return {
                (row["collection"], row["key"]): _bytes(row["value"]) for row in cursor.fetchall()
            }

    def index(self) -> set[tuple[str, int]]:
        """Return every pair of a subject and an entry that changed it, as stored."""
        with self.reading() as cursor:
            cursor.execute("SELECT subject, entry FROM subjects")
            return {(row["subject"], row["entry"]) for row in cursor.fetchall()}

    def requests(self) -> dict[str, tuple[int, int]]:
        """Return the first and last entry of every request, as stored."""
        with self.reading() as cursor:
            cursor.execute("SELECT request_id, first_entry, last_entry FROM requests")
            return {
                row["request_id"]: (row["first_entry"], row["last_entry"])
                for row in cursor.fetchall()
            }

    def settings(self) -> dict[str, str]:
        """Return the database settings in force on our connections."""
        with self.reading() as cursor:
            found = {"sqlite_version": sqlite3.sqlite_version}
            for name in ("synchronous", "journal_mode", "foreign_keys", "trusted_schema"):
                cursor.execute(f"PRAGMA {name}")
                found[name] = str(cursor.fetchone()[0])
            return found

    def network_file_system(self) -> str | None:
        """Return the kind of network file system the register lies on, if it does."""
        return network_file_system(self.path)

    def integrity(self) -> str:
        """Return what SQLite's own integrity check says: `ok`, or what it found."""
        with self.reading() as cursor:
            cursor.execute("PRAGMA integrity_check")
            return "; ".join(row[0] for row in cursor.fetchall())

    def last(self, cursor: SQLiteCursor) -> StoredEntry | None:
        """Return the last entry as it is stored."""
        cursor.execute(
            f"SELECT originator_version, topic, state FROM {ENTRIES} WHERE originator_id = ? "
            "ORDER BY originator_version DESC LIMIT 1",
            (self.register_id,),
        )
        row = cursor.fetchone()
        return StoredEntry(*row) if row else None

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
        state = State()
        for entry in self.entries():
            cursor.executemany(
                "INSERT OR IGNORE INTO subjects VALUES (?, ?)",
                [(subject, entry.number) for subject in entry.subjects],
            )
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


def _bytes(stored: bytes | str) -> bytes:
    """Return stored bytes as such, also where another tool left text in their place."""
    return stored.encode() if isinstance(stored, str) else bytes(stored or b"")
