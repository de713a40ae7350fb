"""Whole copies of a register file, compared row by row with what they are copies of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from crisis_log.language import _
from crisis_log.storage.errors import StorageError
from crisis_log.storage.sqlite.connecting import connect
from crisis_log.storage.sqlite.connections import Connections


@contextmanager
def snapshot(source: Path) -> Iterator[sqlite3.Connection]:
    """See the register file as it is now, while others write."""
    with (
        closing(Connections(source, str(source), read_only=True)) as connections,
        connections.reading() as cursor,
    ):
        yield cursor.connection


def copied(original: sqlite3.Connection, path: Path) -> None:
    """Copy what `original` sees into the empty file `path`."""
    with closing(sqlite3.connect(path)) as copy:
        original.backup(copy)
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise StorageError(_("The copy is damaged; nothing was kept. Look with “doctor”."))


def reads_as(original: sqlite3.Connection, path: Path) -> bool:
    """Whether whoever opens `path` reads in every table what `original` sees."""
    with closing(connect(path)) as copy:
        return all(one == other for one, other in zip_longest(_rows(original), _rows(copy)))


def _rows(database: sqlite3.Connection) -> Iterator[Any]:
    """Return every row as it is stored, whatever others may have put there."""
    database.text_factory = bytes
    tables = database.execute("SELECT name, type, sql FROM sqlite_master ORDER BY name").fetchall()
    yield tables
    for name, kind, _sql in tables:
        if kind == b"table":
            yield from database.execute(f'SELECT * FROM "{name.decode()}"')
