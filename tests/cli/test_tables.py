"""Lists are aligned plain text when piped, and tables in a terminal."""

import os
import re
import struct
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.cli.case import ORDERED, PLAN, RECORDED
from tests.cli.running import PROGRAM, CommandLine, environment, installed

if sys.platform != "win32":
    import fcntl
    import pty
    import termios


@pytest.fixture
def full(desk: CommandLine) -> CommandLine:
    return desk.given(RECORDED, "decision record 'École: fermée à 18 h 😷'", ORDERED, PLAN)


def in_terminal(*arguments: str, columns: int) -> tuple[int, str]:
    """Run the installed program in a pseudo-terminal; return its exit code and output."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    variables = environment(TERM="xterm-256color")
    variables.pop("COLUMNS", None)
    with subprocess.Popen(
        [PROGRAM, *arguments], stdin=there, stdout=there, stderr=there, env=variables
    ) as process:
        os.close(there)
        shown = b""
        with suppress(OSError):  # how a terminal ends on Linux
            while part := os.read(here, 65536):
                shown += part
    os.close(here)
    return process.returncode, shown.decode()


def test_a_piped_list_is_aligned_plain_text(full: CommandLine) -> None:
    answer = installed("decision", "list").done()
    header, first, second = answer.lines
    column = header.index("Title")
    assert first[column:] == "Remote work"
    assert second[column:] == "École: fermée à 18 h 😷"
    assert "\x1b" not in answer.out
    assert not any(line.endswith(" ") for line in answer.lines)


def test_numbers_are_aligned_on_the_right(desk: CommandLine) -> None:
    for number in range(9):
        desk.given(f"log 'Line {number}'")
    lines = [line for line in desk.typed("timeline").done().lines if "Line" in line]
    assert [line[:4] for line in lines[:1] + lines[-1:]] == [" 2  ", "10  "]


def test_a_text_of_several_lines_stays_in_its_row(desk: CommandLine) -> None:
    desk("log", "One\nTwo").done()
    assert len(desk.typed("timeline").done("One Two").lines) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("line", "columns"),
    [("decision list", 120), ("decision list", 30), ("state", 80), ("pca show pca", 10)],
)
def test_a_terminal_gets_a_table_of_any_width(full: CommandLine, line: str, columns: int) -> None:
    code, shown = in_terminal(*line.split(), columns=columns)
    assert code == 0
    assert ("──" in shown) == (columns >= 80)  # else rows are stacked
    assert "D-1" in shown or "pca" in shown
    assert "Traceback" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_header_wider_than_its_column_costs_no_text_of_others(desk: CommandLine) -> None:
    desk.given("level Alerte", "briefing every 4h --place 'PC de crise'")
    desk.given("briefing held --level-holds --set-aside 'Fermer les crèches'")
    _code, shown = in_terminal("--lang", "fr", "briefing", "list", columns=80)
    assert {"Alerte", "maintenu", "écartée", "Fermer", "crèches"} <= set(shown.split())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_shows_markup_and_controls_as_text(desk: CommandLine) -> None:
    desk("log", "[bold]not bold[/bold] \x1b[5mno blinking \x07").done()
    code, shown = in_terminal("timeline", columns=160)
    assert code == 0
    assert "[bold]not bold[/bold] ␛[5mno blinking ␇" in shown
    assert "\x1b[5m" not in shown
    assert "\x07" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_mistake_shown_in_a_terminal_does_not_act(desk: CommandLine) -> None:
    code, shown = in_terminal("decision", "show", "\x1b[5mblink", columns=160)
    assert code == 2
    assert "\x1b[5m" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_no_line_of_a_terminal_ends_after_n_or_before_a_colon(desk: CommandLine) -> None:
    for text in ("word " * 11 + "n° 12 n° 13 n° 14", "mot " * 15 + "a\u00a0: b\u202f; c\u00a0: d"):
        desk.given(f"log '{text}' --kind request")
    for columns in range(60, 84, 6):
        for line in ("state", "timeline"):
            code, shown = in_terminal(*line.split(), columns=columns)
            assert code == 0
            for row in shown.splitlines():
                said = re.sub("\x1b\\[[0-9;]*m", "", row).strip(" ")
                assert not said.endswith("n°"), (columns, line, row)
                assert not said.startswith((":", ";")), (columns, line, row)
