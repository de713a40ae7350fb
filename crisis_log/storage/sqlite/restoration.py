"""Putting a backup in the place of a register, whose files are kept under another name.

    the backup, copied aside ─ what is here, copied to a name with the date
        ─ its log ahead brought in ─▶ the copy takes its name, at once

Whoever is killed leaves the old register or the new one, and in either case the kept copy.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from crisis_log.files import create_private, sync_folder
from crisis_log.language import _, pgettext
from crisis_log.outcome import present
from crisis_log.storage.errors import StorageError, in_use, taken
from crisis_log.storage.reading import Reading
from crisis_log.storage.sqlite.copying import copied, reads_as, snapshot
from crisis_log.storage.sqlite.creation import give_name, made_aside, make_one_file
from crisis_log.storage.sqlite.errors import code_of, errors_as_sentences
from crisis_log.storage.sqlite.file import check_is_local
from crisis_log.storage.sqlite.hold import let_alone, read_through
from crisis_log.storage.sqlite.lock import locked
from crisis_log.storage.sqlite.names import BESIDE, canonical
from crisis_log.storage.sqlite.place import FilePlace
from crisis_log.storage.sqlite.rights import follow_rights

_PATIENCE_SECONDS: Final = 2
_TRIES: Final = 100


def restore(path: Path, backup: Path, expected: int | None = None) -> Path | None:
    """Put the register in the file `backup` at `path`; return where what lay there is kept.

    Once it has kept what lies there nothing interrupts the run: it tells.

    Raises:
        BusyError: somebody has the register open that lies there, or recorded in it: it does
            not hold the `expected` number of entries.
        StorageError: the backup cannot be read, or nothing can be written there.

    """
    path = canonical(path)
    check_is_local(path.parent)
    _check_apart(path, backup)
    with (
        closing(FilePlace(backup).open(read_only=True)) as opened,
        locked(path, _PATIENCE_SECONDS),
        errors_as_sentences(str(path)),
        snapshot(opened.source.path) as original,
    ):
        if expected not in {None, _entries(path)}:
            raise in_use(str(path))
        kept = _free_name(path)
        with made_aside(path, partial(_take_place, kept=kept)) as aside:
            copied(original, aside)
            follow_rights(aside, path if path.exists() else backup)
        if not reads_as(original, path):
            raise StorageError(
                _(
                    "{path} does not read as {backup}. What was there before is kept: {kept}. "
                    "Look with “doctor”."
                ).format(path=path, backup=backup, kept=kept)
            )
    return kept if _there(kept) else None


def _check_apart(path: Path, backup: Path) -> None:
    with errors_as_sentences(str(path)):
        path.parent.stat()
        if path.is_dir():
            raise taken(str(path))
        if path.exists() and path.samefile(backup):
            raise StorageError(
                _("{backup} is the register itself, not a backup of it: nothing was done.").format(
                    backup=backup
                )
            )


def _entries(path: Path) -> int | None:
    """Return how many entries lie there, None where nobody can say."""
    if not path.exists():
        return 0
    try:
        with closing(FilePlace(path).open(read_only=True)) as here, here.reading() as cursor:
            return Reading(cursor, here.register_id).size()
    except StorageError:
        return None


def _there(path: Path) -> list[str]:
    """Return the endings of what lies there; an index (-shm) is made again from its log."""
    files = {end: Path(f"{path}{end}") for end in ("", "-wal", "-journal")}
    return [e for e, file in files.items() if file.is_file() and (not e or file.stat().st_size)]


def _free_name(path: Path) -> Path:
    """Return a name to keep what is replaced under, which nothing has."""
    replaced = pgettext("ending of a file's name", "replaced")
    beginning = f"{path.name}.{replaced}-{time.strftime('%Y-%m-%d-%H%M%S')}"
    for again in ("", *(f"-{number}" for number in range(2, _TRIES))):
        kept = path.with_name(beginning + again)
        if not any(os.path.lexists(f"{kept}{end}") for end in ("", *BESIDE)):
            return kept
    raise taken(beginning)


def _take_place(aside: Path, path: Path, *, kept: Path) -> None:
    """Keep what lies at `path`, then let the finished file take its place."""
    with let_alone(path) as there:
        _keep(path, kept, there)
    _bring_in_log_ahead(path)
    if not path.exists():
        give_name(aside, path)
        return
    with let_alone(path) as replaced:
        os.replace(aside, path)  # noqa: PTH105 - the same on every system
        if replaced and not os.fstat(replaced.fileno()).st_nlink:
            with suppress(OSError):  # who waits to open it must not take it for the new one
                replaced.truncate(0)


def _keep(path: Path, kept: Path, database: BinaryIO | None) -> None:
    """Copy what lies at `path`, byte by byte and durably; a copy that is not finished goes."""
    with ExitStack() as unfinished:
        for end in _there(path):
            source, copy = Path(f"{path}{end}"), Path(f"{kept}{end}")
            create_private(copy)
            unfinished.callback(copy.unlink)
            with read_through(source, None if end else database) as there, copy.open("rb+") as file:
                while block := there.read(1 << 20):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            follow_rights(copy, source)
        sync_folder(path.parent)
        present().hold()
        unfinished.pop_all()


def _bring_in_log_ahead(path: Path) -> None:
    """Leave a register that is one file, as closing it does; without its log, if that fails.

    A journal, which no register leaves, is kept with the rest and never played back.
    """
    Path(f"{path}-journal").unlink(missing_ok=True)
    try:
        make_one_file(path)
    except sqlite3.Error as error:  # damaged, and kept
        if code_of(error) & 0xFF == sqlite3.SQLITE_BUSY:
            raise
    for suffix in BESIDE:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    sync_folder(path.parent)
