"""The proof tree as it is stored: one row per entry, written with it.

Row n holds the leaf hash of entry n, then the hash of every complete node that this leaf
completes, from the bottom up. So every complete node is stored once and never changes:
the node `(level, index)` is the hash at `level` in row `(index + 1) << level`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crisis_log.evidence.merkle import NodeAt, appended, leaf_hashes
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import AlteredEntryError
from crisis_log.storage.log import as_bytes

HASH_LENGTH: Final = 32


def append_leaves(cursor: Cursor, size: int, contents: Sequence[bytes]) -> None:
    """Add the leaves of entries `size` + 1 and following, and the nodes they complete."""
    append_hashes(cursor, size, leaf_hashes(contents))


def append_hashes(cursor: Cursor, size: int, leaves: Sequence[bytes]) -> None:
    """Add leaves by their hashes, whatever entries are stored beside them."""
    rows = _rows(size, leaves, node_reader(cursor))
    cursor.executemany("INSERT INTO tree VALUES (?, ?)", rows)


def leaf_rows(size: int, contents: Sequence[bytes], stored: NodeAt) -> list[tuple[int, bytes]]:
    """Return the rows of those entries; `stored` are the nodes before them."""
    return _rows(size, leaf_hashes(contents), stored)


def _rows(size: int, leaves: Sequence[bytes], stored: NodeAt) -> list[tuple[int, bytes]]:
    made = appended(size, leaves, stored)
    return [(number, b"".join(hashes)) for number, hashes in enumerate(made, start=size + 1)]


def size(cursor: Cursor) -> int:
    """Return the number of the last row of the tree: that of the last entry, if all is well."""
    cursor.execute("SELECT coalesce(max(entry), 0) FROM tree")
    return int(cursor.fetchone()[0])


def node_reader(cursor: Cursor) -> NodeAt:
    """Return what reads a complete node: `(level, index)` to its hash.

    It raises an `AlteredEntryError` where the row that must hold the node does not.
    """

    def node(level: int, index: int) -> bytes:
        row, start = (index + 1) << level, level * HASH_LENGTH
        cursor.execute("SELECT CAST(nodes AS BLOB) FROM tree WHERE entry = ?", (row,))
        found = cursor.fetchone()
        nodes = as_bytes(found[0])[start : start + HASH_LENGTH] if found else b""
        if len(nodes) != HASH_LENGTH:
            raise AlteredEntryError(row)
        return nodes

    return node
