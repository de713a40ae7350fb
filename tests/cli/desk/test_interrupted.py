"""Whatever ends a desk, nothing that was entered is lost, and nothing is recorded twice."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from crisis_log.cli.desk.signals import interrupting
from crisis_log.outcome import Outcome
from tests.cli.at_terminal import spawned
from tests.cli.desk.test_lines import at_desk, texts
from tests.cli.desk.test_plain import until
from tests.cli.running import PROGRAM, REGISTER, CommandLine, environment, size

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal", allow_module_level=True)

import pexpect

KILLED_AT: Final = """
import os, sys
from crisis_log.cli.desk.room import Room

step, number, lines, entered = int(sys.argv.pop(1)), int(sys.argv.pop(1)), 0, Room.entered

def counted(_frame, _event, _argument):
    global step
    step -= 1
    if not step:
        os.kill(os.getpid(), number)

def entered_again(self, text):
    global lines
    lines += 1
    if lines == 3:
        sys.setprofile(None)
        print("STEPS", -step, file=sys.stderr)
        if step > 0:  # it took fewer: it waits for its own watch no longer than it must
            os.kill(os.getpid(), number)
    entered(self, text)
    if lines == 2:
        sys.setprofile(counted)

Room.entered = entered_again
from crisis_log.cli import main
sys.argv[0] = "crisis-log"
main()
"""
"""Sends a desk a signal at a step of all that it does once the second line is written down."""
STEPS: Final = 14
CLOSED_ONCE_RECORDED: Final = """
import os, signal, sys
from crisis_log.cli import echo, main

confirm = echo.confirm

def closed(*arguments):
    confirm(*arguments)
    os.kill(os.getpid(), signal.SIGHUP)

echo.confirm = closed
sys.argv = ["crisis-log", "desk"]
main()
"""


@pytest.fixture(autouse=True)
def _remembering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@contextmanager
def attended(*options: str, **variables: str) -> Iterator[Any]:
    """Sit at a desk of plain lines."""
    told = environment(NO_COLOR="1", **variables)
    child = spawned(PROGRAM, ["desk", "--plain", *options], told)
    child.setecho(False)
    try:
        yield child
    finally:
        child.close(force=True)


def at_terminal(program: str = PROGRAM, *arguments: str) -> Any:
    """Sit at a desk in a terminal that answers nothing."""
    told = environment(TERM="xterm", NO_COLOR="1")
    return spawned(program, arguments or ("desk",), told)


def killed_at(step: int, number: int = signal.SIGKILL) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(step), str(int(number)), "desk"],
        input=b"First\nSecond\nThird\n",
        capture_output=True,
        env=environment(),
        check=False,
    )


@pytest.fixture(scope="session")
def steps(opened_registers: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many steps a desk takes to record a line."""
    folder = tmp_path_factory.mktemp("steps")
    shutil.copy(opened_registers / "real.crisis", folder / REGISTER)
    told = subprocess.run(
        [sys.executable, "-c", KILLED_AT, "-1", "0", "desk"],
        input=b"First\nSecond\nThird\n",
        capture_output=True,
        env=environment(XDG_STATE_HOME=str(folder)),
        cwd=folder,
        check=True,
    )
    return int(told.stderr.split(b"STEPS ")[1].split()[0])


