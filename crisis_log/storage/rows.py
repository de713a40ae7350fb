"""The state on disk: a row for each subject, and those that were in force at a mark.

    state   the present row of each subject, and the entry `since` which it is so
    past    rows since replaced, each in force from `since` to the mark `upto`, and after it
            until it was replaced

A *mark* is every so many entries: the state after it can be read. So a row goes to `past` only
if it was in force at a mark: a subject has at most one for each, and one that never changes none.
A command reads the subjects it needs, so its cost does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

from crisis_log.command import Subject
from crisis_log.slices import sort_key
from crisis_log.state import State
from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Cursor

STATE_FORMAT: Final = 6
"""Raised when the models of the state, their rows or what is searched change.

Older rows are made again."""
SNAPSHOT_EVERY: Final = 1_000
"""Entries between two marks: so many are folded, at most, for the state after any entry."""
_PAGE: Final = 256
"""Rows of members that are read at once."""
_MEMBER: Final = "SELECT CAST(key AS TEXT), CAST(value AS BLOB) FROM"
_PRESENT: Final = f"{_MEMBER} state WHERE collection = ? AND key >= ? ORDER BY key LIMIT 1"


class Row(NamedTuple):
    """A subject's row by its key, and its bytes."""

    key: str
    value: bytes


def row_value(model: Subject) -> bytes:
    """Return the bytes of a row; the same model always gives the same bytes."""
    return model.__pydantic_serializer__.to_json(model, exclude_defaults=True)


def rows_of(state: State) -> dict[tuple[str, str], bytes]:
    """Return the rows that a state is stored as, by collection and key."""
    return {(model.collection, sort_key(s)): row_value(model) for s, model in state.items()}


def mark_at(number: int) -> int:
    """Return the last mark up to entry `number`; 0, before all, is one."""
    return number // SNAPSHOT_EVERY * SNAPSHOT_EVERY


class Rows(Protocol):
    """The rows of one state."""

    cursor: Cursor

    def find(self, collection: str, key: str) -> bytes | None:
        """Return the row of that key."""
        ...

    def page(self, collection: str, after: str) -> tuple[Sequence[Row], bool]:
        """Return the first rows of a collection whose keys follow `after`, and if more may come.

        After nothing comes the key of the only one of its kind, which is empty.
        """
        ...

    def last_key(self, collection: str) -> str:
        """Return the last key of a collection, `0` where it has none."""
        ...


