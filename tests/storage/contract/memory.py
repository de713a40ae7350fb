"""A back end that keeps a register in memory: it shows how little one must do.

A register is one value, replaced as a whole at each commit: whoever reads has a copy of its
own, and whoever writes works on one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any

from crisis_log.register import Register
from crisis_log.rights import OWNER_ALONE, Rights
from crisis_log.storage import NotARegisterError, batch, log
from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Cursor, Head
from crisis_log.storage.batch import Batch
from crisis_log.storage.errors import in_use, read_only, taken
from crisis_log.storage.health import Altered, Durability, Mistyped, Program
from crisis_log.storage.rows import STATE_FORMAT
from crisis_log.storage.shelf import Shelves, shelves_beside
from crisis_log.storage.sqlite.schema import APPLICATION_ID, SCHEMA_VERSION, TABLES
from crisis_log.storage.sqlite.words import FullText


@dataclass
class MemoryPlace:
    """Where a register lies in memory; `stored` is all of it."""

    name: str
    stored: bytes | None = None
    lock: Lock = field(default_factory=Lock)
    folder: Path | None = None

    @property
    def text(self) -> str:
        return f"memory:{self.name}"

    is_sealed = False

    def astray(self) -> None:
        return None

    def shelves(self, register_id: str) -> Shelves:
        return shelves_beside(Path(self.name), register_id)

    @property
    def rights(self) -> Rights:
        return OWNER_ALONE

    def keeps(self, path: Path) -> bool:
        return False

    def exists(self) -> bool:
        return self.stored is not None

    def prepared_id(self) -> None:
        """Nobody prepares a file."""

    def open(self, *, read_only: bool = False) -> MemoryBackend:
        if self.stored is None:
            raise NotARegisterError(self.text)
        return MemoryBackend(self, read_only=read_only)

    @contextmanager
    def create(self, register_id: str) -> Iterator[MemoryBackend]:
        if self.exists():
            raise taken(self.text)
        with closing(sqlite3.connect(":memory:")) as made:
            made.executescript(";".join(TABLES))
            made.execute(f"PRAGMA application_id={APPLICATION_ID}")
            made.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            about = [("register_id", register_id), ("state_format", str(STATE_FORMAT))]
            made.executemany("INSERT INTO register VALUES (?, ?)", about)
            made.commit()
            aside = MemoryPlace(self.name, made.serialize())
        yield aside.open()
        self.stored = aside.stored

    def restore(self, backup: Path, expected: int | None = None) -> str | None:
        if expected not in {None, self._size()}:
            raise in_use(self.text)
        kept, self.stored = self.stored, backup.read_bytes()
        return None if kept is None else f"{self.text}, {len(kept)} bytes"

    def _size(self) -> int:
        if self.stored is None:
            return 0
        with Register.open(self, read_only=True) as register:
            return register.size()


class MemoryBackend:
    """An open register."""

    def __init__(self, place: MemoryPlace, *, read_only: bool = False) -> None:
        self.place = self.source = place
        self._read_only = read_only
        with self._copy() as copy:
            ((self.register_id,),) = copy.execute(
                "SELECT value FROM register WHERE name = 'register_id'"
            )

    @contextmanager
    def _copy(self) -> Iterator[sqlite3.Connection]:
        assert self.place.stored is not None
        with closing(sqlite3.connect(":memory:", check_same_thread=False)) as copy:
            copy.deserialize(self.place.stored)
            yield copy

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        with self._copy() as copy:
            yield copy.cursor()

    examining = reading

    def as_seen_by(self, cursor: Cursor) -> MemoryPlace:
        return self.source

    @contextmanager
    def writing(self, ahead: Iterable[Question] = ()) -> Iterator[tuple[Cursor, Head]]:
        if self._read_only:
            raise read_only(self.place.text)
        with self.place.lock, self._copy() as copy:
            cursor = copy.cursor()
            yield cursor, log.head(cursor, self.register_id)
            copy.commit()
            self.place.stored = copy.serialize()

    mending = writing

    def check_right(self, kind: str) -> None: ...
    @contextmanager
    def filling(self) -> Iterator[Cursor]:
        with self.writing() as (cursor, _head):
            yield cursor

    def put(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        batch.put(cursor, table, columns, rows)

    def confirm(self) -> None:
        """Return at once: what can be read here is kept."""

    def append(self, cursor: Cursor, added: Batch) -> None:
        batch.write(cursor, added)
        self.words(cursor).add(added.entries)

    def words(self, cursor: Cursor) -> FullText:
        return FullText(cursor, self.place.text)

    @contextmanager
    def scratch(self) -> Iterator[Cursor]:
        with closing(sqlite3.connect(":memory:", check_same_thread=False)) as made:
            for statement in TABLES:
                if "TRIGGER" not in statement:
                    made.execute(statement)
            yield made.cursor()

    def changes(self, stop: Event) -> Iterator[None]:
        seen = self.place.stored
        yield
        while not stop.wait(0.01):
            before, seen = seen, self.place.stored
            if seen is not before:
                yield

    def health(self, cursor: Cursor) -> MemoryHealth:
        return MemoryHealth()

    def back_up(self, path: Path) -> None:
        assert self.place.stored is not None
        if path.exists():
            raise taken(str(path))
        path.write_bytes(self.place.stored)

    def close(self) -> None:
        """Nothing is left open."""


class MemoryHealth:
    """Memory has no file, and nobody else holds it."""

    def program(self) -> Program:
        return Program("Memory", "1")

    def durability(self) -> Durability:
        return Durability("until the process ends", is_full=False)

    def hosting(self) -> None:
        return None

    def lodging(self) -> None:
        return None

    def altered(self) -> list[Altered]:
        return []

    def is_readable(self) -> bool:
        return True

    def mistyped(self, *, large: bool) -> Iterator[Mistyped]:
        return iter(())

    def integrity(self) -> str:
        return "ok"
