"""Keep the register of a simulated flood: one night of a crisis cell, as it was typed.

    python scripts/demo_flood.py FOLDER

`demo_data/flood.txt` says when, who, and what they typed after `crisis-log`, reports issued
among it. Each line goes through the command line, at its simulated instant.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from crisis_log import language
from crisis_log.cli.root import run

NIGHT: Final = Path(__file__).resolve().parent / "demo_data" / "flood.txt"
FILE_NAME: Final = "crue-de-la-verse.crisis"
KEY_NAME: Final = "signing-key.pem"


class Typed(NamedTuple):
    """What somebody typed at some time, in words."""

    when: str
    by: str
    words: list[str]


def night() -> Iterator[Typed]:
    """Return what was typed, in order."""
    for paragraph in NIGHT.read_text(encoding="utf-8").split("\n\n"):
        head, *lines = paragraph.strip().splitlines()
        if not head.startswith("#"):
            when, _dot, by = head.partition(" · ")
            yield Typed(when, by, shlex.split(" ".join(lines)))


def keep(folder: Path) -> int:
    """Type the night into a register in `folder`; return the exit code of what failed, else 0."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["CRISIS_LOG_KEY"] = str(folder / KEY_NAME)
    for typed in night():
        where = ["--register", str(folder / FILE_NAME), "--clock", typed.when]
        if code := run([*where, "--by", typed.by, *typed.words]):
            return code
    return 0


if __name__ == "__main__":
    language.use("fr")
    sys.exit(keep(Path(sys.argv[1])))
