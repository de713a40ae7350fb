"""A register's file under examination: what audits need to know of it, at one instant."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from eventsourcing.sqlite import SQLiteCursor

from crisis_log.fact import Entry, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.storage import evidence
from crisis_log.storage.errors import errors_as_sentences
from crisis_log.storage.evidence import StoredTimestamp
from crisis_log.storage.log import BEFORE_ALL, ProvenLog, ScannedEntry, StoredEntry, as_bytes, chunk
from crisis_log.storage.sqlite.file import network_file_system
from crisis_log.storage.sqlite.recorder import connect
from crisis_log.storage.sqlite.schema import TABLES
from crisis_log.storage.tree import node_reader

_WAL_RESET_FIXED: Final = (3, 51, 3)
_WAL_RESET_BACKPORTS: Final = ((3, 50, 7), (3, 44, 6))
"""Releases that corrected the WAL-reset bug: https://www.sqlite.org/wal.html#walresetbug."""
_FULL: Final = 2
_LARGE: Final = {"entries", "requests", "state", "subjects", "tree"}


class Durability(NamedTuple):
    """How what is acknowledged is kept: as settings, and whether they are enough."""

    settings: str
    is_full: bool


class Altered(NamedTuple):
    """A table or trigger that is not as it was made; None where there is none."""

    name: str
    expected: str | None
    found: str | None


class Mistyped(NamedTuple):
    """How many rows of a column hold a value of another type than the column's."""

    column: str
    expected: str
    rows: int


class StoredNote(NamedTuple):
    """A stored checkpoint as its row says it is, none of it checked."""

    size: int
    made_at: str
    note: str


class Examination:
    """A register as it is stored, unchanged by others while it is examined.

    Raises:
        StorageError: from every method, when the file cannot be read.

    """

    def __init__(self, path: Path, register_id: str, cursor: SQLiteCursor) -> None:
        self._path = path
        self._register_id = register_id
        self._cursor = cursor

    def stored(self) -> Iterator[StoredEntry]:
        """Return every entry, in order."""
        after = 0
        while rows := chunk(self._cursor, self._register_id, after):
            yield from rows
            after = rows[-1].number

    def log(self) -> ProvenLog:
        """Return the log beside its tree."""
        return ProvenLog(self._cursor.sqlite_cursor, self._register_id)

    def scan(self, upto: int) -> Iterator[list[ScannedEntry]]:
        """Return the entries up to number `upto` beside their rows of the tree, in order."""
        log, after = self.log(), BEFORE_ALL
        while rows := log.scan(after, upto):
            yield rows
            after = rows[-1].number

    def about(self, subject: str) -> list[StoredEntry]:
        """Return the opening, and the entries that changed `subject` as the index says."""
        self._cursor.execute(
            "SELECT originator_version, topic, state FROM entries WHERE originator_id = ? AND "
            "originator_version IN (SELECT 1 UNION SELECT entry FROM subjects WHERE subject = ?) "
            "ORDER BY originator_version",
            (self._register_id, subject),
        )
        return [
            StoredEntry(number, str(kind), as_bytes(content))
            for number, kind, content in self._cursor.fetchall()
        ]

    def size(self) -> int:
        """Return the number of the last entry."""
        ((last,),) = self._select(
            "SELECT coalesce(max(originator_version), 0) FROM entries "
            "WHERE originator_id = ? AND typeof(originator_version) = 'integer'",
            self._register_id,
        )
        return int(last)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, if it is there and can be read."""
        rows = chunk(self._cursor, self._register_id, number - 1, number)
        try:
            return read_entry(rows[0].content, tolerant=True) if rows else None
        except UnreadableEntryError:
            return None

    def count(self) -> int:
        """Return how many rows the log has, of whatever register."""
        return int(self._select("SELECT count(*) FROM entries")[0][0])

    def foreign(self) -> int:
        """Return how many rows of the log belong to another register."""
        found = self._select("SELECT originator_id, count(*) FROM entries GROUP BY originator_id")
        return sum(count for register_id, count in found if register_id != self._register_id)

    def node(self, level: int, index: int) -> bytes:
        """Return a complete node of the stored tree."""
        return node_reader(self._cursor)(level, index)

    def leaves(self, after: int, upto: int) -> Mapping[int, bytes]:
        """Return the rows of the tree `after` < entry ≤ `upto`: see `tree`."""
        found = self._select(
            "SELECT entry, nodes FROM tree WHERE entry > ? AND entry <= ? ORDER BY entry",
            after,
            upto,
        )
        return {entry: as_bytes(nodes) for entry, nodes in found}

    def tree_size(self) -> int:
        """Return the number of the last row of the tree."""
        return int(self._select("SELECT coalesce(max(entry), 0) FROM tree")[0][0])

    def checkpoints(self) -> list[StoredNote]:
        """Return every stored checkpoint, in the order they were taken."""
        found = self._select("SELECT size, made_at, note FROM checkpoints ORDER BY number")
        return [StoredNote(*row) for row in found]

    def timestamps(self) -> list[StoredTimestamp]:
        """Return every stored timestamp, in the order they were kept."""
        return evidence.timestamps(self._cursor)

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Return every attachment with the SHA-256 under which it is kept."""
        for (sha256,) in self._select("SELECT sha256 FROM attachments ORDER BY sha256"):
            yield sha256, evidence.attachment(self._cursor, sha256) or b""

    def rows(self) -> Mapping[tuple[str, str], bytes]:
        """Return every state row by collection and key."""
        found = self._select("SELECT collection, key, value FROM state")
        return {(collection, key): as_bytes(value) for collection, key, value in found}

    def index(self) -> set[tuple[str, int]]:
        """Return every pair of a subject and an entry that changed it."""
        return {(subject, entry) for subject, entry in self._select("SELECT * FROM subjects")}

    def requests(self) -> dict[str, tuple[int, int]]:
        """Return the first and last entry of every request."""
        found = self._select("SELECT request_id, first_entry, last_entry FROM requests")
        return {request_id: (first, last) for request_id, first, last in found}

    def kinds(self) -> set[str]:
        """Return the kinds of facts that the log is said to hold."""
        return {kind for (kind,) in self._select("SELECT kind FROM kinds")}

    def altered(self) -> list[Altered]:
        """Return the tables and triggers that are not as a new register has them."""
        expected, found = _schema_as_made(), dict(_schema(self._select))
        return [
            Altered(name, expected.get(name), found.get(name))
            for name in sorted(expected.keys() | found.keys())
            if expected.get(name) != found.get(name)
        ]

    def mistyped(self, *, large: bool) -> Iterator[Mistyped]:
        """Return the columns that hold values of another type; `large` looks at the log too.

        Text in the place of bytes is read as bytes, so that a text editor leaves no trace.
        """
        for table, columns in _columns_as_made().items():
            if large or table not in _LARGE:
                counts = ", ".join(
                    f"coalesce(sum(typeof({name}) NOT IN ({types})), 0)" for name, types in columns
                )
                (found,) = self._select(f"SELECT {counts} FROM {table}")
                for (name, types), count in zip(columns, found, strict=True):
                    if count:
                        yield Mistyped(f"{table}.{name}", types.replace("'", ""), count)

    def is_readable(self) -> bool:
        """Whether every table is there."""
        return not any(lost.found is None and _is_table(lost.expected) for lost in self.altered())

    def durability(self) -> Durability:
        """Return the settings in force on our connections."""
        (synchronous,), (journal,) = (
            self._select(f"PRAGMA {name}")[0] for name in ("synchronous", "journal_mode")
        )
        return Durability(
            settings=f"synchronous={synchronous}, journal_mode={journal}",
            is_full=synchronous >= _FULL and journal == "wal",
        )

    def integrity(self) -> str:
        """Return what the database's own check says: `ok`, or what it found."""
        return "; ".join(verdict for (verdict,) in self._select("PRAGMA integrity_check"))

    def network_file_system(self) -> str | None:
        """Return the kind of network file system the register lies on, if it does."""
        return network_file_system(self._path)

    def _select(self, statement: str, *parameters: int | str) -> list[Any]:
        self._cursor.execute(statement, parameters)
        rows: list[Any] = self._cursor.fetchall()
        return rows


