"""Where nothing may be drawn: screen readers, terminals that cannot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.at_terminal import spawned
from tests.cli.desk.test_lines import texts
from tests.cli.running import PROGRAM, CommandLine, environment

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal", allow_module_level=True)

import pexpect


@pytest.fixture(autouse=True)
def _remembering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def sat_down(*options: str, **variables: str) -> Any:
    return spawned(PROGRAM, ["desk", *options], environment(**variables))


def until(child: Any, shown: str) -> None:
    """Enter lines until something is shown: what is looked at aside is told before a line."""
    for _line in range(100):
        child.sendline("/help state")
        if not child.expect([shown, r"\n> "]):
            return
    pytest.fail(f"{shown}: never shown")


@pytest.mark.parametrize(
    ("option", "term"), [((), "dumb"), (("--plain",), "xterm-256color"), (("--plain",), "dumb")]
)
def test_nothing_is_drawn_again(desk: CommandLine, option: tuple[str, ...], term: str) -> None:
    child = sat_down(*option, TERM=term, NO_COLOR="1")
    child.expect("> ")
    child.sendline("One")
    child.expect("n° 2")
    child.expect("> ")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert texts() == ["One"]


def test_no_sequence_is_sent_to_a_terminal_that_knows_none(desk: CommandLine) -> None:
    child = sat_down(TERM="dumb")
    child.expect("> ")
    said = child.before
    child.sendline("/state")
    child.expect("> ")
    assert "\x1b" not in said + child.before


def test_where_things_stand_is_told_when_it_changed(desk: CommandLine) -> None:
    child = sat_down("--plain", TERM="dumb")
    child.expect(r"\[no level · 0 open requests")
    child.expect("> ")
    child.sendline("One")
    child.expect("> ")
    assert "open request" not in child.before
    child.sendline("/log Beds? --kind request")
    child.expect(r"n° 3")
    until(child, r"\[no level · 1 open request ")


def test_what_others_record_is_told_before_the_next_line(desk: CommandLine) -> None:
    child = sat_down("--plain", TERM="dumb")
    child.expect("> ")
    desk.given("log Other --by prefecture")
    until(child, r"\+ n° 2 · .*prefecture · information: Other")


def test_ctrl_c_clears_the_line_and_the_desk_goes_on(desk: CommandLine) -> None:
    child = sat_down("--plain", TERM="dumb")
    child.expect("> ")
    child.sendintr()
    child.expect("> ")
    child.sendline("One")
    child.expect("n° 2")
