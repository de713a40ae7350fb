"""Connections to a server: every setting that counts is ours, whatever the environment says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus
from typing_extensions import override

from crisis_log.language import _
from crisis_log.storage.ahead import Question
from crisis_log.storage.errors import StorageError
from crisis_log.storage.postgres.address import Address
from crisis_log.storage.postgres.commit import commit
from crisis_log.storage.postgres.connecting import connect
from crisis_log.storage.postgres.cursor import ServerCursor
from crisis_log.storage.postgres.errors import is_lost, lost, storage_error
from crisis_log.storage.postgres.patient import Patient
from crisis_log.storage.postgres.schema import quoted, schema_of

LOCK_SECONDS: Final = "30s"
"""How long others may hold what we wait for."""
_KEPT: Final = 5
"""How many connections are kept open for the next transaction."""
_SETTINGS: Final = {
    "client_encoding": "UTF8",
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "standard_conforming_strings": "on",
    "bytea_output": "hex",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "lock_timeout": LOCK_SECONDS,
    "idle_in_transaction_session_timeout": "2min",
    "row_security": "off",
}
_READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE: Final = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_SURE: Final = {"on", "remote_apply"}
"""The settings of `synchronous_commit` at which what is acknowledged is kept."""


class Connections:
    """As many connections to a register as transactions are open at once."""

    def __init__(self, address: Address, *, read_only: bool = False, snapshot: str = "") -> None:
        self._address = address
        self._read_only = read_only
        self._snapshot = snapshot
        self._idle: list[Patient] = []
        self._is_closed = False

    @contextmanager
    def reading(self) -> Iterator[ServerCursor]:
        """Run a transaction that sees the register as it is now and changes nothing."""
        with self._cursor(_READ) as cursor:
            if self._snapshot:
                cursor.note(f"SET TRANSACTION SNAPSHOT '{self._snapshot}'")
            yield cursor

    @contextmanager
    def examining(self) -> Iterator[ServerCursor]:
        """Run such a transaction, which goes on where a statement fails: for an audit."""
        with self.reading() as cursor:
            cursor.outlast_failures()
            yield cursor

    @contextmanager
    def writing(self, role: str | None = None) -> Iterator[ServerCursor]:
        """Run a transaction and commit it at the end, by the rights of `role` if one is given.

        Raises:
            OutcomeUnknownError: the commit failed, and may have taken effect all the same.

        """
        with self._cursor(_WRITE) as cursor:
            if role:
                cursor.note(f"SET LOCAL ROLE {quoted(role)}")
            yield cursor
            cursor.settle()
            commit(cursor.connection, self._address.text)

    @contextmanager
    def _cursor(self, begin: str) -> Iterator[_Cursor]:
        """Give a cursor on a connection of its own, which begins a transaction when it is used."""
        cursor = _Cursor(self._taken, self._address.text, begin)
        try:
            yield cursor
        finally:
            try:
                cursor.close()
            finally:
                self._give_back(cursor.connection)

    def say(self, statement: str) -> None:
        """Run what does not matter if it fails, on a connection that is at hand."""
        with suppress(psycopg.Error, IndexError):
            self._idle[-1].send(statement)

    def close(self) -> None:
        """Close the connections that no transaction uses, and the others as they end."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> Patient:
        """Return a connection: one at hand, unless it is known to be lost, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            with suppress(psycopg.Error):
                connection.catch_up()
                if connection.info.transaction_status == TransactionStatus.IDLE:
                    return connection
            connection.close()
            if connection.is_given_up:
                raise lost(self._address.text)
        return self.connected()

    def _give_back(self, connection: Patient) -> None:
        """Keep a connection for later, without what it did not commit.

        One that waits still, for who does no more, is not kept; nor one on which something failed:
        what was to be prepared behind that never was, and it does not know.
        """
        connection.was_used = True
        status = connection.info.transaction_status
        try:
            if status == TransactionStatus.INTRANS:
                connection.send("ROLLBACK")  # by itself it would forget what is prepared
            elif status != TransactionStatus.IDLE:
                connection.close()
        except psycopg.Error:
            connection.close()
        if self._is_closed or connection.closed or len(self._idle) >= _KEPT:
            connection.close()
        else:
            self._idle.append(connection)

    def connected(self) -> Patient:
        """Return a new connection."""
        address = self._address
        connection = connect(address.conninfo, address.text, writes=not self._read_only)
        try:
            _set(connection, address)
        except BaseException:
            connection.close()
            raise
        return connection


class _Cursor(ServerCursor):
    """The cursor of one transaction: on another connection, where the one at hand was lost.

    Once that has ended it asks nothing: another transaction may have its connection.
    """

    connection: Patient

    def __init__(self, taken: Callable[[], Patient], place: str, begin: str) -> None:
        super().__init__(taken(), place)
        self._taken = taken
        self._has_begun = self._has_ended = False
        self.note(begin)

    @override
    def close(self) -> None:
        self._has_ended, self._outlasts_failures = True, False
        super().close()

    @override
    def _ran(self, statements: Sequence[Question]) -> list[psycopg.Cursor[Any]]:
        if self._has_ended:
            raise psycopg.InterfaceError
        while True:
            try:
                found = super()._ran(statements)
            except psycopg.OperationalError as error:
                if self._has_begun or not self.connection.was_used or not is_lost(error):
                    raise
                self.connection.close()
                if self.connection.is_given_up:
                    raise
                self.connection = self._taken()
            else:
                self._has_begun = True
                return found


def _set(connection: Patient, address: Address) -> None:
    """Make every setting ours, and refuse to go on where one is not.

    Raises:
        StorageError: the server does not let us.

    """
    wanted = {**_SETTINGS, "search_path": f"{quoted(schema_of(address.register))}, pg_temp"}
    asked = ", ".join("set_config(%s, %s, false)" for _each in wanted)
    try:
        ((*found, sure),) = connection.execute(
            f"SELECT {asked}, set_config('synchronous_commit', CASE current_setting("
            "'synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)",
            [part for setting in wanted.items() for part in setting],
        )
    except psycopg.Error as error:
        raise storage_error(error, address.text) from error
    if found != list(wanted.values()) or sure not in _SURE:
        raise StorageError(
            _("The server of {path} does not keep to the settings that a register needs.").format(
                path=address.text
            )
        )
