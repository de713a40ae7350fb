"""How a register on a server is kept: the server's settings, its tables, functions and rights."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from crisis_log.language import _
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import StorageError
from crisis_log.storage.health import Altered, Durability, Hosting, Mistyped, Program
from crisis_log.storage.postgres import shape
from crisis_log.storage.postgres.hosting import SETTINGS, amcheck, hosting, select, setting
from crisis_log.storage.postgres.place import ServerPlace
from crisis_log.storage.postgres.schema import Groups, schema_of
from crisis_log.words import enumerate_parts

_INDEXES = (
    "SELECT c.oid::bigint, c.relname::text FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
    "WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?) "
    "AND c.relkind = 'i' AND a.amname = 'btree' ORDER BY 2"
)
_TABLES = (
    "SELECT c.oid::bigint, c.relname::text FROM pg_class c "
    "WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?) "
    "AND c.relkind = 'r' ORDER BY 2"
)


class ServerHealth:
    """The health of a register on a server, within the transaction of `cursor`."""

    def __init__(self, place: ServerPlace, cursor: Cursor) -> None:
        self._register = place.name
        self._cursor = cursor

    @cached_property
    def _groups(self) -> Groups:
        return Groups(select(self._cursor, "SELECT current_database()::text WHERE true")[0][0])

    def program(self) -> Program:
        return Program(_("PostgreSQL version"), setting(self._cursor, "server_version"))

    def durability(self) -> Durability:
        settings = {name: setting(self._cursor, name) for name in SETTINGS}
        return Durability(
            settings=", ".join(f"{name}={value}" for name, value in settings.items()),
            is_full=settings["fsync"] == settings["full_page_writes"] == "on"
            and settings["synchronous_commit"] in {"on", "remote_apply"},
        )

    def lodging(self) -> None:
        return None

    def hosting(self) -> Hosting:
        return hosting(self._cursor, self._groups)

    def altered(self) -> list[Altered]:
        return self._altered

    @cached_property
    def _altered(self) -> list[Altered]:
        return shape.altered(self._cursor, self._register, self._groups)

    def is_readable(self) -> bool:
        return shape.is_readable(self._altered)

    def mistyped(self, *, large: bool) -> Iterator[Mistyped]:  # noqa: ARG002 - types are the server's
        return iter(())

    def integrity(self) -> str:
        """Return what the extension amcheck finds, where the administrator put it in."""
        extension = amcheck(self._cursor)
        if extension is None:
            return "ok"
        found = [*self._of_indexes(extension), *self._of_tables(extension)]
        return enumerate_parts(found) if found else "ok"

    def _of_indexes(self, extension: str) -> Iterator[str]:
        for number, name in select(self._cursor, _INDEXES, schema_of(self._register)):
            try:
                select(
                    self._cursor,
                    f"SELECT {extension}.bt_index_check(?::oid::regclass, true) WHERE true",
                    number,
                )
            except StorageError as error:  # how it says what it finds
                yield f"{name}: {_cause(error)}"

    def _of_tables(self, extension: str) -> Iterator[str]:
        for number, name in select(self._cursor, _TABLES, schema_of(self._register)):
            found = select(
                self._cursor,
                f"SELECT blkno, msg FROM {extension}.verify_heapam(?::oid::regclass) "
                "WHERE true LIMIT 3",
                number,
            )
            yield from (f"{name} {block}: {message}" for block, message in found)


def _cause(error: StorageError) -> str:
    told = getattr(error.__cause__, "diag", None)
    return str(getattr(told, "message_primary", None) or error)
