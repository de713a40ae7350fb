"""What the entries of a log make of all that is stored beside it, for an audit to compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from crisis_log.entry import Entry
from crisis_log.storage import streams
from crisis_log.storage.folding import Folding
from crisis_log.storage.streams import Row, Table

_ATTACHED: Final = """CREATE TABLE attached (
    sha256 TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    name TEXT NOT NULL,
    size TEXT NOT NULL
) WITHOUT ROWID"""


class Numbers(NamedTuple):
    """The first and the last entry of a request."""

    first: int
    last: int


class Attached(NamedTuple):
    """A file by its SHA-256, as entry `entry` describes it."""

    sha256: str
    entry: int
    name: str
    size: str


class Expected:
    """The rows that must be there, in a scratch; `folding` makes those that are projections."""

    def __init__(self, folding: Folding) -> None:
        self.folding = folding
        self._cursor = folding.cursor
        self._cursor.execute(_ATTACHED)

    def attach(self, entry: Entry) -> None:
        """Take in the files that are kept with an entry; the last to name one describes it."""
        self._cursor.executemany(
            "INSERT INTO attached VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE "
            "SET entry = excluded.entry, name = excluded.name, size = excluded.size",
            [(one.sha256, entry.number, one.name, str(one.size)) for one in entry.attachments],
        )

    def answer(self, requests: Mapping[str, Numbers]) -> dict[str, Numbers]:
        """Take in the entries of these requests; return those that they had before."""
        names = list(requests)
        self._cursor.execute(
            "SELECT request_id, first_entry, last_entry FROM requests "
            f"WHERE request_id IN ({', '.join('?' * len(names))})",
            names,
        )
        before = {name: Numbers(*numbers) for name, *numbers in self._cursor.fetchall()}
        self._cursor.executemany(
            "INSERT INTO requests VALUES (?, ?, ?) "
            "ON CONFLICT (request_id) DO UPDATE SET last_entry = excluded.last_entry",
            [(name, *numbers) for name, numbers in requests.items()],
        )
        return before

    def rows(self, table: Table) -> Iterator[Row]:
        """Return the rows of a table as the log makes them: see `streams`."""
        return streams.rows(self._cursor, table)

    def attachments(self) -> Iterator[Attached]:
        """Return the files that entries name, in the order of their digests."""
        self._cursor.execute("SELECT sha256, entry, name, size FROM attached ORDER BY sha256")
        while found := self._cursor.fetchmany(streams.PAGE):
            yield from map(Attached._make, found)
