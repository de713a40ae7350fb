"""What every table tells of the entry that a row comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crisis_log.entry import Entry
from crisis_log.language import _


def envelope(entry: Entry) -> dict[str, Any]:
    """Return the fields of an entry beside its fact."""
    taken = entry.taken_from
    return {
        "number": entry.number,
        "occurred_at": entry.occurred_at,
        "occurred_exactly": entry.occurred_at,
        "received_at": entry.received_at,
        "received_exactly": entry.received_at,
        "recorded_at": entry.recorded_at,
        "recorded_exactly": entry.recorded_at,
        "author": (taken and taken.author) or entry.by,
        "by": entry.by,
        "recorded_by": entry.recorded_by,
        "note": entry.note,
        "attachments": [one.told() for one in entry.attachments],
        "taken_from": taken and taken.row(),
        "request_id": entry.request_id,
    }


def numbered(numbers: Sequence[int]) -> Iterator[str]:
    """Return what people call entries: `n° 12`."""
    return (_("n° {number}").format(number=number) for number in numbers)
