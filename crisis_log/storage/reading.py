"""A register as one transaction sees it: what everybody who holds a cursor can ask."""

from __future__ import annotations

from collections.abc import Iterator

from crisis_log.fact import Entry, UnreadableEntryError, read_entry
from crisis_log.language import _
from crisis_log.storage import log
from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import LARGEST, StoredEntry


class Reading:
    """The log within one transaction; numbers are those of entries."""

    def __init__(self, cursor: Cursor, register_id: str) -> None:
        self.cursor = cursor
        self.register_id = register_id

    def size(self) -> int:
        """Return the number of the last entry."""
        self.cursor.execute(
            "SELECT max(originator_version) FROM entries "
            "WHERE originator_id = ? AND originator_version <= ?",
            (self.register_id, LARGEST),
        )
        return int(self.cursor.fetchone()[0] or 0)

    def chunk(self, after: int, upto: int = LARGEST) -> list[StoredEntry]:
        """Return the first entries `after` < number ≤ `upto`, not necessarily all of them."""
        return log.chunk(self.cursor, self.register_id, after, upto)

    def stored(self, after: int = 0, upto: int = LARGEST) -> Iterator[StoredEntry]:
        """Return the entries `after` < number ≤ `upto` as they are stored, in order."""
        while found := self.chunk(after, upto):
            yield from found
            after = found[-1].number

    def entries(self, after: int = 0, upto: int = LARGEST) -> Iterator[Entry]:
        """Return the entries `after` < number ≤ `upto`, in order.

        Raises:
            UnreadableEntryError: one cannot be read.

        """
        return map(typed, self.stored(after, upto))

    def answer(self, request_id: str) -> list[Entry] | None:
        """Return the entries that the request made, if it was ever answered."""
        self.cursor.execute(
            "SELECT first_entry, last_entry FROM requests WHERE request_id = ?", (request_id,)
        )
        found = self.cursor.fetchone()
        return list(self.entries(found[0] - 1, found[1])) if found else None

    def numbers_about(self, subject: str) -> list[int]:
        """Return the numbers of the entries that changed `subject`, in order."""
        self.cursor.execute(
            "SELECT entry FROM subjects WHERE subject = ? ORDER BY entry", (subject,)
        )
        return [number for (number,) in self.cursor.fetchall()]


def typed(stored: StoredEntry, *, tolerant: bool = False) -> Entry:
    """Return what a stored entry says.

    Raises:
        UnreadableEntryError: it cannot be read; kinds that this version does not know can be
            if `tolerant`.

    """
    try:
        return read_entry(stored.content, tolerant=tolerant)
    except UnreadableEntryError as error:
        raise UnreadableEntryError(
            _("Entry n° {number} cannot be read: {reason}").format(
                number=stored.number, reason=error
            )
        ) from error
