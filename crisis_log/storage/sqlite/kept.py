"""What belongs to a register file: nothing that people have written may take its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from crisis_log.files import is_same
from crisis_log.storage.sqlite.names import BESIDE

OWN_ENDINGS: Final = ("", *BESIDE, ".lock")
"""Of the register file, and of what SQLite and the lock put beside it."""
_SHELVES: Final = "*-reports"
_REPORT: Final = re.compile(r".+-R-\d+\.pdf", re.IGNORECASE | re.DOTALL)


def keeps(register: Path, path: Path) -> bool:
    """Whether `path` leads to what belongs to `register`, by links of any kind.

    So do the names that SQLite, the lock and reports to be issued will have, and whatever
    lies in a folder of issued reports: signed ones cannot be made again.
    """
    real = Path(os.path.realpath(register))
    own = (Path(f"{file}{end}") for file in {register, real} for end in OWN_ENDINGS)
    return any(is_same(path, file) for file in own) or _is_on_a_shelf(path, real.parent)


def _is_on_a_shelf(path: Path, folder: Path) -> bool:
    goal = Path(os.path.realpath(path))
    is_named = _REPORT.fullmatch(goal.name) is not None
    for shelf in (each for each in folder.glob(_SHELVES) if each.is_dir()):
        if is_named and goal.parent == shelf.resolve():
            return True
        if path.exists() and any(is_same(path, file) for file in _files(shelf)):
            return True
    return is_named and goal.parent.parent == folder and goal.parent.match(_SHELVES)


def _files(folder: Path) -> Iterator[Path]:
    """Return what lies in a folder that may be read."""
    try:
        yield from folder.iterdir()
    except OSError:
        return
