"""The technical log: a line for each run, for who looks after the machine.

It tells which verb ran, when, for how long, and how it ended; never what was recorded or typed,
about which register, or by whom. A run appends its line at once, so that several processes may
share a file, and one that was moved away is made again.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from typing_extensions import override

from crisis_log import __version__
from crisis_log.files import NOT_WAITING, file_errors
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.outcome import Outcome

VARIABLE: Final = "CRISIS_LOG_LOG"
_FOR_ALL: Final = 0o666
"""As the umask of the account allows: there is nothing in it to be kept from anybody."""


class TechnicalLog:
    """What becomes the line of one run, in the file at `path` once that may be written to."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.verb: tuple[str, ...] = ()
        self.error = ""
        self.detail = ""
        self._began = time.monotonic()

    def write(self, outcome: Outcome, code: int) -> None:
        """Append the line of a run that ends with `code`.

        Raises:
            FileError: it cannot be written.

        """
        self._append(self._line(outcome, code))

    def fault(self, where: str, error: Exception) -> None:
        """Append a line on an error that nobody foresaw, after which the run goes on.

        It tells where the program was, not what the error says: that may be what was recorded.

        Raises:
            FileError: it cannot be written.

        """
        frames = traceback.extract_tb(error.__traceback__)
        passed = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
        detail = json.dumps(f"{where}: {' > '.join(passed)}", ensure_ascii=False)
        self._append(f"{self._beginning()} error={type(error).__name__} detail={detail}")

    def _append(self, text: str) -> None:
        if self.path is None:
            return
        line = f"{text}\n".encode()
        with file_errors(_("The technical log {path} cannot be written: {reason}."), self.path):
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | NOT_WAITING
            descriptor = os.open(self.path, flags, _FOR_ALL)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)

    def _line(self, outcome: Outcome, code: int) -> str:
        told: dict[str, object] = {
            "ms": round((time.monotonic() - self._began) * 1000),
            "code": code,
            "recorded": len(outcome.numbers),
        }
        if self.error:
            told["error"] = self.error
        if self.detail:
            told["detail"] = json.dumps(self.detail, ensure_ascii=False)
        return f"{self._beginning()} {_pairs(told)}"

    def _beginning(self) -> str:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        verb = f'"{" ".join(self.verb)}"'
        return _pairs({"time": now, "pid": os.getpid(), "version": __version__, "verb": verb})


def _pairs(told: dict[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in told.items())


_PRESENT: Final[ContextVar[TechnicalLog | None]] = ContextVar("technical log", default=None)


@contextmanager
def begun() -> Iterator[TechnicalLog]:
    """Have a technical log for the run that is the block; lines at a desk go to the desk's."""
    desk = _PRESENT.get()
    log = TechnicalLog(desk.path if desk else None)
    token = _PRESENT.set(log)
    try:
        yield log
    finally:
        _PRESENT.reset(token)


def present() -> TechnicalLog:
    """Return that of the present run, or one that nobody writes."""
    return _PRESENT.get() or TechnicalLog()


def chosen(ctx: click.Context, _option: click.Parameter, path: Path | None) -> None:
    """Take the file that the option names, unless its line would spoil what is there.

    Raises:
        click.UsageError: it would.

    """
    if path is not None and not ctx.resilient_parsing:
        from crisis_log.cli import destination

        with suppress(OSError):  # where we may not even look nothing is spoilt: writing fails
            destination.check_spares(None, path)
        present().path = path


class NotedContext(click.Context):
    """The context of a command that runs: it says which one, by the names of the code."""

    @property
    @override
    def command_path(self) -> str:
        """What is typed before what follows; a desk's sign is no word of its own."""
        return super().command_path.replace("/ ", "/", 1)

    def __init__(self, command: click.Command, *arguments: Any, **options: Any) -> None:
        super().__init__(command, *arguments, **options)
        names, context = [command.name or ""], self.parent
        while context is not None and context.parent is not None:
            if isinstance(context.command, click.Group):  # not one that calls another
                names.insert(0, context.command.name or "")
            context = context.parent
        present().verb = tuple(names)
