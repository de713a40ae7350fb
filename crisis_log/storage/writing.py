"""One writing transaction: what is decided under the lock, and gathered to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from crisis_log.entry import Entry, recorded_at_of
from crisis_log.storage.backend import Cursor, Head
from crisis_log.storage.batch import Batch
from crisis_log.storage.evidence import Evidence
from crisis_log.storage.reading import Reading
from crisis_log.storage.rows import PresentRows
from crisis_log.storage.stored_state import StoredState


class Writing:
    """Look at `state`, then `append`; all of it is read through the transaction's cursor.

    `last_recorded_at` is when the last entry was recorded, `now` what the back end's own
    clock tells where it has one.
    """

    def __init__(self, cursor: Cursor, register_id: str, head: Head) -> None:
        self._reading = Reading(cursor, register_id)
        self.state = StoredState(PresentRows(cursor), head.number, self._reading.entry)
        self.last_recorded_at = recorded_at_of(head.content) if head.content is not None else None
        self.now: datetime | None = head.now
        self._head = head
        self._entries: list[Entry] = []
        self._requests: dict[str, tuple[int, int]] = {}
        self._files: dict[str, bytes] = {}
        self._evidence: list[Evidence] = []

    def answer(self, request_id: str) -> Sequence[Entry] | None:
        """Return the entries that an earlier request with this id made, if there was one."""
        if request_id in self._requests:
            first, last = self._requests[request_id]
            return self._entries[first - self._head.number - 1 : last - self._head.number]
        return self._reading.answer(request_id)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, written or about to be, if it is there."""
        return self.state.entry(number)

    def append(self, entries: Sequence[Entry], files: Mapping[str, bytes]) -> None:
        """Add the entries that one request made; the caller has advanced the state.

        `files` are those that they name, by SHA-256 in hexadecimal.
        """
        self._entries.extend(entries)
        self._requests[entries[0].request_id] = entries[0].number, entries[-1].number
        self._files |= files
        self.last_recorded_at = entries[-1].recorded_at

    def keep(self, evidence: Sequence[Evidence]) -> None:
        """Keep checkpoints and timestamps beside the entries that note them."""
        self._evidence.extend(evidence)

    def first_request(self) -> str:
        """Return the id of a request that was appended; nothing when there is none."""
        return next(iter(self._requests), "")

    def batch(self) -> Batch:
        """Return everything that was appended."""
        return Batch(
            entries=self._entries,
            requests=[(name, *numbers) for name, numbers in self._requests.items()],
            new_kinds={entry.kind for entry in self._entries} - self._head.kinds,
            changes=self.state.changes,
            files=self._files,
            evidence=self._evidence,
        )
