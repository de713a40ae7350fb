"""What was written is read again before it is acknowledged, whatever keeps the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast

import pytest

from crisis_log.command import File
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import Place, StorageError, Store, StoredCheckpoint, StoredTimestamp
from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Backend, Cursor, Head
from tests.storage.contract.back_ends import WRITTEN_ROW_BY_ROW
from tests.storage.contract.soundness import check_sound

Statement = tuple[str, Any]
Lie = Callable[[str, Any], list[Statement]]
"""From a statement that inserts a row, and that row, to what is run instead."""
FILE = File("order.pdf", "application/pdf", b"the order, as it was signed")
CHECKPOINT = StoredCheckpoint(1, "report/R-1", datetime(2020, 3, 18, tzinfo=UTC), "note")
STAMP = StoredTimestamp("note", b"reply")
row_by_row = pytest.mark.parametrize("new_place", WRITTEN_ROW_BY_ROW, indirect=True)
"""A server's function is told all at once: see tests/storage/postgres for one that lies."""
NOT_KEPT = "does not read back as it was: nothing was recorded"


class Lying:
    """A cursor of a transaction that writes something else than it is told."""

    def __init__(self, cursor: Cursor, lie: Lie) -> None:
        self._cursor, self._lie = cursor, lie

    def execute(self, statement: str, parameters: Any = (), /) -> object:
        if not statement.startswith("INSERT"):
            return self._cursor.execute(statement, parameters)
        for told in self._lie(statement, parameters):
            self._cursor.execute(*told)
        return None

    def executemany(self, statement: str, rows: Any, /) -> object:
        for row in rows:
            self.execute(statement, row)
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def into(table: str, lie: Lie) -> Lie:
    """Return the lie about rows of one table; those of others are written as they are."""
    begins = f"INSERT INTO {table} "
    return lambda statement, row: (
        lie(statement, row) if statement.startswith(begins) else [(statement, row)]
    )


def swallowed(_statement: str, _row: Any) -> list[Statement]:
    return []


def altered(at: int) -> Lie:
    """Return the lie that alters one column."""

    def lie(statement: str, row: Any) -> list[Statement]:
        there = at % len(row)
        other = row[there] + (b" " if isinstance(row[there], bytes) else type(row[there])(1))
        return [(statement, (*row[:there], other, *row[there + 1 :]))]

    return lie


def as_text(statement: str, row: Any) -> list[Statement]:
    return [(statement, (*row[:-1], row[-1].decode()))]


def repeated(statement: str, row: Any) -> list[Statement]:
    """Write an entry, and once more under the next number."""
    return [(statement, row), (statement, (row[0], row[1] + 1, *row[2:]))]


class LyingBackend:
    """A back end whose transactions lie, and are otherwise those of another."""

    def __init__(self, honest: Backend, lie: Lie) -> None:
        self._honest, self._lie = honest, lie

    @contextmanager
    def writing(self, ahead: Iterable[Question] = ()) -> Iterator[tuple[Any, Head]]:
        with self._honest.writing(ahead) as (cursor, head):
            yield Lying(cursor, self._lie), head

    def __getattr__(self, name: str) -> Any:
        return getattr(self._honest, name)


@contextmanager
def kept_by(there: Place, lie: Lie) -> Iterator[Register]:
    """Open the register there on a back end that lies."""
    with Register(Store(cast("Backend", LyingBackend(there.open(), lie)))) as register:
        yield register


@row_by_row
@pytest.mark.parametrize(
    "lie",
    [
        into("entries", swallowed),
        into("entries", altered(2)),
        into("entries", altered(3)),
        into("entries", as_text),
        into("entries", repeated),
        into("tree", swallowed),
        into("tree", altered(1)),
        into("requests", swallowed),
        into("requests", altered(0)),
        into("requests", altered(2)),
        into("attachments", swallowed),
        into("attachments", altered(0)),
        into("attachments", altered(1)),
    ],
)
def test_what_is_not_kept_as_it_was_written_is_not_acknowledged(there: Place, lie: Lie) -> None:
    with kept_by(there, lie) as register:
        with pytest.raises(StorageError, match=NOT_KEPT):
            register.record(journal.log("Lost"), by="secretary", files=[FILE])
        assert register.size() == 1
    check_sound(there)


def test_a_file_that_others_put_under_the_digest_of_another_is_not_believed(there: Place) -> None:
    digest = sha256(FILE.content).hexdigest()
    with closing(there.open()) as backend, backend.mending() as (cursor, _head):
        cursor.execute("INSERT INTO attachments VALUES (?, ?)", (digest, b"another order"))
    with Register.open(there) as register:
        with pytest.raises(StorageError, match=NOT_KEPT):
            register.record(journal.log("The order"), by="secretary", files=[FILE])
        assert register.size() == 1


@row_by_row
@pytest.mark.parametrize("lie", [swallowed, altered(-1)])
def test_evidence_that_is_not_kept_is_not_acknowledged(there: Place, lie: Lie) -> None:
    with kept_by(there, lie) as register:
        with pytest.raises(StorageError, match=NOT_KEPT):
            register.add_checkpoint(CHECKPOINT)
        with pytest.raises(StorageError, match=NOT_KEPT):
            register.record(journal.log("Stamped"), by="secretary", evidence=[STAMP])
        assert (register.checkpoints(), register.timestamps()) == ([], [])


def test_a_checkpoint_given_out_twice_is_kept_once(register: Register) -> None:
    for _again in range(2):
        register.add_checkpoint(CHECKPOINT)
        register.record(
            journal.log("Stamped"), by="secretary", request_id="once", evidence=[STAMP, CHECKPOINT]
        )
    assert (len(register.checkpoints()), len(register.timestamps())) == (1, 1)
