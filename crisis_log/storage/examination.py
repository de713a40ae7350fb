"""A register under examination: what audits need to know of it, at one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from crisis_log.entry import Entry, read_entry
from crisis_log.fact import UnreadableEntryError
from crisis_log.storage import evidence, projections, streams, tree
from crisis_log.storage.backend import Cursor, Place
from crisis_log.storage.health import Health
from crisis_log.storage.log import (
    BEFORE_ALL,
    ProvenLog,
    ScannedEntry,
    StoredEntry,
    as_bytes,
    as_stored,
    as_text,
)
from crisis_log.storage.reading import Reading
from crisis_log.storage.streams import Row, Table

if TYPE_CHECKING:
    from crisis_log.storage.words import WordIndex


class Examination(Reading):
    """A register as it is stored, unchanged by others while it is examined.

    Every value is read as bytes, so that none stops the examination: text that is not UTF-8
    comes with surrogates, and what must be a number comes as text where it is none.

    Raises:
        StorageError: from every method, when it cannot be read.

    """

    def __init__(
        self,
        cursor: Cursor,
        register_id: str,
        health: Health,
        words: WordIndex,
        source: Callable[[], Place],
    ) -> None:
        """Begin what `cursor` sees; `source` tells where other processes see the same log."""
        super().__init__(cursor, register_id)
        self.source = source
        self.health = health
        self.words = words

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
        return as_stored(
            self._select(
                "SELECT originator_version, CAST(topic AS BLOB), CAST(state AS BLOB) "
                "FROM entries WHERE originator_id = ? AND originator_version IN "
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
        ((count,),) = self._select(
            "SELECT count(*) FROM entries WHERE originator_id <> ?", self.register_id
        )
        return int(count)

    def node(self, level: int, index: int) -> bytes:
        """Return a complete node of the stored tree."""
        return tree.Nodes(self.cursor)(level, index)

    def leaves(self, after: int, upto: int) -> Mapping[int, bytes]:
        """Return the rows of the tree `after` < entry ≤ `upto`: see `tree`."""
        found = self._select(
            "SELECT entry, CAST(nodes AS BLOB) FROM tree "
            "WHERE entry > ? AND entry <= ? ORDER BY entry",
            after,
            upto,
        )
        return {entry: as_bytes(nodes) for entry, nodes in found}

    def tree_size(self) -> int:
        """Return the number of the last row of the tree."""
        return tree.size(self.cursor)

    def checkpoints(self) -> list[evidence.CheckpointRow]:
        """Return the row of every stored checkpoint, in the order they were taken."""
        return evidence.checkpoint_rows(self.cursor)

    def timestamps(self) -> list[evidence.TimestampRow]:
        """Return the row of every stored timestamp, in the order they were kept."""
        return evidence.timestamp_rows(self.cursor)

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Return every attachment with the SHA-256 under which it is kept, in their order.

        Nothing else is asked of this examination until the last is there.
        """
        self.cursor.execute(
            "SELECT CAST(sha256 AS BLOB), CAST(content AS BLOB) FROM attachments ORDER BY sha256"
        )
        while found := self.cursor.fetchone():
            name, content = found
            yield as_text(name), as_bytes(content)

    def are_projections_current(self, place: str) -> bool:
        """Whether the projections are said to be those that this version makes; see there."""
        return projections.are_current(self.cursor, place)

    def rows(self, table: Table) -> Iterator[Row]:
        """Return every row of a table in order: see `streams`."""
        return streams.rows(self.cursor, table)

    def _select(self, statement: str, *parameters: int | str | bytes) -> list[Any]:
        self.cursor.execute(statement, parameters)
        return self.cursor.fetchall()
