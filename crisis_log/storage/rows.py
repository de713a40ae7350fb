"""The state on disk: one row per subject, read when a command asks for it.

A command reads only the subjects it needs, so its cost does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from crisis_log.command import Known, Model, Subject
from crisis_log.language import _
from crisis_log.slices import COLLECTIONS, collection_of, sort_key
from crisis_log.state import State
from crisis_log.storage.backend import Cursor
from crisis_log.storage.errors import StorageError

STATE_FORMAT: Final = 1
"""Raised when the models of the state change; older rows are rebuilt from the log."""


def row_value(model: Subject) -> bytes:
    """Return the bytes of a row; the same model always gives the same bytes."""
    return model.__pydantic_serializer__.to_json(model, exclude_defaults=True)


def rows_of(state: State) -> dict[tuple[str, str], bytes]:
    """Return the rows that a state is stored as, by collection and key."""
    return {(model.collection, sort_key(s)): row_value(model) for s, model in state.items()}


class StoredState(Known):
    """The state after the last entry, read row by row, with what was changed since."""

    close: Callable[[], object] = staticmethod(lambda: None)
    """Ends the reading transaction behind it, if it has one of its own."""

    def __init__(self, cursor: Cursor, size: int) -> None:
        self.cursor = cursor
        self._size = size
        self._read: dict[str, Subject | None] = {}
        self._none_from: dict[str, str] = {}
        self.changed: dict[str, Subject] = {}

    @property
    def size(self) -> int:
        return self._size

    def get(self, subject: str) -> Subject | None:
        if subject not in self._read:
            self._read[subject] = self._found(subject)
        return self._read[subject]

    def _found(self, subject: str) -> Subject | None:
        """Read a row, or learn that from its key on there is none: new subjects come last."""
        if subject.partition("/")[0] not in COLLECTIONS:
            return None  # of a kind that this version does not know
        collection, key = collection_of(subject).name, sort_key(subject)
        if collection in self._none_from and key >= self._none_from[collection]:
            return None
        rows = self._select(
            "SELECT CAST(key AS TEXT), CAST(value AS BLOB) FROM state "
            "WHERE collection = ? AND key >= ? ORDER BY key LIMIT 1",
            collection,
            key,
        )
        if not rows:
            self._none_from[collection] = key
            return None
        ((found, value),) = rows
        return _model_again(subject, value) if found == key else None

    def members(self, model: type[Model]) -> Iterator[Model]:
        rows = self._select(
            "SELECT CAST(key AS TEXT), CAST(value AS BLOB) FROM state "
            "WHERE collection = ? ORDER BY key",
            model.collection,
        )
        collection = COLLECTIONS[model.collection]
        with _believed(model.collection):
            found = {model.named(collection.key(key)): value for key, value in rows}
        for subject, value in found.items():
            if subject not in self._read:
                self._read[subject] = _model(subject, value)
        added = [s for s in self._changed_of(model) if s not in found]
        ordered = sorted([*found, *added], key=sort_key)
        return iter([one for s in ordered if isinstance(one := self._read[s], model)])

    def next_number(self, model: type[Subject]) -> int:
        ((last,),) = self._select(
            "SELECT CAST(coalesce(max(key), '0') AS TEXT) FROM state WHERE collection = ?",
            model.collection,
        )
        with _believed(model.collection):
            number = max(map(int, [last, *map(sort_key, self._changed_of(model))])) + 1
        subject = model.named(number)
        if self._select("SELECT 1 FROM subjects WHERE subject = ? LIMIT 1", subject):
            raise _altered(subject)  # that number was given before
        return number

    def _changed_of(self, model: type[Subject]) -> list[str]:
        return [s for s, changed in self.changed.items() if changed.collection == model.collection]

    def advance(self, number: int, changes: Mapping[str, Subject]) -> None:
        """Take in what entry `number` changed; `changed` holds it until it is written."""
        self._size = number
        for subject, model in changes.items():
            if model != self._read.get(subject):
                self.changed[subject] = model
            self._read[subject] = model

    def _select(self, statement: str, *parameters: str) -> list[Any]:
        self.cursor.execute(statement, parameters)
        return self.cursor.fetchall()


def _model(subject: str, value: bytes) -> Subject:
    with _believed(subject):
        return collection_of(subject).model.model_validate_json(value)


@contextmanager
def _believed(subject: str) -> Iterator[None]:
    """Refuse rows, of a subject or a collection, that cannot be read as we write them."""
    try:
        yield
    except ValueError as error:
        raise _altered(subject) from error


def _altered(subject: str) -> StorageError:
    return StorageError(
        _("The stored state of {subject} was damaged or altered; run “rebuild”.").format(
            subject=subject
        )
    )


_model_again: Final = lru_cache(maxsize=32)(_model)
"""Bytes always give the same model: a command reads few of them, again and again."""


def write_rows(cursor: Cursor, changed: Mapping[str, Subject]) -> None:
    """Write the rows of the changed subjects."""
    cursor.executemany(
        "INSERT INTO state VALUES (?, ?, ?) "
        "ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value",
        [(model.collection, sort_key(s), row_value(model)) for s, model in changed.items()],
    )


def rewrite_rows(cursor: Cursor, state: State) -> None:
    """Throw all rows away and write those of `state`.

    Row by row: without a condition SQLite frees whole pages, asking nobody, and those of a
    damaged file may lead round.
    """
    cursor.execute("DELETE FROM state WHERE true")
    write_rows(cursor, dict(state.items()))
