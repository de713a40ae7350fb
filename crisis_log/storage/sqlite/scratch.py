"""Tables for projections that are no part of the register: gone with the process that made them.

They lie in an anonymous temporary database, which SQLite keeps on disk once it is large. Its
file has no name, or is deleted by the system, however the process ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

from crisis_log.scratch import VARIABLE
from crisis_log.storage.errors import NoScratchError
from crisis_log.storage.sqlite.schema import TABLES

_PRAGMAS: Final = ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-32000")
_PROTECTION: Final = "CREATE TRIGGER "


class _Cursor(sqlite3.Cursor):
    """A cursor whose errors are sentences."""

    def execute(self, statement: str, parameters: Any = (), /) -> _Cursor:
        with _failures():
            return super().execute(statement, parameters)

    def executemany(self, statement: str, rows: Iterable[Any], /) -> _Cursor:
        with _failures():
            return super().executemany(statement, rows)

    def fetchone(self) -> Any:
        with _failures():
            return super().fetchone()

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        with _failures():
            return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        with _failures():
            return super().fetchall()


@contextmanager
def scratch() -> Iterator[_Cursor]:
    """Give the tables of a new register, empty and without protections."""
    with (
        _failures(),
        closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as database,
        closing(database.cursor(_Cursor)) as cursor,  # whose statement would hold it open
    ):
        tables = (one for one in TABLES if not one.startswith(_PROTECTION))
        for statement in (*_PRAGMAS, *tables, "BEGIN"):
            cursor.execute(statement)
        yield cursor


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise NoScratchError(VARIABLE) from error
