"""What of a log could not be taken in, and which rows beside it may follow from that.

    an entry that is missing, unreadable, of an unknown kind  ──▶ what the register's indexes
                                                                 say of it may be so
    one that does not follow from those before it             ──▶ its subjects may be otherwise

A row that differs from what the other entries make is a finding all the same. This tells only
whether it is false as far as can be read, or whether that cannot be told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Final

from crisis_log.entry import Entry
from crisis_log.slices import COLLECTIONS, sort_key
from crisis_log.storage.log import as_number
from crisis_log.storage.streams import COLUMNS, Row, Table

_OF_STATE: Final[tuple[Table, ...]] = ("state", "past")
_INDEXES: Final[tuple[Table, ...]] = ("subjects", "marks")


class Untaken:
    """The entries that were not taken in, noted in order, and what they are said to be about."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        self._kinds: dict[str, int] = {}
        self._about: dict[tuple[str, str], int] = {}
        self._missing: int | None = None

    def __bool__(self) -> bool:
        return bool(self._firsts or self._about)

    def miss(self, first: int, last: int) -> None:
        """Note that the entries from `first` to `last` are not there."""
        if first <= last:
            self._missing = self._missing or first
            self._note(first, last)

    def refuse(self, number: int, kind: str) -> None:
        """Note an entry that cannot be read, and the kind that its row names."""
        self._kinds.setdefault(kind, number)
        self._note(number, number)

    def leave(self, entry: Entry) -> None:
        """Note an entry that can be read, and does not follow from those before it."""
        self._note(entry.number, entry.number)
        for subject in entry.subjects:
            self._name(subject, entry.number)

    def learn(self, subjects: Iterable[Row]) -> None:
        """Take in the register's index of subjects: it names what unread entries are about."""
        for row in subjects:
            subject, number = COLUMNS["subjects"].key_of(row)
            if self.first_in(number, number):
                self._name(str(subject), int(number))

    def first_in(self, first: Any, last: Any) -> int | None:
        """Return the first entry from `first` to `last` that is missing or was not read."""
        if not (isinstance(first, int) and isinstance(last, int)):
            return None  # what a damaged row holds for a number
        place = bisect_right(self._firsts, first) - 1
        if place >= 0 and first <= self._lasts[place]:
            return first
        after = self._firsts[place + 1 : place + 2]
        return after[0] if after and after[0] <= last else None

    def behind(self, table: Table, key: tuple[int | str, ...], found: Row) -> int | None:
        """Return an entry not taken in from which a row may follow, if one is about it.

        `found` is the register's row: one that is missing from an index follows from no entry.
        """
        if table in _OF_STATE:
            return self._about.get((str(key[0]), str(key[1])))
        if not found:
            return None
        if table in _INDEXES:
            return self.first_in(key[-1], key[-1])
        if table == "requests":
            return self.first_in(*map(as_number, found[1:]))
        return self._kinds.get(str(key[0]), self._missing)

    def _note(self, first: int, last: int) -> None:
        if self._lasts and first == self._lasts[-1] + 1:
            self._lasts[-1] = last
        elif not self._lasts or first > self._lasts[-1]:
            self._firsts.append(first)
            self._lasts.append(last)

    def _name(self, subject: str, number: int) -> None:
        name, _slash, _key = subject.partition("/")
        if name in COLLECTIONS:
            try:
                self._about.setdefault((name, sort_key(subject)), number)
            except (
                ValueError,
                LookupError,
            ):  # a forged row of the index: no row of the state has such a key
                return
