"""How a register on a server is kept: the server's settings, its tables and functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crisis_log.language import _
from crisis_log.storage.backend import Cursor
from crisis_log.storage.health import Altered, Durability, Mistyped, Program
from crisis_log.storage.postgres.place import ServerPlace


class ServerHealth:
    """The health of a register on a server, within the transaction of `cursor`."""

    def __init__(self, place: ServerPlace, cursor: Cursor) -> None:
        self._place = place
        self._cursor = cursor

    def program(self) -> Program:
        return Program(_("PostgreSQL version"), self._setting("server_version"))

    def durability(self) -> Durability:
        names = ("fsync", "full_page_writes", "synchronous_commit", "synchronous_standby_names")
        settings = {name: self._setting(name) for name in names}
        return Durability(
            settings=", ".join(f"{name}={value}" for name, value in settings.items()),
            is_full=settings["fsync"] == settings["full_page_writes"] == "on",
        )

    def lodging(self) -> None:
        return None

    def altered(self) -> list[Altered]:
        return []

    def is_readable(self) -> bool:
        return True

    def mistyped(self, *, large: bool) -> Iterator[Mistyped]:  # noqa: ARG002 - types are the server's
        return iter(())

    def integrity(self) -> str:
        return "ok"

    def _setting(self, name: str) -> str:
        return str(self._select("SELECT current_setting(?)", name)[0][0])

    def _select(self, statement: str, *parameters: Any) -> list[Any]:
        self._cursor.execute(statement, parameters)
        return self._cursor.fetchall()
