"""The index of words on a server: a text search vector for each entry, under a GIN index.

Words come folded and apart from `crisis_log.search`; no dictionary of the server has a part in it.
The roots of words stand in it behind a `=`, which no word has. Positions are not kept: who
searches looks at the entries. See https://www.postgresql.org/docs/current/datatype-textsearch.html.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from secrets import randbelow
from typing import Final

from crisis_log.entry import Entry
from crisis_log.search import Passage, Search, Term, indexed
from crisis_log.storage import streams
from crisis_log.storage.backend import Cursor
from crisis_log.storage.sqlite.words import FullText
from crisis_log.storage.streams import Row

_ROOT: Final = "="
_LONGEST: Final = 500
"""As many characters of a word are kept: a lexeme holds no more than two kilobytes."""
_PRIME: Final = (1 << 31) - 1
_KEY: Final = 1 + randbelow(_PRIME - 1)
"""Drawn anew by each process: nobody can prepare other entries with the same print."""
_PRINT: Final = f"(entry * {_KEY} % {_PRIME}) * (entry * {_KEY} % {_PRIME}) >> 30"
_ROWS: Final = (
    f"SELECT bytes_of(lexeme), bytes_of(count(*)), bytes_of(sum({_PRINT})::bigint) "
    'FROM words, unnest(said) GROUP BY lexeme ORDER BY lexeme COLLATE "C"'
)
_PLACES: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_places USING fts5vocab(main, words, instance)"
)
_SCRATCH_ROWS: Final = (
    f"SELECT CAST(lexeme AS BLOB), CAST(count(*) AS BLOB), CAST(sum({_PRINT}) AS BLOB) FROM ("
    f"SELECT DISTINCT doc AS entry, iif(col = 'stems', '{_ROOT}', '') || "
    f"substr(term, 1, {_LONGEST}) AS lexeme FROM temp.words_places) "
    "GROUP BY lexeme ORDER BY lexeme"
)


class ServerWords:
    """The words of the entries of a register on a server."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def add(self, entries: Sequence[Entry]) -> None:
        self._cursor.executemany(
            "INSERT INTO words VALUES (?, CAST(? AS tsvector))",
            [(entry.number, vector(entry)) for entry in entries],
        )

    def find(self, search: Search, after: int, upto: int, most: int) -> list[int]:
        return self._select(
            "SELECT entry FROM words WHERE said @@ ?::tsquery AND entry > ? AND entry <= ? "
            "ORDER BY entry DESC LIMIT ?",
            (question(search), after, upto, most),
        )

    def known(self, after: int, upto: int) -> Collection[int]:
        return set(
            self._select("SELECT entry FROM words WHERE entry > ? AND entry <= ?", (after, upto))
        )

    def is_of(self, size: int) -> bool:
        self._cursor.execute("SELECT count(*), min(entry), max(entry) FROM words")
        return tuple(self._cursor.fetchone()) == ((size, 1, size) if size else (0, None, None))

    def rows(self) -> Iterator[Row]:
        self._cursor.execute(_ROWS)
        while found := self._cursor.fetchmany(streams.PAGE):
            yield from found

    def saying(self, word: str, most: int) -> list[int]:
        return self._select(
            "SELECT entry FROM words WHERE said @@ ?::tsquery ORDER BY entry LIMIT ?",
            (_lexeme(word), most),
        )

    def clear(self) -> None:
        self._cursor.execute("DELETE FROM words")

    def _select(self, statement: str, parameters: Sequence[str | int]) -> list[int]:
        self._cursor.execute(statement, parameters)
        return [number for (number,) in self._cursor.fetchall()]


class ScratchWords(FullText):
    """The words of a scratch, which is a file here, told as the server tells its own."""

    def rows(self) -> Iterator[Row]:
        with self._believed():
            self._cursor.execute(_PLACES)
            self._cursor.execute(_SCRATCH_ROWS)
            while found := self._cursor.fetchmany(streams.PAGE):
                yield from found


def vector(entry: Entry) -> str:
    """Return the words of an entry as a text search vector is written."""
    said, stems = indexed(entry)
    words = [*said.split(), *(f"{_ROOT}{stem}" for stem in stems.split())]
    return " ".join(map(_lexeme, dict.fromkeys(words)))


def question(search: Search) -> str:
    """Return a search as a text search query: only words of ours, each in quotes."""
    return " & ".join(map(_term, search.terms))


def _term(term: Term) -> str:
    if isinstance(term, Passage):
        return _all(term.words)
    *before, last = term.words
    beginning = ":*" if term.is_beginning else ""
    forms = [
        " & ".join([*map(_lexeme, before), _lexeme(last) + beginning]),
        _lexeme(term.root),
        _lexeme(f"{_ROOT}{term.root}"),
        *(_all(code.words) for code in term.codes),
    ]
    return f"({' | '.join(f'({form})' for form in forms)})"


def _all(words: Sequence[str]) -> str:
    return f"({' & '.join(map(_lexeme, words))})"


def _lexeme(word: str) -> str:
    escaped = word.removeprefix(_ROOT)[:_LONGEST].replace("\\", "\\\\").replace("'", "''")
    return f"'{_ROOT if word.startswith(_ROOT) else ''}{escaped}'"
