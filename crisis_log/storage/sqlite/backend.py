"""A register in an SQLite file. A lock beside it makes waiting fair among processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from crisis_log.storage import log
from crisis_log.storage.backend import Cursor, Head
from crisis_log.storage.errors import ReadOnlyError, damaged, read_only
from crisis_log.storage.sqlite.connections import BUSY_SECONDS, Connections, connect
from crisis_log.storage.sqlite.creation import back_up
from crisis_log.storage.sqlite.errors import errors_as_sentences
from crisis_log.storage.sqlite.health import SQLiteHealth
from crisis_log.storage.sqlite.hold import held_open, may_write, private_copy, tidy
from crisis_log.storage.sqlite.lock import locked
from crisis_log.storage.sqlite.log_ahead import check_log_ahead
from crisis_log.storage.sqlite.names import canonical, check_may_be_read, check_may_be_written
from crisis_log.storage.sqlite.place import FilePlace
from crisis_log.storage.sqlite.rights import share_beside

if TYPE_CHECKING:
    from crisis_log.storage.batch import Batch

_LOOK_SECONDS: Final = 0.1
"""How often a watcher looks for changes: each look takes some microseconds."""


class SQLiteBackend:
    """An open register file; one opened `read_only` is never written to by any means."""

    def __init__(self, place: FilePlace, *, read_only: bool = False) -> None:
        self.place = self.source = place
        self._read_only = read_only
        path = canonical(place.path)
        check_log_ahead(path)
        with ExitStack() as opened:
            if read_only:
                opened.callback(tidy, path)
            self._held = opened.enter_context(held_open(place.path))
            check_may_be_read(self._held.path)
            try:
                self._connect(self._held.path, opened)
            except ReadOnlyError:
                if may_write(place.path):
                    raise
                opened.close()
                copy = opened.enter_context(private_copy(self._held.path))
                self.source = FilePlace(copy)
                self._connect(copy, opened)
            self._opened = opened.pop_all()

    def _connect(self, path: Path, opened: ExitStack) -> None:
        """Open the database `path`: the register, or a copy where it cannot be opened."""
        self._file = path
        self._connections = Connections(path, self.place.text, read_only=self._read_only)
        opened.callback(self._connections.close)
        self.register_id = self._property("register_id")
        if path == self._held.path and not self._read_only:
            share_beside(path)

    def _property(self, name: str) -> str:
        with self.reading() as cursor:
            cursor.execute("SELECT value FROM register WHERE name = ?", (name,))
            found = cursor.fetchone()
        if found is None:
            raise damaged(self.place.text)
        return str(found[0])

    def close(self) -> None:
        self._opened.close()

    def reading(self) -> AbstractContextManager[Cursor]:
        return self._connections.reading()

    @contextmanager
    def writing(self) -> Iterator[tuple[Cursor, Head]]:
        if self._read_only or self.source != self.place:
            raise read_only(self.place.text)
        with (
            locked(self._held.path, BUSY_SECONDS),
            self._connections.writing() as cursor,
        ):
            check_may_be_written(*self._held)
            yield cursor, log.head(cursor, self.register_id)

    def append(self, cursor: Cursor, added: Batch) -> None:
        from crisis_log.storage.batch import write  # with what only writing needs

        write(cursor, added)

    def changes(self, stop: Event) -> Iterator[None]:
        with (
            errors_as_sentences(self.place.text),
            closing(connect(self._file, read_only=True)) as connection,
        ):
            seen = _data_version(connection)
            while not stop.wait(_LOOK_SECONDS):
                before, seen = seen, _data_version(connection)
                if seen != before:
                    yield

    def health(self, cursor: Cursor) -> SQLiteHealth:
        return SQLiteHealth(self.place, cursor)

    def back_up(self, path: Path) -> None:
        back_up(self._file, path)


def _data_version(connection: sqlite3.Connection) -> int:
    """Return a number that is another one whenever another connection has committed."""
    ((version,),) = connection.execute("PRAGMA data_version")
    return int(version)
