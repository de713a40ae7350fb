"""The event sourcing library's recorder, made to keep a register.

The library's pieces are built explicitly, never from the environment. What differs
from its defaults: `BEGIN IMMEDIATE`, `synchronous=FULL`, our own tables, text ids, and
a mapper that knows a closed set of kinds and never imports what a stored row names.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from eventsourcing.persistence import Mapper, StoredEvent, Transcoder
from eventsourcing.sqlite import (
    SQLiteAggregateRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from crisis_log.fact import Entry, read_entry
from crisis_log.storage.errors import StorageError
from crisis_log.storage.sqlite.schema import ENTRIES
from crisis_log.storage.tree import append_leaves

BUSY_SECONDS: Final = 30
_MOST_CONNECTIONS: Final = 1000
_PRAGMAS: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)


class EntryTranscoder(Transcoder):
    """Entries to the bytes that are stored once, and back."""

    def encode(self, obj: Entry) -> bytes:
        return obj.to_bytes()

    def decode(self, data: bytes) -> Entry:
        return read_entry(data)


class EntryMapper(Mapper[str]):
    """Entries to the library's stored events: the entry's bytes are the event's state."""

    def __init__(self) -> None:
        super().__init__(EntryTranscoder())

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry: Entry = domain_event
        return StoredEvent(
            originator_id=entry.register_id,
            originator_version=entry.number,
            topic=entry.kind,
            state=self.transcoder.encode(entry),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return self.transcoder.decode(stored_event.state)


class _ImmediateTransaction(SQLiteTransaction):
    """A writing transaction takes the database's lock at once, not at its first write."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        return cursor


class _RegisterConnection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _ImmediateTransaction(self, commit=commit) as cursor, cursor:
            yield cursor


class _RegisterConnectionPool(SQLiteConnectionPool):
    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._read_only = read_only
        super().__init__(
            db_name=str(path), lock_timeout=BUSY_SECONDS, max_overflow=_MOST_CONNECTIONS
        )

    @staticmethod
    def detect_memory_mode(db_name: str) -> bool:
        """Say no: a register is a file, whatever its name looks like."""
        del db_name
        return False

    def _create_connection(self) -> SQLiteConnection:
        connection = connect(Path(self.db_name), read_only=self._read_only)
        connection.row_factory = sqlite3.Row
        return _RegisterConnection(sqlite_conn=connection, max_age=self.max_age)


class RegisterDatastore(SQLiteDatastore):
    """Connections to one register file."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        super().__init__(str(path), originator_id_type="text")
        self.pool = _RegisterConnectionPool(path, read_only=read_only)


class EntryRecorder(SQLiteAggregateRecorder):
    """Appends entries, and their leaves of the tree, in a transaction that the caller holds."""

    def __init__(self, datastore: SQLiteDatastore) -> None:
        super().__init__(datastore, events_table_name=ENTRIES)

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Insert within the transaction whose cursor is given as `within`, leaves included."""
        within: SQLiteCursor = kwargs.pop("within")
        numbers = self._insert_events(within, stored_events, **kwargs)
        size = stored_events[0].originator_version - 1
        append_leaves(within, size, [event.state for event in stored_events])
        return numbers


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open an existing database with the settings every register needs.

    `read_only` still follows what others write: `immutable` would not.
    """
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        require_full_synchronous(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def require_full_synchronous(connection: sqlite3.Connection) -> None:
    """Refuse to go on when an acknowledged entry could be lost with the power."""
    (mode,) = connection.execute("PRAGMA synchronous").fetchone()
    full = 2
    if mode < full:
        raise StorageError("SQLite does not honour synchronous=FULL")
