"""What commands take in a long register, over the same in a short one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final

from benchmarks.measuring import Claim, Row, Step, compare
from benchmarks.registers import BY
from crisis_log.cli.root import run

_LIMIT: Final = 1.2
_COMMANDS: Final[dict[str, Sequence[str]]] = {
    "record": ("log", "Une ligne de la main courante"),
    "state": ("state",),
    "decision-show": ("decision", "show", "D-7"),
}


def rows(small: Path, large: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare commands on two registers, within this process: no start-up hides growth."""
    for name, arguments in _COMMANDS.items():
        claim = Claim(
            f"{name}-{entries}",
            f"{name} in a register of {entries:,} entries",
            "the same in one of 1,000",
            "at most",
            _LIMIT,
        )
        yield compare(claim, command(small, arguments), command(large, arguments), pairs)


def command(register: Path, arguments: Sequence[str]) -> Step:
    """Return a step that runs a command within this process."""
    line = ["--register", str(register), "--by", BY, *arguments]

    def step() -> None:
        with redirect_stdout(io.StringIO()):
            code = run(line)
        if code != 0:
            raise RuntimeError(f"{line} ended with {code}")

    return step
