"""What a desk tells of itself: how it works, in three lines, and on one screen."""

from __future__ import annotations

import click

from crisis_log.language import _


def first_lines() -> list[str]:
    """Return how a desk works."""
    return [
        _("Type a line, then Enter: it is recorded as it is. Alt-Enter begins a new line in it."),
        _("“/” begins a command: /state, /help … Tab completes it; no quotes are needed."),
        _("/oops strikes what you recorded last. Ctrl-C clears the line, Ctrl-D leaves."),
    ]


def show() -> None:
    """Show on one screen what is typed at a desk."""
    for line in first_lines():
        click.echo(line)


def not_here() -> str:
    """Return why a verb does nothing at a desk."""
    return _("A register is open at this desk: leave it (Ctrl-D) for that.")


def not_written_down() -> str:
    """Return what is to be known where a line could not be written down beforehand."""
    return _(
        "The line cannot be written down beforehand (no room, or no right, in your folder): if "
        "the desk were killed now, it would not be offered again."
    )
