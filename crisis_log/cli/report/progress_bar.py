"""How far a long document has come, on the terminal of who waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from crisis_log.cli import output
from crisis_log.language import _
from crisis_log.reports.progress import watching


@contextmanager
def progress_shown() -> Iterator[None]:
    """Draw a bar on standard error while a long document is made within a block.

    There is none where standard error is not a terminal, nor for documents made at once.
    """
    if not output.shows_progress():
        yield
        return
    with ExitStack() as until_end:
        bars: list[Any] = []

        def show(done: int, total: int) -> None:
            if not bars:
                bar = click.progressbar(length=total, label=_("Making the pages"), file=sys.stderr)
                bars.append(until_end.enter_context(bar))
            bars[0].length = total
            bars[0].update(done - bars[0].pos)

        with watching(show):
            yield
