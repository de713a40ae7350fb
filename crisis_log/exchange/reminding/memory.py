"""What was sent to whom, remembered by this account: digests of things, never what they say.

A message is noted before it is sent, as begun, and after it, as sent. What a run left begun was
perhaps sent: it is not sent again unless somebody says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from crisis_log.exchange.reminding.way import Way
from crisis_log.files import FileError, file_errors, read
from crisis_log.language import _
from crisis_log.outputs import make_folder, write
from crisis_log.rights import PRIVATE
from crisis_log.views.reminders import Reminder

Status = Literal["begun", "sent"]
_PATIENCE_SECONDS: Final = 120.0
"""For which another run may take to send."""
_LARGEST: Final = 50_000_000


class Memory:
    """What was sent by one register, in the file at `path`; no other run changes it meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._told = _read(path)

    def status(self, way: Way, one: Reminder) -> Status | None:
        """Return whether a reminder was sent that way, or begun to be."""
        return self._told.get(_digest(way, one))

    def note(self, way: Way, reminders: Sequence[Reminder], status: Status | None) -> None:
        """Note what becomes of reminders; None where they were not sent after all.

        Raises:
            FileError: it cannot be written.

        """
        for digest in (_digest(way, one) for one in reminders):
            self._told.pop(digest, None)
            if status:
                self._told[digest] = status
        write(self.path, json.dumps(self._told, indent=0).encode())


@contextmanager
def remembering(path: Path) -> Iterator[Memory]:
    """Open what is remembered, alone: another run that sends is waited for.

    Raises:
        FileError: it cannot be read or written, or the other run takes too long.

    """
    from filelock import FileLock, Timeout

    with file_errors(_("{path} cannot be made: {reason}."), path.parent):
        make_folder(path.parent)
    lock = FileLock(path.with_suffix(".lock"), timeout=_PATIENCE_SECONDS, mode=PRIVATE)
    try:
        with file_errors(_("{path} cannot be written: {reason}."), path):
            lock.acquire()
    except Timeout as error:
        raise FileError(
            _("Another run is sending reminders, for too long: nothing was sent by this one.")
        ) from error
    try:
        yield Memory(path)
    finally:
        lock.release()


def _read(path: Path) -> dict[str, Status]:
    if not path.exists():
        return {}
    try:
        told: Any = json.loads(read(path, most=_LARGEST))
        return {
            str(digest): "sent" if status == "sent" else "begun" for digest, status in told.items()
        }
    except (ValueError, AttributeError) as error:
        raise FileError(
            _(
                "{path}, which remembers the reminders that were sent, is damaged: nothing was "
                "sent. Without it, all of them are sent again: move it away to have that."
            ).format(path=path)
        ) from error


def _digest(way: Way, one: Reminder) -> str:
    return sha256(f"{way.key}\n{one.key}".encode()).hexdigest()
