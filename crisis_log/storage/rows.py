"""The state on disk: one row per subject, read when a command asks for it.

A command reads only the subjects it needs, so its cost does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from eventsourcing.sqlite import SQLiteCursor

from crisis_log.command import Known, Subject
from crisis_log.state import COLLECTIONS, State, collection_of, sort_key, subject_of


def row_value(model: Subject) -> bytes:
    """Return the bytes of a row; the same model always gives the same bytes."""
    return model.model_dump_json(exclude_defaults=True).encode()


class StoredState(Known):
    """The state after the last entry, read row by row, with what was changed since."""

    close: Callable[[], object] = staticmethod(lambda: None)
    """Ends the reading transaction behind it, if it has one of its own."""

    def __init__(self, cursor: SQLiteCursor, size: int) -> None:
        self.cursor = cursor
        self._size = size
        self._read: dict[str, Subject | None] = {}
        self.changed: dict[str, Subject] = {}

    @property
    def size(self) -> int:
        return self._size

    def get(self, subject: str) -> Subject | None:
        if subject not in self._read:
            self.cursor.execute(
                "SELECT value FROM state WHERE collection = ? AND key = ?",
                (collection_of(subject), sort_key(subject)),
            )
            row = self.cursor.fetchone()
            self._read[subject] = _model(collection_of(subject), row["value"]) if row else None
        return self._read[subject]

    def members(self, collection: str) -> Iterator[Subject]:
        self.cursor.execute(
            "SELECT key, value FROM state WHERE collection = ? ORDER BY key", (collection,)
        )
        found = {subject_of(collection, row["key"]): row["value"] for row in self.cursor.fetchall()}
        for subject, value in found.items():
            if subject not in self._read:
                self._read[subject] = _model(collection, value)
        added = [s for s in self.changed if collection_of(s) == collection and s not in found]
        return iter(
            [
                model
                for s in sorted([*found, *added], key=sort_key)
                if (model := self._read[s]) is not None
            ]
        )

    def next_number(self, collection: str) -> int:
        self.cursor.execute(
            "SELECT max(key) AS last FROM state WHERE collection = ?", (collection,)
        )
        last = self.cursor.fetchone()["last"] or 0
        added = [sort_key(s) for s in self.changed if collection_of(s) == collection]
        return max(map(int, [last, *added])) + 1

    def advance(self, number: int, changes: Mapping[str, Subject]) -> None:
        """Take in what entry `number` changed; `changed` holds it until it is written."""
        self._size = number
        for subject, model in changes.items():
            if model != self._read.get(subject):
                self.changed[subject] = model
            self._read[subject] = model


def _model(collection: str, value: bytes) -> Subject:
    return COLLECTIONS[collection].model.model_validate_json(value)


def write_rows(cursor: SQLiteCursor, changed: Mapping[str, Subject]) -> None:
    """Write the rows of the changed subjects."""
    cursor.executemany(
        "INSERT INTO state VALUES (?, ?, ?) "
        "ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value",
        [(collection_of(s), sort_key(s), row_value(model)) for s, model in changed.items()],
    )


def rewrite_rows(cursor: SQLiteCursor, state: State) -> None:
    """Throw all rows away and write those of `state`."""
    cursor.execute("DELETE FROM state")
    write_rows(cursor, dict(state.items()))
