"""Where the lines of a desk come from: a terminal that is drawn on, or plain lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click
from typing_extensions import override

from crisis_log.cli.confirm import says_yes
from crisis_log.cli.desk.watch import Watch
from crisis_log.cli.screen import hanging, one_line
from crisis_log.language import _


class Ended(Exception):  # noqa: N818 - no error: the desk is to end
    """A signal says that the desk is to end."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


class Leaving(EOFError):  # noqa: N818 - no error either
    """Whoever sits at the desk wants to leave it."""


class Terminal:
    """Reads lines one after the other."""

    edits = True
    """Whether a line that is offered can be changed before it is entered."""

    def read(self, offered: str = "") -> str:
        """Return the next line; one that is `offered` may be it.

        Raises:
            KeyboardInterrupt: what is `typed` is not wanted.
            Leaving: whoever sits there wants to leave.
            EOFError: nothing more can come.
            Ended: the desk is to end.

        """
        raise NotImplementedError

    @property
    def typed(self) -> str:
        """What stands on a line that was not entered."""
        return ""

    def end(self, number: int) -> None:
        """Let the reading end, by the signal of that number."""
        raise Ended(number)

    @staticmethod
    def tell(news: Sequence[str]) -> None:
        """Show what others recorded."""
        for line in news:
            click.secho("\n".join(hanging(f"+ {line}", len("+ "))), dim=True)

    def close(self) -> None:
        """Read nothing more."""


class PlainLines(Terminal):
    """Lines without drawing: for terminals that cannot, screen readers, and files.

    The state is told where it changed, before the next line is asked for.
    """

    edits = False

    def __init__(
        self,
        watch: Watch,
        state: Callable[[], list[str]],
        entered: Callable[[str], None],
        *,
        attended: bool,
    ) -> None:
        self._watch = watch
        self._state = state
        self._entered = entered
        self._attended = attended
        self._told: list[str] = []

    @override
    def read(self, offered: str = "") -> str:
        if self._attended and offered and self._wants(offered):
            self._entered(offered)
            return offered
        if self._attended:
            self._tell_state()
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line.endswith("\n") and self._attended:
            click.echo()
        if not line:
            raise EOFError
        self._entered(line.removesuffix("\n"))
        return line.removesuffix("\n")

    def _wants(self, offered: str) -> bool:
        return says_yes(_("Record “{line}” now?").format(line=one_line(offered)))

    def _tell_state(self) -> None:
        self.tell([*self._watch.news()])
        state = self._state()
        if state[:-1] != self._told:  # how long ago the last entry is, is no news
            self._told = state[:-1]
            click.echo(f"[{' · '.join(state)}]")
