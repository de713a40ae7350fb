"""Registers on a server of tests: a database with its groups, and people who log in."""

from __future__ import annotations

from contextlib import closing
from typing import Final

from psycopg.sql import SQL, Identifier

from crisis_log.storage import Place, place
from crisis_log.storage.postgres.administration import groups_of, preparing, run
from crisis_log.storage.postgres.schema import RIGHTS
from tests.servers.server import Server

EVERYTHING: Final = (*RIGHTS, "owner")
"""The groups of who does everything, as the author of a file can."""


def prepare(server: Server, database: str) -> None:
    """Make the groups of a database."""
    with closing(server.admin(dbname=database)) as connection:
        connection.autocommit = True
        run(connection, preparing(connection), database)


def login(server: Server, database: str, name: str, *rights: str) -> str:
    """Let a person log in who has these rights; return the address of the database for them."""
    with closing(server.admin(dbname=database)) as connection:
        connection.autocommit = True
        groups = groups_of(connection)
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
        if not known:
            connection.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
        for right in rights:
            group, person = Identifier(groups.named(right)), Identifier(name)
            connection.execute(SQL("GRANT {} TO {}").format(group, person))
    return server.conninfo(dbname=database, user=name)


def register_at(conninfo: str, name: str) -> Place:
    """Return the place of a register on a server."""
    return place(f"{conninfo} register={name}")
