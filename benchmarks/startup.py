"""What a whole command takes, from the shell's point of view: time, and memory at its highest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import watching
from benchmarks.measuring import MEGABYTE, Claim, Row, Step, compare
from benchmarks.registers import BY

_LIMIT: Final = 1.35
_MEMORY: Final = 60 * MEGABYTE
_CLICK: Final = "import click"
_LIBRARIES: Final = "import click; from pydantic import BaseModel; import eventsourcing.sqlite"
_ONE_MODEL: Final = f"""{_LIBRARIES}
class Model(BaseModel):
    number: int
Model(number=1)
"""
_COMMANDS: Final[dict[str, Sequence[str]]] = {
    "log": ("log", "Une ligne de la main courante"),
    "decision-record": ("decision", "record", "Une décision"),
    "measure-report": ("measure", "report", "M-1", "--text", "En cours"),
    "pca-list": ("pca", "list"),
    "decision-list": ("decision", "list"),
    "decision-show": ("decision", "show", "D-1"),
    "state": ("state",),
    "timeline": ("timeline", "--subject", "D-1"),
}


def rows(register: Path, pairs: int) -> Iterator[Row]:
    """Compare whole processes on the register at `register`."""
    click, libraries = _python(_CLICK), _python(_LIBRARIES)
    yield compare(
        Claim("version", "--version", "import click", "at most", _LIMIT),
        click,
        _command(register, "--version"),
        pairs,
    )
    floor = "import click, pydantic.BaseModel, eventsourcing.sqlite"
    yield compare(
        Claim("one-model", "(reference) the same, and one model used", floor),
        libraries,
        _python(_ONE_MODEL),
        pairs,
    )
    for name, arguments in _COMMANDS.items():
        claim = Claim(name, " ".join(arguments), floor, "at most", _LIMIT)
        command = _line(register, *arguments)
        row = compare(claim, libraries, _process(*command), pairs)
        memory = watching.run(command, environment()).memory
        yield replace(row, memory=memory, most_memory=_MEMORY)


def environment() -> dict[str, str]:
    """Return the environment of children: compiled modules are kept, as on any machine."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"CRISIS_LOG_BY": BY, "CRISIS_LOG_LANG": "fr"}


def _python(program: str) -> Step:
    return _process(sys.executable, "-c", program)


def _command(register: Path, *arguments: str) -> Step:
    return _process(*_line(register, *arguments))


def process(register: Path | str, *arguments: str) -> Step:
    """Return a step that runs a command in a process of its own."""
    return _process(*_line(register, *arguments))


def _line(register: Path | str, *arguments: str) -> Sequence[str]:
    installed = shutil.which("crisis-log", path=str(Path(sys.executable).parent))
    program = (
        [installed]
        if installed
        else [sys.executable, "-c", "from crisis_log.cli import main; main()"]
    )
    return [*program, "--register", str(register), *arguments]


def _process(*command: str) -> Step:
    children = environment()

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=children)

    return run
