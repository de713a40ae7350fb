"""The proof tree as it is stored: one row per entry, written with it.

Row n holds the leaf hash of entry n, then the hash of every complete node that this leaf
completes, from the bottom up. So every complete node is stored once and never changes:
the node `(level, index)` is the hash at `level` in row `(index + 1) << level`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from crisis_log.evidence.merkle import NodeAt, appended, beside, leaf_hashes
from crisis_log.storage.ahead import Distant, Question
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import AlteredEntryError
from crisis_log.storage.log import as_bytes, listed

HASH_LENGTH: Final = 32
_TOGETHER: Final = 512
"""Rows that are asked for in one question."""
MOST_KEPT: Final = 8192
"""Rows that are kept of those that were read, of about a hundred bytes."""
SIZE: Final = "SELECT coalesce(max(entry), 0) FROM tree"
LAST: Final = (
    "SELECT number, (SELECT CAST(nodes AS BLOB) FROM tree WHERE entry = number) FROM ("
    "WITH RECURSIVE peaks(number) AS (SELECT max(entry) FROM tree UNION ALL "
    "SELECT max(entry) - 1 FROM tree UNION "
    "SELECT number & (number - 1) FROM peaks WHERE number > 0) SELECT number FROM peaks) AS peaks"
)
"""The rows beside the last leaf, and its own, whatever its number is: see `rows_beside`."""


def append_leaves(cursor: Cursor, size: int, contents: Sequence[bytes]) -> None:
    """Add the leaves of entries `size` + 1 and following, and the nodes they complete."""
    append_hashes(cursor, size, leaf_hashes(contents))


def append_hashes(cursor: Cursor, size: int, leaves: Sequence[bytes]) -> None:
    """Add leaves by their hashes, whatever entries are stored beside them."""
    rows = _rows(size, leaves, Nodes(cursor, rows_of_peaks(size)))
    cursor.executemany("INSERT INTO tree VALUES (?, ?)", rows)


def leaf_rows(size: int, contents: Sequence[bytes], stored: NodeAt) -> list[tuple[int, bytes]]:
    """Return the rows of those entries; `stored` are the nodes before them."""
    return _rows(size, leaf_hashes(contents), stored)


def _rows(size: int, leaves: Sequence[bytes], stored: NodeAt) -> list[tuple[int, bytes]]:
    made = appended(size, leaves, stored)
    return [(number, b"".join(hashes)) for number, hashes in enumerate(made, start=size + 1)]


def size(cursor: Cursor) -> int:
    """Return the number of the last row of the tree: that of the last entry, if all is well."""
    cursor.execute(SIZE)
    return int(cursor.fetchone()[0])


def rows_of_peaks(size: int) -> list[int]:
    """Return the numbers of the rows that hold the peaks of the first `size` leaves."""
    rows = []
    while size > 0:
        rows.append(size)
        size &= size - 1
    return rows


def rows_beside(size: int, first: int, end: int) -> list[int]:
    """Return those of the nodes from which `root_with` goes on: leaves `first` to `end` of `size`.

    They hold the peaks of the tree, and the neighbours of the range on its left and on its right.
    """
    rows, row = [*rows_of_peaks(size), *rows_of_peaks(first)], end
    while 0 < row <= size:
        rows.append(row)
        row += row & -row
    return rows


def rows_among(size: int, indexes: Iterable[int]) -> list[int]:
    """Return those of the nodes from which `root_among` goes on, of leaves here and there."""
    rows = ((index + 1) << level for level, index in beside(size, indexes))
    return [*rows_of_peaks(size), *rows]


def questions(rows: Sequence[int]) -> list[Question]:
    """Return how rows are asked for."""
    return [_question(rows[n : n + _TOGETHER]) for n in range(0, len(rows), _TOGETHER)]


def _question(rows: Sequence[int]) -> Question:
    given, numbers = listed(rows)
    return f"SELECT entry, CAST(nodes AS BLOB) FROM tree WHERE entry IN {given}", numbers


class Nodes:
    """The complete nodes that are stored: called with a level and an index, it returns the hash.

    Rows that are known to be needed are read at once, and kept.

    Raises:
        AlteredEntryError: the row that must hold a node does not.

    """

    def __init__(self, cursor: Cursor, rows: Sequence[int] = ()) -> None:
        self._cursor = cursor
        self._rows = self._read(rows)

    def missing(self, rows: Iterable[int]) -> list[int]:
        """Return those of the rows that are not read yet, in order."""
        return sorted(set(rows) - self._rows.keys())

    def read(self, rows: Iterable[int]) -> None:
        """Read rows that will be needed; forget the others where many were read before."""
        wanted = set(rows)
        if len(self._rows) > MOST_KEPT:
            self._rows = {row: nodes for row, nodes in self._rows.items() if row in wanted}
        self._rows |= self._read(self.missing(wanted))

    def read_last(self, size: int) -> None:
        """Read the rows that are beside the last leaf of `size`, and its own."""
        if isinstance(self._cursor, Distant):
            self._rows |= self._asked(LAST)
        self.read(rows_beside(size, size - 1, size))

    def _read(self, rows: Sequence[int]) -> dict[int, bytes]:
        found = dict[int, bytes]()
        for question in questions(rows):
            found |= self._asked(*question)
        return found

    def _asked(self, statement: str, parameters: Sequence[object] = ()) -> dict[int, bytes]:
        self._cursor.execute(statement, parameters)
        return {row: as_bytes(nodes) for row, nodes in self._cursor.fetchall()}

    def __call__(self, level: int, index: int) -> bytes:
        row, start = (index + 1) << level, level * HASH_LENGTH
        nodes = self._rows.get(row) or self._read([row]).get(row, b"")
        found = nodes[start : start + HASH_LENGTH]
        if len(found) != HASH_LENGTH:
            raise AlteredEntryError(row)
        return found
