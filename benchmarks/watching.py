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


class Cost(NamedTuple):
    """What a run took: seconds, those until its first line, those of all cores, bytes of memory.

    Memory is the sum of the highest resident sets of all its processes. Of a run whose lines were
    not read the first comes with the last.
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
    """Notes the highest resident set of a process and of those it began."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._highest, self._ended = pid, dict[int, int](), threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(_PERIOD):
            for pid in _family(self._pid):
                self._highest[pid] = max(self._highest.get(pid, 0), _highest_set(pid))

    def total(self) -> int:
        """Stop, and return the sum of all."""
        self._ended.set()
        self.join()
        return sum(self._highest.values())


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(found for child in children for found in _family(int(child)))]


def _highest_set(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
