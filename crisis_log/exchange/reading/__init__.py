"""Files of tables that come in, one module per format: see `open_book`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.table import Book, Sheet
from crisis_log.fact import Refused
from crisis_log.files import read
from crisis_log.language import _


def open_book(path: Path) -> Book:
    """Return the tables that a file holds; its bytes say what it is, its ending only helps.

    Raises:
        Refused: it holds no table that can be read; the sentence says what it is, and what to do.
        FileError: it cannot be read.

    """
    content = read(path)
    try:
        sheets, remarks = _sheets(content)
        if not any(sheet.size for sheet in sheets):
            raise NotATableError(_("it holds no row."))
    except NotATableError as error:
        raise Refused(_("{path} is not read: {reason}").format(path=path, reason=error)) from error
    return Book(path.name, hashlib.sha256(content).hexdigest(), content, sheets, remarks)


def _sheets(content: bytes) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book."""
    from crisis_log.exchange.reading import kinds

    match kinds.kind_of(content):
        case "xlsx":
            from crisis_log.exchange.reading.package import Package
            from crisis_log.exchange.reading.xlsx import read_xlsx

            return read_xlsx(Package(content))
        case _:
            from crisis_log.exchange.reading.separated import read_text

            return (read_text(content),), ()