class PresentRows:
    """The rows of the state after the last entry."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._none_from: dict[str, str] = {}

    @staticmethod
    def question(model: type[Subject]) -> Question:
        """Return what `find` asks for the only one of its kind."""
        return _PRESENT, (model.collection, "")

    def find(self, collection: str, key: str) -> bytes | None:
        """Read a row, or learn that from its key on there is none: new subjects come last."""
        if collection in self._none_from and key >= self._none_from[collection]:
            return None
        found = _select(self.cursor, _PRESENT, collection, key)
        if not found:
            self._none_from[collection] = key
            return None
        row = Row._make(found[0])
        return row.value if row.key == key else None

    def page(self, collection: str, after: str) -> tuple[Sequence[Row], bool]:
        question = (
            f"{_MEMBER} state WHERE collection = ? AND key {_follows(after)} ? "
            f"ORDER BY key LIMIT {_PAGE}"
        )
        return _page(_select(self.cursor, question, collection, after))

    def last_key(self, collection: str) -> str:
        question = "SELECT CAST(coalesce(max(key), '0') AS TEXT) FROM state WHERE collection = ?"
        ((last,),) = _select(self.cursor, question, collection)
        return str(last)


class RowsAt:
    """The rows of the state after the entry `mark`, a mark."""

    def __init__(self, cursor: Cursor, mark: int) -> None:
        self.cursor = cursor
        self._mark = mark

    def find(self, collection: str, key: str) -> bytes | None:
        if not self._mark:
            return None
        row = "SELECT CAST(value AS BLOB), since <= ? FROM"  # whatever type a column holds
        key_is = "WHERE collection = ? AND key = ?"
        here = self._mark, collection, key
        found = _select(
            self.cursor,
            f"{row} past {key_is} AND upto >= ? ORDER BY upto LIMIT 1",
            *here,
            self._mark,
        ) or _select(self.cursor, f"{row} state {key_is}", *here)
        return next((value for value, is_so in found if is_so), None)

    def page(self, collection: str, after: str) -> tuple[Sequence[Row], bool]:
        if not self._mark:
            return [], False
        at = f"WHERE collection = ? AND key {_follows(after)} ? AND since <= ?"
        question = (
            f"{_MEMBER} (SELECT key, value FROM past {at} AND upto >= ? UNION ALL "
            f"SELECT key, value FROM state {at} ORDER BY key LIMIT {_PAGE}) AS rows"
        )
        here = collection, after, self._mark
        return _page(_select(self.cursor, question, *here, self._mark, *here))

    def last_key(self, collection: str) -> str:
        question = (
            "SELECT CAST(coalesce(max(key), '0') AS TEXT) FROM ("
            "SELECT key FROM past WHERE collection = ? AND since <= ? AND upto >= ? "
            "UNION ALL SELECT key FROM state WHERE collection = ? AND since <= ?) AS rows"
        )
        here = collection, self._mark
        ((last,),) = _select(self.cursor, question, *here, self._mark, *here)
        return str(last)


class Changes:
    """What entries made of the rows, to be written at once."""

    def __init__(self) -> None:
        self.present: dict[str, tuple[int, Subject | None]] = {}
        """Of each subject that changed, since when, and its model; None where it is gone."""
        self._replaced: list[tuple[str, int]] = []
        self._passed: list[tuple[str, int, int, bytes]] = []

    def take(self, number: int, subject: str, model: Subject | None, *, is_new: bool) -> None:
        """Take in that entry `number` made `subject` this; `is_new` has no row yet."""
        mark = mark_at(number - 1)
        if subject in self.present:
            since, before = self.present[subject]
            if before and since <= mark:
                self._passed.append((subject, mark, since, row_value(before)))
        elif mark and not is_new:
            self._replaced.append((subject, mark))
        self.present[subject] = number, model

    def members(self, collection: str) -> Iterator[tuple[str, Subject | None]]:
        """Return the subjects of a collection that changed, with their models."""
        for subject, (_since, model) in self.present.items():
            if subject.partition("/")[0] == collection:
                yield subject, model

    def copy(self) -> Changes:
        """Return the same, to go on from."""
        copy = Changes()
        copy.present = dict(self.present)
        copy._replaced, copy._passed = list(self._replaced), list(self._passed)
        return copy

    def present_rows(self) -> list[tuple[str, str, int, bytes | None]]:
        """Return each subject with its key, since when it is so, its row; None if it is gone."""
        return [
            (subject, sort_key(subject), since, row_value(model) if model else None)
            for subject, (since, model) in self.present.items()
        ]

    def past_rows(self) -> list[tuple[str, str, int, int | None, bytes | None]]:
        """Return subjects at a mark: key, mark, since when, row; None for what is stored now."""
        return [
            *((subject, sort_key(subject), mark, None, None) for subject, mark in self._replaced),
            *((one[0], sort_key(one[0]), *one[1:]) for one in self._passed),
        ]

    def write(self, cursor: Cursor) -> None:
        """Write the rows, and keep of those they replace what was in force at a mark."""
        kept = "ON CONFLICT (collection, key, upto) DO UPDATE SET since = excluded.since, "
        past = [(_collection(subject), *row) for subject, *row in self.past_rows()]
        cursor.executemany(
            "INSERT INTO past (collection, key, upto, since, value) "
            "SELECT collection, key, ?, since, value FROM state "
            f"WHERE collection = ? AND key = ? AND since <= ? {kept} value = excluded.value",
            [(mark, name, key, mark) for name, key, mark, _s, value in past if value is None],
        )
        cursor.executemany(
            "INSERT INTO past (collection, key, upto, since, value) VALUES (?, ?, ?, ?, ?) "
            f"{kept} value = excluded.value",
            [row for row in past if row[-1] is not None],
        )
        present = [(_collection(subject), *row) for subject, *row in self.present_rows()]
        cursor.executemany(
            "INSERT INTO state (collection, key, since, value) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (collection, key) DO UPDATE "
            "SET since = excluded.since, value = excluded.value",
            [row for row in present if row[-1] is not None],
        )
        cursor.executemany(
            "DELETE FROM state WHERE collection = ? AND key = ?",
            [(name, key) for name, key, _since, value in present if value is None],
        )


def _collection(subject: str) -> str:
    return subject.partition("/")[0]


def _follows(key: str) -> str:
    return ">" if key else ">="


def _page(found: Sequence[Any]) -> tuple[Sequence[Row], bool]:
    return list(map(Row._make, found)), len(found) == _PAGE


def _select(cursor: Cursor, statement: str, *parameters: int | str) -> list[Any]:
    cursor.execute(statement, parameters)
    return cursor.fetchall()
