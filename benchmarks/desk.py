"""What a line takes at a desk: from Enter in a terminal to the acknowledgement on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from select import select
from typing import Final, Self

from benchmarks.bare import Bare, rows_after
from benchmarks.measuring import Claim, Row, row_of, timed
from crisis_log.register import Register

BUDGET: Final = 0.005
"""Seconds that a line may take beyond what makes it durable."""
_PATIENCE: Final = 30.0
_QUIET: Final = 0.3
"""Seconds in which the desk has drawn its prompt and told where things stand."""


def rows(folder: Path, register: Path, entries: int, lines: int) -> Iterator[Row]:
    """Compare lines entered at a desk with bare appends of the same rows, and 5 ms."""
    claim = Claim(
        "desk",
        f"a line at a desk, from Enter to its number on the screen, {entries:,} entries",
        "the same rows, bare sqlite3, synchronous=FULL, and 5 ms",
        "at most",
        1.0,
    )
    bare = Bare(folder / "bare-desk.db")
    times = []
    with Desk(register, folder) as desk, Register.open(register, read_only=True) as watched:
        for number in range(lines + 1):
            before = watched.size()
            ours = desk.enters(f"Ligne {number} de la main courante, à l’instant {time.time_ns()}")
            floor = timed(partial(bare.append, rows_after(register, before))) + BUDGET
            if number:
                times.append((floor, ours))
    bare.close()
    yield row_of(claim, times)


class Desk:
    """A desk in a terminal of 80 × 24."""

    def __init__(self, register: Path, folder: Path) -> None:
        self._ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        told = {"TERM": "xterm", "CRISIS_LOG_BY": "x", "XDG_STATE_HOME": str(folder / "state")}
        command = [str(Path(sys.executable).with_name("crisis-log")), "--register", str(register)]
        self._process = subprocess.Popen(
            [*command, "desk"], stdin=its, stdout=its, stderr=its, env=os.environ | told
        )
        os.close(its)

    def __enter__(self) -> Self:
        self._await(r"\?2004h")  # it takes what is pasted: the prompt is there
        self._quiet()
        return self

    def __exit__(self, *_exception: object) -> None:
        os.write(self._ours, b"\x04")
        self._process.wait()
        os.close(self._ours)

    def enters(self, line: str) -> float:
        """Return how long a line takes."""
        os.write(self._ours, line.encode())
        self._quiet()
        return timed(self._enter)

    def _enter(self) -> None:
        os.write(self._ours, b"\r")
        self._await(r"n°.\d+ ·")

    def _await(self, shown: str) -> None:
        read, end = b"", time.monotonic() + _PATIENCE
        while not re.search(shown, read.decode(errors="ignore")):
            if time.monotonic() > end:
                raise RuntimeError(read.decode(errors="replace"))
            read += self._read(_QUIET)

    def _quiet(self) -> None:
        while self._read(_QUIET):
            pass

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select([self._ours], [], [], seconds)
        return os.read(self._ours, 65_536) if ready else b""
