"""The rows of the log, as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Cursor, Head
from crisis_log.storage.errors import AlteredEntryError

_SELECT: Final = (
    "SELECT originator_version, CAST(topic AS BLOB), CAST(state AS BLOB) FROM entries "
    "WHERE originator_id = ?"
)

RUN_LEVEL: Final = 10
RUN: Final = 1 << RUN_LEVEL
"""How many entries are read at once: a run of them completes a node of level 10."""
BEFORE_ALL: Final = -(1 << 63)
"""Smaller than any number an entry can have been given, by us or by others."""
LARGEST: Final = (1 << 63) - 1
"""As large as a number can be; text that others put in its place counts as larger."""
_COLUMNS: Final = "CAST(coalesce(e.state, '') AS BLOB), CAST(coalesce(t.nodes, '') AS BLOB)"
_JOINED: Final = (
    "FROM entries e LEFT JOIN tree t ON t.entry = e.originator_version WHERE e.originator_id = ? "
    "AND e.originator_version > ? AND e.originator_version <= ?"
)
_IN_ORDER: Final = f"ORDER BY e.originator_version LIMIT {RUN}"
_PAIRS: Final = f"SELECT {_COLUMNS} {_JOINED} {_IN_ORDER}"
_TRUNCATED: Final = "CAST(e.originator_version AS INTEGER)"
_SCAN: Final = (
    f"SELECT e.originator_version, CAST(coalesce(e.topic, '') AS BLOB), {_COLUMNS} {_JOINED} "
    f"AND {_TRUNCATED} = e.originator_version {_IN_ORDER}"
)
_THOSE: Final = (
    f"SELECT e.originator_version, CAST(coalesce(e.topic, '') AS BLOB), {_COLUMNS} "
    "FROM entries e LEFT JOIN tree t ON t.entry = e.originator_version WHERE e.originator_id = ? "
    "AND e.originator_version IN {numbers} ORDER BY e.originator_version"
)
_PADDED: Final = 16
_UNNUMBERED: Final = f"SELECT count(*) {_JOINED} AND {_TRUNCATED} <> e.originator_version"


class StoredEntry(NamedTuple):
    """An entry as it is stored: its number, the kind in its row, and its bytes."""

    number: int
    kind: str
    content: bytes


class ScannedEntry(NamedTuple):
    """A row of the log beside its row of the tree: `content` None where the entry is missing.

    `kind` is as its row holds it, whatever bytes these are.
    """

    number: int
    kind: bytes
    content: bytes | None
    nodes: bytes


class ProvenLog:
    """The rows of a log beside those of its tree, as one transaction sees them."""

    def __init__(self, cursor: Cursor, register_id: str) -> None:
        self._cursor = cursor
        self._register_id = register_id

    def pairs(self, after: int, upto: int) -> list[tuple[bytes, bytes]]:
        """Return contents and nodes of the first `RUN` entries `after` < number ≤ `upto`, fast.

        As many pairs as numbers means that every one of these entries is there, once, in
        order; those without a row of the tree have no nodes.
        """
        return self._rows(_PAIRS, after, upto)

    def scan(self, after: int, upto: int) -> list[ScannedEntry]:
        """Return the first `RUN` entries `after` < number ≤ `upto`, in order, of any kind.

        Rows whose number is none, put there by others, are left out: see `unnumbered`.
        """
        rows = list(map(ScannedEntry._make, self._rows(_SCAN, after, upto)))
        check_progress(rows, after)
        return rows

    def those(self, numbers: Sequence[int]) -> list[ScannedEntry]:
        """Return those of the entries of these numbers that are there, in order, of any kind."""
        statement, parameters = self.question_of(numbers)
        self._cursor.execute(statement, parameters)
        return list(map(ScannedEntry._make, self._cursor.fetchall()))

    def unnumbered(self, after: int, upto: int) -> int:
        """Return how many rows `after` < number ≤ `upto` have a fraction for a number."""
        ((count,),) = self._rows(_UNNUMBERED, after, upto)
        return int(count)

    def question(self, after: int, upto: int) -> Question:
        """Return what `scan` asks."""
        return _SCAN, (self._register_id, after, upto)

    def question_of(self, numbers: Sequence[int]) -> Question:
        """Return what `those` asks."""
        given, parameters = listed(numbers)
        return _THOSE.format(numbers=given), (self._register_id, *parameters)

    def _rows(self, statement: str, after: int, upto: int) -> list[Any]:
        self._cursor.execute(statement, (self._register_id, after, upto))
        return self._cursor.fetchall()


def listed(numbers: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Return how a question lists numbers, and its parameters.

    There are few ways, so that a server prepares each but once; no row has the number 0.
    """
    parameters = [*numbers, *[0] * (-len(numbers) % _PADDED)]
    return f"({', '.join('?' * len(parameters))})", parameters


def found(cursor: Cursor, register_id: str, after: int, upto: int) -> list[StoredEntry]:
    """Return the first `RUN` entries `after` < number ≤ `upto`, in order, without their tree."""
    cursor.execute(
        f"{_SELECT} AND originator_version > ? AND originator_version <= ? "
        f"ORDER BY originator_version LIMIT {RUN}",
        (register_id, after, upto),
    )
    rows = as_stored(cursor.fetchall())
    check_progress(rows, after)
    return rows


def check_progress(rows: Sequence[StoredEntry | ScannedEntry], after: int) -> None:
    """Refuse rows that lead back, as those of a damaged file may, without end.

    Raises:
        AlteredEntryError: the last of them is not `after` what was read before.

    """
    if rows and rows[-1].number <= after:
        raise AlteredEntryError(after + 1)


def head(cursor: Cursor, register_id: str) -> Head:
    """Return the end of the log, for a writer that holds the lock."""
    there = kinds(cursor)
    cursor.execute(f"{_SELECT} ORDER BY originator_version DESC LIMIT 1", (register_id,))
    for last in as_stored(cursor.fetchall()):
        return Head(last.number, last.content, there)
    return Head(0, None, there)


def kinds(cursor: Cursor) -> set[str]:
    """Return the kinds of the facts in the log, as their table says."""
    cursor.execute("SELECT CAST(kind AS BLOB) FROM kinds")
    return {as_text(kind) for (kind,) in cursor.fetchall()}


def as_bytes(stored: object) -> bytes:
    """Return stored bytes as such, also where another tool left text or a number instead."""
    return stored if isinstance(stored, bytes) else str(stored or "").encode()


def as_text(stored: object) -> str:
    """Return stored text, read as bytes, without loss: what is not UTF-8 becomes surrogates."""
    return as_bytes(stored).decode(errors="surrogateescape")


def as_number(stored: object) -> int | str:
    """Return a stored number, read as bytes, or what stands in its place as text."""
    try:
        return int(stored)  # type: ignore[call-overload, no-any-return]  # what it refuses is text
    except (TypeError, ValueError):
        return as_text(stored)


def as_stored(rows: list[Any]) -> list[StoredEntry]:
    """Return rows of the log with bytes and text where others may have left something else."""
    return [StoredEntry(number, as_text(kind), as_bytes(content)) for number, kind, content in rows]
