"""What do documents tell of an entry, beside what its fact says?"""

from typing import Any

from crisis_log.entry import Entry


def beside_fact(entry: Entry) -> dict[str, Any]:
    """Return when it happened, was received and recorded, by whom, and what was added to it."""
    return {
        "occurred_at": entry.occurred_at,
        "received_at": entry.received_at,
        "recorded_at": entry.recorded_at,
        "late": entry.is_late,
        "by": entry.by,
        "recorded_by": entry.recorded_by,
        "note": entry.note,
        "taken_from": entry.taken_from,
    }
