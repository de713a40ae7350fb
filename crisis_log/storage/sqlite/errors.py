"""What SQLite and the operating system raise, as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from crisis_log.language import _
from crisis_log.storage.errors import (
    ReadOnlyError,
    StorageError,
    busy,
    damaged,
    disk_failed,
    read_only,
)
from crisis_log.words import reason_of

Raised = sqlite3.Error | OSError | UnicodeDecodeError
RAISED: Final = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What a connection raises; a damaged schema is reported in bytes that do not decode."""
_PRIMARY: Final = 0xFF
"""The part of an extended result code that says what kind of error it is."""


@contextmanager
def errors_as_sentences(place: str) -> Iterator[None]:
    """Turn what the database and the operating system raise into `StorageError`."""
    try:
        yield
    except RAISED as error:
        raise storage_error(error, place) from error


def storage_error(error: Raised, place: str) -> StorageError:
    """Return the sentence for what was raised about the register at `place`."""
    if isinstance(error, TimeoutError):
        return busy(place)
    if isinstance(error, OSError):
        return StorageError(
            _("{path} cannot be used: {reason}.").format(path=place, reason=reason_of(error))
        )
    code = code_of(error) & _PRIMARY
    made = _KNOWN.get(code)
    if made is not None:
        return made(place)
    sentences = {
        sqlite3.SQLITE_FULL: _(
            "The disk is full: nothing was recorded in {path}. Free some space and try again."
        ),
        sqlite3.SQLITE_PERM: _("You may not use {path}. Ask for the right to."),
        sqlite3.SQLITE_CANTOPEN: _(
            "{path} cannot be opened. Check that its folder exists and that you may write there."
        ),
        sqlite3.SQLITE_ERROR: _(
            "{path} is damaged ({reason}). Keep it as it is and restore a backup."
        ),
        sqlite3.SQLITE_NOTADB: _("{path} is not a register: it is not an SQLite database."),
    }
    sentence = sentences.get(code, _("{path} cannot be used: {reason}."))
    kind = ReadOnlyError if code == sqlite3.SQLITE_CANTOPEN else StorageError
    return kind(sentence.format(path=place, reason=error))


_KNOWN: Final[dict[int, Callable[[str], StorageError]]] = {
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_READONLY: read_only,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_IOERR: disk_failed,
}


def code_of(error: Raised) -> int:
    """Return SQLite's extended result code, 0 where there is none."""
    return getattr(error, "sqlite_errorcode", None) or 0
