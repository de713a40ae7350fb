"""The projections made again beside the register, and exchanged while others work.

    held log ──▶ scratch ──▶ rows that differ, page by page ──▶ written, under the lock

Only what differs is written, a page in a transaction. What others record meanwhile is taken
into the scratch before each page, under the lock; a row is made of the row before and of the
entry alone, or of the history of its subject, so one that was put right stays right. Whoever is
killed leaves some rows right and the others as they were.

The index of words has no rows to put right: one that differs is forgotten, and filled again. In
the meantime the register says that its projections are those of no version: nobody searches there,
and whoever comes after one who was killed makes them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from crisis_log.entry import Entry
from crisis_log.progress import passing
from crisis_log.storage import streams
from crisis_log.storage.backend import Backend, Cursor
from crisis_log.storage.errors import AlteredWordsError, damaged
from crisis_log.storage.folding import Folding
from crisis_log.storage.log import RUN, as_bytes
from crisis_log.storage.projections import note_current, note_outdated
from crisis_log.storage.reading import Reading

if TYPE_CHECKING:
    from crisis_log.storage.store import Store

_PAGE: Final = 5_000
"""Rows that are compared at once, and written in one transaction."""
_TYPES: Final = {"since": "INTEGER", "value": "BLOB"}
Key = tuple[bytes | int, ...]
Rows = dict[Key, tuple[bytes, ...]]


class Table:
    """A table of projections: the columns of its key, of which the last may be a number."""

    def __init__(self, name: streams.Table) -> None:
        self.name = name
        self.key, others, is_numbered = streams.COLUMNS[name]
        self.others = {column: _TYPES[column] for column in others}
        self.texts = self.key[: len(self.key) - is_numbered]
        self.numbers = self.key[len(self.texts) :]

    @property
    def bound(self) -> str:
        """A key as parameters: text is given as bytes, whatever these are."""
        return ", ".join(["CAST(? AS TEXT)"] * len(self.texts) + ["?"] * len(self.numbers))

    @property
    def update(self) -> str:
        """What is done where the key has a row."""
        changes = ", ".join(f"{name} = excluded.{name}" for name in self.others)
        return f"UPDATE SET {changes}" if changes else "NOTHING"

    @property
    def bytes_of_others(self) -> list[str]:
        """The other columns as bytes; nothing where their value is not of the type we write."""
        return [
            f"CASE WHEN {name} = CAST({name} AS {kind}) THEN CAST({name} AS BLOB) END"
            for name, kind in self.others.items()
        ]

    @property
    def is_ours(self) -> str:
        """The condition that a key is of the types that we write: others are found by none."""
        texts = (f"{name} = CAST(CAST({name} AS BLOB) AS TEXT)" for name in self.texts)
        return " AND ".join([*texts, *(f"{n} = CAST({n} AS INTEGER)" for n in self.numbers)])


_NAMES: Final[tuple[streams.Table, ...]] = ("subjects", "state", "past", "marks", "kinds")
TABLES: Final = tuple(map(Table, _NAMES))
"""In the order in which they are put right: what is past follows from what was present, and what
the strike of an entry makes of its subjects from the index of their histories."""


class Rebuilding:
    """Puts the projections of a register right, by those that its log makes in a scratch."""

    def __init__(self, store: Store, backend: Backend, folding: Folding) -> None:
        self._store = store
        self._backend = backend
        self._folding = folding
        self._is_done = False

    def run(self) -> int:
        """Do so; return the number of subjects.

        Raises:
            AlteredEntryError: an entry is not what was recorded: nothing is written from then on.

        """
        self._folding.feed(passing(self._store.entries(), self._store.size()))
        self.exchange(lambda _cursor: None)  # an older register gets its tables
        for table in TABLES:
            if self._holds_foreign(table):
                self.exchange(partial(_delete_foreign, table=table))
            for keys in self._different(table):
                self.exchange(partial(self.put_right, table=table, keys=keys))
        if not self._are_words_right():
            self.exchange(self._forget_words)
        self.exchange(self._finish)
        while not self._is_done:
            self._fill_words()
            self.exchange(self._finish)
        self._folding.cursor.execute("SELECT count(*) FROM state")
        return int(self._folding.cursor.fetchone()[0])

    def exchange(self, write: Callable[[Cursor], None]) -> None:
        """Write while the register is held alone, by a scratch that has its last entry."""
        while True:
            self._folding.feed(self._store.entries(self._folding.size))
            with self._backend.mending() as (cursor, head):
                if head.number <= self._folding.size + RUN:
                    self._catch_up(cursor)
                    write(cursor)
                    return

    def _catch_up(self, cursor: Cursor) -> None:
        reading = Reading(cursor, self._backend.register_id)
        self._folding.feed(reading.entries(self._folding.size))

    def _holds_foreign(self, table: Table) -> bool:
        with self._backend.reading() as cursor:
            cursor.execute(f"SELECT 1 FROM {table.name} WHERE NOT ({table.is_ours}) LIMIT 1")
            return cursor.fetchone() is not None

    def _different(self, table: Table) -> Iterator[Sequence[Key]]:
        """Return the keys whose rows differ, page by page."""
        after: Key = ()
        while True:
            with self._backend.reading() as cursor:
                self._catch_up(cursor)
                found, made = (_page(one, table, after) for one in (cursor, self._folding.cursor))
            ends = [max(page) for page in (found, made) if len(page) == _PAGE]
            different = (key for key in found | made if found.get(key) != made.get(key))
            if keys := sorted(key for key in different if not ends or key <= min(ends)):
                yield keys
            if not ends:
                return
            if min(ends) <= after:  # pages of a damaged file may lead round
                raise damaged(self._backend.place.text)
            after = min(ends)

    def put_right(self, cursor: Cursor, table: Table, keys: Sequence[Key]) -> None:
        """Write the rows of these keys as the scratch has them now."""
        columns = (*table.key, *table.others)
        is_it = f"FROM {table.name} WHERE ({', '.join(table.key)}) = ({table.bound})"
        made, gone = [], []
        for key in keys:
            self._folding.cursor.execute(f"SELECT {', '.join(('1', *table.others))} {is_it}", key)
            row = self._folding.cursor.fetchone()
            if row is None:
                gone.append(key)
            else:
                made.append((*key, *row[1:]))
        cursor.executemany(f"DELETE {is_it}", gone)
        values = ", ".join([table.bound, *["?"] * len(table.others)])
        cursor.executemany(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values}) "
            f"ON CONFLICT ({', '.join(table.key)}) DO {table.update}",
            made,
        )

    def _are_words_right(self) -> bool:
        made = self._folding.words
        with self._backend.reading() as cursor, suppress(AlteredWordsError):
            self._catch_up(cursor)
            there = self._backend.words(cursor)
            pairs = zip_longest(there.rows(), made.rows() if made else ())
            return there.is_of(self._folding.size) and all(ours == theirs for ours, theirs in pairs)
        return False

    def _forget_words(self, cursor: Cursor) -> None:
        note_outdated(cursor)
        self._backend.words(cursor).clear()

    def _fill_words(self) -> None:
        """Take in the words of all entries that the index does not know, run by run."""
        for after in range(0, self._folding.size, RUN):
            entries = list(self._store.entries(after, min(after + RUN, self._folding.size)))
            self.exchange(partial(self._add_words, entries=entries))

    def _add_words(self, cursor: Cursor, entries: Sequence[Entry]) -> None:
        words = self._backend.words(cursor)
        known = words.known(entries[0].number - 1, entries[-1].number)
        words.add([entry for entry in entries if entry.number not in known])

    def _finish(self, cursor: Cursor) -> None:
        """Note that all is right, unless another rebuilding has forgotten the words again."""
        self._is_done = self._backend.words(cursor).is_of(self._folding.size)
        if self._is_done:
            note_current(cursor)


def _delete_foreign(cursor: Cursor, table: Table) -> None:
    cursor.execute(f"DELETE FROM {table.name} WHERE NOT ({table.is_ours})")


def _page(cursor: Cursor, table: Table, after: Key) -> Rows:
    """Return the first rows whose keys follow `after`, or the first of all."""
    texts = (f"CAST({name} AS BLOB)" for name in table.texts)
    key = ", ".join(table.key)
    follows = f"AND ({key}) > ({table.bound})" if after else ""
    cursor.execute(
        f"SELECT {', '.join([*texts, *table.numbers, *table.bytes_of_others])} FROM {table.name} "
        f"WHERE {table.is_ours} {follows} ORDER BY {key} LIMIT {_PAGE}",
        after,
    )
    width = len(table.key)
    return {tuple(row[:width]): tuple(map(as_bytes, row[width:])) for row in cursor.fetchall()}
