"""The installed program as a process: exit codes, pipes, interruption, closed streams."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import pytest

from tests.cli.case import LINE, RECORDED
from tests.cli.running import PROGRAM, Answer, CommandLine, environment, installed, size

CHECKOUT: Final = Path(__file__).parents[2]
INTERRUPTED: Final = 130
MORE_THAN_A_PIPE_HOLDS: Final = b"x" * 300_000
posix_only: Final = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX streams")


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the installed program with pipes on all three streams."""
    with subprocess.Popen(
        [PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        yield process


def in_shell(line: str) -> Answer:
    """Run a shell line in which `crisis-log` is the installed program."""
    return installed(line, program=("sh", "-c"), PATH=f"{Path(PROGRAM).parent}:/bin:/usr/bin")


def stream(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("log Hello", 0, ""),
        ("verify 1", 1, "not a line of the journal"),
        ("verify", 2, "Missing argument"),
        ("no-such-verb", 2, "No such command"),
        ("--register missing.crisis state", 4, "no register missing.crisis"),
    ],
)
def test_the_process_exits_with_the_documented_code_and_a_sentence(
    desk: CommandLine, line: str, code: int, says: str
) -> None:
    answer = installed(*line.split())
    answer.failed(code, says)
    assert (answer.err == "") == (code == 0)


def test_the_process_exits_3_when_an_audit_finds_something(desk: CommandLine) -> None:
    desk.given(RECORDED)
    content = Path("covid-19.crisis").read_bytes()
    assert content.count(b"Remote work") == 2, "once in the log, once in the state"
    where = content.index(b"Remote work")
    changed = content[:where] + b"Xemote work" + content[where + 11 :]
    Path("covid-19.crisis").write_bytes(changed)
    installed("audit", "verify").failed(3, "^$")


@posix_only
def test_a_reader_that_leaves_early_is_no_error(desk: CommandLine) -> None:
    desk("log", "x" * 99_000).done()
    desk("log", "y" * 99_000).done()
    with running("timeline") as process:
        assert b"register opened" in stream(process.stdout).read(1_000)
        stream(process.stdout).close()
        assert stream(process.stderr).read() == b""
    assert process.returncode == 0


@posix_only
def test_an_entry_is_recorded_even_if_nobody_reads_the_confirmation(
    desk: CommandLine,
) -> None:
    with running("log", "-") as process:
        stream(process.stdout).close()
        _out, err = process.communicate(b"Unread")
    assert size() == 2
    assert process.returncode == 0
    assert err == b""


@posix_only
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("crisis-log log - <&-", 2),
        ("crisis-log log Hello <&-", 0),
        ("crisis-log log Hello >&-", 0),
        ("crisis-log log Hello 2>&-", 0),
        ("crisis-log log '' 2>&-", 1),
    ],
)
def test_a_closed_stream_brings_no_traceback(desk: CommandLine, line: str, code: int) -> None:
    answer = in_shell(line)
    assert "Traceback" not in answer.err
    assert answer.code == code


@posix_only
@pytest.mark.usefixtures("interruptible")
def test_an_interruption_records_nothing_and_says_so(desk: CommandLine) -> None:
    with running("log", "-") as process:
        stream(process.stdin).write(MORE_THAN_A_PIPE_HOLDS)  # returns when it is being read
        stream(process.stdin).flush()
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate()
    assert process.returncode == INTERRUPTED
    assert err.decode().strip().endswith("Error: Interrupted. No entry was recorded.")
    assert size() == 1


def test_a_text_comes_through_a_pipe(desk: CommandLine) -> None:
    installed("log", "-", stdin="Épidémie\n".encode()).done("n° 2 · information")
    assert desk.document("show 2")["fact"]["text"] == "Épidémie"


def test_what_is_recorded_elsewhere_is_seen_here(desk: CommandLine) -> None:
    installed(*RECORDED.split(" ", 2)).done("n° 2 · D-1 adopted")
    desk.typed("decision list").done("D-1")


def test_the_door_of_a_checkout_is_the_same_program(nothing: CommandLine) -> None:
    answer = installed("--version", program=(sys.executable, str(CHECKOUT / "cli.py")))
    assert answer.done(r"^crisis-log \d").out == installed("--version").out


@pytest.mark.parametrize("line", ["", "decision", "audit"])
def test_without_a_verb_the_help_is_shown_and_it_is_wrong_usage(line: str) -> None:
    answer = installed(*line.split())
    assert answer.code == 2
    assert "Usage: crisis-log" in answer.out + answer.err
    assert "Error: Usage:" not in answer.err


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_shown_even_without_a_register(nothing: CommandLine, option: str) -> None:
    installed("decision", "record", option).done("(?s)Usage: crisis-log decision record.*--owner")


def test_the_help_tells_the_exit_codes() -> None:
    installed("--help").done("(?s)Exit codes: 0 done; 1 refused.*4 storage; 5 recorded")


def test_an_entry_recorded_by_a_process_outlives_it(desk: CommandLine) -> None:
    first = installed(*LINE.split(" ", 1), "--request-id", "a1").done("n° 2")
    again = installed(*LINE.split(" ", 1), "--request-id", "a1").done("already recorded")
    assert again.lines[0].startswith(first.lines[0])
    assert size() == 2


def test_the_libraries_of_pages_are_imported_by_what_makes_a_page_alone(
    drill: CommandLine,
) -> None:
    drill.at("2020-03-16 10:00").given(RECORDED)
    code = (
        "import sys\n"
        "from crisis_log.cli.root import run\n"
        "for line in sys.argv[1:]:\n"
        "    code = run(line.split())\n"
        "    found = {'babel', 'jinja2', 'pyhanko', 'weasyprint'} & set(sys.modules)\n"
        "    assert not code and not found, (line, code, found)"
    )
    lines = (
        "--help",
        "report --help",
        "report weekly --help",
        "report weekly --format json --week 2020-W12 --output -",
        "report list",
        "audit dossier D-1",
        "audit status",
    )
    answer = installed("-c", code, *lines, program=(sys.executable,))
    assert (answer.code, answer.err) == (0, "")