@contextmanager
def opened_log(path: Path, register_id: str) -> Iterator[ProvenLog]:
    """Open a log beside its tree, for processes that share the reading of one file."""
    with errors_as_sentences(path), closing(connect(path, read_only=True)) as connection:
        yield ProvenLog(connection.cursor(), register_id)


def database_version() -> tuple[str, str]:
    """Return the version of the database program, and what to do about it, if anything."""
    advice = _(
        "This version has a rare defect when several processes write at once; the "
        "register's own lock keeps writers apart, but update SQLite to 3.51.3."
    )
    return sqlite3.sqlite_version, advice if has_wal_reset_bug(sqlite3.sqlite_version_info) else ""


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose pages when two processes checkpoint at once."""
    fixed = any(version[:2] == fix[:2] and version >= fix for fix in _WAL_RESET_BACKPORTS)
    return (3, 7, 0) <= version < _WAL_RESET_FIXED and not fixed


@cache
def _schema_as_made() -> Mapping[str, str]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in TABLES:
            fresh.execute(statement)
        return dict(_schema(lambda statement: fresh.execute(statement).fetchall()))


@cache
def _columns_as_made() -> Mapping[str, list[tuple[str, str]]]:
    """Return the columns of each table, and what SQLite's `typeof` may say of their values."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in TABLES:
            fresh.execute(statement)
        return {
            table: [
                (name, "'blob', 'text'" if declared == "BLOB" else f"'{declared.lower()}'")
                for _n, name, declared, *_more in fresh.execute(f"PRAGMA table_info({table})")
            ]
            for table, sql in _schema(lambda statement: fresh.execute(statement).fetchall())
            if _is_table(sql)
        }


def _schema(select: Any) -> Iterator[tuple[str, str]]:
    for name, sql in select(
        "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ):
        yield name, " ".join((sql or "").split())


def _is_table(sql: str | None) -> bool:
    return (sql or "").startswith("CREATE TABLE")
