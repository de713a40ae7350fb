"""The rows of the log, as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from eventsourcing.sqlite import SQLiteCursor

from crisis_log.storage.schema import ENTRIES

CHUNK: Final = 2000
_SELECT: Final = f"SELECT originator_version, topic, state FROM {ENTRIES} WHERE originator_id = ?"


class StoredEntry(NamedTuple):
    """An entry as it is stored: its number, the kind in its row, and its bytes."""

    number: int
    kind: str
    content: bytes


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


def as_bytes(stored: bytes | str) -> bytes:
    """Return stored bytes as such, also where another tool left text in their place."""
    return stored.encode() if isinstance(stored, str) else bytes(stored or b"")


def _typed(rows: list[Any]) -> Iterator[StoredEntry]:
    return (StoredEntry(number, str(kind), as_bytes(content)) for number, kind, content in rows)
