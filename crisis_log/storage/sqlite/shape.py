"""Is the file shaped as we make registers? Every row of its schema, and nothing else.

SQLite acts on all that stands in the schema table, whatever its rows say that they are: a
trigger may bear the name of a table, or one that begins with `sqlite_`; a view may stand in
the place of a table. So the rows are compared whole, as bytes; see docs/decisions/0022.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

from crisis_log.storage.backend import Cursor
from crisis_log.storage.health import Altered
from crisis_log.storage.sqlite.schema import FIRST_VERSION, SCHEMA_VERSION, tables

_MOST: Final = 500
"""Rows that are looked at: many more than ours, few enough to be shown."""
_ROWS: Final = (
    "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB) "
    f"FROM main.sqlite_master LIMIT {_MOST}"
)
"""By its first name: another object may be called `sqlite_schema`."""
_TRIGGER: Final = b"CREATE TRIGGER "
"""How SQLite begins the text of every trigger; what it does is read from that alone."""


class _Row(NamedTuple):
    """A row of the schema table, or a setting that the file keeps."""

    type: bytes | None
    name: bytes | None
    table: bytes | None
    sql: bytes | None

    @property
    def is_for_writing(self) -> bool:
        """Whether it is a trigger, or the setting, and nothing else: reading does without."""
        is_setting = self[:3] == _journal("")[:3] and (self.sql or b"").isalpha()
        return is_setting or (self.sql or b"").startswith(_TRIGGER)

    def told(self) -> str:
        sql = " ".join(_text(self.sql).split())
        return f"{_text(self.type)} {_text(self.name)} ({_text(self.table)}) {sql}".strip()


class Shape(NamedTuple):
    """What of a file is not as it was made: rows that are not there, and rows that are too many."""

    missing: Sequence[_Row]
    added: Sequence[_Row]

    @property
    def is_as_made(self) -> bool:
        return not (self.missing or self.added)

    @property
    def is_readable(self) -> bool:
        """Whether every table is the one that we made, and nothing else answers for it."""
        return all(row.is_for_writing for row in (*self.missing, *self.added))

    @property
    def names(self) -> list[str]:
        return sorted({_text(row.name) for row in (*self.missing, *self.added)})

    def altered(self) -> list[Altered]:
        """Return the differences, what is there now beside what was made under that name."""
        return sorted(_paired(self.missing, self.added), key=lambda one: one.name)


def shape(cursor: Cursor) -> Shape:
    """Compare the schema that the transaction of `cursor` sees with the one we make.

    That is the one of the version which the file says that it has: reading changes none.
    """
    cursor.execute(_ROWS)
    found = _counted(cursor.fetchall())
    cursor.execute("PRAGMA main.journal_mode")
    found[_journal(str(cursor.fetchone()[0]))] += 1
    made = schema_as_made(version_of(cursor))
    return Shape(list((made - found).elements()), list((found - made).elements()))


def version_of(cursor: Cursor) -> int:
    """Return the version of the tables, this one's where the file says none that we know."""
    cursor.execute("PRAGMA main.user_version")
    version = int(cursor.fetchone()[0])
    return version if FIRST_VERSION <= version <= SCHEMA_VERSION else SCHEMA_VERSION


@contextmanager
def new_tables(version: int = SCHEMA_VERSION) -> Iterator[sqlite3.Connection]:
    """Make the tables of a new register of that version, in no file."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in tables(version):
            fresh.execute(statement)
        yield fresh


@cache
def schema_as_made(version: int) -> Counter[_Row]:
    """Return the rows of a new register of that version."""
    with new_tables(version) as fresh:
        return _counted(fresh.execute(_ROWS)) + Counter([_journal("wal")])


def _counted(rows: Iterable[Any]) -> Counter[_Row]:
    return Counter(map(_Row._make, rows))


def _journal(mode: str) -> _Row:
    """Return the setting of the log in which transactions are written: only one is ours."""
    return _Row(b"setting", b"journal_mode", None, mode.encode())


def _paired(missing: Sequence[_Row], added: Sequence[_Row]) -> Iterator[Altered]:
    left = list(added)
    for row in missing:
        instead = next((one for one in left if one.name == row.name), None)
        if instead:
            left.remove(instead)
        yield Altered(_text(row.name), row.told(), instead.told() if instead else None)
    for row in left:
        yield Altered(f"{_text(row.type)} {_text(row.name)}", None, row.told())


def _text(stored: bytes | None) -> str:
    return "" if stored is None else stored.decode(errors="backslashreplace")
