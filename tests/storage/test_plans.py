"""Rows of the state are found and walked along their index: nothing is sorted to read one."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crisis_log.storage.rows import PresentRows, RowsAt
from tests.storage.registers import create


class Explaining:
    """A cursor that notes how SQLite goes about what it is asked."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.steps: list[str] = []

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> object:
        plan = self._cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        self.steps += [detail for *_place, detail in plan.fetchall()]
        return self._cursor.execute(statement, parameters)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object:
        return self._cursor.executemany(statement, rows)

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchmany(self, size: int, /) -> list[Any]:
        return self._cursor.fetchmany(size)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[Explaining]:
    with closing(sqlite3.connect(create(tmp_path / "planned.crisis"))) as connection:
        yield Explaining(connection.cursor())


def test_no_row_of_the_state_is_found_by_sorting_others(cursor: Explaining) -> None:
    for rows in (PresentRows(cursor), RowsAt(cursor, 1_000)):
        rows.find("journal", "2")
        rows.page("journal", "")
        rows.page("journal", "2")
    assert len(cursor.steps) >= 6
    assert [step for step in cursor.steps if "TEMP B-TREE" in step or step == "SCAN state"] == []
