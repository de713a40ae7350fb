"""The statements of `storage` as PostgreSQL takes them, and its errors as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import psycopg
from psycopg import pq

from crisis_log.storage.postgres.errors import storage_error

_CAST: Final = re.compile(
    r"CAST\(((?:(?!CAST\()[^()]|\((?:(?!CAST\()[^()])*\))*) AS (BLOB|TEXT|INTEGER)\)"
)
_FUNCTIONS: Final = {"BLOB": "bytes_of", "TEXT": "text_of", "INTEGER": "int8"}
_CHUNKED: Final = 170_000
"""The version of libpq that can give many rows at once while it reads on."""
_CHUNK: Final = 1_000 if pq.version() >= _CHUNKED else 1
"""Rows that come at once where there may be as many as the register has."""


@lru_cache(maxsize=256)
def translated(statement: str) -> str:
    """Return a statement of `storage` with the parameters and casts of PostgreSQL."""
    before = ""
    while statement != before:
        before, statement = statement, _CAST.sub(_function, statement)
    return statement.replace("%", "%%").replace("?", "%s")


def _function(cast: re.Match[str]) -> str:
    return f"{_FUNCTIONS[cast[2]]}({cast[1]})"


class ServerCursor:
    """A cursor whose errors are sentences about the register at `place`."""

    def __init__(self, connection: psycopg.Connection[Any], place: str) -> None:
        self._cursor = connection.cursor(binary=True)
        self._place = place
        self._rows: Iterator[Any] | None = None

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> ServerCursor:
        """Run a statement; what asks for a whole table is read as it comes."""
        self._end_stream()
        text = translated(statement)
        try:
            if statement.startswith("SELECT") and " WHERE " not in statement:
                self._rows = self._cursor.stream(text, parameters, size=_CHUNK)
            else:
                self._cursor.execute(text, parameters)
        except psycopg.Error as error:
            raise storage_error(error, self._place) from error
        return self

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> ServerCursor:
        self._end_stream()
        try:
            self._cursor.executemany(translated(statement), list(rows))
        except psycopg.Error as error:
            raise storage_error(error, self._place) from error
        return self

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Copy rows into a table, all at once."""
        self._end_stream()
        names = ", ".join(columns)
        try:
            with self._cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            raise storage_error(error, self._place) from error

    def fetchone(self) -> Any:
        return next(iter(self.fetchmany(1)), None)

    def fetchmany(self, size: int, /) -> list[Any]:
        try:
            if self._rows is not None:
                return list(islice(self._rows, size))
            return self._cursor.fetchmany(size)
        except psycopg.Error as error:
            raise storage_error(error, self._place) from error

    def fetchall(self) -> list[Any]:
        try:
            return list(self._rows) if self._rows is not None else self._cursor.fetchall()
        except psycopg.Error as error:
            raise storage_error(error, self._place) from error

    def close(self) -> None:
        """Let the connection be used by others."""
        self._end_stream()
        self._cursor.close()

    def _end_stream(self) -> None:
        """Let go of the rows that nobody asks for any more."""
        if self._rows is not None:
            rows, self._rows = self._rows, None
            rows.close()  # type: ignore[attr-defined]  # psycopg's stream is a generator
