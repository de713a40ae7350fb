"""What is recorded lies in the register's file itself: a copy of that file alone holds it.

SQLite writes a transaction durably to the log ahead (`-wal`), and puts it back into the file at a
checkpoint (https://www.sqlite.org/wal.html). Whoever still reads the file as it was is in the way:

    who records          puts it back at once, or leaves it to who waits to record next
    who was in the way   does so at the end of that transaction, with the right to write there
    who closes last      leaves no log

None of it can fail: what nobody could put back yet is read from the log, and is as safe there.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, Literal

from crisis_log.storage.errors import ReadOnlyError, StorageError
from crisis_log.storage.sqlite.connecting import connect
from crisis_log.storage.sqlite.errors import RAISED
from crisis_log.storage.sqlite.hold import may_write
from crisis_log.storage.sqlite.limits import RegisterConnection
from crisis_log.storage.sqlite.names import identity

_WRITERS_SECONDS: Final = 0.010
"""How long who records waits for readers: each holds an older state for some milliseconds."""
_READERS_SECONDS: Final = 1.0
"""How long who was in the way waits for others who put back: nobody waits for a reader."""
_POLL_SECONDS: Final = 0.001
_HINDRANCES: Final = (*RAISED, StorageError)


def put_back(connection: RegisterConnection) -> bool:
    """Put back what no reader is in the way of; return whether that is all there is."""
    return _tried(connection) == "done"


def put_back_soon(connection: RegisterConnection) -> bool:
    """Put back what was recorded, once readers let it; return whether they did so in time."""
    end = time.monotonic() + _WRITERS_SECONDS
    while not (is_done := put_back(connection)) and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    return is_done


def _tried(connection: RegisterConnection) -> Literal["done", "held up", "others do"]:
    """Put back what no reader is in the way of; where `others do` just that, nothing."""
    with suppress(*_HINDRANCES):
        ((is_busy, ahead, done),) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        if is_busy:
            return "others do"
        if ahead == done:
            return "done"
    return "held up"


def version(connection: sqlite3.Connection) -> int:
    """Return a number that is another one whenever another connection has committed."""
    ((number,),) = connection.execute("PRAGMA data_version")
    return int(number)


def note(reader: RegisterConnection) -> None:
    """Note what a transaction sees that has just begun; nothing of what cannot be read."""
    reader.seen = None
    with suppress(*RAISED):
        reader.seen = version(reader)


def make_up(reader: RegisterConnection, path: Path) -> None:
    """Put back what others recorded in `path` while a transaction of `reader` was in the way.

    Again where somebody recorded meanwhile, who found us at it.
    """
    seen, reader.seen = reader.seen, None
    with suppress(*_HINDRANCES):
        if seen is None or (now := version(reader)) == seen:
            return
        with closing(_opened(reader, path)) as writer:
            end = time.monotonic() + _READERS_SECONDS
            while now != seen and time.monotonic() < end:
                while _tried(writer) == "others do" and time.monotonic() < end:
                    time.sleep(_POLL_SECONDS)
                seen, now = now, version(reader)


def close(reader: RegisterConnection, path: Path) -> None:
    """Close a connection that only read `path`; the last one leaves no log there.

    SQLite removes it as the last one closes that may write: nothing is recovered or read for it.
    """
    writer = None
    with suppress(*_HINDRANCES):
        if Path(f"{path}-wal").stat().st_size:
            writer = _opened(reader, path)
    reader.close()
    if writer:
        writer.close()


def _opened(reader: RegisterConnection, path: Path) -> RegisterConnection:
    """Open the file that `reader` has open to write to it, if that is what `path` names alone.

    Another file of that name, or one with a second name, has another log: see `names`.

    Raises:
        StorageError, OSError: it is not, or may not be written to.

    """
    if not may_write(path) or path.stat().st_nlink > 1 or identity(path) != reader.file:
        raise ReadOnlyError
    return connect(path)
