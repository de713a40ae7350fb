"""Connections to a server: every setting that counts is ours, whatever the environment says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final

import psycopg
from psycopg.pq import TransactionStatus

from crisis_log.language import _
from crisis_log.storage.errors import StorageError
from crisis_log.storage.postgres.address import Address
from crisis_log.storage.postgres.commit import commit
from crisis_log.storage.postgres.connecting import connect
from crisis_log.storage.postgres.cursor import ServerCursor
from crisis_log.storage.postgres.errors import storage_error
from crisis_log.storage.postgres.patient import Patient
from crisis_log.storage.postgres.schema import quoted, schema_of

LOCK_SECONDS: Final = "30s"
"""How long others may hold what we wait for."""
_SAY_SECONDS: Final = 2.0
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
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        with self.taken(begin) as connection, self._cursor(connection) as cursor:
            if self._snapshot:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{self._snapshot}'")
                cursor.settle()
            yield cursor

    @contextmanager
    def writing(self, role: str | None = None) -> Iterator[ServerCursor]:
        """Run a transaction and commit it at the end, by the rights of `role` if one is given.

        Raises:
            OutcomeUnknownError: the commit failed, and may have taken effect all the same.

        """
        begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        with self.taken(begin) as connection:
            with self._cursor(connection) as cursor:
                if role:
                    cursor.execute(f"SET LOCAL ROLE {quoted(role)}")
                yield cursor
                cursor.settle()
            commit(connection, self._address.text)

    def _cursor(self, connection: Patient) -> closing[ServerCursor]:
        return closing(ServerCursor(connection, self._address.text))

    def say(self, statement: str) -> None:
        """Run what does not matter if it fails, on a connection that is at hand."""
        with suppress(psycopg.Error, IndexError):
            connection = self._idle[-1]
            with connection.within(_SAY_SECONDS):
                connection.execute(statement)

    def close(self) -> None:
        """Close the connections that no transaction uses, and the others as they end."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def taken(self, begin: str) -> Iterator[Patient]:
        """Give a connection that has run `begin`, until the block ends."""
        connection = self._begun(begin)
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _begun(self, begin: str) -> Patient:
        """Return a connection that has run it: one at hand, unless it was lost meanwhile."""
        while self._idle:
            connection = self._idle.pop()
            if connection.closed:
                continue
            try:
                connection.execute(begin)
            except psycopg.OperationalError as error:
                connection.close()
                if connection.is_given_up:
                    raise storage_error(error, self._address.text) from error
            else:
                return connection
        return self._ran(begin, self.connected())

    def _ran(self, statement: str, connection: Patient) -> Patient:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            connection.close()
            raise storage_error(error, self._address.text) from error
        return connection

    def _give_back(self, connection: Patient) -> None:
        """Keep a connection for later, without what it did not commit; a slow one is not kept."""
        with suppress(psycopg.Error):
            status = connection.info.transaction_status
            if status == TransactionStatus.ACTIVE:  # it waits still, for who does no more
                connection.close()
            elif status != TransactionStatus.IDLE:
                with connection.within(_SAY_SECONDS):
                    connection.execute("ROLLBACK")
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
