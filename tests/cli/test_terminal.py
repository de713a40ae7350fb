"""What a terminal is sent: colours where they are wanted, and nothing that was recorded acts."""

import json
import os
import re
import subprocess
import sys
from typing import Final

import pytest

from tests.cli.running import PROGRAM, CommandLine, environment, installed

if sys.platform == "win32":
    pytest.skip("needs a POSIX terminal", allow_module_level=True)

import pty

ESCAPE: Final = "\x1b"
ACTING: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
LINES: Final = ("timeline", "state", "show 1", "decision show D-9", "audit verify", "--help")


def on_terminal(line: str, **variables: str) -> str:
    """Return what the installed program sends to a terminal."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *line.split()],
        stdin=its,
        stdout=its,
        stderr=its,
        env=environment() | {"TERM": "xterm-256color", "COLUMNS": "100"} | variables,
    ):
        os.close(its)
        sent = bytearray()
        try:
            while chunk := os.read(ours, 65_536):
                sent += chunk
        except OSError:  # Linux says so that the other side is closed
            pass
    os.close(ours)
    return sent.decode()


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("variable", ["NO_COLOR=1", "TERM=dumb"])
def test_no_colour_is_sent_where_none_is_wanted(
    drill: CommandLine, line: str, variable: str
) -> None:
    name, _equals, value = variable.partition("=")
    sent = on_terminal(line, **{name: value})
    assert re.search(r"\w", sent)
    if variable == "TERM=dumb" or line != "audit verify":  # a bar moves, without colours
        assert ESCAPE not in sent


@pytest.mark.parametrize("line", ["timeline", "decision show D-9"])
def test_a_terminal_is_sent_colours_otherwise(drill: CommandLine, line: str) -> None:
    assert ESCAPE in on_terminal(line)


def test_an_error_is_wrapped_between_words(drill: CommandLine) -> None:
    sent = on_terminal("decision show D-9 --order x", COLUMNS="30", NO_COLOR="1")
    assert "No such option '--order'." in " ".join(sent.split())
    assert all(len(line) <= 30 for line in sent.splitlines())


@pytest.mark.parametrize("text", ["\x9b31mred", "a\x7f", "safe \u202etxt", "\u2066x", "a\u2028b"])
def test_no_character_acts_in_a_json_document_which_says_the_same(
    desk: CommandLine, text: str
) -> None:
    desk("log", "--", text).done()
    for line in ("show 2", "timeline"):
        answer = desk.having("--json").typed(line).done()
        assert not ACTING.search(answer.out)
    assert desk.document("show 2")["fact"]["text"] == text


@pytest.mark.parametrize("text", ["\x9b31mred", "safe \u202etxt", "é"])
def test_no_character_acts_in_the_json_of_an_error(desk: CommandLine, text: str) -> None:
    answer = installed("--json", "log", "x", "--kind", text)
    assert not ACTING.search(answer.err.rstrip("\n"))
    assert text in json.loads(answer.err)["error"]
