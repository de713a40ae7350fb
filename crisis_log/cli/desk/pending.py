"""What a desk is about to record, written down before: it is gone once it is acknowledged.

Each desk has a file of its own in the user's state folder, which it locks for as long as it
lives. Files that nobody locks are those of desks that were killed: what they hold was recorded,
as the register itself says by the id of the request, or is offered again.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, Self

from filelock import FileLock, Timeout

from crisis_log.cli.user_folders import state_folder
from crisis_log.files import create_private
from crisis_log.outputs import make_folder
from crisis_log.rights import PRIVATE

_LONGEST: Final = 10_000_000
"""In bytes: a line is some hundred."""


class Line(NamedTuple):
    """A line that was typed, and the id of the request that it makes."""

    text: str
    request_id: str = ""


class Pending:
    """The file of one desk."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self._path = path
        self._lock = lock

    @classmethod
    def of_new_desk(cls, register_id: str) -> Self:
        """Make the file of a desk that begins.

        Raises:
            OSError: the user has no folder for it.

        """
        folder = _folder()
        make_folder(folder)
        path = folder / f"{register_id}-{os.urandom(4).hex()}.json"
        lock = _lock(path)
        lock.acquire(blocking=False)
        create_private(path)
        return cls(path, lock)

    @classmethod
    def left(cls, register_id: str) -> Iterator[Self]:
        """Return the files that desks of a register left that are gone."""
        with suppress(OSError):
            for path in sorted(_folder().glob(f"{register_id}-????????.json")):
                lock = _lock(path)
                with suppress(Timeout, OSError):
                    lock.acquire(blocking=False)
                    yield cls(path, lock)

    def lines(self) -> list[Line]:
        """Return what is to be recorded, as far as it can be read."""
        try:
            with self._path.open("rb") as file:
                told = json.loads(file.read(_LONGEST))
            return [Line(str(text), str(request_id)) for text, request_id in told]
        except (OSError, ValueError, TypeError):  # never written whole: the computer stopped
            return []

    def keep(self, lines: Sequence[Line]) -> None:
        """Write lines down, instead of what was written before: whole, whenever it is killed.

        Raises:
            OSError: they cannot be.

        """
        written = self._path.with_suffix(".new")
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(lines).encode() if lines else b"")
        written.replace(self._path)

    def close(self, *, keep: bool = False) -> None:
        """Let go of the file, which is removed unless what it holds is to be kept."""
        lock = Path(self._lock.lock_file)
        with suppress(OSError):
            for path in [] if keep else [self._path, self._path.with_suffix(".new"), lock]:
                path.unlink(missing_ok=True)
            self._lock.release()


def _folder() -> Path:
    state = state_folder()
    if state is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return state / "desk"


def _lock(path: Path) -> FileLock:
    return FileLock(path.with_suffix(".lock"), mode=PRIVATE)
