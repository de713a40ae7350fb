"""The fold of entries into projections, written chunk by chunk: memory does not follow the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from crisis_log.fact import Entry, UnknownFact
from crisis_log.state import replay
from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import RUN
from crisis_log.storage.projections import note_current, write_index
from crisis_log.storage.reading import Reading
from crisis_log.storage.rows import PresentRows
from crisis_log.storage.stored_state import StoredState

TABLES: Final = ("state", "past", "subjects", "marks", "kinds")
"""What is made again from the log."""


class Folding:
    """Entries in order, folded into the projections that `cursor` writes, so far to `size`."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._entries: list[Entry] = []
        self.state = StoredState(PresentRows(cursor), 0)

    @property
    def size(self) -> int:
        """The number of the last entry that was fed."""
        return self.state.size

    def feed(self, entries: Iterable[Entry]) -> None:
        """Take in the next entries, and write; those of an unknown kind change nothing."""
        for entry in entries:
            replay([entry], self.state)
            self.note(entry)
        self.flush()

    def note(self, entry: Entry) -> None:
        """Take in by what an entry is found, once `state` has taken in what it changes."""
        if not isinstance(entry.fact, UnknownFact):
            self._entries.append(entry)
        if len(self._entries) >= RUN:
            self.flush()

    def flush(self) -> None:
        """Write what was taken in since the last time."""
        write_index(self.cursor, self._entries)
        self.cursor.executemany(
            "INSERT INTO kinds VALUES (?) ON CONFLICT DO NOTHING",
            [(kind,) for kind in {entry.kind for entry in self._entries}],
        )
        self.state.changes.write(self.cursor)
        self.state = StoredState(PresentRows(self.cursor), self.state.size)
        self._entries = []


def rebuild(reading: Reading) -> int:
    """Throw the projections away and make them again; return the number of subjects.

    Row by row: without a condition SQLite frees whole pages, asking nobody, and those of a
    damaged file may lead round.
    """
    for table in TABLES:
        reading.cursor.execute(f"DELETE FROM {table} WHERE true")
    Folding(reading.cursor).feed(reading.entries())
    note_current(reading.cursor)
    reading.cursor.execute("SELECT count(*) FROM state")
    return int(reading.cursor.fetchone()[0])
