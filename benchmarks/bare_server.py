"""The floor of storage on a server: the same rows, the same durability, nothing but `psycopg`.

Same tables and indexes as a register there, in another schema: without triggers, functions, locks
or questions.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Identifier

from benchmarks.bare import Rows
from crisis_log.storage.postgres.schema import schema_of

_SCHEMA: Final = "bare"
_OF_JOURNAL: Final = (
    "SELECT collection, key, value, since FROM {table} "
    "WHERE collection = 'journal' AND key > lpad(%s::text, 10, '0')"
)
_NEW_ROWS: Final = {
    "entries": "SELECT * FROM {table} WHERE originator_version > %s",
    "tree": "SELECT * FROM {table} WHERE entry > %s",
    "requests": "SELECT * FROM {table} WHERE first_entry > %s",
    "subjects": "SELECT * FROM {table} WHERE entry > %s",
    "marks": "SELECT * FROM {table} WHERE entry > %s",
    "words": "SELECT entry, said::text FROM {table} WHERE entry > %s",
    "state": _OF_JOURNAL,
}
"""What entries of the journal after a number made."""


class BareServer:
    """A connection to a schema with a register's tables and none of its rules."""

    def __init__(self, conninfo: str, register: str) -> None:
        self._register = schema_of(register)
        self._connection = psycopg.connect(conninfo, autocommit=True)
        self._connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(_SCHEMA)))
        for table in _NEW_ROWS:
            self._connection.execute(
                SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(
                    Identifier(_SCHEMA, table), Identifier(self._register, table)
                )
            )

    def close(self) -> None:
        """Remove what was written, and close the connection."""
        self._connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(_SCHEMA)))
        self._connection.close()

    def rows_after(self, number: int) -> Rows:
        """Return the rows of the register that entries of the journal after `number` made."""
        return {
            table: self._connection.execute(
                SQL(question).format(table=Identifier(self._register, table)), (number,)
            ).fetchall()
            for table, question in _NEW_ROWS.items()
        }

    def append(self, rows: Rows) -> None:
        """Write rows in one durable transaction."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for table, some in rows.items():
                if some:
                    values = SQL(", ").join(SQL("%s") for _column in some[0])
                    statement = SQL("INSERT INTO {} VALUES ({})")
                    cursor.executemany(statement.format(Identifier(_SCHEMA, table), values), some)


def commit_seconds(conninfo: str, times: int = 100) -> float:
    """Return the median time that a transaction of one small row takes."""
    from statistics import median

    from benchmarks.measuring import timed

    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("CREATE TABLE mark (number integer)")
        taken: list[Any] = [
            timed(lambda: connection.execute("INSERT INTO mark VALUES (1)"))
            for _time in range(times)
        ]
        connection.execute("DROP TABLE mark")
    return float(median(taken))
