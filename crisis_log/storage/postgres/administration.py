"""What an administrator of a server does: groups, registers, and who may do what.

Each act is a script of SQL, which can be read before it runs and is run as it was read: one
transaction, by the rights of whoever connects.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg
from psycopg import errors

from crisis_log.storage.backend import Cursor
from crisis_log.storage.postgres import schema, shape
from crisis_log.storage.postgres.address import Address
from crisis_log.storage.postgres.connecting import connect
from crisis_log.storage.postgres.connection import LOCK_SECONDS
from crisis_log.storage.postgres.cursor import ServerCursor
from crisis_log.storage.postgres.errors import administration_error, storage_error
from crisis_log.storage.postgres.schema import Groups, literal, quoted, register_of, schema_of
from crisis_log.storage.rows import STATE_FORMAT

Connection = psycopg.Connection[Any]
_IDLE: Final = "2min"
"""For how long a person's transaction may wait for its client before it is ended."""
_BEGIN: Final = (
    "BEGIN;\n"
    "-- No name is looked for where others may put their own.\n"
    "SET LOCAL search_path = pg_catalog, pg_temp;"
)
_REGISTERS: Final = (
    "SELECT n.nspname::text FROM pg_namespace n JOIN pg_class c "
    "ON c.relnamespace = n.oid AND c.relname = 'head' WHERE n.nspname LIKE 'register%' "
    'ORDER BY n.nspname COLLATE "C"'
)


def groups_of(connection: Connection) -> Groups:
    """Return the groups of the database that a connection leads to."""
    return Groups(connection.info.dbname)


def registers(cursor: Cursor) -> list[str]:
    """Return the registers of the database, by name."""
    cursor.execute(_REGISTERS)
    found = (register_of(name) for (name,) in cursor.fetchall())
    return [name for name in found if name]


def script(*parts: str) -> str:
    """Return statements as one transaction."""
    return "\n".join([_BEGIN, *parts, "COMMIT;", ""])


def preparing(connection: Connection) -> str:
    """Return the script that prepares a database, and brings its registers to this version."""
    groups = groups_of(connection)
    with looking_at(connection, "", groups.database) as cursor:
        names = registers(cursor)
    return script(
        *group_statements(groups),
        *_as_owner(groups),
        *(part for register in names for part in _brought_up(connection, register, groups)),
    )


def group_statements(groups: Groups) -> list[str]:
    """Return the statements that make the groups, where they are not there."""
    told = {groups.owner: "owns every register, and logs in nowhere"}
    told |= {groups.named(right): f"may {right}" for right in schema.RIGHTS}
    made = [
        f"-- The group that {what}.\n"
        f"DO $$ BEGIN CREATE ROLE {quoted(name)} NOLOGIN;\n"
        "EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n"
        f"ALTER ROLE {quoted(name)} NOLOGIN;"
        for name, what in told.items()
    ]
    owner, database = quoted(groups.owner), quoted(groups.database)
    return [*made, f"GRANT CREATE ON DATABASE {database} TO {owner};"]


def _as_owner(groups: Groups) -> list[str]:
    """Return what lets an administrator who is no superuser act for the owner."""
    owner = quoted(groups.owner)
    return [
        f"""-- Whoever prepares the database may act for the owner, if that was not so before.
DO $$ BEGIN IF NOT pg_has_role(current_user, {literal(groups.owner)}, 'usage') THEN
EXECUTE format('GRANT {owner} TO %I', current_user); END IF; END $$;"""
    ]


def _brought_up(connection: Connection, register: str, groups: Groups) -> Iterator[str]:
    """Return the statements that bring what guards a register to this version."""
    name = quoted(schema_of(register))
    yield f"\n-- The register {register}: functions, triggers and rights of this version."
    yield _within(register, groups)
    with looking_at(connection, register, groups.database) as cursor:
        obsolete = shape.obsolete_functions(cursor, register, groups)
        strangers = shape.strangers(cursor, register, groups)
    for signature in obsolete:
        yield f"DROP ROUTINE {signature};"
    yield schema.functions(register, groups)
    yield schema.triggers(register, groups)
    for stranger in strangers:
        for things in ("ALL TABLES IN SCHEMA", "ALL FUNCTIONS IN SCHEMA", "SCHEMA"):
            yield f"REVOKE ALL ON {things} {name} FROM {quoted(stranger)};"
    yield schema.grants(register, groups)
    yield "RESET ROLE;"


