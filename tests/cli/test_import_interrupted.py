"""An import that is interrupted or killed at any moment has recorded all of its rows, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from signal import SIGINT
from typing import Any
from unittest.mock import patch

import pytest

from crisis_log.audit.verify import verify
from crisis_log.cli.root import run
from crisis_log.outcome import present
from crisis_log.register import Register
from tests.cli.running import REGISTER, SECRETARY, CommandLine, size
from tests.storage.killing import killed_at_each_change, linux_only
from tests.storage.registers import check_sound

TABLE, LEFT = "main.csv", "left.csv"
ROWS, RUN = 12, 5
ALL = 1 + ROWS + 1
"""Entries: the opening, the rows, what notes the import."""
SKIPPING = ("import", TABLE, "--skip-bad", "--refused", LEFT, "--attach-source", "--yes")
BY_CTRL_C = 130


def lay(folder: Path) -> None:
    """Put a table there of which one row is refused."""
    rows = "".join(f"28/10/2024;10:{number:02};Point {number}\n" for number in range(ROWS))
    (folder / TABLE).write_text(f"Date;Heure;Message\n{rows};matin;Refusée\n")


def interrupted_after(count: int) -> Any:
    """Let Ctrl-C come once so many rows were recorded."""

    def passing(things: Iterable[Any], total: int) -> Iterator[Any]:
        for number, thing in enumerate(things):
            if number == count:
                present().interrupt(SIGINT)
            yield thing
        if count == total:
            present().interrupt(SIGINT)

    return patch("crisis_log.exchange.importing.recording.passing", passing)


@pytest.mark.parametrize("count", [0, 1, RUN, RUN + 1, ROWS])
def test_ctrl_c_while_rows_are_recorded_leaves_nothing(desk: CommandLine, count: int) -> None:
    lay(Path())
    before = {path.name for path in Path().iterdir()}
    with patch("crisis_log.storage.writing.RUN", RUN), interrupted_after(count):
        desk(*SKIPPING).failed(BY_CTRL_C, "Interrupted. No entry was recorded")
    assert size() == 1
    assert {path.name for path in Path().iterdir()} - {f"{REGISTER}.lock"} == before
    desk(*SKIPPING).done()
    assert size() == ALL


def _import(folder: Path) -> None:
    options = ("--register", str(folder / REGISTER), "--by", SECRETARY)
    table, left = str(folder / TABLE), str(folder / LEFT)
    named = [{TABLE: table, LEFT: left}.get(word, word) for word in SKIPPING]
    with patch("crisis_log.storage.writing.RUN", RUN):
        run([*options, *named])


@linux_only
def test_killed_at_any_change_it_is_done_by_the_same_command_again(
    desk: CommandLine, tmp_path: Path
) -> None:
    (start := tmp_path / "start").mkdir()
    lay(start)
    (start / REGISTER).write_bytes(Path(REGISTER).read_bytes())
    found = set()
    for folder in killed_at_each_change(_import, start, tmp_path / "work", step=4):
        register = folder / REGISTER
        found.add(len(check_sound(register)))
        for left in (folder / LEFT, folder / f"{LEFT}.rules"):
            left.unlink(missing_ok=True)
        _import(folder)
        assert len(check_sound(register)) == ALL
        with Register.open(register, read_only=True) as opened:
            assert verify(opened).findings == ()
    assert found == {1, ALL}
