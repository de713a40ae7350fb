"""A register as one transaction sees it: what everybody who holds a cursor can ask.

    rows of the log ──▶ their leaves ──▶ the root of the stored tree: as recorded, or refused

So nobody above needs to ask whether an entry is the one that was recorded: it was held to the
tree in the transaction that read it. Only those who look for alterations read what is `found`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

from crisis_log.entry import Entry, read_entry, read_envelope
from crisis_log.evidence.merkle import (
    HASH_SIZE,
    leaf_hash,
    leaf_hashes,
    root_at,
    root_with,
)
from crisis_log.fact import UnreadableEntryError
from crisis_log.language import _
from crisis_log.storage import log, tree
from crisis_log.storage.ahead import ask_ahead
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import AlteredEntryError, answered_otherwise
from crisis_log.storage.log import LARGEST, RUN, ProvenLog, ScannedEntry, StoredEntry, as_text


class Reading:
    """The log within one transaction; numbers are those of entries.

    `proven` is how many of them the stored tree proves, where the caller has just asked.

    Raises:
        AlteredEntryError: from whatever returns entries, when one is not what was recorded.

    """

    def __init__(self, cursor: Cursor, register_id: str, proven: int | None = None) -> None:
        self.cursor = cursor
        self.register_id = register_id
        self.nodes: Final = tree.Nodes(cursor)
        self._log: Final = ProvenLog(cursor, register_id)
        self._told = proven

    def size(self) -> int:
        """Return the number of the last entry."""
        self.cursor.execute(
            "SELECT max(originator_version) FROM entries "
            "WHERE originator_id = ? AND originator_version <= ?",
            (self.register_id, LARGEST),
        )
        return int(self.cursor.fetchone()[0] or 0)

    def found(self, after: int, upto: int = LARGEST) -> list[StoredEntry]:
        """Return what lies where the first entries `after` < number ≤ `upto` must, whatever it is.

        For those who look for alterations, or copy what there is: nothing is held to the tree.
        """
        return log.found(self.cursor, self.register_id, after, upto)

    def chunk(self, after: int, upto: int = LARGEST) -> list[StoredEntry]:
        """Return the first entries `after` < number ≤ `upto`, not necessarily all of them."""
        self._ask_ahead(after, upto)
        scanned = self._log.scan(after, upto)
        self._hold(scanned, after, upto)
        return [StoredEntry(one.number, as_text(one.kind), one.content or b"") for one in scanned]

    def check_last(self, content: bytes) -> None:
        """Hold what the last entry says, which the caller has read, to the tree."""
        last = self._proven
        self.nodes.read(tree.rows_beside(last, last - 1, last))
        self._hold([ScannedEntry(last, b"", content, self.nodes(0, last - 1))], last - 1, last)

    def _ask_ahead(self, after: int, upto: int) -> None:
        """Ask for all that those entries will be held to, and them, at once."""
        end = min(after + RUN, upto, self._proven)
        beside = self.nodes.missing(tree.rows_beside(self._proven, after, end))
        asked = [tree.question(beside)] if beside else []
        ask_ahead(self.cursor, [self._log.question(after, upto), *asked])
        self.nodes.read(beside)

    def _hold(self, scanned: Sequence[ScannedEntry], after: int, upto: int) -> None:
        """Hold entries to their leaves, and these to the root of the stored tree."""
        leaves = leaf_hashes([entry.content or b"" for entry in scanned])
        for number, (entry, leaf) in enumerate(zip(scanned, leaves, strict=True), start=after + 1):
            if entry.number != number or entry.nodes[:HASH_SIZE] != leaf:
                raise AlteredEntryError(number)
        end = after + len(scanned)
        if end < min(upto, self._proven) and len(scanned) < RUN:
            raise AlteredEntryError(end + 1)
        if end > max(after, self._proven):
            raise AlteredEntryError(self._proven + 1)
        if leaves and root_with(self._proven, after, leaves, self.nodes) != self._root:
            raise AlteredEntryError(after + 1)

    @cached_property
    def _proven(self) -> int:
        """How many entries the stored tree proves."""
        return tree.size(self.cursor) if self._told is None else self._told

    @cached_property
    def _root(self) -> bytes:
        return root_at(self._proven, self.nodes)

    def stored(self, after: int = 0, upto: int = LARGEST) -> Iterator[StoredEntry]:
        """Return the entries `after` < number ≤ `upto` as they are stored, in order."""
        while found := self.chunk(after, upto):
            yield from found
            after = found[-1].number

    def entries(self, after: int = 0, upto: int = LARGEST) -> Iterator[Entry]:
        """Return the entries `after` < number ≤ `upto`, in order.

        Raises:
            UnreadableEntryError: one cannot be read: see `typed`.

        """
        return map(typed, self.stored(after, upto))

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, if it is there; as `entries`."""
        return next(self.entries(number - 1, number), None)

    def answer(self, request_id: str) -> list[Entry] | None:
        """Return the entries that the request made, if it was ever answered.

        Raises:
            AlteredTablesError: those that the table of requests names are not its own.

        """
        self.cursor.execute(
            "SELECT CAST(first_entry AS INTEGER), CAST(last_entry AS INTEGER) "
            "FROM requests WHERE request_id = ?",
            (request_id,),
        )
        found = self.cursor.fetchone()
        if found is None:
            return None
        first, last = found
        entries = list(self.entries(first - 1, last)) if 0 < first <= last else []
        if {entry.request_id for entry in entries} != {request_id}:
            raise answered_otherwise(request_id)
        return entries


def legible(scanned: ScannedEntry) -> Entry | int:
    """Return what a row of the log says, or its number where it is not what was recorded."""
    if scanned.nodes[:HASH_SIZE] == leaf_hash(scanned.content or b""):
        with suppress(UnreadableEntryError):
            return read_entry(scanned.content or b"", tolerant=True)
    return scanned.number


def typed(stored: StoredEntry, *, tolerant: bool = False) -> Entry:
    """Return what a stored entry says; of a known kind that is not made so, its envelope.

    Raises:
        UnreadableEntryError: it cannot be read; kinds that this version does not know can be
            if `tolerant`.

    """
    try:
        return read_entry(stored.content, tolerant=tolerant)
    except UnreadableEntryError as error:
        if envelope := read_envelope(stored.content, str(error)):
            return envelope.but(number=stored.number)
        raise UnreadableEntryError(
            _("Entry n° {number} cannot be read: {reason}").format(
                number=stored.number, reason=error
            )
        ) from error
