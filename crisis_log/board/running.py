"""Which boards of a register run now, of those that the account started.

    ID-STARTED.board        where it is reached
    ID-STARTED.board.lock   locked by the board that runs: the system unlocks it, however that ends

They lie beside the links, which are good on each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import time_ns
from typing import TYPE_CHECKING, Final

from crisis_log.files import file_errors
from crisis_log.language import _
from crisis_log.outputs import write
from crisis_log.rights import PRIVATE

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

    from crisis_log.board.links import Links

_ENDING: Final = ".board"


@contextmanager
def running(links: Links, address: str) -> Iterator[None]:
    """Tell that a board is reached at `address`, until the block ends.

    Raises:
        FileError: that cannot be told.

    """
    told = links.path.with_name(f"{links.path.stem}-{time_ns()}{_ENDING}")
    lock = _lock_of(told)
    with links.alone(), file_errors(_("{path} cannot be written: {reason}."), told):
        lock.acquire()
        write(told, address.encode())
    try:
        yield
    finally:
        lock.release()
        _forget(told)


def where(links: Links) -> tuple[str, ...]:
    """Return where boards are reached that run now, the one that was started last first.

    Raises:
        FileError: that cannot be told.

    """
    with links.alone(), file_errors(_("{path} cannot be read: {reason}."), links.path.parent):
        told = sorted(links.path.parent.glob(f"{links.path.stem}-*{_ENDING}"), reverse=True)
        return tuple(one.read_text("utf-8") for one in told if _runs(one))


def _runs(told: Path) -> bool:
    """Whether its board runs; what is left of one that was killed is removed."""
    from filelock import Timeout

    lock = _lock_of(told)
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    _forget(told)
    return False


def _lock_of(told: Path) -> BaseFileLock:
    from filelock import FileLock

    return FileLock(told.with_name(f"{told.name}.lock"), timeout=0, mode=PRIVATE)


def _forget(told: Path) -> None:
    with suppress(OSError):
        told.unlink(missing_ok=True)
        told.with_name(f"{told.name}.lock").unlink(missing_ok=True)
