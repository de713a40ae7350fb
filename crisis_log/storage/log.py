"""The rows of the log, as they are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from eventsourcing.sqlite import SQLiteCursor

from crisis_log.storage.schema import ENTRIES

CHUNK: Final = 2000
_SELECT: Final = f"SELECT originator_version, topic, state FROM {ENTRIES} WHERE originator_id = ?"


SCAN: Final = 4096
_SCAN: Final = (
    f"SELECT e.originator_version, e.topic, e.state, t.nodes FROM {ENTRIES} e "
    "LEFT JOIN tree t ON t.entry = e.originator_version WHERE e.originator_id = ? "
    "AND e.originator_version > ? AND e.originator_version <= ? "
    "ORDER BY e.originator_version LIMIT ?"
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


def scan(
    cursor: SQLiteCursor | sqlite3.Cursor, register_id: str, after: int, upto: int
) -> list[ScannedEntry]:
    """Return the first entries `after` < number ≤ `upto` with their nodes, in order."""
    cursor.execute(_SCAN, (register_id, after, upto, SCAN))
    rows = cursor.fetchall()
    if all(type(content) is bytes and type(nodes) is bytes for _n, _k, content, nodes in rows):
        return list(map(ScannedEntry._make, rows))
    return [
        ScannedEntry(number, str(kind), as_bytes(content), as_bytes(nodes))
        for number, kind, content, nodes in rows
    ]


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


def as_bytes(stored: bytes | str | None) -> bytes:
    """Return stored bytes as such, also where another tool left text in their place."""
    return stored.encode() if isinstance(stored, str) else bytes(stored or b"")


def _typed(rows: list[Any]) -> Iterator[StoredEntry]:
    return (StoredEntry(number, str(kind), as_bytes(content)) for number, kind, content in rows)
