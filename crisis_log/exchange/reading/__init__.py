"""Files of tables that come in, one module per format: see `open_book`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisis_log.exchange.table import Book


def open_book(path: Path) -> Book:
    """Return the tables that a file holds; its bytes say what it is, its ending only helps.

    Raises:
        Refused: it holds no table that can be read; the sentence says what it is, and what to do.
        FileError: it cannot be read.

    """
    raise NotImplementedError(path)
