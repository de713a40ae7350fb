"""The evidence that is stored beside the log: checkpoints, timestamps, attachments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import as_bytes


class StoredCheckpoint(NamedTuple):
    """A signed checkpoint of the first `size` entries, and what carried it out."""

    size: int
    carrier: str
    made_at: datetime
    note: str


class StoredTimestamp(NamedTuple):
    """The reply of a timestamp authority (RFC 3161, DER) about a checkpoint's signed note."""

    note: str
    reply: bytes


def checkpoints(cursor: Cursor) -> list[StoredCheckpoint]:
    """Return every stored checkpoint, in the order they were taken."""
    cursor.execute("SELECT size, carrier, made_at, note FROM checkpoints ORDER BY number")
    return [
        StoredCheckpoint(size, carrier, datetime.fromisoformat(made_at), note)
        for size, carrier, made_at, note in cursor.fetchall()
    ]


def add_checkpoint(cursor: Cursor, checkpoint: StoredCheckpoint) -> None:
    """Keep a checkpoint; the same one with the same carrier is kept once."""
    size, carrier, made_at, note = checkpoint
    cursor.execute(
        "SELECT 1 FROM checkpoints WHERE note = ? AND carrier = ? AND size = ?",
        (note, carrier, size),
    )
    if cursor.fetchone() is None:
        cursor.execute(
            "INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)",
            (_next_number(cursor, "checkpoints"), size, carrier, made_at.isoformat(), note),
        )


def timestamps(cursor: Cursor) -> list[StoredTimestamp]:
    """Return every stored timestamp, in the order they were kept."""
    cursor.execute("SELECT note, reply FROM timestamps ORDER BY number")
    return [StoredTimestamp(note, as_bytes(reply)) for note, reply in cursor.fetchall()]


def add_timestamp(cursor: Cursor, timestamp: StoredTimestamp) -> None:
    """Keep a timestamp, once."""
    cursor.execute("SELECT 1 FROM timestamps WHERE note = ? AND reply = ?", timestamp)
    if cursor.fetchone() is None:
        number = _next_number(cursor, "timestamps")
        cursor.execute("INSERT INTO timestamps VALUES (?, ?, ?)", (number, *timestamp))


def _next_number(cursor: Cursor, table: str) -> int:
    """Return the number of a table's next row; the writer holds the lock."""
    cursor.execute(f"SELECT coalesce(max(number), 0) + 1 FROM {table}")
    return int(cursor.fetchone()[0])


def attachment(cursor: Cursor, sha256: str) -> bytes | None:
    """Return the attachment that has this SHA-256 (hexadecimal), if it is there."""
    cursor.execute("SELECT content FROM attachments WHERE sha256 = ?", (sha256,))
    found = cursor.fetchone()
    return as_bytes(found[0]) if found else None


def add_attachments(cursor: Cursor, contents: Mapping[str, bytes]) -> None:
    """Keep attachments by their SHA-256 (hexadecimal), each once."""
    for sha256, content in contents.items():
        cursor.execute("SELECT 1 FROM attachments WHERE sha256 = ?", (sha256,))
        if cursor.fetchone() is None:
            cursor.execute("INSERT INTO attachments VALUES (?, ?)", (sha256, content))
