"""Pages that lead round give the same rows again and again: nobody reads them for ever."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crisis_log.storage.sqlite import limits
from tests.cli.conftest import _at_a_desk, nothing  # noqa: F401 - fixtures
from tests.cli.running import OPENING, REGISTER, CommandLine

_CELLS = 12
"""Where the pointers to the cells of an inner page begin."""


@pytest.fixture
def round_about(
    nothing: CommandLine,  # noqa: F811 - the fixture imported above
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """A register whose inner page of entries has one and the same page below it, everywhere."""
    monkeypatch.setattr(limits, "FLOOR_SECONDS", 1.0)
    nothing.given(OPENING, *[f"log '{number} {'x' * 900}'" for number in range(2, 30)])
    with closing(sqlite3.connect(REGISTER)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entries'")
    data = bytearray(Path(REGISTER).read_bytes())
    page = memoryview(data)[(root - 1) * 4096 : root * 4096]
    assert page[0] == 2  # an inner page
    cells = [
        int.from_bytes(page[_CELLS + 2 * cell : _CELLS + 2 * cell + 2])
        for cell in range(int.from_bytes(page[3:5]))
    ]
    child = bytes(page[cells[0] : cells[0] + 4])
    for at in (*cells, 8):  # and the last one, in the header
        page[at : at + 4] = child
    Path(REGISTER).write_bytes(data)
    return nothing


@pytest.mark.parametrize("line", ["audit verify", "audit verify --log-only", "timeline", "show 20"])
def test_reading_comes_to_an_end(round_about: CommandLine, line: str) -> None:
    assert round_about.typed(line).code in {3, 4}


def test_rebuilding_comes_to_an_end(round_about: CommandLine) -> None:
    assert round_about.typed("rebuild --yes").code == 4
