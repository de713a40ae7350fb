"""Connections to one register file, and the cursors they hand out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from crisis_log.storage.errors import OutcomeUnknownError
from crisis_log.storage.sqlite import putting_back
from crisis_log.storage.sqlite.connecting import connect
from crisis_log.storage.sqlite.errors import RAISED, code_of, errors_as_sentences, storage_error
from crisis_log.storage.sqlite.limits import RegisterConnection

_KEPT: Final = 5
"""How many connections are kept open for the next transaction."""


class RegisterCursor(sqlite3.Cursor):
    """A cursor whose errors are sentences about the register at `place`."""

    place = ""
    connection: RegisterConnection

    def execute(self, statement: str, parameters: Any = (), /) -> RegisterCursor:
        self.connection.deadline.begin()
        try:
            return super().execute(statement, parameters)
        except RAISED as error:
            raise storage_error(error, self.place) from error

    def executemany(self, statement: str, rows: Iterable[Any], /) -> RegisterCursor:
        self.connection.deadline.begin()
        try:
            return super().executemany(statement, rows)
        except RAISED as error:
            raise storage_error(error, self.place) from error

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except RAISED as error:
            raise storage_error(error, self.place) from error

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        try:
            return super().fetchmany(size)
        except RAISED as error:
            raise storage_error(error, self.place) from error

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except RAISED as error:
            raise storage_error(error, self.place) from error


class Connections:
    """As many connections to a file as transactions are open at once; `place` names it."""

    def __init__(self, file: Path, place: str, *, read_only: bool = False) -> None:
        self._file = file
        self._place = place
        self._read_only = read_only
        self._idle: list[RegisterConnection] = []
        self._is_closed = False
        self._is_put_back = True

    @contextmanager
    def reading(self) -> Iterator[RegisterCursor]:
        """Run a transaction that sees the file as it is now and changes nothing."""
        connection = self._taken()
        try:
            with closing(self._begun(connection, "BEGIN")) as cursor:
                putting_back.note(connection)
                yield cursor
        finally:
            self._give_back(connection)

    @contextmanager
    def writing(self, is_left: Callable[[], bool]) -> Iterator[RegisterCursor]:
        """Run a transaction that holds the database's lock, and commit it at the end.

        What was recorded is put back then, however this one ends, but where it `is_left` to the
        next who writes.

        Raises:
            OutcomeUnknownError: the commit failed, and may have taken effect all the same.

        """
        connection = self._taken()
        try:
            with closing(self._begun(connection, "BEGIN IMMEDIATE")) as cursor:
                yield cursor
            self._commit(connection)
        finally:
            self._roll_back(connection)
            self._is_put_back = is_left() or putting_back.put_back(connection)
            self._give_back(connection)

    def await_readers(self) -> None:
        """Wait a little for readers in the way of what was recorded."""
        if not self._is_put_back and self._idle:
            self._is_put_back = putting_back.put_back_soon(self._idle[-1])

    def close(self) -> None:
        """Close the connections that no transaction uses, and the others as they end."""
        self.await_readers()
        self._is_closed = True
        while self._idle:
            self._close(self._idle.pop())

    def _taken(self) -> RegisterConnection:
        try:
            return self._idle.pop()
        except IndexError:
            with errors_as_sentences(self._place):
                return connect(self._file, read_only=self._read_only)

    def _give_back(self, connection: RegisterConnection) -> None:
        """Keep a connection for later, without what it did not commit."""
        self._roll_back(connection)
        putting_back.make_up(connection, self._file)
        if self._is_closed or connection.in_transaction or len(self._idle) >= _KEPT:
            self._close(connection)
        else:
            self._idle.append(connection)

    @staticmethod
    def _roll_back(connection: RegisterConnection) -> None:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")

    def _close(self, connection: RegisterConnection) -> None:
        if self._read_only:
            putting_back.close(connection, self._file)
        else:
            connection.close()

    def _begun(self, connection: RegisterConnection, begin: str) -> RegisterCursor:
        cursor = connection.cursor(RegisterCursor)
        cursor.place = self._place
        try:
            return cursor.execute(begin)
        except BaseException:
            cursor.close()
            raise

    def _commit(self, connection: RegisterConnection) -> None:
        try:
            connection.execute("COMMIT")
        except RAISED as error:
            if _may_have_taken_effect(code_of(error)):
                raise OutcomeUnknownError(self._place) from error
            raise storage_error(error, self._place) from error
        except BaseException as error:  # an interruption, a lack of memory: before it, or after
            if connection.in_transaction:
                raise
            raise OutcomeUnknownError(self._place) from error


def _may_have_taken_effect(code: int) -> bool:
    """Whether a commit that failed with this extended code may be found done later.

    The last page of a transaction commits it, once it is written whole: an error to write it,
    or to find room, comes before. Any other error of the disk may come after, above all that
    of making it durable: the next to open the file may find the transaction in its log.
    """
    is_of_disk = code & 0xFF == sqlite3.SQLITE_IOERR
    return is_of_disk and code != sqlite3.SQLITE_IOERR_WRITE
