"""`--log FILE`: a line for each run, and in it nothing of what was recorded or typed."""

from __future__ import annotations

import os
import re
import sys
import threading
from pathlib import Path
from typing import Final

import pytest

from crisis_log.cli import root
from tests.cli.case import RECORDED
from tests.cli.running import REGISTER, CommandLine, installed, size

LINE: Final = re.compile(
    r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z pid=\d+ version=\S+ "
    r'verb="(?P<verb>[a-z -]*)" ms=\d+ code=(?P<code>\d+) recorded=(?P<recorded>\d+)'
    r"( error=(?P<error>\w+))?"
)
LOG: Final = Path("technical.log")


def told() -> list[tuple[str, str, str, str | None]]:
    """Return verb, code, how many entries and error of each line."""
    lines = LOG.read_text().splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return [(m["verb"], m["code"], m["recorded"], m["error"]) for m in found if m]


@pytest.fixture
def logged(desk: CommandLine) -> CommandLine:
    return desk.having("--log", str(LOG))


def test_each_run_appends_its_verb_and_how_it_ended(logged: CommandLine) -> None:
    logged.given(RECORDED, "state", "show D-1")
    logged.typed("decision adopt D-1").failed(1, "")
    logged.typed("decision adopt").failed(2, "")
    logged.having("--register", "gone.crisis").typed("state").failed(4, "")
    assert told() == [
        ("decision record", "0", "1", None),
        ("state", "0", "0", None),
        ("show", "0", "0", None),
        ("decision adopt", "1", "0", "Refused"),
        ("decision adopt", "2", "0", "MissingParameter"),
        ("state", "4", "0", "NotARegisterError"),
    ]


def test_nothing_is_in_it_of_what_was_typed_or_by_whom(logged: CommandLine) -> None:
    typed = "Evacuate-Riverside"
    logged.given(f"log {typed} --source prefecture --tag flood")
    logged.typed(f"verify {typed}").failed(2, "")
    logged.typed(f"{typed}").failed(2, "")
    logged.typed(f"show 1 --{typed}").failed(2, "")
    written = LOG.read_text()
    assert len(written.splitlines()) == 4
    for word in (typed, "Evacuate", "secretary", "prefecture", "flood", "covid", str(Path.cwd())):
        assert word not in written


def test_what_is_done_at_a_desk_is_told_line_by_line(logged: CommandLine) -> None:
    answer = logged("desk", stdin=b"Evacuate\n/timeline\n/decision adopt D-1\n")
    assert "Evacuate" in answer.out
    assert [line[:2] for line in told()] == [
        ("log", "0"),
        ("timeline", "0"),
        ("decision adopt", "1"),
        ("desk", "5"),
    ]


def test_the_verb_is_named_as_the_code_does_in_any_language(logged: CommandLine) -> None:
    installed("--log", str(LOG), "timeline", CRISIS_LOG_LANG="fr").done()
    installed("--log", str(LOG), "timeline").done()
    assert {verb for verb, *_more in told()} == {"timeline"}


def test_the_environment_names_it_too_and_the_option_is_over_it(desk: CommandLine) -> None:
    installed("state", CRISIS_LOG_LOG=str(LOG)).done()
    installed("--log", "other.log", "state", CRISIS_LOG_LOG=str(LOG)).done()
    assert len(told()) == 1
    assert len(Path("other.log").read_text().splitlines()) == 1


def test_it_may_follow_the_verb_as_any_global_option(desk: CommandLine) -> None:
    desk.typed(f"state --log {LOG}").done()
    assert [verb for verb, *_more in told()] == ["state"]


def test_what_was_recorded_stays_so_where_it_cannot_be_written(desk: CommandLine) -> None:
    Path("folder").mkdir()
    answer = desk.typed("--log folder log 'A line'")
    assert (answer.code, size()) == (0, 2)
    assert re.fullmatch("The technical log folder cannot be written: .*\n", answer.err)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (REGISTER, "belongs to a register"),
        (f"{REGISTER}-wal", "belongs to a register"),
        ("covid-19-reports/covid-19-R-1.pdf", "belongs to a register"),
        ("other.db", "another database"),
        ("key.pem", "private key"),
    ],
)
def test_it_never_goes_into_what_must_stay_as_it_is(
    desk: CommandLine, path: str, says: str
) -> None:
    Path("other.db").write_bytes(b"SQLite format 3\0")
    Path("key.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    before = Path(path).read_bytes() if Path(path).exists() else None
    desk.typed(f"--log {path} log 'A line'").failed(2, says)
    installed("log", "A line", CRISIS_LOG_LOG=path).failed(2, says)
    assert (Path(path).read_bytes() if Path(path).exists() else None) == before
    assert size() == 1


def test_a_fault_of_the_program_is_named_by_its_kind(
    logged: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(root, "_main", fail)
    logged.typed("state")
    assert not LOG.exists(), "nobody has said where it is"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_a_pipe_that_nobody_reads_holds_nothing_up(desk: CommandLine) -> None:
    os.mkfifo("pipe")
    answer = desk.typed("--log pipe state")
    assert answer.code == 0
    assert "technical log pipe cannot be written" in answer.err


def test_lines_of_many_processes_stay_whole(logged: CommandLine) -> None:
    runs = [
        threading.Thread(target=installed, args=("--log", str(LOG), "show", "1")) for _ in range(4)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [verb for verb, *_more in told()] == ["show"] * 4
