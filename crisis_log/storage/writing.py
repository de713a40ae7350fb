"""One writing transaction: what is decided under the lock, and written run by run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from crisis_log.entry import Entry, recorded_at_of
from crisis_log.evidence.merkle import NodeAt
from crisis_log.storage.backend import Head
from crisis_log.storage.batch import Batch
from crisis_log.storage.evidence import Evidence
from crisis_log.storage.log import RUN
from crisis_log.storage.reading import Reading
from crisis_log.storage.rows import PresentRows
from crisis_log.storage.stored_state import StoredState

Write = Callable[[Batch, NodeAt], None]
"""Writes a batch behind the nodes of the tree before it."""


class Writing:
    """Look at `state`, then `append`; all of it is read through the transaction's cursor.

    `write` writes a batch there. It is given one as soon as a run of entries has come together:
    memory does not follow their number, and nothing is kept before the transaction ends well.

    `last_recorded_at` is when the last entry was recorded, `now` what the back end's own
    clock tells where it has one, `recorder` the login that it vouches for, `size` the number of
    the last entry before.

    `request` is the id of the request by which all can be made again: the first that added
    something, before that the last that was asked for.
    """

    def __init__(self, reading: Reading, head: Head, write: Write) -> None:
        self.now: datetime | None = head.now
        self.recorder: str | None = head.recorder
        self.size = head.number
        self.last_recorded_at = recorded_at_of(head.content) if head.content is not None else None
        self.request = ""
        self._write = write
        self._kinds = set(head.kinds)
        self._begin_run(reading, head.number)

    def _begin_run(self, reading: Reading, size: int) -> None:
        """Go on from what is written: entries 1 to `size`, as `reading` sees them."""
        self._reading = reading
        self.state = StoredState(PresentRows(reading.cursor), size, reading)
        self._written = size
        self._entries: list[Entry] = []
        self._requests: dict[str, tuple[int, int]] = {}
        self._files: dict[str, bytes] = {}
        self._evidence: list[Evidence] = []

    @property
    def last_entries(self) -> Sequence[Entry]:
        """The entries that are not written yet: all of them, where there are few."""
        return self._entries

    @property
    def numbers(self) -> range:
        """The numbers of all entries that were appended."""
        return range(self.size + 1, self._written + len(self._entries) + 1)

    def answer(self, request_id: str) -> Sequence[Entry] | None:
        """Return the entries that an earlier request with this id made, if there was one."""
        if not self.numbers:
            self.request = request_id
        if request_id in self._requests:
            first, last = self._requests[request_id]
            return self._entries[first - self._written - 1 : last - self._written]
        return self._reading.answer(request_id)

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, written or about to be, if it is there."""
        return self.state.entry(number)

    def append(self, entries: Sequence[Entry], files: Mapping[str, bytes]) -> None:
        """Add the entries that one request made; the caller has advanced the state.

        `files` are those that they name, by SHA-256 in hexadecimal.
        """
        if not self.numbers:
            self.request = entries[0].request_id
        self.last_recorded_at = entries[-1].recorded_at
        self._entries.extend(entries)
        self._requests[entries[0].request_id] = entries[0].number, entries[-1].number
        self._files |= files
        if len(self._entries) >= RUN:
            self.flush()

    def keep(self, evidence: Sequence[Evidence]) -> None:
        """Keep checkpoints and timestamps beside the entries that note them."""
        self._evidence.extend(evidence)

    def flush(self) -> None:
        """Write what was appended since the last time."""
        if not self._entries and not self._evidence:
            return
        kinds = {entry.kind for entry in self._entries}
        batch = Batch(
            entries=self._entries,
            requests=[(name, *numbers) for name, numbers in self._requests.items()],
            new_kinds=kinds - self._kinds,
            changes=self.state.changes,
            files=self._files,
            evidence=self._evidence,
        )
        self._write(batch, self._reading.nodes)
        self._kinds |= kinds
        written = self.state.size
        reading = Reading(self._reading.cursor, self._reading.register_id, proven=written)
        self._begin_run(reading, written)
