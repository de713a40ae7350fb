"""A register file has one name: under another it would have another log ahead, another lock.

SQLite finds the write-ahead log by the name that was opened, and we the lock; entries
acknowledged under one name of a file are overwritten under the other:
https://www.sqlite.org/howtocorrupt.html, section 2.5.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from crisis_log.language import _
from crisis_log.storage.errors import StorageError
from crisis_log.storage.sqlite.errors import errors_as_sentences

Identity = tuple[int, int]
"""What tells a file from all others, whatever it is called."""
BESIDE: Final = ("-wal", "-journal", "-shm")
"""What SQLite keeps beside a database of that name."""
_ASIDE: Final = re.compile(r"\..+\.[0-9a-f]{8}")


def canonical(path: Path) -> Path:
    """Return where a symbolic link leads, which is no second name of a file."""
    is_link = os.path.islink(path)  # noqa: PTH114 - never raises
    return Path(os.path.realpath(path)) if is_link else path


def identity(path: Path) -> Identity:
    """Return which file `path` names."""
    found = path.stat()
    return found.st_dev, found.st_ino


def count(path: Path) -> int:
    """Return how many names the file has, but for one that a killed creation left."""
    return path.stat().st_nlink - len(_left_by_creation(path))


def check_beside(path: Path) -> None:
    """Check, before SQLite opens `path`, that it does no harm by what lies beside it.

    SQLite plays a rollback journal back into the database, deletes the files that it names,
    and follows links. A register never has one: it is made and kept with a log ahead.

    Raises:
        StorageError: a journal lies there, or what is called a log is not a file of its own.

    """
    journal = Path(f"{path}-journal")
    if os.path.lexists(journal):
        raise StorageError(
            _(
                "{journal} lies beside {path}: no register leaves such a file, and opening it "
                "could alter the register and delete other files. Nothing was opened. Find out "
                "who put it there, and move it elsewhere."
            ).format(journal=journal, path=path)
        )
    for beside in (Path(f"{path}{suffix}") for suffix in BESIDE):
        if not _is_own_or_absent(beside):
            raise StorageError(
                _(
                    "{beside} is not a file of its own, as the log of a register is: nothing was "
                    "opened. Find out who put it there, and move it elsewhere."
                ).format(beside=beside)
            )


def _is_own_or_absent(file: Path) -> bool:
    """Whether it is a file, no link, or not there: who closes last removes it at any moment."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except (OSError, ValueError):
        return True


def lies_beside(path: Path) -> bool:
    """Whether a log, or its index, lies beside the database."""
    return any(os.path.lexists(f"{path}{suffix}") for suffix in BESIDE)


def check_may_be_written(path: Path, opened: Identity) -> None:
    """Check, under the lock, that `path` is the one name of the file that was `opened`.

    Raises:
        StorageError: it is not; nothing was changed.

    """
    with errors_as_sentences(str(path)):
        if not path.exists() or identity(path) != opened:
            raise StorageError(
                _(
                    "{path} was moved or replaced while it was open: nothing was recorded. "
                    "Give the command again."
                ).format(path=path)
            )
        if path.stat().st_nlink == 1:
            return
        for leftover in _left_by_creation(path):
            leftover.unlink(missing_ok=True)
        if path.stat().st_nlink > 1:
            raise StorageError(
                _(
                    "{path} has another name (a hard link), and what is recorded under one is "
                    "lost under the other: nothing was recorded. Remove the other name, or put "
                    "a copy in its place."
                ).format(path=path)
            )


def check_may_be_read(path: Path) -> None:
    """Check that what was last recorded is not kept under another name of the same folder.

    Raises:
        StorageError: it is.

    """
    with errors_as_sentences(str(path)):
        for other in _other_names(path):
            ahead = Path(f"{other}-wal")
            if ahead.exists() and ahead.stat().st_size:
                raise StorageError(
                    _(
                        "{path} and {other} are one file (a hard link), and what was last "
                        "recorded is seen under the name {other} alone: open that one."
                    ).format(path=path, other=other)
                )


def _left_by_creation(path: Path) -> list[Path]:
    """Return the names under which the file was made, left by a process that was killed then.

    Nothing can be ahead of the file under them: it is made one file before it gets its name.
    """
    return [other for other in _other_names(path) if _ASIDE.fullmatch(other.name)]


def _other_names(path: Path) -> Iterator[Path]:
    """Return the other names of the file, of those in its folder."""
    if path.stat().st_nlink == 1:
        return
    here = identity(path)
    with os.scandir(path.parent) as folder:
        for entry in folder:
            if entry.name != path.name and entry.inode() == here[1] and not entry.is_symlink():
                yield path.with_name(entry.name)
