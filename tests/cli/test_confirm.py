"""What is not easily undone says what it will do, and asks, where somebody can answer."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import PROGRAM, REGISTER, Answer, CommandLine, environment, installed, size

pytestmark: Final = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
ROTATE: Final = "key rotate --key new.pem --reason Lost"
ASKED: Final = {
    "close": "Close the crisis “COVID-19 epidemic”? "
    "Only corrections and lessons learnt can follow, or its reopening.",
    ROTATE: "Replace the signing key of covid-19.crisis? The present key will sign no more",
    "rebuild": "Make the stored state of covid-19.crisis again from its log? The entries stay.",
}


@contextmanager
def at_a_terminal(line: str, typed: bytes, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the installed program where somebody sits, who has `typed` already."""
    terminal, its_end = os.openpty()
    os.write(terminal, typed)
    with subprocess.Popen(
        [PROGRAM, *shlex.split(line)],
        stdin=its_end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**variables),
        start_new_session=True,
    ) as process:
        yield process
    os.close(terminal)
    os.close(its_end)


def answered(line: str, typed: bytes, **variables: str) -> Answer:
    with at_a_terminal(line, typed, **variables) as process:
        out, err = process.communicate(timeout=60)
    return Answer(process.returncode, out.decode(), err.decode())


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        *((line, b"\n") for line in ASKED),
        *(("close", typed) for typed in (b"n\n", b"no\n", b"oh\n", b"\x04")),
    ],
)
def test_at_a_terminal_it_asks_and_anything_but_yes_does_nothing(
    desk: CommandLine, line: str, typed: bytes
) -> None:
    before = Path(REGISTER).read_bytes()
    answer = answered(line, typed).failed(1, r"\[y/N\] ?\n?Nothing was done\.\n$")
    assert answer.err.startswith(ASKED[line])
    assert answer.out == ""
    assert Path(REGISTER).read_bytes() == before
    assert not Path("new.pem").exists()


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_question_is_no_yes(desk: CommandLine) -> None:
    with at_a_terminal("close", b"") as process:
        assert process.stderr
        heard = b""
        while not heard.endswith(b"[y/N] "):
            heard += process.stderr.read(1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, size()) == (130, b"", 1)
    assert err.decode().endswith("\nError: Interrupted. No entry was recorded.\n")


@pytest.mark.parametrize("line", ASKED)
def test_yes_does_it(desk: CommandLine, line: str) -> None:
    answer = answered(line, b"y\n")
    assert answer.code == 0, answer
    assert "crisis closed" in answer.out or "replaced" in answer.out or "rebuilt" in answer.out


def test_it_asks_in_french_and_takes_a_french_answer(desk: CommandLine) -> None:
    refused = answered("close", b"n\n", CRISIS_LOG_LANG="fr")
    assert refused.err.startswith("Clore la crise «\u00a0COVID-19 epidemic\u00a0»\u202f?")
    assert refused.err.endswith("[o/N] Rien n’a été fait.\n")
    assert answered("close", b"Oui\n", CRISIS_LOG_LANG="fr").code == 0
    assert size() == 2


@pytest.mark.parametrize("line", ASKED)
def test_whoever_said_yes_beforehand_is_not_asked(desk: CommandLine, line: str) -> None:
    answer = answered(f"{line} --yes", b"")
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize("line", ["close", "rebuild"])
def test_without_a_terminal_scripts_go_on_as_before(desk: CommandLine, line: str) -> None:
    installed(line).done()


def test_without_a_terminal_a_key_is_replaced_only_where_yes_was_said(desk: CommandLine) -> None:
    installed(*shlex.split(ROTATE)).failed(2, "without a terminal: add --yes")
    assert size() == 1
    assert not Path("new.pem").exists()
    installed(*shlex.split(ROTATE), "--yes").done("signing key replaced")


def test_what_is_refused_anyway_is_not_asked(desk: CommandLine) -> None:
    desk.given("close")
    assert answered("close", b"").err == "Error: The crisis is already closed.\n"


def test_at_a_terminal_replacing_the_key_asks_why(desk: CommandLine) -> None:
    rotate = "key rotate --key new.pem"
    answer = answered(rotate, b"Lost on a train\ny\n")
    assert answer.code == 0, answer
    asked = answer.err.index("Why is the signing key replaced?")
    assert asked < answer.err.index("If it is only missing, look for its copy first. [y/N]")
    assert desk.document("show 2")["fact"]["reason"] == "Lost on a train"


@pytest.mark.parametrize(
    ("options", "typed"), [("", b"\n"), ("", b"\x04"), ("--yes", b"Lost\ny\n")]
)
def test_a_key_is_not_replaced_where_no_reason_is_answered(
    desk: CommandLine, options: str, typed: bytes
) -> None:
    answered(f"key rotate --key new.pem {options}", typed).failed(2, "Missing option '--reason'")
    assert (size(), Path("new.pem").exists()) == (1, False)
