"""What a file of tables holds, whatever its format: a book of sheets of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

Value = str | int | Decimal | bool | datetime | date | time | timedelta | None
"""What a cell holds; its instants are local ones, without a zone. An empty cell holds None."""
Mark = Literal["struck", "coloured", "merged", "formula", "error"]
"""What a cell shows beside its value: `merged` is one that has the value of the first of them."""


class Row(NamedTuple):
    """A row under the number that people see: its line in a text file, its row in a sheet.

    `marks` are by the index of their cell.
    """

    line: int
    values: tuple[Value, ...]
    marks: Mapping[int, frozenset[Mark]] = {}
    is_hidden: bool = False


class Sheet(NamedTuple):
    """A sheet: `rows` reads them each time anew; a text file is one sheet without a name.

    `remarks` are sentences about what was seen: an encoding, hidden rows, a calendar of 1904.
    `size` is how many rows there are, if that is known before they are read.
    """

    name: str
    rows: Callable[[], Iterator[Row]]
    remarks: tuple[str, ...] = ()
    is_hidden: bool = False
    size: int | None = None


class Book(NamedTuple):
    """A file of tables: its name and its digest (SHA-256, hexadecimal), its bytes as they are."""

    name: str
    sha256: str
    content: bytes
    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = ()


def column_name(index: int) -> str:
    """Return what a spreadsheet calls the column of that index, from 0: `A`, `Z`, `AA`."""
    name, index = "", index + 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
