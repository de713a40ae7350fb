"""Which files this process has open: while SQLite has one open, nothing else opens it.

POSIX drops every lock that a process holds on a file as soon as it closes any descriptor
of it, SQLite's locks included. Another process would then believe itself the last one and
delete the write-ahead log: https://www.sqlite.org/howtocorrupt.html, section 2.2.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from crisis_log.rights import may
from crisis_log.scratch import VARIABLE, scratch_folder
from crisis_log.storage.errors import BusyError, NoScratchError, busy, in_use
from crisis_log.storage.sqlite.errors import errors_as_sentences
from crisis_log.storage.sqlite.file import check_is_register
from crisis_log.storage.sqlite.names import Identity, canonical, identity, lies_beside

_TRIES: Final = 5
_LOCKED_FROM, _LOCKED_BYTES = 0x40000000, 512
"""The bytes of a database that SQLite locks: each of its users holds one of them."""
_NO_ROOM: Final = (None, errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Why there is no scratch folder, or nothing more can be written there."""
_open: Final[Counter[Identity]] = Counter()
_guard: Final = threading.RLock()


class Held(NamedTuple):
    """A register file: where it lies, whatever link led there, and which file it is."""

    path: Path
    file: Identity


@contextmanager
def held_open(path: Path) -> Iterator[Held]:
    """Check that `path` is a register, and leave it to SQLite alone until the block ends.

    Raises:
        NotARegisterError: it is not; the file was only read.

    """
    with _guard, errors_as_sentences(str(path)):
        if not _is_open_here(path):
            check_is_register(path)
        there = canonical(path)
        file = identity(there)
        _open[file] += 1
    try:
        yield Held(there, file)
    finally:
        with _guard:
            _open[file] -= 1


@contextmanager
def private_copy(path: Path) -> Iterator[Path]:
    """Copy a register that SQLite must not open where it lies, to read it until the block ends.

    Raises:
        NotARegisterError: it is none.
        BusyError: it is open in this process, or others write to it meanwhile.
        NoScratchError: there is no room for a copy.

    """
    with errors_as_sentences(str(path)), ExitStack() as kept:
        with _guard, _where_there_is_room():
            if _is_open_here(path):
                raise busy(str(path))
            check_is_register(path)
            copy = kept.enter_context(scratch_folder()) / "copy"
            copy_unchanged(path, copy)
        yield copy


@contextmanager
def _where_there_is_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NoScratchError(VARIABLE) from error
        raise


@contextmanager
def let_alone(path: Path) -> Iterator[BinaryIO | None]:
    """Keep every other process from using the database `path`; yield it, if it is there.

    Until the block ends it is read through what is yielded alone: see the module.
    On Windows nothing is held: nobody can replace or delete a file in use there.

    Raises:
        BusyError: somebody has it open.

    """
    with _guard:
        if _is_open_here(path):
            raise in_use(str(path))
        if sys.platform == "win32" or not path.exists():
            yield None
            return
        with path.open("rb+") as file:
            _lock_out(file, str(path))
            yield file


def _lock_out(file: BinaryIO, path: str) -> None:
    """Keep others from using a database for as long as `file` is open.

    Raises:
        BusyError: somebody uses it.

    """
    try:
        if sys.platform == "win32":
            import msvcrt

            for mode in (msvcrt.LK_NBLCK, msvcrt.LK_UNLCK):  # there it is only asked
                file.seek(_LOCKED_FROM)
                msvcrt.locking(file.fileno(), mode, _LOCKED_BYTES)
        else:
            import fcntl

            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED_BYTES, _LOCKED_FROM)
    except (BlockingIOError, PermissionError):
        raise in_use(path) from None


def beginning(path: Path, count: int) -> bytes:
    """Return the first bytes of a file, nothing of one that this process has open as a register.

    Raises:
        OSError: it cannot be read.

    """
    with _guard:
        if _is_open_here(path):
            return b""
        with path.open("rb") as file:
            return file.read(count)


def is_read_in_place(path: Path) -> bool:
    """Whether SQLite can read the database where it lies, and all be left as it was.

    Where somebody has it open SQLite only takes part. Else it would put a log beside it, which
    `tidy` must be able to remove, and would work on what a killed writer left there.
    """
    if not path.is_file():
        return True  # and is refused there
    return is_in_use(path) if lies_beside(path) else may_write(path)


def is_in_use(path: Path) -> bool:
    """Whether somebody has the database open that has a log beside it."""
    if not may(path, os.W_OK):
        return os.path.lexists(f"{path}-shm")  # where nobody has, SQLite cannot read it either
    with _guard:
        if _is_open_here(path):
            return True
        try:
            with path.open("rb+") as file:
                _lock_out(file, str(path))
        except BusyError:
            return True
    return False


def tidy(path: Path) -> None:
    """Remove what SQLite leaves beside a database that was only read, if nobody has it open.

    Only where it was read in place: what others left there stays.
    """
    with suppress(BusyError, OSError, ValueError):
        ahead = Path(f"{path}-wal")
        with let_alone(path):
            if not ahead.stat().st_size:
                ahead.unlink()
                Path(f"{path}-shm").unlink()


def may_write(path: Path) -> bool:
    """Whether the system lets us write to `path` and beside it."""
    return all(may(each, os.W_OK) for each in (path, path.resolve().parent))


def read_through(path: Path, there: BinaryIO | None) -> AbstractContextManager[BinaryIO]:
    """Open `path` to read it; where it is let alone, read what is open `there` from its start."""
    if there is None:
        return path.open("rb")
    there.seek(0)
    return nullcontext(there)


def copy_unchanged(path: Path, copy: Path, there: BinaryIO | None = None) -> None:
    """Copy a database and what was written ahead of it, as they are at one moment.

    `there` is the database, where it is let alone.
    """
    for _attempt in range(_TRIES):
        if _copied(path, copy, there):
            return
    raise busy(str(path))


def _copied(path: Path, copy: Path, there: BinaryIO | None) -> bool:
    """Copy both; whether nobody wrote meanwhile, nor took the log away."""
    import shutil

    Path(f"{copy}-wal").unlink(missing_ok=True)  # of an attempt before, when there was one
    before = marks(path)
    for suffix in before:
        try:
            source = read_through(Path(f"{path}{suffix}"), None if suffix else there)
        except FileNotFoundError:
            if not suffix:
                raise
            return False  # who had it open ended
        with source as file, Path(f"{copy}{suffix}").open("wb") as copied:
            shutil.copyfileobj(file, copied)
    return marks(path) == before


def marks(path: Path) -> dict[str, tuple[int, int, int]]:
    """Return what changes when somebody writes: which files hold entries, their size and time."""
    found = {}
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            found[suffix] = Path(f"{path}{suffix}").stat()
    return {suffix: (stat.st_ino, stat.st_size, stat.st_mtime_ns) for suffix, stat in found.items()}


def _is_open_here(path: Path) -> bool:
    try:
        return _open[identity(path)] > 0
    except (OSError, ValueError):  # it is not there, or cannot be
        return False