@contextmanager
def looking_at(connection: Connection, register: str, place: str) -> Iterator[ServerCursor]:
    """See a register as it is now, its names before those of others; change nothing."""
    with closing(ServerCursor(connection, place)) as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute(f"SET LOCAL search_path = {quoted(schema_of(register))}, pg_temp")
            cursor.outlast_failures()
            yield cursor
        finally:
            cursor.close()
            if not connection.closed:
                connection.rollback()


def _within(register: str, groups: Groups) -> str:
    name = quoted(schema_of(register))
    return f"SET LOCAL ROLE {quoted(groups.owner)};\nSET LOCAL search_path = {name}, pg_temp;"


def making(register: str, register_id: str, groups: Groups) -> str:
    """Return the script that makes an empty register."""
    about = [("register_id", register_id), ("state_format", str(STATE_FORMAT))]
    rows = ", ".join(f"({literal(key)}, {literal(value)})" for key, value in about)
    return script(
        f"SET LOCAL ROLE {quoted(groups.owner)};",
        f"CREATE SCHEMA {quoted(schema_of(register))};",
        _within(register, groups),
        schema.tables(register, groups),
        "INSERT INTO head DEFAULT VALUES;",
        f"INSERT INTO register VALUES {rows};",
        schema.functions(register, groups),
        schema.triggers(register, groups),
        schema.grants(register, groups),
    )


def granting(person: str, right: str, groups: Groups, *, is_new: bool) -> str:
    """Return the script that gives a person a right, and a login to who has none.

    The login has no password: see https://www.postgresql.org/docs/current/auth-methods.html.
    """
    name = quoted(person)
    made = [f"-- A login without a password.\nCREATE ROLE {name} LOGIN;"] if is_new else []
    return script(
        *made,
        f"GRANT {quoted(groups.named(right))} TO {name};",
        "-- Whose client is silent for so long lets go of the lock.",
        f"ALTER ROLE {name} IN DATABASE {quoted(groups.database)} "
        f"SET idle_in_transaction_session_timeout = {literal(_IDLE)};",
    )


def revoking(person: str, right: str, groups: Groups) -> str:
    """Return the script that takes a right from a person, whose login stays."""
    return script(f"REVOKE {quoted(groups.named(right))} FROM {quoted(person)};")


def create_register(address: Address, register_id: str) -> None:
    """Make an empty register.

    Raises:
        StorageError: it is there already, or this login is no administrator.

    """
    with closing(connect(address.conninfo, address.text, writes=True)) as connection:
        run(connection, making(address.register, register_id, groups_of(connection)), address.text)


def run(connection: Connection, statements: str, place: str) -> None:
    """Run a script: all of it, or nothing.

    Raises:
        StorageError: the server refused; errors are about `place`.

    """
    try:
        connection.execute(statements)
    except psycopg.Error as error:
        if not connection.closed:
            connection.rollback()
        raise administration_error(error, place) from error


def drop_empty(address: Address) -> bool:
    """Remove a register that has no entry; return whether it was so.

    Raises:
        StorageError: somebody holds it, or this login is no administrator.

    """
    with closing(connect(address.conninfo, address.text, writes=True)) as connection:
        name = quoted(schema_of(address.register))
        try:
            with connection.transaction():
                connection.execute(f"SET LOCAL ROLE {quoted(groups_of(connection).owner)}")
                connection.execute(f"SET LOCAL lock_timeout = {literal(LOCK_SECONDS)}")
                connection.execute(f"LOCK TABLE {name}.register IN EXCLUSIVE MODE")
                if connection.execute(f"SELECT 1 FROM {name}.entries LIMIT 1").fetchone():
                    return False
                connection.execute(f"DROP SCHEMA {name} CASCADE")
        except psycopg.Error as error:
            raise administration_error(error, address.text) from error
    return True


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
