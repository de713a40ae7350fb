"""A register in an SQLite file. Who waits for the lock beside it gets it in turn: see `turn`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from crisis_log.storage import log
from crisis_log.storage.backend import Cursor, Head, Place
from crisis_log.storage.errors import (
    DiskError,
    ReadOnlyError,
    damaged,
    not_to_be_read,
    not_to_be_written,
    read_only,
)
from crisis_log.storage.sqlite.connecting import BUSY_SECONDS, connect
from crisis_log.storage.sqlite.connections import Connections
from crisis_log.storage.sqlite.creation import back_up
from crisis_log.storage.sqlite.errors import errors_as_sentences
from crisis_log.storage.sqlite.health import SQLiteHealth
from crisis_log.storage.sqlite.hold import (
    held_open,
    is_in_use,
    is_read_in_place,
    marks,
    may_write,
    private_copy,
    tidy,
)
from crisis_log.storage.sqlite.lock import locked
from crisis_log.storage.sqlite.log_ahead import check_log_ahead, check_log_of_copy
from crisis_log.storage.sqlite.names import (
    canonical,
    check_beside,
    check_may_be_read,
    check_may_be_written,
    identity,
)
from crisis_log.storage.sqlite.place import FilePlace
from crisis_log.storage.sqlite.putting_back import version as data_version
from crisis_log.storage.sqlite.rights import may_not_write, share_beside
from crisis_log.storage.sqlite.schema import MIGRATIONS, SCHEMA_VERSION
from crisis_log.storage.sqlite.shape import shape, version_of

if TYPE_CHECKING:
    from crisis_log.storage.ahead import Question
    from crisis_log.storage.batch import Batch
    from crisis_log.storage.sqlite.words import FullText

_LOOK_SECONDS: Final = 0.1
"""How often a watcher looks for changes: each look takes some microseconds."""

_SHARING_SECONDS: Final = 1.0
"""How long an account may need to give its group what SQLite has made in its name alone."""
_POLL_SECONDS: Final = 0.01


class SQLiteBackend:
    """An open register file; in one opened `read_only` nothing is recorded.

    It is written to even so where others recorded meanwhile, to make up for it: see `putting_back`.
    """

    def __init__(self, place: FilePlace, *, read_only: bool = False) -> None:
        self.place = self.source = place
        self._read_only = read_only
        path = canonical(place.path)
        with errors_as_sentences(place.text):
            check_beside(path)
            in_place = not read_only or is_read_in_place(path)
        with ExitStack() as opened:
            if in_place:
                self._open_in_place(path, opened)
            else:
                self._open_copy(path, opened)
            self._opened = opened.pop_all()

    def _open_in_place(self, path: Path, opened: ExitStack) -> None:
        if self._read_only:
            opened.callback(tidy, path)
        else:
            check_log_ahead(path)
        self._held = opened.enter_context(held_open(path))
        check_may_be_read(path)
        try:
            self._connect_as_shared(path, opened)
        except (ReadOnlyError, DiskError):
            opened.close()
            if may_write(path) and (not self._read_only or is_in_use(path)):
                raise
            self._open_copy(path, opened)  # no room for what SQLite puts beside it, or no right
        else:
            if not self._read_only:
                share_beside(path)

    def _open_copy(self, path: Path, opened: ExitStack) -> None:
        """Read a copy where SQLite cannot open the register, or would alter what lies there."""
        with errors_as_sentences(self.place.text):
            check_may_be_read(path)
            copy = opened.enter_context(private_copy(path))
            check_log_of_copy(path, copy)
        self.source = FilePlace(copy)
        self._connect(copy, opened)

    def _connect_as_shared(self, path: Path, opened: ExitStack) -> None:
        """Connect; what another account has just put there is waited for, until it is shared."""
        deadline = time.monotonic() + _SHARING_SECONDS
        while True:
            try:
                self._connect(path, opened)
            except ReadOnlyError:
                if time.monotonic() > deadline or not may_write(path):
                    raise
                time.sleep(_POLL_SECONDS)
            else:
                return

    def _connect(self, path: Path, opened: ExitStack) -> None:
        self._file = path
        self._connections = Connections(path, self.place.text, read_only=self._read_only)
        opened.callback(self._connections.close)
        with self.examining() as cursor:
            self._shape = shape(cursor)
        self.register_id = self._property("register_id") if self._shape.is_readable else ""

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
        self._check_readable()
        return self._connections.reading()

    def as_seen_by(self, cursor: Cursor) -> Place:  # noqa: ARG002 - see `Backend`
        return self.source

    def examining(self) -> AbstractContextManager[Cursor]:
        return self._connections.reading()

    @contextmanager
    def writing(
        self,
        ahead: Iterable[Question] = (),  # noqa: ARG002 - see `Backend`
    ) -> Iterator[tuple[Cursor, Head]]:
        if self._read_only:
            raise read_only(self.place.text)
        if self.source != self.place:
            raise may_not_write(self.place.path)
        with (
            locked(self._held.path, BUSY_SECONDS) as is_waited_for,
            self._connections.writing(is_waited_for) as cursor,
        ):
            check_may_be_written(*self._held)
            if not (found := shape(cursor)).is_as_made:
                raise not_to_be_written(self.place.text, found.names)
            _migrate(cursor)
            yield cursor, log.head(cursor, self.register_id)
        self._connections.await_readers()

    mending = writing

    def check_right(self, kind: str) -> None:
        """Who may write to a file may record whatever there is."""

    @contextmanager
    def filling(self) -> Iterator[Cursor]:
        with self.writing() as (cursor, _head):
            yield cursor

    def put(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        from crisis_log.storage.batch import put  # with what only writing needs

        put(cursor, table, columns, rows)

    def confirm(self) -> None:
        """Return at once: what can be read here is kept."""

    def append(self, cursor: Cursor, added: Batch) -> None:
        from crisis_log.storage.batch import write  # with what only writing needs

        write(cursor, added)
        self.words(cursor).add(added.entries)

    def scratch(self) -> AbstractContextManager[Cursor]:
        from crisis_log.storage.sqlite.scratch import scratch  # which most commands do without

        return scratch()

    def words(self, cursor: Cursor) -> FullText:
        from crisis_log.storage.sqlite.words import FullText  # which most commands do without

        return FullText(cursor, self.place.text)

    def changes(self, stop: Event) -> Iterator[None]:
        with (
            errors_as_sentences(self.place.text),
            closing(connect(self._file, read_only=True)) as connection,
        ):
            seen, there = data_version(connection), self._there()
            yield
            while not stop.wait(_LOOK_SECONDS):
                if self._there() != there:
                    return
                before, seen = seen, data_version(connection)
                if seen != before:
                    yield

    def _there(self) -> object:
        """Return what is another thing once the register is to be opened again to be read on.

        Where it is open that is another file in its place; where a copy is read, any change.
        """
        path = canonical(self.place.path)
        return identity(path) if self.source == self.place else marks(path)

    def health(self, cursor: Cursor) -> SQLiteHealth:
        return SQLiteHealth(self.place, cursor)

    def _check_readable(self) -> None:
        if not self._shape.is_readable:
            raise not_to_be_read(self.place.text, self._shape.names)

    def back_up(self, path: Path) -> None:
        self._check_readable()
        back_up(self._file, path)


def _migrate(cursor: Cursor) -> None:
    """Make the tables those of this version: see docs/decisions/0015."""
    for version in range(version_of(cursor), SCHEMA_VERSION):
        for statement in MIGRATIONS[version]:
            cursor.execute(statement)
        cursor.execute(f"PRAGMA user_version={version + 1}")
