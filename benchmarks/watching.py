"""What a command takes, with all the processes it begins: time, processor, memory (Linux)."""

from __future__ import annotations

import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

_PERIOD: Final = 0.01
_SELDOM: Final = 0.25
"""Between two looks at several processes: to look at what each shares keeps them waiting."""


class Cost(NamedTuple):
    """What a run took: seconds, those until its first line, those of all cores, bytes of memory.

    Memory is the most that all its processes held together at a time, what they share once. Of a
    run whose lines were not read the first comes with the last.
    """

    seconds: float
    first_line: float
    work: float
    memory: int


def run(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, piped: bool = False
) -> Cost:
    """Run a command to its end; `piped` reads its lines as they come.

    Raises:
        RuntimeError: it ended with another code than 0.

    """
    output = subprocess.PIPE if piped else subprocess.DEVNULL
    begin, before = time.perf_counter(), _work()
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=output, stderr=said, env=environment) as process,
    ):
        watch = _Watch(process.pid)
        first_line = _read(process, begin) if piped else None
        code = process.wait()
        seconds = time.perf_counter() - begin
        if code != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {code}: {said.read().decode()}")
    return Cost(seconds, first_line or seconds, _work() - before, watch.total())


def _read(process: subprocess.Popen[bytes], begin: float) -> float | None:
    assert process.stdout is not None
    first_line = None
    for _line in process.stdout:
        first_line = first_line or time.perf_counter() - begin
    return first_line


def _work() -> float:
    """Return the seconds of processor that ended processes took, with those they began."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Watch(threading.Thread):
    """Looks at the memory of a process and of those it began, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._highest, self._ended = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        period = _PERIOD
        while not self._ended.wait(period):
            family = _family(self._pid)
            period = _PERIOD if len(family) == 1 else _SELDOM
            together = _highest_set(self._pid) if len(family) == 1 else sum(map(_share, family))
            self._highest = max(self._highest, together)

    def total(self) -> int:
        """Stop, and return the most that was seen."""
        self._ended.set()
        self.join()
        return self._highest


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(found for child in children for found in _family(int(child)))]


def _highest_set(pid: int) -> int:
    """Return the highest resident set of a process so far."""
    return _kilobytes(pid, "status", "VmHWM:")


def _share(pid: int) -> int:
    """Return what a process holds, of what it shares its part."""
    return _kilobytes(pid, "smaps_rollup", "Pss:")


def _kilobytes(pid: int, name: str, field: str) -> int:
    try:
        told = Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return 0
    found = (line.split()[1] for line in told.splitlines() if line.startswith(field))
    return int(next(found, 0)) * 1024
