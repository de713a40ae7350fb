"""A terminal is shown so much of a list, and told how to see it all; programs get all of it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from crisis_log.cli.output import AT_ONCE, LENGTH
from crisis_log.command import Request
from crisis_log.register import Register
from crisis_log.slices import decision, journal
from tests.cli.running import REGISTER, SECRETARY, CommandLine, installed
from tests.cli.test_tables import in_terminal

SIZE = AT_ONCE + 30
DECISIONS = LENGTH + 10
in_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture(scope="module")
def filled(opened_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of more entries than are written at once, and than a terminal is shown."""
    path = tmp_path_factory.mktemp("long") / REGISTER
    shutil.copy(opened_registers / "real.crisis", path)
    commands = [decision.record(f"Decision {number}") for number in range(1, DECISIONS + 1)]
    commands += [journal.log(f"Line {n}") for n in range(DECISIONS + 2, SIZE + 1)]
    with Register.open(path) as register:
        register.record_all([Request(command, by=SECRETARY) for command in commands])
    return path


@pytest.fixture
def desk(filled: Path) -> CommandLine:
    shutil.copy(filled, REGISTER)
    return CommandLine()


def numbers_in(shown: str) -> list[int]:
    """Return the numbers with which lines begin."""
    return [int(number) for number in re.findall(r"(?m)^ *(\d+) ", shown)]


@in_a_terminal
def test_a_terminal_is_shown_the_last_entries_and_how_to_see_more(desk: CommandLine) -> None:
    code, shown = in_terminal("timeline", columns=120)
    assert (code, numbers_in(shown)) == (0, [*range(SIZE - LENGTH + 1, SIZE + 1)])
    assert "The last 50 entries are shown: --last N shows more, --all shows all." in shown


@in_a_terminal
@pytest.mark.parametrize(
    ("line", "first"),
    [("timeline --all", 1), ("--all timeline", 1), ("timeline --last 60", SIZE - 59)],
)
def test_a_terminal_is_shown_as_many_as_are_asked_for(
    desk: CommandLine, line: str, first: int
) -> None:
    _code, shown = in_terminal(*line.split(), columns=120)
    assert numbers_in(shown) == [*range(first, SIZE + 1)]
    assert "--all" not in shown


@in_a_terminal
def test_a_filter_is_asked_before_entries_are_counted(desk: CommandLine) -> None:
    _code, shown = in_terminal("timeline", "--kind", "decision", columns=120)
    assert numbers_in(shown) == [*range(DECISIONS + 2 - LENGTH, DECISIONS + 2)]
    _code, shown = in_terminal("timeline", "--search", "Decision 5", columns=120)
    assert numbers_in(shown) == [6]
    assert "--all" not in shown


@in_a_terminal
def test_every_list_says_what_it_leaves_out(desk: CommandLine) -> None:
    _code, shown = in_terminal("decision", "list", columns=120)
    assert re.findall(r"D-\d+", shown) == [f"D-{n}" for n in range(11, DECISIONS + 1)]
    assert "10 earlier lines are left out: --all shows them." in shown
    _code, shown = in_terminal("decision", "list", "--all", columns=120)
    assert re.findall(r"D-\d+", shown) == [f"D-{n}" for n in range(1, DECISIONS + 1)]


@in_a_terminal
def test_a_replay_says_how_to_go_further(desk: CommandLine) -> None:
    _code, shown = in_terminal("audit", "replay", columns=120)
    assert numbers_in(shown) == [*range(SIZE - LENGTH + 1, SIZE + 1)]
    assert "--from N begins earlier, --all shows all." in shown
    _code, shown = in_terminal("audit", "replay", "--from", "3", columns=120)
    assert numbers_in(shown) == [*range(3, LENGTH + 3)]
    assert "--to N goes further, --all to the end." in shown
    _code, shown = in_terminal("audit", "replay", "--from", "3", "--all", columns=120)
    assert numbers_in(shown) == [*range(3, SIZE + 1)]


def test_a_file_or_a_program_gets_all_of_a_list(desk: CommandLine) -> None:
    answer = installed("timeline").done()
    assert numbers_in(answer.out) == [*range(1, SIZE + 1)]
    assert answer.out.count(SECRETARY) == 1
    decisions = installed("decision", "list").done()
    assert decisions.out.count("Status") == 1
    column = decisions.lines[0].index("Title")
    assert {line[column - 2 : column] for line in decisions.lines[1:]} == {"  "}
    assert len(decisions.lines) == DECISIONS + 1


def test_the_last_are_given_to_a_program_that_asks_for_them(desk: CommandLine) -> None:
    found = desk.document("timeline --last 3")
    assert [entry["number"] for entry in found] == [SIZE - 2, SIZE - 1, SIZE]
    desk.typed("timeline --last 0").failed(2, "--last")


def test_a_document_that_is_written_piece_by_piece_is_that_of_a_whole(desk: CommandLine) -> None:
    for line in ("timeline", "timeline --search nowhere", "audit replay --from 200"):
        answer = desk.having("--json").typed(line).done()
        assert answer.out == json.dumps(answer.document, ensure_ascii=False, indent=2) + "\n"
