"""A line of the desk is recorded as it is; a command needs no quotes."""

import pytest

from crisis_log.cli.desk.typed_line import arguments_of, as_line, is_command, text_of
from crisis_log.cli.root import root


@pytest.mark.parametrize(
    "line",
    ["!! $HOME `ls` \"oui\" 'non' \\n", "-", "--source X", " /", "-h", "a\nb", "decision adopt 3"],
)
def test_a_line_is_the_text_that_is_recorded(line: str) -> None:
    expected = ["log", "--", line] if line != " /" else []
    assert arguments_of(line, root) == expected


@pytest.mark.parametrize("text", ["/state", "//state", " /x", "a / b", "/"])
def test_two_signs_begin_a_text_with_one(text: str) -> None:
    line = as_line(text)
    assert not is_command(line)
    assert text_of(line) == text


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        (
            "/decision adopt 3 --owner general management --due Friday 18 h",
            [
                "decision",
                "adopt",
                "--owner",
                "general management",
                "--due",
                "Friday 18 h",
                "--",
                "3",
            ],
        ),
        (
            '/log He said "no" to it --confidential',
            ["log", "--confidential", "--", 'He said "no" to it'],
        ),
        ("/journal L'eau monte --source='X", ["journal", "--source='X", "--", "L'eau monte"]),
        ('/log "a --b c" --source "x --y"', ["log", "--source", "x --y", "--", "a --b c"]),
        ("/log -5 degrees", ["log", "--", "-5 degrees"]),
        ("/log a -- --b", ["log", "--", "a\n--b"]),
        ("/verify 12 --json", ["verify", "--json", "--", "12"]),
        ("/correct 12 the   new text", ["correct", "--", "12", "the   new text"]),
        ("/decison adopt 3", ["decison", "adopt", "3"]),
        ("/handover --to X", ["handover", "--to", "X"]),
        ("/pca mission p M 04 restored", ["pca", "mission", "--", "p", "M 04", "restored"]),
        ("/decision", ["decision"]),
        ("/decision --help", ["decision", "--help"]),
        ("/briefing at 08:00 18:00", ["briefing", "at", "--", "08:00", "18:00"]),
    ],
)
def test_a_value_goes_on_to_the_next_option(line: str, arguments: list[str]) -> None:
    assert arguments_of(line, root) == arguments
