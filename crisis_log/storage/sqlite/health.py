"""How a register file is kept: the database's own checks, its schema, its settings."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from crisis_log.language import _
from crisis_log.rights import owners
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import StorageError
from crisis_log.storage.health import Altered, Durability, Lodging, Mistyped, Program
from crisis_log.storage.shelf import usual_folder
from crisis_log.storage.sqlite import names
from crisis_log.storage.sqlite.errors import errors_as_sentences
from crisis_log.storage.sqlite.file import network_file_system
from crisis_log.storage.sqlite.place import FilePlace
from crisis_log.storage.sqlite.rights import misfits, remedy
from crisis_log.storage.sqlite.schema import WORDS
from crisis_log.storage.sqlite.shape import new_tables, shape, version_of
from crisis_log.words import enumerate_parts

_WAL_RESET_FIXED: Final = (3, 51, 3)
_WAL_RESET_BACKPORTS: Final = ((3, 50, 7), (3, 44, 6))
"""Releases that corrected the WAL-reset bug: https://www.sqlite.org/wal.html#walresetbug."""
_FULL: Final = 2
_LARGE: Final = {"entries", "marks", "past", "requests", "state", "subjects", "tree"}


class SQLiteHealth:
    """The health of a register file, within the transaction of `cursor`."""

    def __init__(self, place: FilePlace, cursor: Cursor) -> None:
        self._place = place
        self._cursor = cursor

    def program(self) -> Program:
        advice = _(
            "This version has a rare defect when several processes write at once; the "
            "register's own lock keeps writers apart, but update SQLite to 3.51.3."
        )
        has_bug = has_wal_reset_bug(sqlite3.sqlite_version_info)
        return Program(_("SQLite version"), sqlite3.sqlite_version, advice if has_bug else "")

    def durability(self) -> Durability:
        (synchronous,), (journal,) = (
            self._select(f"PRAGMA {name}")[0] for name in ("synchronous", "journal_mode")
        )
        return Durability(
            settings=f"synchronous={synchronous}, journal_mode={journal}",
            is_full=synchronous >= _FULL and journal == "wal",
        )

    def hosting(self) -> None:
        return None

    def lodging(self) -> Lodging:
        import shutil  # 2 ms that only this question should pay

        path = self._place.path
        with errors_as_sentences(self._place.text):
            found, wrong = path.stat(), list(misfits(path, usual_folder(path)))
            return Lodging(
                mode=stat.S_IMODE(found.st_mode),
                size=found.st_size,
                free=shutil.disk_usage(path.resolve().parent).free,
                network=network_file_system(path),
                names=names.count(path),
                group=owners(path)[1],
                misfits=[one.name for one in wrong],
                remedy=remedy(path, wrong),
            )

    def altered(self) -> list[Altered]:
        return shape(self._cursor).altered()

    def is_readable(self) -> bool:
        return shape(self._cursor).is_readable

    def mistyped(self, *, large: bool) -> Iterator[Mistyped]:
        """Return the columns that hold values of another type; `large` looks at the log too.

        Text in the place of bytes is read as bytes, so that a text editor leaves no trace.
        """
        for table, columns in _columns_as_made(version_of(self._cursor)).items():
            if large or table not in _LARGE:
                counts = ", ".join(
                    f"coalesce(sum(typeof({name}) NOT IN ({types})), 0)" for name, types in columns
                )
                (found,) = self._select(f"SELECT {counts} FROM {table}")
                for (name, types), count in zip(columns, found, strict=True):
                    if count:
                        yield Mistyped(f"{table}.{name}", types.replace("'", ""), count)

    def integrity(self) -> str:
        try:
            found = self._select("PRAGMA integrity_check")
        except StorageError as error:  # the check itself stumbled over what it looks for
            return str(error)
        return enumerate_parts([str(verdict) for (verdict,) in found])

    def _select(self, statement: str) -> list[Any]:
        self._cursor.execute(statement)
        return self._cursor.fetchall()


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose pages when two processes checkpoint at once."""
    fixed = any(version[:2] == fix[:2] and version >= fix for fix in _WAL_RESET_BACKPORTS)
    return (3, 7, 0) <= version < _WAL_RESET_FIXED and not fixed


@cache
def _columns_as_made(version: int) -> Mapping[str, list[tuple[str, str]]]:
    """Return the columns of each table, and what SQLite's `typeof` may say of their values."""
    with new_tables(version) as fresh:
        return {
            table: [
                (name, "'blob', 'text'" if declared == "BLOB" else f"'{declared.lower()}'")
                for _n, name, declared, *_more in fresh.execute(f"PRAGMA table_info({table})")
            ]
            for (table,) in fresh.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB ?",
                (f"{WORDS}*",),
            )
        }
