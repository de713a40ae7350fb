"""What an administrator does with a server that keeps registers: the door to it.

    with Server("service=crisis") as server:
        server.run(server.preparing())

Every act is a script of SQL that can be read first. What speaks to servers is loaded when one is
asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from crisis_log.storage.errors import StorageError, no_server
from crisis_log.storage.place import check_library, is_address
from crisis_log.storage.postgres import schema

if TYPE_CHECKING:
    from crisis_log.storage.backend import Cursor
    from crisis_log.storage.health import Altered, Durability, Hosting, Program
    from crisis_log.storage.postgres.health import ServerHealth
    from crisis_log.storage.postgres.schema import Groups

RIGHTS: Final = schema.RIGHTS
"""What a person may be granted."""
OLDEST: Final = 14
"""The oldest version of PostgreSQL that a register can lie on."""
OWNER: Final = "owner"
"""Whose right it is to change everything."""
_WHO: Final = (
    "SELECT DISTINCT r.rolname::text, g.rolname::text FROM pg_auth_members m "
    "JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid "
    "WHERE g.rolname IN ({}) ORDER BY 1"
)


class RegisterThere(NamedTuple):
    """A register of a server: its name, its entries; None where this account may not look."""

    name: str
    entries: int | None


class Person(NamedTuple):
    """Who may do what: a login, or a group, and its rights in the order of `RIGHTS`."""

    name: str
    rights: Sequence[str]


class Examined(NamedTuple):
    """How a register of a server is: what is altered of it, and what its pages hold."""

    name: str
    altered: Sequence[Altered]
    integrity: str


class Server:
    """A database of a server, as whoever connects sees it.

    Raises:
        NotARegisterError: `text` is no address of a server, or holds a password.
        StorageError: it cannot be reached, or is too old; from every method, it refused.

    """

    def __init__(self, text: str) -> None:
        if not is_address(text):
            raise no_server(text)
        check_library()
        from crisis_log.storage.postgres import address
        from crisis_log.storage.postgres.connecting import connect
        from crisis_log.storage.postgres.errors import too_old

        self.conninfo = address.server(text)
        self.text = text.strip()
        self._connection = connect(self.conninfo, self.text, writes=False)
        version = self._connection.info.server_version
        if version < OLDEST * 10_000:
            self._connection.close()
            raise too_old(self.text, f"{version // 10_000}", OLDEST)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @cached_property
    def _groups(self) -> Groups:
        from crisis_log.storage.postgres.schema import Groups

        return Groups(self._connection.info.dbname)

    @property
    def database(self) -> str:
        """The name of the database, after which the groups are named."""
        return self._groups.database

    def group(self, right: str) -> str:
        """Return the group that has a right."""
        return self._groups.named(right)

    def preparing(self) -> str:
        """Return the script that makes the groups and brings all registers to this version."""
        from crisis_log.storage.postgres import administration

        return administration.preparing(self._connection)

    def making(self, name: str, register_id: str) -> str:
        """Return the script that makes an empty register."""
        from crisis_log.storage.postgres import administration

        self._check_name(name)
        return administration.making(name, register_id, self._groups)

    def granting(self, person: str, right: str) -> str:
        """Return the script that gives a person a right, and a login where there is none."""
        from crisis_log.storage.postgres import administration

        return administration.granting(
            person, right, self._groups, is_new=not self.has_login(person)
        )

    def revoking(self, person: str, right: str) -> str:
        """Return the script that takes a right from a person."""
        from crisis_log.storage.postgres import administration

        return administration.revoking(person, right, self._groups)

    def run(self, script: str, about: str = "") -> None:
        """Run a script: all of it, or nothing."""
        from crisis_log.storage.postgres import administration

        administration.run(self._connection, script, about or self.text)

    def has_login(self, person: str) -> bool:
        """Whether the server knows a login or group of that name."""
        with self._looking_at("") as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = ?", (person,))
            return cursor.fetchone() is not None

    def drop_empty(self, name: str) -> bool:
        """Remove a register that has no entry; return whether it was so."""
        from crisis_log.storage.postgres import administration
        from crisis_log.storage.postgres.address import Address

        self._check_name(name)
        return administration.drop_empty(Address(name, self.conninfo, name))

    def registers(self) -> list[RegisterThere]:
        """Return the registers of the database, by name."""
        from crisis_log.storage.postgres import administration

        with self._looking_at("") as cursor:
            names = administration.registers(cursor)
        return [RegisterThere(name, self._entries(name)) for name in names]

    def _entries(self, name: str) -> int | None:
        try:
            with self._looking_at(name) as cursor:
                cursor.execute(
                    "SELECT coalesce(max(originator_version), 0) FROM entries WHERE true"
                )
                return int(cursor.fetchone()[0])
        except StorageError:
            return None

    def people(self) -> list[Person]:
        """Return who has rights, by name, those who own everything among them."""
        names = {self._groups.named(right): right for right in (*RIGHTS, OWNER)}
        with self._looking_at("") as cursor:
            cursor.execute(_WHO.format(", ".join("?" * len(names))), [*names])
            members = cursor.fetchall()
        found: dict[str, set[str]] = {}
        for person, group in members:
            found.setdefault(person, set()).add(names[group])
        return [
            Person(name, [right for right in names.values() if right in rights])
            for name, rights in found.items()
        ]

    def examine(self) -> tuple[Program, Durability, Hosting, list[Examined]]:
        """Return how the server and each of its registers are kept: see `Health`."""
        from crisis_log.storage.postgres import administration

        with self._looking_at("") as cursor:
            health = self._health("", cursor)
            whole = health.program(), health.durability(), health.hosting()
            names = administration.registers(cursor)
        return *whole, [self._examined(name) for name in names]

    def _examined(self, name: str) -> Examined:
        with self._looking_at(name) as cursor:
            health = self._health(name, cursor)
            return Examined(name, health.altered(), health.integrity())

    def _health(self, name: str, cursor: Cursor) -> ServerHealth:
        from crisis_log.storage.postgres.address import Address
        from crisis_log.storage.postgres.health import ServerHealth
        from crisis_log.storage.postgres.place import ServerPlace

        return ServerHealth(ServerPlace(Address(name, self.conninfo, name)), cursor)

    def _check_name(self, name: str) -> None:
        from crisis_log.storage.postgres.address import check_name

        check_name(name)

    @contextmanager
    def _looking_at(self, name: str) -> Iterator[Cursor]:
        """See the server, and one of its registers, as it is now; change nothing."""
        from crisis_log.storage.postgres import administration

        with administration.looking_at(self._connection, name, self.text) as cursor:
            yield cursor
