"""What the present run did to the register, known at every instant: whatever ends it can tell.

    with deciding() as decision, store.writing() as writing:
        entries = …
        decision.made(entries)

From `made` to the end of the block, an interruption waits: when it comes, it is certain
whether the entries were recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

    from crisis_log.entry import Entry


class TellsAllError(Exception):
    """An error whose sentence itself says what was recorded, and what to do now."""


class Outcome:
    """What one run recorded and found, and the signal that interrupts it, if one did.

    `numbers` are those of all entries that it recorded; `recorded` are the entries, the last of
    them where there are too many to be held.
    """

    def __init__(self) -> None:
        self.recorded: list[Entry] = []
        self.numbers: list[int] = []
        self.has_findings = False
        self.signal: int | None = None
        self.deciding = 0
        self._is_held = False

    def interrupt(self, signal: int, _frame: object = None) -> None:
        """End the run as Ctrl-C does: at once, or when it is not held any more."""
        self.signal = signal
        if not self._is_held:
            raise KeyboardInterrupt

    def hold(self) -> None:
        """Let interruptions wait from now on; one that was lost before comes now."""
        if self.signal is not None:
            raise KeyboardInterrupt
        self._is_held = True

    def hold_for_good(self) -> None:
        """Let nothing interrupt how the run ends."""
        self._is_held = True

    def release(self) -> None:
        """Let the interruption come that waited, and those to come."""
        self.ease()
        if self.signal is not None:
            raise KeyboardInterrupt

    def ease(self) -> None:
        """Let interruptions come again, but for one that waited: what failed is told first."""
        self._is_held = False


_PRESENT: Final[ContextVar[Outcome | None]] = ContextVar("outcome", default=None)


def present() -> Outcome:
    """Return the outcome of the present run, or one that nobody asks where there is no run."""
    return _PRESENT.get() or Outcome()


def begin(outcome: Outcome) -> None:
    """Let `outcome` be that of the present run."""
    _PRESENT.set(outcome)


class deciding:  # noqa: N801 - read as a verb: `with deciding() as decision`
    """A block at whose end it is decided whether entries are recorded.

    Of blocks in one another the outermost decides: a new register is made of a file that
    took its first entries before.
    """

    def __init__(self) -> None:
        self._outcome = present()
        self._entries: Sequence[Entry] = ()
        self._numbers: Sequence[int] = ()
        self._is_made = False

    def __enter__(self) -> Self:
        self._outcome.deciding += 1
        return self

    def made(self, entries: Sequence[Entry], numbers: Sequence[int] | None = None) -> None:
        """Say what is recorded if the block ends well: an interruption waits from now on.

        With the `numbers` of all entries, where `entries` are but the last of them.
        """
        self._outcome.hold()
        self._is_made = True
        self._entries = entries
        self._numbers = [entry.number for entry in entries] if numbers is None else numbers

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._outcome.deciding -= 1
        if error is None and not self._outcome.deciding:
            self._outcome.recorded += self._entries
            self._outcome.numbers += self._numbers
        if self._is_made and error is None:
            self._outcome.release()
        elif self._is_made:
            self._outcome.ease()
