"""A register as one transaction sees it: what everybody who holds a cursor can ask.

    rows of the log ──▶ their leaves ──▶ the root of the stored tree: as recorded, or refused

So nobody above needs to ask whether an entry is the one that was recorded: it was held to the
tree in the transaction that read it. Only those who look for alterations read what is `found`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

from crisis_log.entry import Entry, read_entry, read_envelope
from crisis_log.evidence.merkle import (
    HASH_SIZE,
    leaf_hash,
    leaf_hashes,
    root_among,
    root_at,
    root_with,
)
from crisis_log.fact import UnreadableEntryError
from crisis_log.language import _
from crisis_log.storage import log, tree
from crisis_log.storage.ahead import Question, ask_ahead
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import AlteredEntryError, answered_otherwise
from crisis_log.storage.log import LARGEST, RUN, ProvenLog, ScannedEntry, StoredEntry, as_text

TOGETHER: Final = 128
"""How many entries here and there are read at once, and held to the tree by one proof."""
_SIZE: Final = (
    "SELECT max(originator_version) FROM entries "
    "WHERE originator_id = ? AND originator_version <= ?"
)
_ANSWER: Final = (
    "SELECT CAST(first_entry AS INTEGER), CAST(last_entry AS INTEGER) "
    "FROM requests WHERE request_id = ?"
)


def of_request(request_id: str) -> Question:
    """Return what `Reading.answer` asks first."""
    return _ANSWER, (request_id,)


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
        self.cursor.execute(_SIZE, (self.register_id, LARGEST))
        return int(self.cursor.fetchone()[0] or 0)

    def last(self) -> int:
        """Return the number of the last entry that is there, or was."""
        return max(self.size(), tree.size(self.cursor))

    def ask_sizes(self, *more: Question) -> None:
        """Ask ahead for what `size` and `last` ask, and more."""
        sizes = ((_SIZE, (self.register_id, LARGEST)), (tree.SIZE, ()))
        ask_ahead(self.cursor, (*sizes, *more))

    def found(self, after: int, upto: int = LARGEST) -> list[StoredEntry]:
        """Return what lies where the first entries `after` < number ≤ `upto` must, whatever it is.

        For those who look for alterations, or copy what there is: nothing is held to the tree.
        """
        return log.found(self.cursor, self.register_id, after, upto)

    def chunk(self, after: int, upto: int = LARGEST) -> list[StoredEntry]:
        """Return the first entries `after` < number ≤ `upto`, not necessarily all of them."""
        end = min(after + RUN, upto, self._proven)
        beside = tree.rows_beside(self._proven, after, end)
        self._ask_ahead(self._log.question(after, upto), beside)
        scanned = self._log.scan(after, upto)
        self._hold(scanned, after, upto)
        return list(map(_stored, scanned))

    def each(self, numbers: Sequence[int]) -> list[StoredEntry]:
        """Return the entries of these numbers, in their order.

        Raises:
            AlteredEntryError: one is not there, or not what was recorded.

        """
        wanted = sorted(set(numbers))
        beside = tree.rows_among(self._proven, (number - 1 for number in wanted))
        self._ask_ahead(self._log.question_of(wanted), beside)
        found = {one.number: one for one in self._log.those(wanted)}
        self._hold_each(wanted, found)
        return [_stored(found[number]) for number in numbers]

    def check_last(self, content: bytes) -> None:
        """Hold what the last entry says, which the caller has read, to the tree."""
        last = self._proven
        self.nodes.read_last(last)
        self._hold([ScannedEntry(last, b"", content, self.nodes(0, last - 1))], last - 1, last)

    def _ask_ahead(self, question: Question, beside: Sequence[int]) -> None:
        """Ask for entries, and all that they will be held to, at once: rows of the tree."""
        ask_ahead(self.cursor, [question, *tree.questions(self.nodes.missing(beside))])
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

    def _hold_each(self, numbers: Sequence[int], found: Mapping[int, ScannedEntry]) -> None:
        """Hold entries here and there to the tree as `_hold` does one: each alone if they fail."""
        leaves = dict[int, bytes]()
        for number in numbers:
            one = found.get(number)
            leaves[number - 1] = leaf_hash(one.content or b"") if one else b""
            if not one or one.nodes[:HASH_SIZE] != leaves[number - 1] or number > self._proven:
                raise AlteredEntryError(number)
        try:
            is_held = root_among(self._proven, leaves, self.nodes) == self._root
        except AlteredEntryError:
            is_held = False
        if not is_held:
            for number in numbers:
                self._hold([found[number]], number - 1, number)
            raise AlteredEntryError(numbers[0])

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

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        """Return the entries of these numbers, in their order: see `each`; as `entries`."""
        for n in range(0, len(numbers), TOGETHER):
            yield from map(typed, self.each(numbers[n : n + TOGETHER]))

    def answer(self, request_id: str) -> list[Entry] | None:
        """Return the entries that the request made, if it was ever answered.

        Raises:
            AlteredTablesError: those that the table of requests names are not its own.

        """
        self.cursor.execute(_ANSWER, (request_id,))
        found = self.cursor.fetchone()
        if found is None:
            return None
        first, last = found
        entries = list(self.entries(first - 1, last)) if 0 < first <= last else []
        if {entry.request_id for entry in entries} != {request_id}:
            raise answered_otherwise(request_id)
        return entries


def _stored(scanned: ScannedEntry) -> StoredEntry:
    return StoredEntry(scanned.number, as_text(scanned.kind), scanned.content or b"")


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
