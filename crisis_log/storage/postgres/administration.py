"""What an administrator of a server does: groups, registers, and who may do what."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg
from psycopg import errors

from crisis_log.storage.postgres import schema
from crisis_log.storage.postgres.address import Address
from crisis_log.storage.postgres.connection import LOCK_SECONDS, connect
from crisis_log.storage.postgres.errors import storage_error
from crisis_log.storage.postgres.schema import Groups, literal, quoted, schema_of
from crisis_log.storage.rows import STATE_FORMAT


def groups_of(connection: psycopg.Connection[Any]) -> Groups:
    """Return the groups of the database that a connection leads to."""
    return Groups(connection.info.dbname)


def group_statements(groups: Groups) -> list[str]:
    """Return the statements that make the groups, where they are not there."""
    names = [groups.owner, *map(groups.named, schema.RIGHTS)]
    made = [
        f"DO $$ BEGIN CREATE ROLE {quoted(name)} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        for name in names
    ]
    return [
        *made,
        f"GRANT CREATE ON DATABASE {quoted(groups.database)} TO {quoted(groups.owner)}",
    ]


def register_statements(register: str, register_id: str, groups: Groups) -> list[str]:
    """Return the statements that make an empty register, within one transaction."""
    name = quoted(schema_of(register))
    about = [("register_id", register_id), ("state_format", str(STATE_FORMAT))]
    rows = ", ".join(f"({literal(key)}, {literal(value)})" for key, value in about)
    return [
        f"SET LOCAL ROLE {quoted(groups.owner)}",
        f"CREATE SCHEMA {name}",
        f"SET LOCAL search_path = {name}",
        schema.tables(register, groups),
        schema.functions(register, groups),
        schema.grants(register, groups),
        f"INSERT INTO register VALUES {rows}",
        "RESET ROLE",
    ]


def create_register(address: Address, register_id: str) -> None:
    """Make an empty register.

    Raises:
        StorageError: it is there already, or this login is no administrator.

    """
    with closing(connect(address.conninfo, address.text, writes=True)) as connection:
        groups = groups_of(connection)
        try:
            with connection.transaction():
                for statement in register_statements(address.register, register_id, groups):
                    connection.execute(statement)
        except psycopg.Error as error:
            raise storage_error(error, address.text) from error


def drop_empty(address: Address) -> None:
    """Remove a register that has no entry.

    Raises:
        StorageError: somebody holds it, or this login is no administrator.

    """
    with closing(connect(address.conninfo, address.text, writes=True)) as connection:
        try:
            _drop_empty(connection, address)
        except psycopg.Error as error:
            raise storage_error(error, address.text) from error


def _drop_empty(connection: psycopg.Connection[Any], address: Address) -> None:
    name = quoted(schema_of(address.register))
    with connection.transaction():
        connection.execute(f"SET LOCAL lock_timeout = {literal(LOCK_SECONDS)}")
        connection.execute(f"SET LOCAL ROLE {quoted(groups_of(connection).owner)}")
        connection.execute(f"LOCK TABLE {name}.register IN EXCLUSIVE MODE")
        if not connection.execute(f"SELECT 1 FROM {name}.entries LIMIT 1").fetchone():
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def size_of(address: Address) -> int | None:
    """Return how many entries a register holds, None where there is none."""
    with closing(connect(address.conninfo, address.text, writes=False)) as connection:
        try:
            name = quoted(schema_of(address.register))
            found = connection.execute(
                f"SELECT coalesce(max(originator_version), 0) FROM {name}.entries"
            ).fetchone()
        except (errors.UndefinedTable, errors.InvalidSchemaName):
            return None
        except psycopg.Error as error:
            raise storage_error(error, address.text) from error
    return int(found[0]) if found else None
