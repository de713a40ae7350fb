"""The lock beside the database: writers of all processes wait for it, in the order they came.

Where the system has `flock` it is used directly: 5 µs an entry where a general library
takes 115, and its import 17 ms of every command. Elsewhere (Windows) `filelock` is used,
which keeps no order: who asks at the right moment comes first. See `turn`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from crisis_log.files import create_private, give_name
from crisis_log.language import _
from crisis_log.outputs import name_aside
from crisis_log.progress import Patience
from crisis_log.rights import PRIVATE, may
from crisis_log.storage.errors import StorageError, busy, read_only
from crisis_log.storage.sqlite.rights import follow_rights
from crisis_log.storage.sqlite.turn import await_turn, is_waited_for
from crisis_log.words import reason_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # `if fcntl` tells

_POLL_SECONDS: Final = 0.002
_ASK_SECONDS: Final = 1.0
"""After which it is asked whether to go on waiting."""


class Taken(NamedTuple):
    """A lock that was taken: what gives it back, and tells whether others wait for it."""

    release: Callable[[], object]
    is_waited_for: Callable[[], bool]


@contextmanager
def locked(register: Path, timeout_seconds: float) -> Iterator[Callable[[], bool]]:
    """Hold the lock of a register alone, among threads and processes, until the block ends.

    What is yielded tells whether others wait for it: see `turn`. Its file stays: removing it
    would let two waiters each lock a file of that name. Whoever may write to the register may
    take the lock.

    Raises:
        BusyError: others held it for all of `timeout_seconds`.
        StorageError: it cannot be locked; the sentence names the lock's own file, unless the
            register itself may not be written to.

    """
    path = Path(f"{register}.lock")
    try:
        taken = _taken(path, register, Patience(timeout_seconds))
    except TimeoutError as error:
        raise busy(str(register)) from error
    except OSError as error:
        raise _not_taken(path, register, error) from error
    try:
        yield taken.is_waited_for
    finally:
        taken.release()


def _not_taken(path: Path, register: Path, error: OSError) -> StorageError:
    if may(register, os.F_OK) and not may(register, os.W_OK):
        return read_only(str(register))
    return StorageError(
        _(
            "The lock file {path} cannot be used ({reason}): nothing was recorded. Ask its owner "
            "to record something, or to give it the rights of the register."
        ).format(path=path, reason=reason_of(error))
    )


def _taken(path: Path, register: Path, patience: Patience) -> Taken:
    """Take the lock."""
    if fcntl is not None:
        return _flocked(path, register, patience)
    from filelock import FileLock, Timeout

    lock = FileLock(path, mode=PRIVATE)
    while True:
        with suppress(Timeout):
            lock.acquire(min(patience.left(), _ASK_SECONDS), poll_interval=_POLL_SECONDS)
            return Taken(lock.release, lambda: False)


def _flocked(path: Path, register: Path, patience: Patience) -> Taken:
    descriptor = _opened(path, register)
    try:
        follow_rights(descriptor, register)
        await_turn(descriptor, patience)
        while not _is_ours(descriptor):
            time.sleep(min(patience.left(), _POLL_SECONDS))
    except BaseException:
        os.close(descriptor)
        raise
    return Taken(partial(os.close, descriptor), partial(is_waited_for, descriptor))


def _opened(path: Path, register: Path) -> int:
    """Open the lock file, or make it: some systems let nobody create what another has made."""
    try:
        return os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        _make(path, register)
        return os.open(path, os.O_RDWR | os.O_NOFOLLOW)


def _make(path: Path, register: Path) -> None:
    """Make the lock file, with its rights from the first: another account may want it at once."""
    aside = Path(f"{name_aside(register)}.lock")
    create_private(aside)
    try:
        follow_rights(aside, register)
        with suppress(FileExistsError):  # another process was faster
            give_name(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def _is_ours(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