@pytest.mark.parametrize("part", range(STEPS))
def test_a_killed_desk_loses_nothing_and_records_nothing_twice(
    desk: CommandLine, steps: int, part: int
) -> None:
    assert killed_at(1 + part * steps // STEPS).returncode == -signal.SIGKILL
    _offers_again_what_was_not_recorded(desk)


@pytest.mark.parametrize("from_end", [False, True])
@pytest.mark.parametrize("step", [2, 20, 60])
def test_a_desk_that_is_told_to_end_between_two_lines_does_neither(
    desk: CommandLine, steps: int, step: int, from_end: bool
) -> None:
    ended = killed_at(steps - step if from_end else step, signal.SIGTERM)
    assert ended.returncode == 128 + signal.SIGTERM
    _offers_again_what_was_not_recorded(desk)


def _offers_again_what_was_not_recorded(desk: CommandLine) -> None:
    before = texts()
    with attended() as child:
        if before == ["First"]:
            child.expect("Record .Second. now")
            child.sendline("y")
        child.expect("> ")
        assert ("was recorded" in child.before) <= (before == ["First", "Second"])
        child.sendeof()
        child.expect(pexpect.EOF)
    assert texts() == ["First", "Second"]
    again = CommandLine()("desk")
    assert "interrupted" not in again.out + again.err, "nothing is left to be offered or told"


def test_a_terminal_that_is_closed_keeps_what_was_typed(desk: CommandLine, tmp_path: Path) -> None:
    child = at_terminal()
    child.expect("last entry")
    child.send("One\r")
    child.expect("n° 2")
    child.expect("last entry")
    child.send("Half a line")
    child.expect("Half a line")
    os.close(child.child_fd)  # as a connection that drops
    os.waitpid(child.pid, 0)
    child.closed = True
    assert texts() == ["One"]
    with attended() as again:
        again.expect("Record .Half a line. now")
        again.sendline("y")
        again.expect("n. 3")
    assert texts() == ["One", "Half a line"]


def test_what_was_recorded_as_the_terminal_closed_is_not_offered_again(desk: CommandLine) -> None:
    child = at_terminal(sys.executable, "-c", CLOSED_ONCE_RECORDED)
    child.expect("last entry")
    child.send("One\r")
    child.expect(pexpect.EOF)
    with attended() as again:
        again.expect("> ")
        assert "One" not in again.before
    assert texts() == ["One"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_who_is_told_to_end_keeps_what_was_typed(desk: CommandLine, number: int) -> None:
    child = at_terminal()
    child.expect("last entry")
    child.send("Half")
    child.expect("Half")
    child.kill(number)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 128 + number
    with attended() as again:
        again.expect("Record .Half. now")
        again.sendline("n")
        again.expect("> ")
    assert size() == 1


def test_a_file_of_lines_leaves_to_a_terminal_what_was_not_recorded(desk: CommandLine) -> None:
    assert killed_at(3).returncode == -signal.SIGKILL
    answer = at_desk("Another")
    assert "interrupted" in answer.err
    assert texts() == ["First", "Another"]
    with attended() as child:
        child.expect("Record .Second. now")


def test_what_one_desk_is_about_to_record_is_not_offered_by_another(desk: CommandLine) -> None:
    with attended() as one:
        one.expect("> ")
        Path(REGISTER).rename("moved")
        one.sendline("Lost?")
        one.expect("Error")
        Path("moved").rename(REGISTER)
        assert "Lost" not in at_desk("Two").out
        one.expect("Record .Lost.. now")
        one.sendline("y")
        one.expect("n. 3")
    assert texts() == ["Two", "Lost?"]


def test_a_line_that_could_not_be_recorded_stays_and_is_offered(desk: CommandLine) -> None:
    with attended() as child:
        child.expect("> ")
        Path(REGISTER).chmod(0o600)
        Path(REGISTER).rename("moved")
        child.sendline("One")
        child.expect("Error")
        child.expect("Record .One. now")
        Path("moved").rename(REGISTER)
        child.sendline("y")
        child.expect("n. 2")
        child.expect("> ")
        child.sendeof()
        child.expect(pexpect.EOF)
    assert texts() == ["One"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process")
def test_where_the_disk_is_full_a_line_stays_for_later(desk: CommandLine) -> None:
    child = spawned(PROGRAM, ["desk", "--plain"], environment())
    child.expect("> ")
    assert child.pid
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (4096, 4096))
    child.sendline("One")
    child.expect("Error")
    child.expect("Record .One. now")
    child.sendline("y")
    child.expect("Error")
    child.expect("Record .One. now")
    child.close(force=True)
    assert texts() == []
    with attended() as later:
        later.expect("Record .One. now")
        later.sendline("y")
        later.expect("n. 2")
    assert texts() == ["One"]


def test_a_register_that_another_one_replaced_is_found_again(desk: CommandLine) -> None:
    with attended() as child:
        child.expect("> ")
        shutil.copy(REGISTER, "restored")
        Path("restored").replace(REGISTER)
        child.sendline("One")
        if child.expect(["n. 2", "Record .One. now"]):
            child.sendline("y")
            child.expect("n. 2")
        child.expect("> ")
        desk.given("log Other --by prefecture")
        until(child, "prefecture · information: Other")
    assert texts() == ["One", "Other"]


def test_who_stops_the_desk_while_a_line_is_recorded_stops_it_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _process, number: stopped.append(number))
    with interrupting(Outcome()):
        signal.raise_signal(signal.SIGTSTP)
        assert stopped == []
    assert stopped == [signal.SIGTSTP]
