"""The floor of storage: the same rows, the same durability, nothing but `sqlite3`.

Same tables and primary keys as a register, same index of words, same pragmas; without triggers,
checks, types, locks or questions.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.measuring import timed
from crisis_log.entry import read_entry
from crisis_log.search import indexed

_TABLES: Final = {
    "entries": "(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB, "
    "PRIMARY KEY (originator_id, originator_version)) WITHOUT ROWID",
    "requests": "(request_id TEXT PRIMARY KEY, first_entry INTEGER, last_entry INTEGER) "
    "WITHOUT ROWID",
    "subjects": "(subject TEXT, entry INTEGER, PRIMARY KEY (subject, entry)) WITHOUT ROWID",
    "marks": "(mark TEXT, entry INTEGER, PRIMARY KEY (mark, entry)) WITHOUT ROWID",
    "state": "(collection TEXT, key TEXT, since INTEGER, value BLOB, "
    "PRIMARY KEY (collection, key)) WITHOUT ROWID",
    "tree": "(entry INTEGER PRIMARY KEY, nodes BLOB)",
}
_WORDS: Final = "CREATE VIRTUAL TABLE words USING fts5(said, stems, content='', tokenize='ascii')"
_INSERTS: Final = {
    "entries": "INSERT INTO entries VALUES (?, ?, ?, ?)",
    "requests": "INSERT INTO requests VALUES (?, ?, ?)",
    "subjects": "INSERT INTO subjects VALUES (?, ?)",
    "marks": "INSERT INTO marks VALUES (?, ?)",
    "state": "INSERT INTO state VALUES (?, ?, ?, ?)",
    "tree": "INSERT INTO tree VALUES (?, ?)",
    "words": "INSERT INTO words (rowid, said, stems) VALUES (?, ?, ?)",
}
_NEW_ROWS: Final = {
    "entries": "SELECT * FROM entries WHERE originator_version > ?",
    "requests": "SELECT * FROM requests WHERE first_entry > ? ORDER BY first_entry",
    "subjects": "SELECT * FROM subjects WHERE entry > ? ORDER BY entry",
    "marks": "SELECT * FROM marks WHERE entry > ? ORDER BY entry",
    "state": "SELECT collection, key, since, value FROM state "
    "WHERE collection = 'journal' AND key > printf('%010d', ?)",
    "tree": "SELECT * FROM tree WHERE entry > ?",
}
Rows = dict[str, list[tuple[Any, ...]]]


class Bare:
    """A database with a register's tables and none of its rules."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        for name, columns in _TABLES.items():
            self._connection.execute(f"CREATE TABLE {name} {columns}")
        self._connection.execute(_WORDS)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def append(self, rows: Rows) -> None:
        """Write rows in one durable transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        for name, statement in _INSERTS.items():
            self._connection.executemany(statement, rows[name])
        self._connection.execute("COMMIT")


def rows_after(register: Path, number: int) -> Rows:
    """Return the rows of a register that entries of the journal after `number` made."""
    connection = sqlite3.connect(register)
    try:
        rows = {
            name: connection.execute(query, (number,)).fetchall()
            for name, query in _NEW_ROWS.items()
        }
        return rows | {"words": [*map(_words, rows["entries"])]}
    finally:
        connection.close()


def _words(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the words of an entry, which the index gives back to nobody."""
    _register_id, number, _kind, content = row
    return number, *indexed(read_entry(content))


def scan(register: Path) -> int:
    """Read every row of the log, as raw as `sqlite3` gives them; return their bytes."""
    connection = sqlite3.connect(register)
    try:
        rows = connection.execute(
            "SELECT originator_version, topic, state FROM entries ORDER BY originator_version"
        )
        return sum(len(state) for _number, _kind, state in rows)
    finally:
        connection.close()


def sync_seconds(folder: Path, times: int = 100) -> float:
    """Return the median time that making one page durable takes in `folder`."""
    path = folder / "sync"
    with path.open("wb", buffering=0) as file:

        def write_page() -> None:
            file.write(bytes(4096))
            os.fsync(file.fileno())

        return median(timed(write_page) for _time in range(times))
