"""New register files, and copies of one: made whole beside their place, then named.

A file that is killed half-made never bears the name of a register.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crisis_log.files import create_private, sync_folder
from crisis_log.language import _
from crisis_log.outputs import name_aside
from crisis_log.storage.errors import OutcomeUnknownError, StorageError, busy, disk_failed, taken
from crisis_log.storage.rows import STATE_FORMAT
from crisis_log.storage.sqlite.connections import connect
from crisis_log.storage.sqlite.errors import errors_as_sentences
from crisis_log.storage.sqlite.file import check_is_local
from crisis_log.storage.sqlite.kept import OWN_ENDINGS
from crisis_log.storage.sqlite.place import FilePlace
from crisis_log.storage.sqlite.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from crisis_log.storage.sqlite.backend import SQLiteBackend


@contextmanager
def create(place: FilePlace, register_id: str) -> Iterator[SQLiteBackend]:
    """Make a register at `place` and open it to take its first entries.

    It gets its name when the block ends without an error; otherwise nothing is left.

    Raises:
        StorageError: something is already there, or it cannot be written.

    """
    _check_free(place.path)
    check_is_local(place.path.parent)
    with _made_aside(place.path) as aside:
        with closing(connect(aside)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("BEGIN")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            for statement in TABLES:
                connection.execute(statement)
            connection.executemany(
                "INSERT INTO register VALUES (?, ?)",
                [("register_id", register_id), ("state_format", str(STATE_FORMAT))],
            )
            connection.execute("COMMIT")
        try:
            with closing(FilePlace(aside).open()) as backend:
                yield backend
        except OutcomeUnknownError as error:  # of a file that is thrown away
            raise disk_failed(place.text) from error


def back_up(source: Path, path: Path) -> None:
    """Copy the register file `source` to `path`, whole while others write, and check it.

    Raises:
        StorageError: something is already there, it cannot be written, or the copy is
            not sound.

    """
    _check_free(path)
    with (
        _made_aside(path) as aside,
        closing(connect(source)) as original,
        closing(sqlite3.connect(aside)) as copy,
    ):
        original.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise StorageError(
                _("The copy is damaged ({verdict}); nothing was kept.").format(verdict=verdict)
            )


def _check_free(path: Path) -> None:
    with errors_as_sentences(str(path)):
        is_taken = path.exists() or path.is_symlink()
    if is_taken:
        raise taken(str(path))


@contextmanager
def _made_aside(path: Path) -> Iterator[Path]:
    aside = name_aside(path)
    with errors_as_sentences(str(path)):
        create_private(aside)
        try:
            yield aside
            _make_one_file(aside)
            _give_name(aside, path)
            sync_folder(path.parent)
        except FileExistsError:
            _check_free(path)
            raise
        finally:
            for ending in OWN_ENDINGS:
                Path(f"{aside}{ending}").unlink(missing_ok=True)


def _give_name(aside: Path, path: Path) -> None:
    """Name the finished file, never over another of that name."""
    try:
        os.link(aside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links, such as that of a USB stick
        _check_free(path)
        aside.rename(path)


def _make_one_file(path: Path) -> None:
    """Bring what was written into the one file that gets a name, durably.

    Closing a connection does so too, but says nothing when the disk is full.
    """
    with closing(connect(path)) as connection:
        (blocked, *_pages) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    written_ahead = Path(f"{path}-wal")
    if blocked or (written_ahead.exists() and written_ahead.stat().st_size):
        raise busy(str(path))
    with path.open("rb+") as file:
        os.fsync(file.fileno())
