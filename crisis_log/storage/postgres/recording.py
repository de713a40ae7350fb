"""What the function `record` is given: see recording.sql."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from crisis_log.storage.evidence import StoredCheckpoint, StoredTimestamp
from crisis_log.storage.postgres.words import vector

if TYPE_CHECKING:
    from crisis_log.storage.batch import Batch

_EMPTY: Final = "{}"


def parameters(batch: Batch) -> list[Any]:
    """Return the parameters in their order: lists of one length for what goes together.

    An empty one is its text, as most are: which costs next to nothing.
    """
    return [column or _EMPTY for column in _columns_of(batch)]


def _columns_of(batch: Batch) -> list[list[Any]]:
    entries = batch.entries
    checkpoints = [one for one in batch.evidence if isinstance(one, StoredCheckpoint)]
    timestamps = [one for one in batch.evidence if isinstance(one, StoredTimestamp)]
    return [
        [entry.to_bytes() for entry in entries],
        [vector(entry) for entry in entries],
        *_columns([(subject, e.number) for e in entries for subject in e.subjects], 2),
        *_columns([(mark, e.number) for e in entries for mark in e.marks], 2),
        *_columns(batch.changes.present_rows(), 4),
        *_columns(batch.changes.past_rows(), 5),
        list(batch.files.values()),
        *_columns([(c.size, c.carrier, c.made_at.isoformat(), c.note) for c in checkpoints], 4),
        *_columns(timestamps, 2),
    ]


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [[row[column] for row in rows] for column in range(width)]
