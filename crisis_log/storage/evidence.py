"""The evidence that is stored beside the log: checkpoints, timestamps, attachments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple

from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import as_bytes, as_number, as_text

_MOST_ROWS: Final = 1 << 53
"""Rows with larger numbers are not ours, and do not decide which number comes next."""


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


Evidence = StoredCheckpoint | StoredTimestamp


class CheckpointRow(NamedTuple):
    """A row of a checkpoint as it is stored, none of it checked: `size` may be no number."""

    number: int
    size: int | str
    carrier: str
    made_at: str
    note: str

    def checkpoint(self) -> StoredCheckpoint:
        """Return what the row holds.

        Raises:
            ValueError: it holds something that we cannot have written.

        """
        made_at = datetime.fromisoformat(self.made_at)
        if not isinstance(self.size, int) or self.size < 0 or made_at.tzinfo is None:
            raise ValueError(self)
        for text in (self.carrier, self.note):
            text.encode()  # no half of a surrogate pair, as bytes that are not UTF-8 become
        return StoredCheckpoint(self.size, self.carrier, made_at, self.note)


class TimestampRow(NamedTuple):
    """A row of a timestamp as it is stored, none of it checked."""

    number: int
    note: str
    reply: bytes


def checkpoint_rows(cursor: Cursor) -> list[CheckpointRow]:
    """Return the row of every checkpoint, whatever it holds, in the order they were taken."""
    cursor.execute(
        "SELECT number, CAST(size AS BLOB), CAST(carrier AS BLOB), CAST(made_at AS BLOB), "
        "CAST(note AS BLOB) FROM checkpoints ORDER BY number"
    )
    return [
        CheckpointRow(number, as_number(size), *map(as_text, texts))
        for number, size, *texts in cursor.fetchall()
    ]


def timestamp_rows(cursor: Cursor) -> list[TimestampRow]:
    """Return the row of every timestamp, whatever it holds, in the order they were kept."""
    cursor.execute(
        "SELECT number, CAST(note AS BLOB), CAST(reply AS BLOB) FROM timestamps ORDER BY number"
    )
    return [
        TimestampRow(number, as_text(note), as_bytes(reply))
        for number, note, reply in cursor.fetchall()
    ]


def checkpoints(cursor: Cursor) -> list[StoredCheckpoint]:
    """Return the stored checkpoints that can be read, in the order they were taken."""
    return list(_readable(checkpoint_rows(cursor)))


def _readable(rows: list[CheckpointRow]) -> Iterator[StoredCheckpoint]:
    for row in rows:
        with suppress(ValueError):
            yield row.checkpoint()


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
    return [StoredTimestamp(row.note, row.reply) for row in timestamp_rows(cursor)]


def add_timestamp(cursor: Cursor, timestamp: StoredTimestamp) -> None:
    """Keep a timestamp, once."""
    cursor.execute("SELECT 1 FROM timestamps WHERE note = ? AND reply = ?", timestamp)
    if cursor.fetchone() is None:
        number = _next_number(cursor, "timestamps")
        cursor.execute("INSERT INTO timestamps VALUES (?, ?, ?)", (number, *timestamp))


def add(cursor: Cursor, evidence: Evidence) -> None:
    """Keep a checkpoint or a timestamp, once."""
    if isinstance(evidence, StoredCheckpoint):
        add_checkpoint(cursor, evidence)
    else:
        add_timestamp(cursor, evidence)


def _next_number(cursor: Cursor, table: str) -> int:
    """Return the number of a table's next row; the writer holds the lock."""
    cursor.execute(
        f"SELECT coalesce(max(number), 0) + 1 FROM {table} WHERE number BETWEEN 0 AND {_MOST_ROWS}"
    )
    return int(cursor.fetchone()[0])


def attachment(cursor: Cursor, sha256: str) -> bytes | None:
    """Return the attachment that has this SHA-256 (hexadecimal), if it is there."""
    cursor.execute("SELECT CAST(content AS BLOB) FROM attachments WHERE sha256 = ?", (sha256,))
    found = cursor.fetchone()
    return as_bytes(found[0]) if found else None


def add_attachments(cursor: Cursor, contents: Mapping[str, bytes]) -> None:
    """Keep attachments by their SHA-256 (hexadecimal), each once."""
    for sha256, content in contents.items():
        cursor.execute("SELECT 1 FROM attachments WHERE sha256 = ?", (sha256,))
        if cursor.fetchone() is None:
            cursor.execute("INSERT INTO attachments VALUES (?, ?)", (sha256, content))
