"""A real terminal of 80 × 24 to sit at: tmux, with a server of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

import pytest

from tests.cli.running import PROGRAM, environment

if sys.platform == "win32" or not shutil.which("tmux"):
    pytest.skip("needs tmux", allow_module_level=True)

_PATIENCE: Final = 30.0
_LOOK: Final = 0.02


class Screen:
    """A terminal in which a shell runs."""

    def __init__(self, name: str, **variables: str) -> None:
        self._folder = TemporaryDirectory(prefix="tmux-")  # short: a socket's name is
        socket = f"{self._folder.name}/{name[:8]}"
        self._server = ("tmux", "-S", socket, "-f", os.devnull)
        told = environment(TERM="xterm-256color", **variables)
        settings = [part for one in told.items() for part in ("-e", "=".join(one))]
        self._run("new-session", "-d", "-x", "80", "-y", "24", *settings, "bash --norc")

    def _run(self, *arguments: str) -> str:
        ran = subprocess.run(
            [*self._server, *arguments], capture_output=True, text=True, check=True
        )
        return ran.stdout

    def close(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self._run("kill-server")
        self._folder.cleanup()

    def begins(self, line: str = "desk") -> Self:
        """Start a desk, and wait for its first screen."""
        self.types(f"{PROGRAM} {line}").presses("Enter")
        return self.shows("last entry")

    def types(self, text: str) -> Self:
        self._run("send-keys", "-l", "--", text)
        return self

    def presses(self, *keys: str) -> Self:
        self._run("send-keys", *keys)
        return self

    def enters(self, line: str) -> Self:
        """Type a line and, once it stands there, press Enter."""
        self.types(line).shows(line[-20:].strip())
        return self.presses("Enter")

    def pastes(self, text: str) -> Self:
        """Paste as a terminal does that says so: in brackets."""
        self._run("set-buffer", "--", text)
        self._run("paste-buffer", "-p")
        return self

    def resized(self, columns: int, lines: int) -> Self:
        self._run("resize-window", "-x", str(columns), "-y", str(lines))
        return self

    def seen(self, *, raw: bool = False) -> str:
        """Return what stands on the screen, `raw` with its colours."""
        return self._run("capture-pane", "-p", *(["-e"] if raw else []))

    @property
    def lines(self) -> list[str]:
        return [line for line in self.seen().splitlines() if line.strip()]

    def shows(self, text: str, times: int = 1) -> Self:
        """Wait until `text` is on the screen so many times, wherever lines are broken."""
        return self._wait(text, times)

    def shows_no_more(self, text: str) -> Self:
        return self._wait(text, 0)

    def _wait(self, text: str, times: int) -> Self:
        """Wait until `text` is seen so many times or more, 0 for no more at all."""
        wanted, end = "".join(text.split()), time.monotonic() + _PATIENCE
        while (seen := "".join(self.seen().split()).count(wanted)) < times or seen > times == 0:
            assert time.monotonic() < end, f"{text!r}: {times}\n{self.seen()}"
            time.sleep(_LOOK)
        return self

    @property
    def process(self) -> int:
        """The number of the process that runs in the shell."""
        shell = self._run("list-panes", "-F", "#{pane_pid}").strip()
        return int(Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0])


@contextmanager
def sitting(folder: Path, name: str = "desk", **variables: str) -> Iterator[Screen]:
    """Sit at a terminal; what desks remember is in `folder`."""
    screen = Screen(f"{name}-{folder.name}", XDG_STATE_HOME=str(folder / "state"), **variables)
    try:
        yield screen.shows("bash")
    finally:
        screen.close()
