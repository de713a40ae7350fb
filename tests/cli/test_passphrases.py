"""Passphrases of signing keys: from a prompt or a file, never on the command line."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import click
import pytest

from crisis_log.cli.root import root
from tests.cli.running import OPENING, PROGRAM, Answer, CommandLine, environment, size
from tests.cli.tree import TREE

KEY: Final = "signing.pem"
SECRET: Final = "correct horse battery staple"


@pytest.fixture
def secret() -> str:
    """A file that holds the passphrase, and on a second line something else."""
    Path("secret").write_text(f"{SECRET}\nnot this\n")
    return "--passphrase-file secret"


@pytest.fixture
def locked(nothing: CommandLine, secret: str) -> CommandLine:
    """A register whose key is under a passphrase."""
    return nothing.given(f"{OPENING} --key {KEY} {secret}")


def at_a_terminal(line: str, *typed: str) -> Answer:
    """Run the installed program in a terminal, and type a line at each prompt of it."""
    terminal, its_end = os.openpty()
    with subprocess.Popen(
        [PROGRAM, *shlex.split(line)],
        stdin=its_end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    ) as process:
        assert process.stderr
        prompts = b""
        for text in typed:
            before = len(prompts)
            while not prompts[before:].endswith(b": "):
                heard = process.stderr.read(1)
                assert heard, prompts
                prompts += heard
            os.write(terminal, f"{text}\n".encode())
        out, err = process.communicate(timeout=30)
    os.close(terminal)
    os.close(its_end)
    return Answer(process.returncode, out.decode(), (prompts + err).decode())


def test_a_passphrase_from_a_file_protects_the_key(locked: CommandLine, secret: str) -> None:
    assert b"ENCRYPTED" in Path(KEY).read_bytes()
    assert SECRET.encode() not in Path(KEY).read_bytes()
    locked.typed(f"audit checkpoint --key {KEY} {secret}").done("— crisis-log/")


def test_the_first_line_of_the_file_is_the_passphrase(locked: CommandLine) -> None:
    Path("windows").write_bytes(f"{SECRET}\r\nother".encode())
    locked.typed(f"audit checkpoint --key {KEY} --passphrase-file windows").done("— crisis-log/")


def test_no_option_takes_a_passphrase_itself() -> None:
    options = [
        option
        for command in [root, *TREE.values()]
        for option in command.params
        if isinstance(option, click.Option) and option.name and "passphrase" in option.name
    ]
    assert options
    for option in options:
        assert option.is_flag or isinstance(option.type, click.Path), option


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("wrong", "The passphrase does not open the signing key"),
        ("", "The file other holds no passphrase"),
        ("\nsecond", "The file other holds no passphrase"),
        (None, "other cannot be read: there is no such file"),
    ],
)
def test_a_passphrase_that_does_not_fit_is_a_sentence(
    locked: CommandLine, content: str | None, says: str
) -> None:
    if content is not None:
        Path("other").write_text(content)
    locked.typed(f"audit checkpoint --key {KEY} --passphrase-file other").failed(2, says)
    assert locked.document("audit status")["checkpoint_size"] == 0


@pytest.mark.parametrize(
    "line", [f"audit checkpoint --key {KEY}", f"key rotate --yes --reason Lost --previous {KEY}"]
)
def test_without_a_terminal_the_passphrase_is_asked_for_with_a_sentence(
    locked: CommandLine, line: str
) -> None:
    before = size()
    locked.typed(line).failed(2, "under a passphrase: give it with --passphrase-file")
    assert size() == before


def test_without_a_terminal_no_key_can_be_put_under_a_passphrase(nothing: CommandLine) -> None:
    nothing.typed(f"{OPENING} --key {KEY} --passphrase").failed(2, "--passphrase-file")
    assert list(Path().iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_a_passphrase_is_typed_twice_for_a_new_key_and_once_to_sign(nothing: CommandLine) -> None:
    opened = at_a_terminal(f"{OPENING} --key {KEY} --passphrase", SECRET, SECRET)
    assert opened.code == 0, opened
    assert b"ENCRYPTED" in Path(KEY).read_bytes()
    signed = at_a_terminal(f"audit checkpoint --key {KEY}", SECRET)
    assert signed.code == 0, signed
    assert "— crisis-log/" in signed.out
    at_a_terminal(f"audit checkpoint --key {KEY}", "wrong").failed(2, "does not open the signing")
    for answer in (opened, signed):
        assert SECRET not in answer.out + answer.err


def test_a_passphrase_too_long_is_a_sentence_and_leaves_nothing(nothing: CommandLine) -> None:
    Path("long").write_text("x" * 2000)
    nothing.typed(f"{OPENING} --key {KEY} --passphrase-file long").failed(2, "1 to 1023 bytes")
    assert [path.name for path in Path().iterdir()] == ["long"]
