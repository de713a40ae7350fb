"""Entries as JSON documents: as they are confirmed, and with everything that they hold."""

from datetime import datetime

from crisis_log.entry import Entry
from crisis_log.slices import label_of


def entry_document(entry: Entry) -> dict[str, object]:
    """Return the JSON document of a recorded entry."""
    return {
        "number": entry.number,
        "kind": entry.kind,
        "subject": entry.subject,
        "label": label_of(entry.subject),
        "recorded_at": _utc(entry.recorded_at),
        "occurred_at": _utc(entry.occurred_at),
        "received_at": _utc(entry.received_at) if entry.received_at else None,
        "sentence": entry.fact.sentence(),
    }


def full_entry_document(entry: Entry) -> dict[str, object]:
    """Return the JSON document of an entry with everything it holds."""
    return entry_document(entry) | {
        "by": entry.by,
        "recorded_by": entry.recorded_by,
        "note": entry.note,
        "taken_from": entry.taken_from.model_dump() if entry.taken_from else None,
        "request_id": entry.request_id,
        "attachments": [attached.model_dump() for attached in entry.attachments],
        "subjects": list(entry.subjects),
        "fact": entry.fact.model_dump(mode="json"),
    }


def _utc(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")
