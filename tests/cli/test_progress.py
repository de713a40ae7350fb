"""Who waits long in a terminal is shown how far the work has come; nobody else is."""

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from itertools import count

import pytest

from crisis_log.cli import progress
from crisis_log.cli.progress import progress_shown
from crisis_log.progress import passing


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
        work = passing(range(1_000), 1_000)
        for done in work:
            assert ("Reading" in terminal.getvalue()) == (done >= 256)
    assert "100%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n"), "what is printed next has its own line"


def test_work_that_is_soon_done_shows_no_bar(terminal: Terminal) -> None:
    with redirect_stderr(terminal), progress_shown("Reading"):
        assert list(passing(range(1_000), 1_000)) == list(range(1_000))
    assert terminal.getvalue() == ""


@pytest.mark.usefixtures("slow")
def test_work_that_is_broken_off_leaves_the_line_to_what_is_said_of_it(terminal: Terminal) -> None:
    def broken_off() -> None:
        with redirect_stderr(terminal), progress_shown("Reading"):
            for done in passing(range(1_000), 1_000):
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
        list(passing(range(1_000), 1_000))
    assert terminal.getvalue() == ""
