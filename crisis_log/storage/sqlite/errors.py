"""What SQLite and the operating system raise, as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from crisis_log.language import _
from crisis_log.outcome import present
from crisis_log.storage.errors import (
    DiskError,
    ReadOnlyError,
    StorageError,
    busy,
    contradictory,
    damaged,
    disk_failed,
    refused_by_database,
    too_long,
)
from crisis_log.words import reason_of

Raised = sqlite3.Error | OSError | UnicodeDecodeError | OverflowError
RAISED: Final = (sqlite3.Error, OSError, UnicodeDecodeError, OverflowError)
"""What a connection raises; a damaged schema is reported in bytes that do not decode, and a
number from a damaged entry may be larger than any in a table."""
_UNDECODED: Final = sqlite3.OperationalError
"""What Python itself raises, without a code, for stored text that is none."""
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
    """Return the sentence for what was raised about the register at `place`.

    Raises:
        KeyboardInterrupt: a signal came while SQLite ran.

    """
    if isinstance(error, TimeoutError):
        return busy(place)
    if isinstance(error, OSError):
        said = _("{path} cannot be used: {reason}.").format(path=place, reason=reason_of(error))
        return StorageError(" ".join([said, *_hint(error, place)]))
    code = code_of(error) & _PRIMARY
    if code == sqlite3.SQLITE_INTERRUPT and present().signal is not None:
        raise KeyboardInterrupt from error
    if code in _KNOWN:
        return _KNOWN[code](place)
    if isinstance(error, UnicodeDecodeError | OverflowError) or (
        not code and type(error) is _UNDECODED
    ):
        return damaged(place)
    sentences = {
        sqlite3.SQLITE_PERM: _("You may not use {path}. Ask for the right to."),
        sqlite3.SQLITE_NOTADB: _("{path} is not a register: it is not an SQLite database."),
    }
    if code not in sentences:
        return refused_by_database(place, getattr(error, "sqlite_errorname", type(error).__name__))
    return StorageError(sentences[code].format(path=place))


def _hint(error: OSError, place: str) -> Iterator[str]:
    """Return what to do about a file beside the register that has other rights than it."""
    if isinstance(error, PermissionError):
        from crisis_log.storage.sqlite.rights import hint  # it imports this module

        yield from hint(Path(place))


def _full(place: str) -> DiskError:
    return DiskError(
        _(
            "The disk is full: nothing was recorded in {path}. Free some space and try again."
        ).format(path=place)
    )


def _not_written(place: str) -> ReadOnlyError:
    from crisis_log.storage.sqlite.rights import may_not_write

    return may_not_write(Path(place))


def _not_opened(place: str) -> ReadOnlyError:
    from crisis_log.storage.sqlite.rights import hindrance

    if hindrance(Path(place)):
        return _not_written(place)
    return ReadOnlyError(
        _(
            "{path} cannot be opened. Check that its folder exists, that you may write there, and "
            "that not too many files are open."
        ).format(path=place)
    )


_KNOWN: Final[dict[int, Callable[[str], StorageError]]] = {
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_PROTOCOL: busy,  # nobody could begin to read its log for seconds
    sqlite3.SQLITE_READONLY: _not_written,
    sqlite3.SQLITE_CANTOPEN: _not_opened,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_ERROR: damaged,  # no such table, or one that is not as it was made
    sqlite3.SQLITE_IOERR: disk_failed,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_TOOBIG: damaged,
    sqlite3.SQLITE_INTERRUPT: too_long,
    sqlite3.SQLITE_CONSTRAINT: contradictory,  # what the tables refuse we never write to sound ones
}


def code_of(error: Raised) -> int:
    """Return SQLite's extended result code, 0 where there is none."""
    return getattr(error, "sqlite_errorcode", None) or 0
