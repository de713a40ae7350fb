"""New register files, and copies of one: made whole beside their place, then named.

A file that is killed half-made never bears the name of a register.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crisis_log import files
from crisis_log.files import create_private, sync_folder
from crisis_log.language import _
from crisis_log.outcome import present
from crisis_log.outputs import name_aside
from crisis_log.storage.errors import OutcomeUnknownError, StorageError, busy, disk_failed, taken
from crisis_log.storage.rows import STATE_FORMAT
from crisis_log.storage.sqlite.connecting import connect
from crisis_log.storage.sqlite.copying import copied, reads_as, snapshot
from crisis_log.storage.sqlite.errors import errors_as_sentences
from crisis_log.storage.sqlite.file import check_is_local
from crisis_log.storage.sqlite.kept import OWN_ENDINGS
from crisis_log.storage.sqlite.names import BESIDE
from crisis_log.storage.sqlite.place import FilePlace
from crisis_log.storage.sqlite.rights import follow_rights, share_as_folder
from crisis_log.storage.sqlite.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from crisis_log.storage.sqlite.backend import SQLiteBackend

Naming = Callable[[Path, Path], object]
"""Gives the first file, which is finished, the name of the second."""


@contextmanager
def create(place: FilePlace, register_id: str) -> Iterator[SQLiteBackend]:
    """Make a register at `place` and open it to take its first entries.

    It gets its name when the block ends without an error; otherwise nothing is left.

    Raises:
        StorageError: something is already there, or it cannot be written.

    """
    check_free(place.path)
    check_is_local(place.path.parent)
    with made_aside(place.path, give_name) as aside:
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
        share_as_folder(aside)
        try:
            with closing(FilePlace(aside).open()) as backend:
                yield backend
        except OutcomeUnknownError as error:  # of a file that is thrown away
            raise disk_failed(place.text) from error


def back_up(source: Path, path: Path) -> None:
    """Copy the register file `source` to `path`, whole while others write, and check it.

    Once it gets its name nothing interrupts the run: it tells.

    Raises:
        StorageError: something is already there, it cannot be written, or the copy is
            not sound.

    """
    check_free(path)
    with (
        errors_as_sentences(str(path)),
        snapshot(source) as original,
        made_aside(path, give_name) as aside,
    ):
        copied(original, aside)
        if not reads_as(original, aside):
            raise StorageError(
                _("{path} did not read as what was copied; it was not kept.").format(path=path)
            )
        follow_rights(aside, source)
        present().hold()


def check_free(path: Path) -> None:
    """Check that nothing bears that name, and nothing lies beside it that SQLite would read.

    Raises:
        StorageError: something does.

    """
    with errors_as_sentences(str(path)):
        if path.exists() or path.is_symlink():
            raise taken(str(path))
        if path.name.endswith(BESIDE):
            raise StorageError(
                _("{path} is a name that a register keeps for its log: choose another.").format(
                    path=path
                )
            )
        for left in (Path(f"{path}{suffix}") for suffix in BESIDE):
            if left.exists() or left.is_symlink():
                raise StorageError(
                    _(
                        "{left} lies there: it belongs to a register that was moved or deleted, "
                        "and may hold what was recorded last. Put it back beside that register, "
                        "under its name, or move it elsewhere. Nothing was created."
                    ).format(left=left)
                )


@contextmanager
def made_aside(path: Path, name: Naming) -> Iterator[Path]:
    """Make a file beside `path`, which gets its name when the block ends without an error."""
    aside = name_aside(path)
    with errors_as_sentences(str(path)):
        create_private(aside)
        try:
            yield aside
            make_one_file(aside)
            name(aside, path)
            sync_folder(path.parent)
        finally:
            for ending in OWN_ENDINGS:
                Path(f"{aside}{ending}").unlink(missing_ok=True)


def give_name(aside: Path, path: Path) -> None:
    """Name the finished file, never over another of that name.

    Whoever is killed between the two names leaves the second: see `names`.
    """
    check_free(path)
    try:
        files.give_name(aside, path)
    except FileExistsError:
        raise taken(str(path)) from None


def make_one_file(path: Path) -> None:
    """Bring what was written ahead into the database itself, durably.

    Closing a connection does so too, but says nothing when the disk is full.
    """
    with closing(connect(path)) as connection:
        (blocked, *_pages) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    written_ahead = Path(f"{path}-wal")
    if blocked or (written_ahead.exists() and written_ahead.stat().st_size):
        raise busy(str(path))
    with path.open("rb+") as file:
        os.fsync(file.fileno())
