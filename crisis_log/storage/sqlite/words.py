"""The index of words in SQLite's full-text tables (FTS5).

They keep no text, so a row cannot be changed, only added, and all of them forgotten. Words come
folded and apart from `crisis_log.search`: the tables' own reading of text only splits at spaces.
See https://www.sqlite.org/fts5.html.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from secrets import randbelow
from sqlite3 import IntegrityError
from typing import Final

from crisis_log.entry import Entry
from crisis_log.search import Passage, Search, Term, indexed
from crisis_log.storage import streams
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import AlteredWordsError, DamagedError, StorageError
from crisis_log.storage.sqlite.shape import new_tables
from crisis_log.storage.streams import Row

_FIND: Final = (
    "SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? AND rowid <= ? "
    "ORDER BY rowid DESC LIMIT ?"
)
_PLACES: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_places USING fts5vocab(main, words, instance)"
)
_PRIME: Final = (1 << 31) - 1
_KEYS: Final = tuple(1 + randbelow(_PRIME - 1) for _part in range(3))
"""Drawn anew by each process: nobody can prepare other places with the same print."""
_PLACE: Final = (
    f"(doc * {_KEYS[0]} + offset * {_KEYS[1]} + (col = 'stems') * {_KEYS[2]}) % {_PRIME}"
)
_ROWS: Final = (
    "SELECT CAST(term AS BLOB), CAST(count(*) AS BLOB), CAST(sum(place * place >> 30) AS BLOB) "
    f"FROM (SELECT term, {_PLACE} AS place FROM temp.words_places) GROUP BY term"
)
_SAYING: Final = "SELECT DISTINCT doc FROM temp.words_places WHERE term = ? ORDER BY doc LIMIT ?"

_BENEATH: Final = ("words_data", "words_idx", "words_docsize", "words_config")
"""What FTS5 keeps an index in."""


class FullText:
    """The words of the entries of a register, or of a scratch."""

    def __init__(self, cursor: Cursor, place: str) -> None:
        self._cursor = cursor
        self._place = place

    def add(self, entries: Sequence[Entry]) -> None:
        with self._believed():
            self._cursor.executemany(
                "INSERT INTO words (rowid, said, stems) VALUES (?, ?, ?)",
                [(entry.number, *indexed(entry)) for entry in entries],
            )
            self._cursor.execute("SAVEPOINT words")  # FTS5 writes now: a commit would not tell
            self._cursor.execute("RELEASE words")  # that it is these tables that are damaged

    def find(self, search: Search, after: int, upto: int, most: int) -> list[int]:
        with self._believed():
            self._cursor.execute(_FIND, (question(search), after, upto, most))
            return [number for (number,) in self._cursor.fetchall()]

    def known(self, after: int, upto: int) -> Collection[int]:
        self._cursor.execute("SELECT id FROM words_docsize WHERE id > ? AND id <= ?", (after, upto))
        return {number for (number,) in self._cursor.fetchall()}

    def is_of(self, size: int) -> bool:
        self._cursor.execute("SELECT count(*), min(id), max(id) FROM words_docsize")
        return tuple(self._cursor.fetchone()) == ((size, 1, size) if size else (0, None, None))

    def rows(self) -> Iterator[Row]:
        with self._believed():
            self._cursor.execute(_PLACES)
            self._cursor.execute(_ROWS)
            while found := self._cursor.fetchmany(streams.PAGE):
                yield from found

    def saying(self, word: str, most: int) -> list[int]:
        with self._believed():
            self._cursor.execute(_PLACES)
            self._cursor.execute(_SAYING, (word, most))
            return [number for (number,) in self._cursor.fetchall()]

    def clear(self) -> None:
        try:
            self._cursor.execute("INSERT INTO words (words) VALUES ('delete-all')")
        except DamagedError:  # so that SQLite cannot even begin
            self._make_anew()

    def _make_anew(self) -> None:
        """Give the tables beneath the rows of new ones; nobody has read them in this connection."""
        with new_tables() as fresh:
            for table in _BENEATH:
                self._cursor.execute(f"DELETE FROM {table}")
                for row in fresh.execute(f"SELECT * FROM {table}"):
                    values = ", ".join("?" * len(row))
                    self._cursor.execute(f"INSERT INTO {table} VALUES ({values})", row)

    @contextmanager
    def _believed(self) -> Iterator[None]:
        """Tell that these tables are damaged, and not the register."""
        try:
            yield
        except StorageError as error:
            if isinstance(error, DamagedError) or isinstance(error.__cause__, IntegrityError):
                raise AlteredWordsError(self._place) from error
            raise


def question(search: Search) -> str:
    """Return a search in the language of FTS5: only words of ours, each in quotes."""
    return " AND ".join(map(_term, search.terms))


def _term(term: Term) -> str:
    if isinstance(term, Passage):
        return _said(term.words)
    beginning = " *" if term.is_beginning else ""
    forms = [
        _said(term.words) + beginning,
        f'{{said stems}} : "{term.root}"',
        *(_said(code.words) for code in term.codes),
    ]
    return f"({' OR '.join(forms)})"


def _said(words: Sequence[str]) -> str:
    return f'said : "{" ".join(words)}"'
