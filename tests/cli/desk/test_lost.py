"""A desk whose server is lost keeps the line, and records it once under the id that it had."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.at_terminal import spawned
from tests.cli.desk.test_lines import texts
from tests.cli.running import CommandLine, environment

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal", allow_module_level=True)

LOST: Final = """
import sys
from unittest.mock import patch

from crisis_log import trying
from crisis_log.cli import main
from crisis_log.storage.sqlite.place import FilePlace
from tests.storage.unsteady import Unsteady

moments = iter([None, sys.argv.pop(1)])
seconds = float(sys.argv.pop(1))
opened = FilePlace.open

def unsteady(place, *, read_only=False):
    backend = opened(place, read_only=read_only)
    return backend if read_only else Unsteady(backend, moments)

sys.argv[0] = "crisis-log"
with patch.object(FilePlace, "open", unsteady), patch.object(trying, "SECONDS", seconds):
    main()
"""
"""A desk, the second transaction of which is lost at some moment."""


@pytest.fixture(autouse=True)
def _remembering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@contextmanager
def attended(moment: str, seconds: float) -> Iterator[Any]:
    """Sit at such a desk, of plain lines; one tries again for so long."""
    here = str(Path(__file__).parents[3])
    told = environment(NO_COLOR="1", PYTHONPATH=here)
    line = ["-c", LOST, moment, str(seconds), "desk", "--plain"]
    child = spawned(sys.executable, line, told)
    child.setecho(False)
    try:
        yield child
    finally:
        child.close(force=True)


@pytest.mark.parametrize("moment", ["done", "undone", "silent, done", "silent, undone"])
def test_a_line_whose_outcome_is_unknown_is_offered_and_recorded_once(
    desk: CommandLine, moment: str
) -> None:
    with attended(moment, 0) as there:
        there.sendline("First")
        there.expect("n° 2")
        there.sendline("Second")
        there.expect("It is not known whether this was recorded")
        there.expect("Record .Second. now")
        there.sendline("y")
        there.expect("n° 3")
        there.sendline("Third")
        there.expect("n° 4")
    assert texts() == ["First", "Second", "Third"]


@pytest.mark.parametrize("moment", ["before", "between", "done", "undone"])
def test_a_line_is_recorded_once_when_the_server_comes_back(desk: CommandLine, moment: str) -> None:
    with attended(moment, 60) as there:
        for number, line in enumerate(["First", "Second", "Third"], 2):
            there.sendline(line)
            there.expect(f"n° {number}")
    assert texts() == ["First", "Second", "Third"]


def test_a_line_that_was_lost_is_offered_by_the_next_desk(desk: CommandLine) -> None:
    with attended("between", 0) as there:
        there.sendline("First")
        there.expect("n° 2")
        there.sendline("Second")
        there.expect("Error")
    with attended("before", 60) as there:
        there.expect("Record .Second. now")
        there.sendline("y")
        there.expect("n° 3")
    assert texts() == ["First", "Second"]
