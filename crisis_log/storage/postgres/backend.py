"""A register on a server: every writer holds it alone, and writes through one function."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final, cast

import psycopg
from psycopg import errors

from crisis_log.storage import log
from crisis_log.storage.backend import Cursor, Head
from crisis_log.storage.errors import StorageError, damaged, read_only, taken
from crisis_log.storage.postgres.connection import Connections
from crisis_log.storage.postgres.cursor import ServerCursor
from crisis_log.storage.postgres.errors import no_register, no_right, storage_error
from crisis_log.storage.postgres.health import ServerHealth
from crisis_log.storage.postgres.place import ServerPlace
from crisis_log.storage.postgres.recording import parameters
from crisis_log.storage.postgres.schema import Groups, literal, schema_of

if TYPE_CHECKING:
    from crisis_log.storage.ahead import Question
    from crisis_log.storage.batch import Batch
    from crisis_log.storage.postgres.words import ScratchWords, ServerWords

_LOOK_SECONDS: Final = 0.5
"""How long a watcher listens before it asks whether it is to stop."""
_POLL_SECONDS: Final = 3.0
"""How often it looks all the same: what is said to listeners can be lost."""
_RIGHT: Final = (
    "SELECT bool_or(pg_has_role(session_user, role, 'member')) FROM may WHERE kind_like = ("
    "SELECT kind_like FROM may WHERE ? LIKE kind_like ORDER BY length(kind_like) DESC LIMIT 1)"
)
_HOLD: Final = "SELECT FROM register WHERE name = 'register_id' FOR UPDATE"
"""How `begin_recording` waits for whoever holds the register."""
_BEGIN: Final = "SELECT number, content, kinds, now, recorder FROM begin_recording()"


class PostgresBackend:
    """An open register of a server."""

    def __init__(self, place: ServerPlace, *, read_only: bool = False) -> None:
        self.place = self.source = place
        self._read_only = read_only
        self._connections = Connections(place.address, read_only=read_only, snapshot=place.snapshot)
        try:
            self.register_id = self._told_id()
        except BaseException:
            self.close()
            raise

    def _told_id(self) -> str:
        try:
            with self.reading() as cursor:
                cursor.execute("SELECT value FROM register WHERE name = ?", ("register_id",))
                found = cursor.fetchone()
        except StorageError as error:
            if isinstance(error.__cause__, errors.UndefinedTable):
                raise no_register(self.place.text) from error
            raise
        if found is None:
            raise damaged(self.place.text)
        return str(found[0])

    def close(self) -> None:
        self._connections.close()

    def reading(self) -> AbstractContextManager[Cursor]:
        return self._connections.reading()

    def examining(self) -> AbstractContextManager[Cursor]:
        return self._connections.examining()

    def as_seen_by(self, cursor: Cursor) -> ServerPlace:
        return self.place._replace(snapshot=cast("ServerCursor", cursor).export_snapshot())

    @contextmanager
    def writing(self, ahead: Iterable[Question] = ()) -> Iterator[tuple[Cursor, Head]]:
        if self._read_only:
            raise read_only(self.place.text)
        with self._connections.writing() as cursor:
            cursor.ahead([(_BEGIN, ()), *ahead])
            cursor.execute(_BEGIN)
            number, content, kinds, now, recorder = cursor.fetchone()
            yield cursor, Head(number, content, set(kinds), now, recorder)
        self._tell()

    def check_right(self, kind: str) -> None:
        if self._read_only:
            raise read_only(self.place.text)
        with self.reading() as cursor:
            cursor.execute(_RIGHT, (kind,))
            if cursor.fetchone() != (True,):
                raise no_right(self.place.text, kind)

    def confirm(self) -> None:
        if not self._read_only:
            with self.writing():
                pass  # its commit waits for the standby, and so for all before it

    @contextmanager
    def mending(self) -> Iterator[tuple[Cursor, Head]]:
        if self._read_only:
            raise read_only(self.place.text)
        with self._connections.writing(self._groups.owner) as cursor:
            cursor.execute(_HOLD)
            yield cursor, log.head(cursor, self.register_id)
            cursor.settle()
        self._tell()

    @contextmanager
    def filling(self) -> Iterator[Cursor]:
        with self.mending() as (cursor, head):
            if head.number:
                raise taken(self.place.text)
            yield cursor

    def put(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        cast("ServerCursor", cursor).put(table, columns, rows)

    @cached_property
    def _groups(self) -> Groups:
        with self.reading() as cursor:
            cursor.execute("SELECT current_database()")
            return Groups(cursor.fetchone()[0])

    def _tell(self) -> None:
        """Tell who listens; after the commit, which it would make wait for all other registers."""
        self._connections.say(f"SELECT pg_notify({literal(schema_of(self.place.name))}, '')")

    def append(self, cursor: Cursor, batch: Batch) -> None:
        given: Sequence[Any] = parameters(batch)
        cast("ServerCursor", cursor).note(f"SELECT record({', '.join('?' * len(given))})", given)

    def scratch(self) -> AbstractContextManager[Cursor]:
        from crisis_log.storage.sqlite.scratch import scratch  # which most commands do without

        return scratch()

    def words(self, cursor: Cursor) -> ServerWords | ScratchWords:
        from crisis_log.storage.postgres.words import ScratchWords, ServerWords

        if isinstance(cursor, ServerCursor):
            return ServerWords(cursor)
        return ScratchWords(cursor, self.place.text)

    def changes(self, stop: Event) -> Iterator[None]:
        try:
            with closing(self._connections.connected()) as connection:
                yield from self._changes(connection, stop)
        except psycopg.Error as error:
            raise storage_error(error, self.place.text) from error

    def _changes(self, connection: psycopg.Connection[Any], stop: Event) -> Iterator[None]:
        if connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
            connection.execute(f'LISTEN "{schema_of(self.place.name)}"')
        seen, looked = self._last(connection), time.monotonic()
        yield
        while not stop.is_set():
            heard = [*connection.notifies(timeout=_LOOK_SECONDS, stop_after=1)]
            if heard or time.monotonic() - looked > _POLL_SECONDS:
                before, seen, looked = seen, self._last(connection), time.monotonic()
                if heard or seen != before:
                    yield

    @staticmethod
    def _last(connection: psycopg.Connection[Any]) -> object:
        return connection.execute("SELECT xmin, held_since FROM head").fetchone()

    def health(self, cursor: Cursor) -> ServerHealth:
        return ServerHealth(self.place, cursor)

    def back_up(self, path: Path) -> None:
        from crisis_log.storage.copying import copy  # which most commands do without
        from crisis_log.storage.place import place

        with place(path).create(self.register_id) as file:
            copy(self, file)
