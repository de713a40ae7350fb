"""What commands take in a long register, over the same in a short one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import Final

from benchmarks.measuring import Claim, Row, Step, compare
from benchmarks.registers import BY
from crisis_log.cli.completion.offers import Reading
from crisis_log.cli.completion.words import completions
from crisis_log.cli.root import run

_LIMIT: Final = 1.2
_COMMANDS: Final[dict[str, Sequence[str]]] = {
    "record": ("log", "Une ligne de la main courante"),
    "state": ("state",),
    "decision-show": ("decision", "show", "D-7"),
}
_COMPLETED: Final[dict[str, Sequence[str]]] = {
    "labels": ("decision", "show"),
    "sources": ("log", "x", "--source"),
    "owners": ("decision", "list", "--owner"),
}


def rows(small: Path, large: Path, entries: int, pairs: int) -> Iterator[Row]:
    """Compare commands on two registers, within this process: no start-up hides growth."""
    for name, arguments in _COMMANDS.items():
        claim = _claim(name, entries)
        yield compare(claim, command(small, arguments), command(large, arguments), pairs)
    for name, words in _COMPLETED.items():
        claim = _claim(f"tab-{name}", entries)
        yield compare(claim, _tab(small, words), _tab(large, words), pairs)


def _claim(name: str, entries: int) -> Claim:
    return Claim(
        f"{name}-{entries}",
        f"{name} in a register of {entries:,} entries",
        "the same in one of 1,000",
        "at most",
        _LIMIT,
    )


def _tab(register: Path, words: Sequence[str]) -> Step:
    """Return a step that completes the word after `words` within this process."""

    def step() -> None:
        with closing(Reading()) as reading:
            if not completions(["--register", str(register), *words], "", reading):
                raise RuntimeError(f"nothing completes {words}")

    return step


def command(register: Path | str, arguments: Sequence[str]) -> Step:
    """Return a step that runs a command within this process."""
    line = ["--register", str(register), "--by", BY, *arguments]

    def step() -> None:
        with redirect_stdout(io.StringIO()):
            code = run(line)
        if code != 0:
            raise RuntimeError(f"{line} ended with {code}")

    return step
