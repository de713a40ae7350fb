"""A register under examination: what audits need to know of it, at one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from crisis_log.fact import Entry, UnreadableEntryError, read_entry
from crisis_log.storage import evidence, tree
from crisis_log.storage.backend import Cursor
from crisis_log.storage.evidence import StoredTimestamp
from crisis_log.storage.health import Health
from crisis_log.storage.log import BEFORE_ALL, ProvenLog, ScannedEntry, StoredEntry, as_bytes, typed
from crisis_log.storage.reading import Reading


class StoredNote(NamedTuple):
    """A stored checkpoint as its row says it is, none of it checked."""

    size: int
    made_at: str
    note: str


class Examination(Reading):
    """A register as it is stored, unchanged by others while it is examined.

    Raises:
        StorageError: from every method, when it cannot be read.

    """

    def __init__(self, cursor: Cursor, register_id: str, health: Health) -> None:
        super().__init__(cursor, register_id)
        self.health = health

    def log(self) -> ProvenLog:
        """Return the log beside its tree."""
        return ProvenLog(self.cursor, self.register_id)

    def scan(self, upto: int) -> Iterator[list[ScannedEntry]]:
        """Return the entries up to number `upto` beside their rows of the tree, in order."""
        log, after = self.log(), BEFORE_ALL
        while rows := log.scan(after, upto):
            yield rows
            after = rows[-1].number

    def about(self, subject: str) -> list[StoredEntry]:
        """Return the opening, and the entries that changed `subject` as the index says."""
        return typed(
            self._select(
                "SELECT originator_version, topic, state FROM entries WHERE originator_id = ? AND "
                "originator_version IN "
                "(SELECT 1 UNION SELECT entry FROM subjects WHERE subject = ?) "
                "ORDER BY originator_version",
                self.register_id,
                subject,
            )
        )

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, if it is there and can be read."""
        rows = self.found(number - 1, number)
        try:
            return read_entry(rows[0].content, tolerant=True) if rows else None
        except UnreadableEntryError:
            return None

    def foreign(self) -> int:
        """Return how many rows of the log belong to another register."""
        found = self._select("SELECT originator_id, count(*) FROM entries GROUP BY originator_id")
        return sum(count for register_id, count in found if register_id != self.register_id)

    def node(self, level: int, index: int) -> bytes:
        """Return a complete node of the stored tree."""
        return tree.node_reader(self.cursor)(level, index)

    def leaves(self, after: int, upto: int) -> Mapping[int, bytes]:
        """Return the rows of the tree `after` < entry ≤ `upto`: see `tree`."""
        found = self._select(
            "SELECT entry, nodes FROM tree WHERE entry > ? AND entry <= ? ORDER BY entry",
            after,
            upto,
        )
        return {entry: as_bytes(nodes) for entry, nodes in found}

    def tree_size(self) -> int:
        """Return the number of the last row of the tree."""
        return tree.size(self.cursor)

    def checkpoints(self) -> list[StoredNote]:
        """Return every stored checkpoint, in the order they were taken."""
        found = self._select("SELECT size, made_at, note FROM checkpoints ORDER BY number")
        return [StoredNote(*row) for row in found]

    def timestamps(self) -> list[StoredTimestamp]:
        """Return every stored timestamp, in the order they were kept."""
        return evidence.timestamps(self.cursor)

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Return every attachment with the SHA-256 under which it is kept."""
        for (sha256,) in self._select("SELECT sha256 FROM attachments ORDER BY sha256"):
            yield sha256, evidence.attachment(self.cursor, sha256) or b""

    def rows(self) -> Mapping[tuple[str, str], bytes]:
        """Return every state row by collection and key."""
        found = self._select("SELECT collection, key, value FROM state")
        return {(collection, key): as_bytes(value) for collection, key, value in found}

    def index(self) -> set[tuple[str, int]]:
        """Return every pair of a subject and an entry that changed it."""
        return {(subject, entry) for subject, entry in self._select("SELECT * FROM subjects")}

    def requests(self) -> dict[str, tuple[int, int]]:
        """Return the first and last entry of every request."""
        found = self._select("SELECT request_id, first_entry, last_entry FROM requests")
        return {request_id: (first, last) for request_id, first, last in found}

    def kinds(self) -> set[str]:
        """Return the kinds of facts that the log is said to hold."""
        return {kind for (kind,) in self._select("SELECT kind FROM kinds")}

    def _select(self, statement: str, *parameters: int | str) -> list[Any]:
        self.cursor.execute(statement, parameters)
        return self.cursor.fetchall()
