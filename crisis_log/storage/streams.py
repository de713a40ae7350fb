"""The rows of a table in the order of its key, one after the other, whatever they hold.

Every value comes as bytes, so that none stops the reading: see `Examination`. What the same
entries make comes in the same order from a register and from a scratch: so two of them are
compared while neither is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, Final, Literal, NamedTuple

from crisis_log.storage.backend import Cursor
from crisis_log.storage.log import as_bytes, as_number, as_text

Table = Literal["kinds", "marks", "past", "requests", "state", "subjects"]
Row = tuple[Any, ...]
PAGE: Final = 1_000
"""Rows that are read at once."""


class Columns(NamedTuple):
    """The columns of a table: those of its key, of which the last may be a number, and others."""

    key: tuple[str, ...]
    others: tuple[str, ...] = ()
    is_numbered: bool = False

    def key_of(self, row: Row) -> tuple[int | str, ...]:
        """Return the key of a row: its text and, where it is one, its number."""
        *texts, last = row[: len(self.key)]
        return (*map(as_text, texts), as_number(last) if self.is_numbered else as_text(last))

    def place_of(self, row: Row) -> tuple[Any, ...]:
        """Return what tells where a row stands: numbers come before what stands in their place."""
        *texts, last = map(as_bytes, row[: len(self.key)])
        return (*texts, _place(last) if self.is_numbered else last)


COLUMNS: Final[Mapping[Table, Columns]] = {
    "kinds": Columns(("kind",)),
    "marks": Columns(("mark", "entry"), is_numbered=True),
    "past": Columns(("collection", "key", "upto"), ("since", "value"), is_numbered=True),
    "requests": Columns(("request_id",), ("first_entry", "last_entry")),
    "state": Columns(("collection", "key"), ("since", "value")),
    "subjects": Columns(("subject", "entry"), is_numbered=True),
}


def _place(number: bytes) -> tuple[float, bytes]:
    try:
        return (int(number) if number.isdigit() else float(number)), b""
    except ValueError:
        return inf, number


def rows(cursor: Cursor, table: Table) -> Iterator[Row]:
    """Return the rows of a table; nothing else is asked of the cursor until the last is there."""
    columns = COLUMNS[table]
    values = ", ".join(f"CAST({name} AS BLOB)" for name in (*columns.key, *columns.others))
    cursor.execute(f"SELECT {values} FROM {table} ORDER BY {', '.join(columns.key)}")
    while found := cursor.fetchmany(PAGE):
        yield from found
