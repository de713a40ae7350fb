"""Entries that are asked for together are held to the proof tree as each is alone: none weaker."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.evidence.merkle import HASH_SIZE, beside
from crisis_log.register import Register
from crisis_log.slices import journal
from crisis_log.storage import AlteredEntryError
from crisis_log.storage.log import StoredEntry
from crisis_log.storage.reading import Reading
from crisis_log.storage.tree import rows_beside
from tests.storage.registers import create

SIZE = 45
"""Entries: a tree of four peaks, the last of them a leaf."""
NUMBERS = range(1, SIZE + 1)
PEAKS = {5: range(1, 33), 3: range(33, 41), 2: range(41, 45), 0: range(45, 46)}
"""Which entries each peak is over, by its level."""
some = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=12)


class Log(NamedTuple):
    """The log of a register, in memory, where nothing protects it; and as it was recorded."""

    connection: sqlite3.Connection
    register_id: str
    recorded: dict[int, StoredEntry]

    def each(self, numbers: Sequence[int]) -> list[StoredEntry] | int:
        """Return what is read together, or the number of what is refused."""
        with closing(self.connection.cursor()) as cursor:
            try:
                return Reading(cursor, self.register_id).each(numbers)
            except AlteredEntryError as error:
                return error.number

    def alone(self, number: int) -> list[StoredEntry] | int:
        """Return likewise what is read alone."""
        with closing(self.connection.cursor()) as cursor:
            try:
                return Reading(cursor, self.register_id).chunk(number - 1, number)
            except AlteredEntryError as error:
                return error.number

    def alter(self, table: str, number: int, place: int) -> None:
        """Alter one byte of a row, until `heal`."""
        column, key = {"entries": ("state", "originator_version"), "tree": ("nodes", "entry")}[
            table
        ]
        self.connection.execute("BEGIN")
        ((stored,),) = self.connection.execute(
            f"SELECT CAST({column} AS BLOB) FROM {table} WHERE {key} = ?", (number,)
        )
        altered = bytearray(stored)
        altered[place % len(altered)] ^= 1
        self.connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (bytes(altered), number)
        )

    def heal(self) -> None:
        """Make the log what was recorded."""
        self.connection.execute("ROLLBACK")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    path = create(tmp_path_factory.mktemp("held") / "held.crisis")
    with Register.open(path) as register:
        for number in NUMBERS[1:]:
            register.record(journal.log(f"Line {number}"), by="secretary")
        recorded = {stored.number: stored for stored in register.stored()}
        with (
            closing(sqlite3.connect(path)) as file,
            closing(sqlite3.connect(":memory:", isolation_level=None)) as memory,
        ):
            file.backup(memory)
            triggers = memory.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in triggers.fetchall():
                memory.execute(f"DROP TRIGGER {name}")
            yield Log(memory, register.register_id, recorded)


def test_one_byte_of_any_entry_is_caught_whoever_else_is_asked_for(log: Log) -> None:
    for altered in NUMBERS:
        others = [number for number in NUMBERS[altered % 3 :: 3] if number != altered]
        log.alter("entries", altered, place=20 * altered)
        try:
            assert log.each([*others, altered]) == altered
            assert log.each(others) == [log.recorded[number] for number in others]
        finally:
            log.heal()


def test_one_byte_of_any_hash_that_proves_them_is_caught(log: Log) -> None:
    asked = [3, 17, 18, 34, 45]
    leaves = {(0, number - 1) for number in asked}
    peaks = {(level, (SIZE >> level) - 1) for level, over in PEAKS.items() if {*over} & {*asked}}
    proving = leaves | peaks | {*beside(SIZE, (number - 1 for number in asked))}
    hashes = [(level, index) for level in range(6) for index in range(SIZE >> level)]
    assert proving < {*hashes}
    for level, index in hashes:
        log.alter("tree", (index + 1) << level, place=level * HASH_SIZE + index % HASH_SIZE)
        try:
            is_caught = isinstance(log.each(asked), int)
        finally:
            log.heal()
        assert is_caught == ((level, index) in proving), (level, index)


def test_what_is_missing_or_was_never_recorded_is_no_entry(log: Log) -> None:
    for statement in (
        "DELETE FROM entries WHERE originator_version = 18",
        "UPDATE entries SET originator_version = 46 WHERE originator_version = 18",
        "UPDATE entries SET originator_id = 'another' WHERE originator_version = 18",
        "DELETE FROM tree WHERE entry = 18",
        "UPDATE tree SET nodes = x'' WHERE entry = 18",
        "UPDATE entries SET state = CAST('{}' AS BLOB) WHERE originator_version = 18",
    ):
        log.connection.execute("BEGIN")
        try:
            log.connection.execute(statement)
            assert log.each([40, 18, 3]) == 18, statement
        finally:
            log.heal()
    for nobody in (0, -1, SIZE + 1, 1 << 62):
        assert log.each([3, nobody]) == nobody


def test_of_all_that_was_held_a_bounded_part_of_the_tree_is_kept(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 6
    monkeypatch.setattr("crisis_log.storage.tree.MOST_KEPT", most)
    with closing(log.connection.cursor()) as cursor:
        reading = Reading(cursor, log.register_id)
        for number in NUMBERS:
            asked = [number, *NUMBERS[:number:7]]
            assert reading.each(asked) == [log.recorded[one] for one in asked]
            assert reading.chunk(number - 1, number) == [log.recorded[number]]
            needed = len(rows_beside(SIZE, number - 1, number))
            assert SIZE - len(reading.nodes.missing(NUMBERS)) <= most + needed


@given(
    asked=some,
    table=st.sampled_from(["entries", "tree"]),
    altered=st.sampled_from(NUMBERS),
    place=st.integers(0, 1000),
)
def test_together_they_are_refused_where_one_alone_is_and_are_else_what_was_recorded(
    log: Log, asked: list[int], table: str, altered: int, place: int
) -> None:
    log.alter(table, altered, place)
    try:
        together = log.each(asked)
        alone = {number: log.alone(number) for number in asked}
    finally:
        log.heal()
    refused = [number for number in sorted(alone) if isinstance(alone[number], int)]
    if isinstance(together, int):
        assert together == alone[refused[0]], "and it is the same that is named"
    else:
        assert together == [log.recorded[number] for number in asked]
        # a hash over entries that are all asked for is made from them: it proves none of them
        assert not refused or (table == "tree" and place % _length(log, altered) >= HASH_SIZE)


def _length(log: Log, number: int) -> int:
    ((nodes,),) = log.connection.execute("SELECT nodes FROM tree WHERE entry = ?", (number,))
    return len(nodes)
