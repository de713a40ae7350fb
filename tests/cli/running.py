"""Running the command line: in this process for speed, or as the installed program."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self
from unittest.mock import patch

from crisis_log.cli.root import run
from crisis_log.register import Register

PROGRAM: Final = str(Path(sys.executable).with_name("crisis-log"))
SECRETARY: Final = "the secretary"
REGISTER: Final = "covid-19.crisis"
OPENING: Final = (
    "open covid-19 --title 'COVID-19 epidemic' --authority 'Joint authority' "
    "--organisation 78=Yvelines --organisation 92=Hauts-de-Seine"
)
_SECONDS: Final = 30


@dataclass(frozen=True)
class Answer:
    """What a command line answered."""

    code: int
    out: str
    err: str

    def done(self, says: str = "") -> Self:
        """It did what was asked, said nothing on standard error, and says `says`."""
        assert self.code == 0, self
        assert self.err == ""
        assert re.search(says, self.out), self.out
        return self

    def failed(self, code: int, says: str) -> Self:
        """It failed with `code` and one sentence, in which `says` is found."""
        assert self.code == code, self
        assert "Traceback" not in self.err, self.err
        assert re.search(says, self.err), self.err
        return self

    @property
    def lines(self) -> list[str]:
        """The lines of the answer, without the empty ones."""
        return [line for line in self.out.splitlines() if line.strip()]

    @property
    def document(self) -> Any:
        """The one JSON document that was answered."""
        assert self.code in {0, 3}, self
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The one JSON document on standard error."""
        assert self.out == ""
        return json.loads(self.err)

    def line_of(self, text: str) -> str:
        """Return the one line that holds `text`."""
        (found,) = [line for line in self.lines if text in line]
        return found


@dataclass(frozen=True)
class CommandLine:
    """The command line, run in this process with these global options."""

    options: tuple[str, ...] = ()

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Answer:
        """Run one command line."""
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run([*self.options, *arguments])
        return Answer(code, out.getvalue(), err.getvalue())

    def typed(self, line: str) -> Answer:
        """Run a command line as it is typed in a shell."""
        return self(*shlex.split(line))

    def given(self, *lines: str) -> Self:
        """Run command lines that must succeed."""
        for line in lines:
            self.typed(line).done()
        return self

    def having(self, *options: str) -> CommandLine:
        """Return the command line with further global options."""
        return replace(self, options=(*self.options, *options))

    def at(self, clock: str) -> CommandLine:
        """Return the command line at a simulated present instant."""
        return self.having("--clock", clock)

    def document(self, line: str) -> Any:
        """Return the JSON document that answers a command line."""
        return self.having("--json").typed(line).document


def size(path: str = REGISTER) -> int:
    """Return how many entries the register holds, 0 when there is none."""
    if not Path(path).exists():
        return 0
    with Register.open(Path(path)) as register:
        return register.size()


def environment(**variables: str) -> dict[str, str]:
    """Return an environment that speaks English, with these variables."""
    kept = {name: value for name, value in os.environ.items() if "CRISIS_LOG" not in name}
    return kept | {"CRISIS_LOG_LANG": "en", "CRISIS_LOG_BY": SECRETARY} | variables


def installed(
    *arguments: str | bytes,
    program: Sequence[str] = (PROGRAM,),
    stdin: bytes = b"",
    **variables: str,
) -> Answer:
    """Run the installed program in a process of its own, in this folder."""
    finished = subprocess.run(
        [*program, *arguments],
        input=stdin,
        capture_output=True,
        env=environment(**variables),
        timeout=_SECONDS,
        check=False,
    )
    return Answer(finished.returncode, finished.stdout.decode(), finished.stderr.decode())
