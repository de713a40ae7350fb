"""How far long work has come, on the terminal of who waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

import click

from crisis_log.cli import output, screen
from crisis_log.language import _
from crisis_log.progress import Awaited, watching

_PATIENCE: Final = 2.0
"""Seconds for which nobody asks whether the program still works."""


@contextmanager
def progress_shown(label: str) -> Iterator[None]:
    """Draw a bar on standard error while the work within a block takes long.

    There is none where standard error is not a terminal. It ends where the answer begins, but
    for one that goes to a file.
    """
    if not screen.shows_progress():
        yield
        return
    bar = _Bar(label)
    output.before_answer(bar.stop)
    try:
        with watching(bar.show):
            yield
    finally:
        bar.end()


def tell_of_wait(awaited: Awaited) -> None:
    """Say on a terminal why nothing happens: others record, or a server was lost."""
    if not screen.shows_progress():
        return
    sentences = {
        "server": _("The server that keeps this register was lost: trying again…"),
        "writable": _("No server that keeps this register takes entries now: waiting for one…"),
        "others": _("Others are recording in this register: waiting for them…"),
    }
    output.warn(sentences[awaited])


class _Bar:
    """A bar that is drawn when the work takes longer than people wait without asking."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._since = monotonic()
        self._drawn: Any = None
        self._is_stopped = False

    def show(self, done: int, total: int) -> None:
        if self._is_stopped or (not self._drawn and monotonic() - self._since < _PATIENCE):
            return
        if self._drawn is None and done < total:
            self._drawn = click.progressbar(length=total, label=self._label, file=sys.stderr)
        if self._drawn is not None:
            self._drawn.length = total
            self._drawn.update(done - self._drawn.pos)
        if done >= total:
            self.end()

    def stop(self) -> None:
        """Draw nothing any more."""
        self._is_stopped = True
        self.end()

    def end(self) -> None:
        """Leave the line of the bar to what is printed next."""
        if self._drawn is not None:
            self._drawn.render_finish()
        self._drawn = None
