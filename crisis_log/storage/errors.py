"""What can go wrong with storage, as sentences for the person at the desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventsourcing.persistence import PersistenceError

from crisis_log.language import _
from crisis_log.words import reason_of


class StorageError(Exception):
    """The register cannot be read or written; the message says why and what to do."""


class NotARegisterError(StorageError):
    """The file is not a register that this version can open; it was left untouched."""


class BusyError(StorageError):
    """Other processes held the register for longer than we wait."""


class ReadOnlyError(StorageError):
    """The file, or the folder it lies in, cannot be written."""


@contextmanager
def errors_as_sentences(path: Path) -> Iterator[None]:
    """Turn what the database and the operating system raise into `StorageError`.

    A damaged schema is reported by `sqlite3` in bytes that it then fails to decode.
    """
    try:
        yield
    except PersistenceError as error:
        cause = error.__cause__ or error
        raise _storage_error(cause, path) from error
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise _storage_error(error, path) from error


def _storage_error(error: BaseException, path: Path) -> StorageError:
    if isinstance(error, TimeoutError):
        return busy(path)
    if isinstance(error, OSError):
        return StorageError(
            _("{path} cannot be used: {reason}.").format(path=path, reason=reason_of(error))
        )
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return busy(path)
    if code == sqlite3.SQLITE_READONLY:
        return read_only(path)
    sentences = {
        sqlite3.SQLITE_FULL: _(
            "The disk is full: nothing was recorded in {path}. Free some space and try again."
        ),
        sqlite3.SQLITE_PERM: _("You may not use {path}. Ask for the right to."),
        sqlite3.SQLITE_CANTOPEN: _(
            "{path} cannot be opened. Check that its folder exists and that you may write there."
        ),
        sqlite3.SQLITE_IOERR: _(
            "The disk failed or is full: nothing was recorded in {path}. Check it and try again."
        ),
        sqlite3.SQLITE_CORRUPT: _("{path} is damaged. Keep it as it is and restore a backup."),
        sqlite3.SQLITE_ERROR: _(
            "{path} is damaged ({reason}). Keep it as it is and restore a backup."
        ),
        sqlite3.SQLITE_NOTADB: _("{path} is not a register: it is not an SQLite database."),
    }
    sentence = sentences.get(code, _("{path} cannot be used: {reason}."))
    made = ReadOnlyError if code == sqlite3.SQLITE_CANTOPEN else StorageError
    return made(sentence.format(path=path, reason=error))


def read_only(path: Path) -> ReadOnlyError:
    """Return the refusal to write where we may only read."""
    return ReadOnlyError(
        _("{path} is read-only: nothing was recorded. Ask for the right to write to it.").format(
            path=path
        )
    )


def busy(path: Path) -> BusyError:
    """Return the refusal to wait any longer for others."""
    return BusyError(_("{path} is busy; nothing was recorded. Try again.").format(path=path))
