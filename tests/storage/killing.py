"""A process that is killed as soon as it has changed a folder for the nth time.

A change is a file that is made, named, renamed, removed, emptied or begun: what is written in
between is SQLite's business, see `tests/attacks/test_crash_states.py`. Linux only: the process
is traced (`ptrace`), and the folder is looked at after each of its system calls.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from tests.storage.processes import in_another_process

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="ptrace as Linux has it")
Act = Callable[[Path], object]
"""What is done in a folder; a function of a module, so that another process finds it."""
Look = Callable[[Path], object]
"""Returns what is another thing once a folder was changed."""
_TRACE_ME, _GO_ON, _SET_OPTIONS, _DIE_WITH_US = 0, 24, 0x4200, 0x00100000
_MOST: Final = 1000


def killed_at_each_change(act: Act, start: Path, work: Path, *, step: int = 1) -> Iterator[Path]:
    """Do `act` in copies of the folder `start`, killed after its first change, its second …

    Each is yielded as the killed process left it, under the same name `work`; with a `step`,
    every second, third … of them.
    """
    return _killed(act, start, work, step, _state)


def killed_at_each_write(act: Act, start: Path, work: Path) -> Iterator[Path]:
    """Do the same, killed as well after each write to a file."""
    return _killed(act, start, work, 1, _contents)


def _killed(act: Act, start: Path, work: Path, step: int, look: Look) -> Iterator[Path]:
    for number in range(1, _MOST, step):
        shutil.copytree(start, work)
        if not in_another_process(_killed_after, act, work, number, look):
            shutil.rmtree(work)
            return
        yield work
        shutil.rmtree(work)
    raise AssertionError("it changes the folder for ever")


def _killed_after(act: Act, folder: Path, changes: int, look: Look) -> bool:
    """Whether `act` changed what `look` sees of the folder so many times, and was killed then."""
    child = os.fork()
    if child == 0:
        _traced(act, folder)
    os.waitpid(child, os.WUNTRACED)
    _ptrace(_SET_OPTIONS, child, _DIE_WITH_US)
    seen = look(folder)
    while changes:
        for _begun_then_done in range(2):
            _ptrace(_GO_ON, child, 0)
            _pid, status = os.waitpid(child, 0)
            if os.WIFEXITED(status):
                assert os.WEXITSTATUS(status) == 0, "it failed before it could be killed"
                return False
        before, seen = seen, look(folder)
        changes -= before != seen
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _state(folder: Path) -> set[tuple[str, int, bool]]:
    """Return which files a folder holds, and whether anything is in them; no index of a log."""
    return {
        (entry.name, entry.inode(), entry.stat().st_size > 0)
        for entry in os.scandir(folder)
        if not entry.name.endswith("-shm")
    }


def _contents(folder: Path) -> dict[str, bytes]:
    """Return what the files of a folder hold; no index of a log."""
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")
    }


def _traced(act: Act, folder: Path) -> NoReturn:
    code = 1
    try:
        _ptrace(_TRACE_ME, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        act(folder)
        code = 0
    finally:
        os._exit(code)


@cache
def _library() -> Any:
    library: Any = ctypes.CDLL(None, use_errno=True)
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return library


def _ptrace(request: int, process: int, data: int) -> None:
    if _library().ptrace(request, process, None, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
