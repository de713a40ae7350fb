"""Who waits long in a terminal is shown how far the work has come; nobody else is."""

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import count
from pathlib import Path

import click
import pytest

from crisis_log.cli import output, progress
from crisis_log.cli.ending import STORAGE
from crisis_log.cli.progress import progress_shown
from crisis_log.cli.root import run
from crisis_log.progress import passing
from crisis_log.register import Register
from tests.cli.running import REGISTER, CommandLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second pass at each look at the clock."""
    seconds: Iterator[int] = count()
    monkeypatch.setattr(progress, "monotonic", lambda: next(seconds))


@pytest.mark.usefixtures("slow")
def test_a_bar_tells_how_far_long_work_has_come(terminal: Terminal) -> None:
    with redirect_stderr(terminal), progress_shown("Reading"):
        work = passing(range(10_000), 10_000)
        for done in work:
            assert ("Reading" in terminal.getvalue()) == (done >= 256)
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n"), "what is printed next has its own line"


def test_work_that_is_soon_done_shows_no_bar(terminal: Terminal) -> None:
    with redirect_stderr(terminal), progress_shown("Reading"):
        assert list(passing(range(10_000), 10_000)) == list(range(10_000))
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("slow")
def test_work_that_is_broken_off_leaves_the_line_to_what_is_said_of_it(terminal: Terminal) -> None:
    def broken_off() -> None:
        with redirect_stderr(terminal), progress_shown("Reading"):
            for done in passing(range(10_000), 10_000):
                if done == 900:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert "%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


@pytest.mark.usefixtures("slow")
def test_a_bar_is_drawn_in_a_terminal_alone(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    with redirect_stderr(terminal), progress_shown("Reading"):
        list(passing(range(10_000), 10_000))
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("answer", [output.line, output.emit])
def test_a_bar_ends_where_the_answer_begins(
    terminal: Terminal, answer: Callable[[str], None]
) -> None:
    work = passing(range(10_000), 10_000)
    with (
        click.Context(click.Command("reading")),
        redirect_stdout(io.StringIO()),
        redirect_stderr(terminal),
        progress_shown("Reading"),
    ):
        assert 300 in work
        answer("Answer")
        drawn = terminal.getvalue()
        assert drawn.endswith("\n")
        assert 9_999 in work
        assert terminal.getvalue() == drawn


@pytest.mark.usefixtures("slow")
def test_a_bar_goes_on_beside_an_answer_that_goes_to_a_file(
    terminal: Terminal, tmp_path: Path
) -> None:
    with (
        click.Context(click.Command("reading")),
        Path(tmp_path, "answer").open("w", encoding="utf-8") as file,
        redirect_stdout(file),
        redirect_stderr(terminal),
        progress_shown("Reading"),
    ):
        output.line("Answer")
        assert len([*passing(range(10_000), 10_000)]) == 10_000
    assert "100%" in terminal.getvalue()


def test_who_waits_for_others_is_told_so_on_a_terminal_alone(
    terminal: Terminal, desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crisis_log.progress._LONG_SECONDS", 0)
    monkeypatch.setattr("crisis_log.storage.sqlite.backend.BUSY_SECONDS", 0.05)
    with Register.open(REGISTER) as importing, importing.recording():
        refused = desk("log", "Meanwhile")
        with redirect_stderr(terminal):
            code = run([*desk.options, "log", "Meanwhile"])
    refused.failed(STORAGE, "nothing was recorded")
    assert "waiting" not in refused.err
    assert code == STORAGE
    assert terminal.getvalue().count("Others are recording in this register: waiting") == 1
