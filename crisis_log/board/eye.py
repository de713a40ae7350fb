"""Who looks at the register: from one thread, through one connection, read-only."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from itertools import count
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, NamedTuple

from typing_extensions import override

from crisis_log.board.aside import ENDING_SECONDS, Aside
from crisis_log.board.beside import Beside
from crisis_log.board.remarks import remarks
from crisis_log.board.seen import Seen
from crisis_log.evidence.merkle import root_at
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.zones import UnreadableZoneError

if TYPE_CHECKING:
    from crisis_log.recording import Clock
    from crisis_log.storage import Place

TROUBLES: Final = (StorageError, UnreadableEntryError, UnreadableZoneError, Refused, OSError)
"""What keeps a register from being read, for a while or for good; each is a sentence."""
_FIRST_SECONDS, _MOST_SECONDS = 0.5, 5.0


def seconds_before(attempt: int) -> float:
    """Return how long to wait before what failed so many times is tried again."""
    return min(_FIRST_SECONDS * (1 << min(attempt, 10)), _MOST_SECONDS)


class OtherRegisterError(StorageError):
    """Another register lies where the one was that the board shows."""


class Shown(NamedTuple):
    """Which register is shown, and how far its log went: its `root` is that after `size`."""

    register_id: str
    size: int
    root: bytes

    @classmethod
    def of(cls, seen: Seen) -> Shown:
        """Return what a look told."""
        with seen.register.nodes() as node:
            return cls(seen.register.register_id, seen.size, root_at(seen.size, node))

    def goes_on_in(self, seen: Seen) -> bool:
        """Whether what is seen begins with all that was shown."""
        if seen.size < self.size:
            return False
        with seen.register.nodes() as node:
            return root_at(self.size, node) == self.root


class Eye(Aside):
    """Looks at the register at `place`, whenever it is asked to; opens it again after a trouble.

    It keeps the register as it was seen while questions wait for an answer, and no longer: what is
    recorded is put into a file itself once nobody reads that as it was.
    """

    def __init__(self, place: Place, clock: Clock) -> None:
        super().__init__("eye")
        self._place = place
        self._clock = clock
        self._register: Register | None = None
        self._shown: Shown | None = None
        self._replaced: tuple[str, ...] = ()
        self.beside = Beside(place)

    @override
    def rest(self) -> None:
        if self._register is not None:
            with suppress(*TROUBLES):
                self._register.release()

    def look(self, *, again: bool = False) -> tuple[Seen, tuple[str, ...]]:
        """Look at the register; return what every page tells, and what is to be remarked.

        It is opened `again` where another file may lie there. What was seen before is told no
        more. In the thread of the eye alone, as all that reads what was seen: see `ask`.

        Raises:
            OtherRegisterError: it is not the register that was shown.
            StorageError, UnreadableEntryError, Refused, OSError: it cannot be read.

        """
        try:
            if again:
                self.let_go()
            seen = Seen.now(self._opened(), self.beside)
            self._compare(seen)
            with suppress(Exception):  # its page tells why it cannot be
                seen.report  # noqa: B018 - drawn up now, while it can be read
            seen.common  # noqa: B018 - likewise
            return seen, (*self._replaced, *remarks(seen))
        except BaseException:
            self.let_go()
            raise

    def _opened(self) -> Register:
        if self._register is None:
            self._register = Register.open(self._place, self._clock, read_only=True)
        self._register.release()
        return self._register

    def _compare(self, seen: Seen) -> None:
        """Refuse another register, and remark that an earlier state of this one was put back."""
        before, register_id = self._shown, seen.register.register_id
        if before and before.register_id != register_id:
            raise OtherRegisterError(
                _(
                    "Another register lies at {place} now, {register}: it is not shown here. "
                    "End this board, and start one for it."
                ).format(place=self._place.text, register=register_id)
            )
        if before and not before.goes_on_in(seen):
            self._replaced = (
                _(
                    "The register was replaced: what follows does not hold all that was shown "
                    "here up to entry n° {number}. Look with “audit verify”."
                ).format(number=before.size),
            )
        self._shown = Shown.of(seen)

    @override
    def close(self) -> None:
        """Look no more."""
        self.beside.close()
        self.submit(self.let_go)
        super().close()

    def let_go(self) -> None:
        """Close the register, until the next look."""
        register, self._register = self._register, None
        if register is not None:
            with suppress(*TROUBLES):
                register.close()


class Follower:
    """Says whenever something was recorded, from a thread and a connection of its own.

    It says so as well when the register is lost, and found again, with the word that it is to be
    opened again: who looks finds out which.
    """

    def __init__(self, place: Place, notice: Callable[[bool], None]) -> None:
        self._place = place
        self._notice = notice
        self._ended = Event()
        self._attempts = count()
        context = copy_context()
        self._thread = Thread(target=context.run, args=(self._run,), name="follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Follow no more; wait for that a moment."""
        self._ended.set()
        self._thread.join(ENDING_SECONDS)

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(Exception):  # whatever it is: who looks meets it, and tells it
                self._follow()
            if not self._ended.is_set():
                self._notice(True)
                self._ended.wait(seconds_before(next(self._attempts)))

    def _follow(self) -> None:
        with Register.open(self._place, read_only=True) as register:
            for change in enumerate(register.changes(self._ended)):
                self._attempts = count()
                self._notice(change[0] == 0)
