"""A register on a server at which command lines are typed, by who has which rights."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Final
from urllib.parse import quote

from psycopg.sql import SQL, Identifier

from crisis_log.storage.postgres.address import address
from crisis_log.storage.postgres.administration import create_register
from crisis_log.storage.postgres.schema import schema_of
from tests.cli.running import OPENING, CommandLine
from tests.servers.registers import EVERYTHING, login, prepare
from tests.servers.server import Server

NAME: Final = "covid-19"
_DATABASE: Final = "stage"


class Stage:
    """One register, made anew where another past than the last is needed.

    Its database stays as long as the server of the tests.
    """

    def __init__(self, server: Server, database: str = _DATABASE) -> None:
        self._server, self._database = server, database
        with closing(server.admin()) as admin:
            admin.execute(
                SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database))
            )
            admin.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))
        prepare(server, database)
        self.address = self.address_of("secretary", *EVERYTHING)
        self._past: Sequence[str] | None = None

    def address_of(self, name: str, *rights: str, register: str = NAME) -> str:
        """Return the address of the register for a person with these rights."""
        return f"{login(self._server, self._database, name, *rights)} register={register}"

    @property
    def uri(self) -> str:
        """The address of the database as a URI, without a register."""
        socket = quote(str(self._server.folder), safe="")
        return f"postgresql://secretary@{socket}:{self._server.port}/{self._database}"

    def at(self, past: Sequence[str] = (), *, changes: bool = True) -> CommandLine:
        """Return the desk of who may do everything, where a past was typed.

        What is typed next `changes` the register, or leaves it for others of this past.
        """
        desk = CommandLine(("--register", self.address))
        if self._past != past:
            self.remove()
            desk.given(OPENING, *past)
        self._past = None if changes else past
        return desk

    def by(self, name: str, *rights: str) -> CommandLine:
        """Return the desk of a person with these rights alone."""
        return CommandLine(("--register", self.address_of(name, *rights)))

    def forget(self) -> None:
        """Have it made anew the next time, whatever past is asked for."""
        self._past = None

    def prepare(self, register: str) -> None:
        """Prepare a place for a register, as an administrator does for those who record."""
        conninfo = self._server.conninfo(dbname=self._database)
        create_register(address(f"{conninfo} register={register}"), f"{register}-0badcafe")

    def remove(self, register: str = NAME) -> None:
        """Remove the register."""
        self.execute(
            SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema_of(register)))
        )

    def execute(self, statement: SQL | object) -> None:
        """Let the administrator execute a statement in its database."""
        with closing(self._server.admin(dbname=self._database)) as admin:
            admin.execute(statement)  # type: ignore[arg-type]  # composed, of names of ours
