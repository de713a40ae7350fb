"""What one transaction adds to a register, derived in one place and written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from crisis_log.entry import Entry
from crisis_log.storage import evidence
from crisis_log.storage.backend import Cursor
from crisis_log.storage.events import append_entries
from crisis_log.storage.projections import write_index
from crisis_log.storage.rows import Changes


class Batch(NamedTuple):
    """Entries in order; what they change of the state; files by their SHA-256.

    `requests` are ids with the first and the last entry that each made, `new_kinds` those
    that the log did not hold before. `evidence` is kept once: an entry may have been recorded
    before without it.
    """

    entries: Sequence[Entry]
    requests: Sequence[tuple[str, int, int]]
    new_kinds: set[str]
    changes: Changes
    files: Mapping[str, bytes]
    evidence: Sequence[evidence.Evidence] = ()


def put(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows one by one into a table that is filled."""
    values = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)


def write(cursor: Cursor, batch: Batch) -> None:
    """Write a batch: the log and its tree, then what is kept beside them."""
    if batch.entries:
        append_entries(cursor, batch.entries)
    cursor.executemany("INSERT INTO requests VALUES (?, ?, ?)", batch.requests)
    write_index(cursor, batch.entries)
    if batch.new_kinds:
        cursor.executemany("INSERT INTO kinds VALUES (?)", [(kind,) for kind in batch.new_kinds])
    evidence.add_attachments(cursor, batch.files)
    for kept in batch.evidence:
        evidence.add(cursor, kept)
    batch.changes.write(cursor)
