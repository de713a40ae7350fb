"""A connection to a register file, with the settings every register needs."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from crisis_log.language import _
from crisis_log.storage.errors import StorageError
from crisis_log.storage.sqlite.limits import RegisterConnection
from crisis_log.storage.sqlite.names import check_beside

BUSY_SECONDS: Final = 30
_PRAGMAS: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)


def connect(path: Path, *, read_only: bool = False) -> RegisterConnection:
    """Open an existing database with the settings every register needs.

    `read_only` still follows what others write: `immutable` would not.

    Raises:
        StorageError: something lies beside it that must not be taken for its log.

    """
    check_beside(path)
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        factory=RegisterConnection,
    )
    try:
        connection.bound(path)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        require_full_synchronous(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def require_full_synchronous(connection: RegisterConnection) -> None:
    """Refuse to go on when an acknowledged entry could be lost with the power."""
    (mode,) = connection.execute("PRAGMA synchronous").fetchone()
    full = 2
    if mode < full:
        raise StorageError(
            _("This SQLite does not keep what is recorded through a power cut: update it.")
        )
