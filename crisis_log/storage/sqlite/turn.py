"""Whose turn it is: who waits for the lock of a register gets it in the order of coming.

Everybody takes a place in the lock's file: the byte whose number is the time of coming. It is
locked, and then all bytes before it are waited for. So the system wakes the next one, and that
one alone, when the one before it is done or dies; nobody asks again and again. These are locks
of an open file, not of a process: each thread has its own, and none is left by who is killed.

The order is a courtesy: `flock` decides who writes (see `lock`). Where a system has no such
locks, and beside an older version of this program, everybody waits as before, in no order.
"""

from __future__ import annotations

import os
import struct
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import Final

from crisis_log.progress import Patience

_LAYOUT: Final = "hhqqi"
"""Of `struct flock`: its type, whence the first byte is counted, that byte, how many, a process."""
_ATTEMPTS: Final = 100
_UNHEARD: Final = 0.2
"""Seconds for which a signal may stay unheard: one that comes as a wait begins does not end it."""


def await_turn(lock: int, patience: Patience) -> None:
    """Wait until all who came before are done with the lock file that is open as `lock`.

    The place is kept for as long as that is open.

    Raises:
        TimeoutError: it is not our turn when `patience` ends.

    """
    if sys.platform != "linux":
        return
    import fcntl

    try:
        place = _place(lock)
    except OSError:
        return  # the file system, or what stands in for the system, has no such locks
    try:
        _lock(lock, fcntl.F_OFD_SETLK, 0, place)
    except BlockingIOError:
        _await_those_before(place, lock, patience)


def is_waited_for(lock: int) -> bool:
    """Whether somebody came after whose turn it is now, with the lock file open as `lock`.

    Never where there are no places.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    everywhere = struct.pack(_LAYOUT, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    try:
        found = fcntl.fcntl(lock, fcntl.F_OFD_GETLK, everywhere)
    except OSError:
        return False
    return bool(struct.unpack(_LAYOUT, found)[0] != fcntl.F_UNLCK)


def _place(lock: int) -> int:
    """Take a place behind everybody; two hardly ever come at the same nanosecond.

    Raises:
        OSError: there are no places: network file systems lock all bytes where we ask for `flock`.

    """
    import fcntl

    for _attempt in range(_ATTEMPTS):
        place = time.monotonic_ns()
        with suppress(BlockingIOError):
            _lock(lock, fcntl.F_OFD_SETLK, place, 1)
            return place
    raise BlockingIOError


def _await_those_before(place: int, lock: int, patience: Patience) -> None:
    """Wait in a thread: the system knows no deadline, and who gives up waits no longer.

    The thread has a descriptor of its own to close: if it was given up, its turn passes by.
    """
    waiting = Thread(target=_let_before, args=(place, os.dup(lock)), daemon=True)
    waiting.start()
    while waiting.is_alive():
        waiting.join(min(patience.left(), _UNHEARD))


def _let_before(place: int, lock: int) -> None:
    import fcntl

    try:
        with suppress(OSError):
            _lock(lock, fcntl.F_OFD_SETLKW, 0, place)
    finally:
        os.close(lock)


def _lock(file: int, command: int, first: int, count: int) -> None:
    import fcntl

    fcntl.fcntl(file, command, struct.pack(_LAYOUT, fcntl.F_WRLCK, os.SEEK_SET, first, count, 0))
