"""Files of tables that come in, one module per format: see `open_book`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from crisis_log.exchange.reading.kinds import kind_of
from crisis_log.exchange.reading.package import Package
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.table import Book, Sheet
from crisis_log.fact import Refused
from crisis_log.files import FileError, read
from crisis_log.language import _

LARGEST: Final = 100_000_000
"""In bytes: a million rows of text, and more than any book that Excel still opens."""


def open_book(path: Path, raising: type[Exception] = FileError) -> Book:
    """Return the tables that a file holds; its bytes say what it is, its ending only helps.

    Raises:
        Refused: it holds no table that can be read; the sentence says what it is, and what to do.
        raising: it cannot be read.

    """
    content = read(path, raising, most=LARGEST)
    try:
        sheets, remarks = _sheets(content)
    except NotATableError as error:
        raise _refusal(path, str(error)) from error
    if not any(sheet.size for sheet in sheets):
        raise _refusal(path, _("it holds no row."))
    return Book(path.name, hashlib.sha256(content).hexdigest(), content, sheets, remarks)


def _refusal(path: Path, reason: str) -> Refused:
    return Refused(_("{path} is not read: {reason}").format(path=path, reason=reason))


def _sheets(content: bytes) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book."""
    match kind_of(content):
        case "xlsx":
            from crisis_log.exchange.reading.xlsx import read_xlsx

            return read_xlsx(Package(content))
        case "ods":
            from crisis_log.exchange.reading.ods import read_ods

            return read_ods(Package(content))
        case "xls":
            from crisis_log.exchange.reading.xls import read_xls

            return read_xls(content)
        case "text":
            from crisis_log.exchange.reading.separated import read_text

            return (read_text(content),), ()
