"""No statement runs for ever: a hostile file can make SQLite walk its pages without end.

SQLite asks from time to time whether to go on. Python takes in signals then, too, and what it
raises reaches us as an interruption of the statement: see `errors`.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, Final

from crisis_log.storage.sqlite.names import Identity, identity

FLOOR_SECONDS: Final = 30.0
_BYTES_A_SECOND: Final = 2_000_000
"""A share for the size of the file: slower than any disk on which it is read whole."""
_CEILING_SECONDS: Final = 3600.0
_STEPS: Final = 1_000_000
"""Of SQLite's machine between two questions: some ten milliseconds."""
_LARGEST_VALUE: Final = 200_000_000
"""In bytes: four times the largest attachment. A damaged file may claim more than it holds."""


class Deadline:
    """Until when the statement that runs now may run."""

    def __init__(self, path: Path) -> None:
        size = path.stat().st_size
        with suppress(FileNotFoundError):  # who closes last removes it at any moment
            size += Path(f"{path}-wal").stat().st_size
        self._seconds = min(FLOOR_SECONDS + size / _BYTES_A_SECOND, _CEILING_SECONDS)
        self.begin()

    def begin(self) -> None:
        """Let a statement begin."""
        self._end = monotonic() + self._seconds

    def is_over(self) -> bool:
        return monotonic() > self._end


class RegisterConnection(sqlite3.Connection):
    """A connection each of whose statements has a deadline, and each value a bound."""

    deadline: Deadline
    file: Identity
    """Which file is open, whatever lies under its name later."""
    seen: int | None = None
    """The version of it that a transaction sees which only reads: see `putting_back`."""

    def bound(self, path: Path) -> None:
        """Bound statements and values from now on."""
        self.file = identity(path)
        self.deadline = Deadline(path)
        self.set_progress_handler(self.deadline.is_over, _STEPS)
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        self.deadline.begin()
        return super().execute(*arguments)
