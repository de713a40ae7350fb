"""The desk: it reads a line, records it or does what it commands, and reads the next one.

What a line does, the command line does, with the register that stays open. A line is written
down before, with the id of the request that it makes; see `pending`.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import ending, output
from crisis_log.cli.confirm import is_attended, says_yes
from crisis_log.cli.desk import guidance
from crisis_log.cli.desk.kept import DeskSession, Kept
from crisis_log.cli.desk.own import own_command
from crisis_log.cli.desk.pending import Line, Pending
from crisis_log.cli.desk.terminal import Ended, Leaving, Terminal
from crisis_log.cli.desk.typed_line import arguments_of, command_of, is_command
from crisis_log.cli.last_words import BY_SIGNAL, RECORDED
from crisis_log.cli.screen import one_line
from crisis_log.command import new_request_id
from crisis_log.language import _, counted
from crisis_log.outcome import Outcome, begin, present
from crisis_log.words import abridged

if TYPE_CHECKING:
    from crisis_log.entry import Entry

_ENDING: Final = ("SIGTERM", "SIGHUP")
_QUOTE: Final = 60
NOT_HERE: Final = {"desk", "open"}
"""Verbs that have no sense at a desk."""


class Room:
    """One desk, from its first line to its last.

    `own` are the numbers of the entries that it recorded.
    """

    def __init__(self, kept: Kept, pending: Pending | None, own: set[int]) -> None:
        self._kept = kept
        self._pending = pending
        self._own = own
        self._recorded: list[Entry] = []
        self._line = self._offered = Line("")
        self._left: deque[Line] = deque()
        self._not_done: list[int] = []
        self._is_done = False
        self.terminal = Terminal()

    def entered(self, text: str) -> None:
        """Write a line down that was just entered, with the id of the request that it makes.

        One that was offered, and is as it was, keeps its id: it may have been recorded after all.
        """
        is_same = text == self._offered.text and self._offered.request_id
        self._line = self._offered if is_same else Line(text, new_request_id())
        if text.strip() and not self._write_down(self._line, *self._left):
            output.warn(guidance.not_written_down())

    def _write_down(self, *lines: Line) -> bool:
        """Write down what is not recorded yet; return whether that could be done."""
        if self._pending is not None:
            try:
                self._pending.keep(lines)
            except OSError:
                return False
        return True

    def stay(self) -> int:
        """Read lines to the last; return the exit code."""
        with self._heeding_signals():
            while not self._is_done:
                try:
                    text = self.terminal.read(self._offered.text)
                except KeyboardInterrupt:
                    self._forget()
                except Leaving:
                    self._leave()
                except EOFError:
                    self._keep_typed()
                    break
                except Ended as ended:
                    self._keep_typed()
                    return BY_SIGNAL + ended.number
                else:
                    self._do(text)
        return ending.DONE if is_attended() else self._code()

    def _code(self) -> int:
        """Return the exit code of lines from a file, once it was said how many were not done."""
        if not self._not_done:
            return ending.DONE
        count = len(self._not_done)
        said = counted("{count} line was not done.", "{count} lines were not done.", count)
        output.warn(said)
        return RECORDED if self._recorded else self._not_done[0]

    @property
    def has_something_left(self) -> bool:
        """Whether a line is written down that was not recorded."""
        return bool(self._offered.text)

    def offer(self, lines: Sequence[Line]) -> None:
        """Let lines be recorded that were not, by desks before."""
        self._left.extend(lines)
        self._forget()

    def _forget(self) -> None:
        """Offer the present line no more, but the one that is left after it."""
        self._offered = self._left.popleft() if self._left else Line("")
        self._write_down(*([self._offered] if self._offered.text else []), *self._left)

    def _leave(self) -> None:
        """Leave, unless something is typed that is still wanted."""
        typed = self.terminal.typed
        if typed.strip():
            quoted = abridged(one_line(typed), _QUOTE)
            if not says_yes(_("Leave without recording “{line}”?").format(line=quoted)):
                self._offered = Line(typed)
                return
        self._forget()
        self._is_done = True

    def _keep_typed(self) -> None:
        """Keep what is typed and was not entered for the next desk: the terminal is gone."""
        if self.terminal.typed.strip():
            self._offered = Line(self.terminal.typed, new_request_id())
        if self._offered.text:
            self._write_down(self._offered, *self._left)

    def _do(self, text: str) -> None:
        """Do what a line says; what was not done is offered again."""
        if not text.strip():
            self._forget()
            return
        words = command_of(text).split(maxsplit=1) if is_command(text) else []
        own = own_command(words[0]) if words else None
        if own is None:
            from crisis_log.cli.root import root  # which names this module

            self._run(self._line, arguments_of(text, root))
            return
        self._forget()
        self._commands[own](words[1].strip() if len(words) > 1 else "")

    def _run(self, line: Line, typed: Sequence[str]) -> int:
        """Run a line as the command line does."""
        from crisis_log.cli.root import run

        if typed[:1] and typed[0].casefold() in NOT_HERE:
            click.echo(guidance.not_here(), err=True)
            self._forget()
            return ending.WRONG_USAGE
        outcome, outer = Outcome(), present()
        self._kept.request_id = line.request_id
        with _interrupting(outcome):
            code = run(typed, outcome, partial(DeskSession, self._kept))
        begin(outer)
        self._kept.request_id = None
        self._take_in(line, outcome, code)
        return code

    def _take_in(self, line: Line, outcome: Outcome, code: int) -> None:
        """Remember what a line did: it is forgotten once it is done."""
        self._recorded += outcome.recorded
        self._own.update(entry.number for entry in outcome.recorded)
        is_done = code in {ending.DONE, ending.FOUND} or bool(outcome.recorded)
        if code:
            self._not_done.append(code)
        if code == ending.STORAGE:
            self._kept.close()  # it may have been moved, or replaced: it is opened again
        if is_done or (code in _USELESS_AGAIN and not self.terminal.edits):
            self._forget()
        else:
            self._offered = line
        if outcome.signal in {getattr(signal, name, None) for name in _ENDING}:
            raise Ended(outcome.signal or 0)

    def _help(self, about: str) -> None:
        if about:
            self._run(Line(""), [*about.split(), "--help"])
        else:
            guidance.show()

    def _oops(self, reason: str) -> None:
        """Strike what this desk recorded last, once it was shown."""
        if not self._recorded:
            click.echo(_("This desk has recorded nothing yet that could be struck."))
            return
        last = self._recorded[-1]
        said = _("n° {number}: {sentence}").format(
            number=last.number, sentence=one_line(last.fact.sentence())
        )
        click.echo(said)
        if is_attended() and not says_yes(_("Strike it? It stays legible.")):
            click.echo(_("Nothing was done."))
            return
        why = reason or _("recorded by mistake, struck at once")
        before = len(self._recorded)
        typed = ["strike", f"--reason={why}", "--", str(last.number)]
        if self._run(Line("", new_request_id()), typed) == ending.DONE:
            del self._recorded[before:]
            self._recorded.remove(last)

    def _clock(self, typed: str) -> None:
        self._run(Line(""), [f"--clock={typed}", "point"])

    def _quit(self, _rest: str) -> None:
        self._is_done = True

    @property
    def _commands(self) -> dict[str, Callable[[str], None]]:
        return {"help": self._help, "oops": self._oops, "clock": self._clock, "quit": self._quit}

    @contextmanager
    def _heeding_signals(self) -> Iterator[None]:
        """Let Ctrl-C concern the line alone, and who closes the terminal end the desk."""

        def end(number: int, _frame: object) -> None:
            self.terminal.end(number)

        handlers: dict[int, object] = {}
        for name in _ENDING:
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) is not signal.SIG_IGN:
                handlers[number] = signal.signal(number, end)
        handlers[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)  # type: ignore[arg-type]  # what it returned


_USELESS_AGAIN: Final = {ending.REFUSED, ending.WRONG_USAGE}
"""Codes of lines that would fail again if they are not changed."""


@contextmanager
def _interrupting(outcome: Outcome) -> Iterator[None]:
    """Let signals interrupt a line as they do a run; Ctrl-Z waits until others may record."""
    names = ("SIGINT", *_ENDING)
    numbers = [number for name in names if (number := getattr(signal, name, None))]
    before = {
        number: signal.signal(number, outcome.interrupt)
        for number in numbers
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    stop = {signal.SIGTSTP} if os.name != "nt" else set()
    if stop:
        signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    try:
        yield
    finally:
        if stop:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, stop)
        for number, handler in before.items():
            signal.signal(number, handler)
