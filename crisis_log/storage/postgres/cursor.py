"""The statements of `storage` as PostgreSQL takes them, and its errors as sentences.

A question is sent when its rows are asked for: all of them at once, or page by page, so that
memory does not follow their number. What was noted goes with the next question in one round trip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from crisis_log.storage.ahead import Question
from crisis_log.storage.postgres.errors import storage_error

_CAST: Final = re.compile(
    r"CAST\(((?:(?!CAST\()[^()]|\((?:(?!CAST\()[^()])*\))*) AS (BLOB|TEXT|INTEGER)\)"
)
_FUNCTIONS: Final = {"BLOB": "bytes_of", "TEXT": "text_of", "INTEGER": "int8"}
_UNHARMED: Final = "unharmed"
"""The name of the point to which a transaction returns after a statement that failed."""
_PAGES: Final = "pages"
"""The name of the cursor on the server, of which a transaction has one at a time."""


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
        self.connection = connection
        self._place = place
        self._noted: list[Question] = []
        self._asked: Question | None = None
        self._rows: Iterator[Any] = iter(())
        self._known: dict[tuple[str, tuple[Any, ...]], list[Any]] = {}
        self._pages: psycopg.ServerCursor[Any] | None = None
        self._outlasts_failures = False

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> ServerCursor:
        """Run a statement; a question is sent when its rows are asked for."""
        self._answer()
        self._asked = statement, parameters
        if not statement.startswith("SELECT"):
            self._known.clear()
            self._rows = self._answered()
        return self

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> ServerCursor:
        self.settle()
        self._known.clear()
        with self._failures(), self.connection.cursor() as cursor:
            cursor.executemany(translated(statement), list(rows))
        return self

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Copy rows into a table, all at once."""
        self.settle()
        self._known.clear()
        text = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._failures(), self.connection.cursor() as cursor, cursor.copy(text) as copy:
            for row in rows:
                copy.write_row(row)

    def note(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement that tells nothing, together with what is asked next."""
        self._answer()
        self._known.clear()
        self._noted.append((statement, parameters))

    def ahead(self, questions: Iterable[Question], /) -> None:
        asked = list(questions)
        self._end_pages()
        for (statement, parameters), rows in zip(asked, self._send(asked), strict=True):
            self._known[statement, tuple(parameters)] = rows

    def fetchone(self) -> Any:
        return next(self._answered(), None)

    def fetchall(self) -> list[Any]:
        return list(self._answered())

    def fetchmany(self, size: int, /) -> list[Any]:
        """Return the next rows of a question; not more of them are held, here or on the way."""
        if self._asked:
            (statement, parameters), self._asked = self._asked, None
            self.settle()
            with self._failures():
                self._pages = self.connection.cursor(_PAGES)
                self._pages.execute(translated(statement), parameters, binary=True)
        if self._pages is None:
            return []
        with self._failures():
            return self._pages.fetchmany(size)

    def settle(self) -> None:
        """Run what was asked and noted, whether somebody fetches the rows or not."""
        self._answer()
        if self._noted:
            self._send([])

    def _answer(self) -> None:
        self._end_pages()
        if self._asked:
            self._answered()

    def outlast_failures(self) -> None:
        """Let a transaction that only reads go on after a statement that fails, as a file does."""
        self.execute(f"SAVEPOINT {_UNHARMED}")
        self._outlasts_failures = True

    def export_snapshot(self) -> str:
        """Return by which name other transactions see what this one sees, until it ends."""
        if outlasts := self._outlasts_failures:  # the server exports none behind a savepoint
            self._outlasts_failures = False
            self.execute(f"RELEASE SAVEPOINT {_UNHARMED}")
        self.execute("SELECT pg_export_snapshot() WHERE true")
        (name,) = self.fetchone()
        if outlasts:
            self.outlast_failures()
        return str(name)

    def close(self) -> None:
        """Let the connection be used by others."""
        self._end_pages()

    def _answered(self) -> Iterator[Any]:
        """Return the rows of what was asked last that nobody has fetched."""
        if self._asked:
            (statement, parameters), self._asked = self._asked, None
            rows = self._known.pop((statement, tuple(parameters)), None) if self._known else None
            self._rows = iter(self._send([(statement, parameters)])[0] if rows is None else rows)
        return self._rows

    def _send(self, questions: Sequence[Question]) -> list[list[Any]]:
        """Send what was noted, and questions; return the rows of each of these."""
        noted, self._noted = self._noted, []
        with self._failures():
            told = self._ran([*noted, *questions])[len(noted) :]
            return [[] if one.rownumber is None else one.fetchall() for one in told]

    def _ran(self, statements: Sequence[Question]) -> list[psycopg.Cursor[Any]]:
        """Run statements in one round trip."""
        if len(statements) == 1:
            return [self._sent(statements[0])]
        with self.connection.pipeline():
            return [self._sent(one) for one in statements]

    def _sent(self, question: Question) -> psycopg.Cursor[Any]:
        statement, parameters = question
        return self.connection.cursor(binary=True).execute(translated(statement), parameters)

    def _end_pages(self) -> None:
        """Let go of the rows that nobody asks for any more."""
        pages, self._pages = self._pages, None
        if pages and not self.connection.closed:
            with self._failures():
                pages.close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            self._recover()
            raise storage_error(error, self._place) from error

    def _recover(self) -> None:
        """Return to where nothing had failed, if this transaction does and can."""
        has_failed = self.connection.info.transaction_status == TransactionStatus.INERROR
        if self._outlasts_failures and has_failed:
            self._pages, self._asked, self._rows = None, None, iter(())
            with suppress(psycopg.Error):  # else the next statement says what is wrong
                self.connection.execute(f"ROLLBACK TO {_UNHARMED}")
