"""The desk: it reads a line, records it or does what it commands, and reads the next one.

What a line does, the command line does, with the register that stays open. A line is written
down before, with the id of the request that it makes; see `pending`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from signal import SIGINT
from typing import TYPE_CHECKING, Final

import click

from crisis_log import when
from crisis_log.cli import output
from crisis_log.cli.confirm import is_attended, says_yes
from crisis_log.cli.desk import guidance
from crisis_log.cli.desk.kept import DeskSession, Kept
from crisis_log.cli.desk.own import own_command
from crisis_log.cli.desk.pending import Line, Pending
from crisis_log.cli.desk.signals import ending, ends_desk, interrupting
from crisis_log.cli.desk.terminal import Ended, Leaving, Terminal
from crisis_log.cli.desk.typed_line import arguments_of, command_of, is_command
from crisis_log.cli.ending import DONE, FOUND, REFUSED, SOMETHING_DUE, STORAGE, WRONG_USAGE
from crisis_log.cli.last_words import BY_SIGNAL, RECORDED
from crisis_log.cli.screen import one_line
from crisis_log.command import new_request_id
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.outcome import Outcome, begin, present
from crisis_log.words import abridged

if TYPE_CHECKING:
    from crisis_log.entry import Entry

_QUOTE: Final = 60
_NOTHING: Final = Line("")
_USELESS_AGAIN: Final = {REFUSED, WRONG_USAGE}
"""Codes of lines that would fail again where they cannot be changed."""


class Room:
    """One desk, from its first line to its last.

    `own` are the numbers of the entries that it recorded.
    """

    def __init__(self, kept: Kept, pending: Pending | None, own: set[int]) -> None:
        self._kept = kept
        self._pending = pending
        self._own = own
        self._recorded: list[Entry] = []
        self._line = self._offered = _NOTHING
        self._left: deque[Line] = deque()
        self._not_done: list[int] = []
        self._is_done = False
        self.terminal = Terminal()

    def stay(self) -> int:
        """Read lines to the last; return the exit code."""
        with ending(self.terminal.end):
            while not self._is_done:
                try:
                    self._do(self.terminal.read(self._offered.text))
                except KeyboardInterrupt:
                    self._forget()
                except Leaving:
                    self._leave()
                except (EOFError, OSError):  # the terminal is gone, or the file read to its end
                    self._keep_typed()
                    break
                except Ended as ended:
                    self._keep_typed()
                    return BY_SIGNAL + ended.number
        return DONE if is_attended() else self._code()

    def entered(self, text: str) -> None:
        """Write a line down that was just entered, with the id of the request that it makes."""
        self._line = self._line_of(text)
        if text.strip() and not self._write_down(self._line, *self._left):
            output.warn(guidance.not_written_down())

    def _line_of(self, text: str) -> Line:
        """Return the line that is typed, with an id for its request.

        One that was offered, and is as it was, keeps its id: it may have been recorded after all.
        """
        is_same = text == self._offered.text and self._offered.request_id
        return self._offered if is_same else Line(text, new_request_id())

    def offer(self, lines: Sequence[Line]) -> None:
        """Let lines be recorded that were not, by desks before."""
        self._left.extend(lines)
        self._forget()

    @property
    def has_something_left(self) -> bool:
        """Whether a line is written down that was not recorded."""
        return bool(self._offered.text)

    def _write_down(self, *lines: Line) -> bool:
        """Write down what is not recorded yet; return whether that could be done."""
        if self._pending is None:
            return True  # it was said at the beginning
        try:
            self._pending.keep([line for line in lines if line.text])
        except OSError:
            return False
        return True

    def _forget(self) -> None:
        """Offer the present line no more, but the one that is left after it."""
        self._offered = self._left.popleft() if self._left else _NOTHING
        self._write_down(self._offered, *self._left)
        self._line = _NOTHING

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
        """Keep for the next desk what is being done, else what is typed: the terminal is gone.

        What is being done keeps its id: the register tells the next desk whether it was recorded.
        """
        if self._line.text.strip():
            if self._offered != self._line:
                self._left.appendleft(self._offered)
            self._offered = self._line
        elif self.terminal.typed.strip():
            self._offered = self._line_of(self.terminal.typed)
        self._write_down(self._offered, *self._left)

    def _code(self) -> int:
        """Return the exit code of lines from a file, once it was said how many were not done."""
        if not self._not_done:
            return DONE
        count = len(self._not_done)
        output.warn(counted("{count} line was not done.", "{count} lines were not done.", count))
        return RECORDED if self._recorded else self._not_done[0]

    def _do(self, text: str) -> None:
        """Do what a line says."""
        words = command_of(text).split(maxsplit=1) if is_command(text) else [text.strip()]
        own = own_command(words[0]) if words and is_command(text) else None
        if not words:
            self._help("")
        elif own:
            self._commands[own](words[1].strip() if len(words) > 1 else "")
        elif words[0]:
            from crisis_log.cli.root import root  # which imports this package

            self._run(arguments_of(text, root))
            return
        self._forget()

    def _run(self, arguments: Sequence[str]) -> int:
        """Run the present line as the command line does; offer it again if it was not done."""
        from crisis_log.cli.root import run

        front = [f"--log={self._kept.log}"] if self._kept.log else []
        outcome, outer = Outcome(), present()
        self._kept.request_id = self._line.request_id
        with interrupting(outcome):
            code = run([*front, *arguments], outcome, partial(DeskSession, self._kept))
        begin(outer)
        self._kept.request_id = None
        self._recorded += outcome.recorded
        self._own.update(outcome.numbers)
        if code not in {DONE, SOMETHING_DUE}:
            self._not_done.append(code)
        self._kept.release()
        if code == STORAGE:
            self._kept.close()  # it may have been moved, or replaced: it is opened again
        is_done = code in {DONE, FOUND, SOMETHING_DUE} or outcome.numbers
        is_interrupted = outcome.signal == SIGINT or code == BY_SIGNAL + SIGINT
        is_given_up = is_interrupted and is_command(self._line.text)
        is_useless = code in _USELESS_AGAIN and not self.terminal.edits
        if is_done or is_given_up or is_useless:
            self._forget()
        else:
            self._offered, self._line = self._line, _NOTHING
        if ends_desk(outcome):
            raise Ended(outcome.signal or 0)
        return code

    @property
    def _commands(self) -> dict[str, Callable[[str], None]]:
        """Return what does the commands of `own.OWN`."""
        return {"help": self._help, "oops": self._oops, "clock": self._clock, "quit": self._quit}

    def _help(self, about: str) -> None:
        if about:
            self._run([*about.removeprefix("/").split(), "--help"])
        else:
            guidance.show()

    def _oops(self, reason: str) -> None:
        """Strike what this desk recorded last, once it was shown."""
        if not self._recorded:
            click.echo(_("This desk has recorded nothing yet that could be struck."))
            return
        last = self._recorded[-1]
        sentence = one_line(last.fact.sentence())
        click.echo(_("n° {number}: {sentence}").format(number=last.number, sentence=sentence))
        if is_attended() and not says_yes(_("Strike it? It stays legible.")):
            click.echo(_("Nothing was done."))
            return
        why = reason or _("recorded by mistake, struck at once")
        before = len(self._recorded)
        if self._run(["strike", f"--reason={why}", "--", str(last.number)]) == DONE:
            del self._recorded[before:]  # the next one strikes the entry before
            self._recorded.remove(last)

    def _clock(self, typed: str) -> None:
        """Set the clock of an exercise, or tell it."""
        zone = self._kept.zone
        try:
            if typed:
                self._kept.set_clock(when.parse_instant(typed, self._kept.now(), zone))
            click.echo(when.show_instant(self._kept.now(), zone))
        except (when.NotATimeError, Refused) as error:
            click.echo(str(error), err=True)

    def _quit(self, _rest: str) -> None:
        self._is_done = True
