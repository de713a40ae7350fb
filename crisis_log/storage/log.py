"""The rows of the log, as they are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from eventsourcing.sqlite import SQLiteCursor

from crisis_log.storage.sqlite.schema import ENTRIES

CHUNK: Final = 2000
_SELECT: Final = f"SELECT originator_version, topic, state FROM {ENTRIES} WHERE originator_id = ?"

RUN_LEVEL: Final = 10
RUN: Final = 1 << RUN_LEVEL
"""How many entries are read at once: a run of them completes a node of level 10."""
BEFORE_ALL: Final = -(1 << 63)
"""Smaller than any number an entry can have been given, by us or by others."""
_COLUMNS: Final = "CAST(coalesce(e.state, '') AS BLOB), CAST(coalesce(t.nodes, '') AS BLOB)"
_BETWEEN: Final = (
    "t.entry = e.originator_version WHERE e.originator_id = ? "
    "AND e.originator_version > ? AND e.originator_version <= ? "
    f"ORDER BY e.originator_version LIMIT {RUN}"
)
_PAIRS: Final = f"SELECT {_COLUMNS} FROM {ENTRIES} e CROSS JOIN tree t ON {_BETWEEN}"
_SCAN: Final = (
    f"SELECT e.originator_version, CAST(e.topic AS TEXT), {_COLUMNS} "
    f"FROM {ENTRIES} e LEFT JOIN tree t ON {_BETWEEN}"
)


class StoredEntry(NamedTuple):
    """An entry as it is stored: its number, the kind in its row, and its bytes."""

    number: int
    kind: str
    content: bytes


class ScannedEntry(NamedTuple):
    """A row of the log beside its row of the tree: `content` None where the entry is missing."""

    number: int
    kind: str
    content: bytes | None
    nodes: bytes


class ProvenLog:
    """The rows of a log beside those of its tree, as its cursor's transaction sees them."""

    def __init__(self, cursor: sqlite3.Cursor, register_id: str) -> None:
        self._cursor = cursor.connection.cursor()
        self._cursor.row_factory = None
        self._register_id = register_id

    def pairs(self, after: int, upto: int) -> list[tuple[bytes, bytes]]:
        """Return contents and nodes of the first `RUN` entries `after` < number ≤ `upto`, fast.

        Entries without a row of the tree are left out: as many pairs as numbers means that
        every one of these entries is there, once, in order.
        """
        return self._rows(_PAIRS, after, upto)

    def scan(self, after: int, upto: int) -> list[ScannedEntry]:
        """Return the first `RUN` entries `after` < number ≤ `upto`, in order, of any kind."""
        return list(map(ScannedEntry._make, self._rows(_SCAN, after, upto)))

    def _rows(self, statement: str, after: int, upto: int) -> list[Any]:
        return self._cursor.execute(statement, (self._register_id, after, upto)).fetchall()


def chunk(
    cursor: SQLiteCursor, register_id: str, after: int, upto: int | None = None
) -> list[StoredEntry]:
    """Return the first entries `after` < number ≤ `upto`, `CHUNK` at most, in order."""
    limit = "" if upto is None else " AND originator_version <= ?"
    cursor.execute(
        f"{_SELECT} AND originator_version > ?{limit} ORDER BY originator_version LIMIT {CHUNK}",
        (register_id, after) if upto is None else (register_id, after, upto),
    )
    return list(_typed(cursor.fetchall()))


def last(cursor: SQLiteCursor, register_id: str) -> StoredEntry | None:
    """Return the last entry."""
    cursor.execute(f"{_SELECT} ORDER BY originator_version DESC LIMIT 1", (register_id,))
    return next(_typed(cursor.fetchall()), None)


def as_bytes(stored: object) -> bytes:
    """Return stored bytes as such, also where another tool left text or a number instead."""
    return stored if isinstance(stored, bytes) else str(stored or "").encode()


def _typed(rows: list[Any]) -> Iterator[StoredEntry]:
    return (StoredEntry(number, str(kind), as_bytes(content)) for number, kind, content in rows)
