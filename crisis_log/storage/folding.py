"""The fold of entries into projections, written chunk by chunk: memory does not follow the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crisis_log.entry import Entry
from crisis_log.fact import UnknownFact
from crisis_log.state import take
from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import RUN
from crisis_log.storage.projections import numbers, write_index
from crisis_log.storage.rows import PresentRows, RowsAt
from crisis_log.storage.stored_state import Log, StoredState

if TYPE_CHECKING:
    from crisis_log.storage.words import WordIndex


class Folding:
    """Entries in order, folded into the projections that `cursor` writes, so far to `size`.

    `log` returns those that were fed, for what a strike makes of the subjects of another.

    With `words` these are taken in as well: only those who search, or compare, need them.

    They are good for nothing unless all that was fed `is_whole`, as it is not after an error.
    """

    def __init__(self, cursor: Cursor, log: Log, words: WordIndex | None = None) -> None:
        self.cursor = cursor
        self.words = words
        self.is_whole = True
        self._log = log
        self._entries: list[Entry] = []
        self.state = StoredState(PresentRows(cursor), 0, log)

    @property
    def size(self) -> int:
        """The number of the last entry that was fed."""
        return self.state.size

    def feed(self, entries: Iterable[Entry]) -> None:
        """Take in the next entries, and write; those that cannot be taken change nothing."""
        self.is_whole = False
        for entry in entries:
            self.note(take(self.state, entry))
        self.flush()
        self.is_whole = True

    def note(self, entry: Entry) -> None:
        """Take in by what an entry is found, once `state` has taken in what it changes."""
        if type(entry.fact) is not UnknownFact:
            self._entries.append(entry)
        if len(self._entries) >= RUN:
            self.flush()

    def flush(self) -> None:
        """Write what was taken in since the last time."""
        write_index(self.cursor, self._entries)
        if self.words:
            self.words.add(self._entries)
        self.cursor.executemany(
            "INSERT INTO kinds VALUES (?) ON CONFLICT DO NOTHING",
            [(kind,) for kind in {entry.kind for entry in self._entries}],
        )
        self.state.changes.write(self.cursor)
        self.state = StoredState(PresentRows(self.cursor), self.state.size, self._log)
        self._entries = []

    def about(self, subject: str) -> list[int]:
        """Return the numbers of the entries about `subject`, of those written."""
        return numbers(self.cursor, "subjects", subject)

    def state_at(self, number: int) -> StoredState:
        """Return the state after entry `number`, a mark or the last one, of what was written."""
        return StoredState(RowsAt(self.cursor, number), number, self._log)
