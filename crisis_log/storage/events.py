"""The event sourcing library's event store, made to append entries and their leaves.

Its pieces are built explicitly, never from the environment. What differs from its defaults:
the transaction is the caller's, ids are text, and the mapper knows a closed set of kinds and
never imports what a stored row names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

from eventsourcing.persistence import (
    AggregateRecorder,
    EventStore,
    Mapper,
    StoredEvent,
    Transcoder,
)

from crisis_log.entry import Entry, read_entry
from crisis_log.storage.backend import Cursor
from crisis_log.storage.tree import append_leaves


class EntryTranscoder(Transcoder):
    """Entries to the bytes that are stored once, and back."""

    def encode(self, obj: Entry) -> bytes:
        return obj.to_bytes()

    def decode(self, data: bytes) -> Entry:
        return read_entry(data)


class EntryMapper(Mapper[str]):
    """Entries to the library's stored events: the entry's bytes are the event's state."""

    def __init__(self) -> None:
        super().__init__(EntryTranscoder())

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry: Entry = domain_event
        return StoredEvent(entry.register_id, entry.number, entry.kind, entry.to_bytes())

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return self.transcoder.decode(stored_event.state)


class EntryRecorder(AggregateRecorder):
    """Appends entries, and their leaves of the tree, in a transaction that the caller holds."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Insert with the cursor that is given as `within`."""
        within: Cursor = kwargs["within"]
        within.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?)",
            [
                (event.originator_id, event.originator_version, event.topic, event.state)
                for event in stored_events
            ],
        )
        size = stored_events[0].originator_version - 1
        append_leaves(within, size, [event.state for event in stored_events])
        return None

    def select_events(self, *_arguments: Any, **_options: Any) -> Sequence[StoredEvent]:
        """Refuse: the log is walked in chunks (see `reading`), never held in memory."""
        raise NotImplementedError


_EVENTS: Final[EventStore[str]] = EventStore(EntryMapper(), EntryRecorder())


def append_entries(cursor: Cursor, entries: Sequence[Entry]) -> None:
    """Add entries to the log, and their leaves and nodes to the tree."""
    _EVENTS.put(cast("Sequence[Any]", entries), within=cursor)
