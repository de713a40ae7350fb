"""What a register exports, in the formats of tables, read by libraries that are not ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import python_calamine

from crisis_log.exchange.exporting.formats import FORMATS
from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.register import Register
from crisis_log.slices.exchange import What

Rows = list[dict[str, Any]]


def scope_of(
    register: Register, what: What, first: int = 1, *, without_confidential: bool = False
) -> Scope:
    """Return what of a register is exported."""

    def stored(after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        return ((one.number, one.content) for one in register.stored(after, upto))

    return Scope(register.account(), stored, what, register.now(), first, without_confidential)


def made(register: Register, format_: str, what: What, first: int = 1, **chosen: bool) -> Made:
    """Return a file of a register."""
    (asked,) = [one for one in FORMATS if one.name == format_]
    return asked.make(scope_of(register, what, first, **chosen))


def table(register: Register, what: What, first: int = 1, **chosen: bool) -> Rows:
    """Return the rows of a table by their headers, from a CSV file in English."""
    return rows_of_csv(made(register, "csv", what, first, **chosen).content)


def rows_of_csv(content: bytes) -> Rows:
    """Return the rows of a CSV file in English, by their headers."""
    return [*csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))]


def sheets(content: bytes) -> dict[str, Rows]:
    """Return the rows of each sheet of a book, by their headers."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = {}
    for name in book.sheet_names:
        head, *rows = book.get_sheet_by_name(name).to_python()
        found[name] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return found


def parts(content: bytes) -> dict[str, str]:
    """Return the parts of a packed file as text, by their names."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
