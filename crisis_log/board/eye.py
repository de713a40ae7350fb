"""Who looks at the register: from one thread, through one connection, read-only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, TypeVar

from crisis_log import language
from crisis_log.board.seen import Seen
from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.register import Register
from crisis_log.storage import StorageError

if TYPE_CHECKING:
    import asyncio

    from crisis_log.recording import Clock
    from crisis_log.storage import Place

TROUBLES: Final = (StorageError, UnreadableEntryError, Refused, LookupError, OSError)
"""What keeps a register from being read, for a while or for good."""
_AGAIN_SECONDS: Final = 0.5

Answer = TypeVar("Answer")


class Eye:
    """Looks at the register at `place`, whenever it is asked to; opens it again after a trouble."""

    def __init__(self, place: Place, clock: Clock) -> None:
        self._place = place
        self._clock = clock
        self._register: Register | None = None
        self._thread = ThreadPoolExecutor(1, "eye", language.use, (language.current(),))

    def look(self) -> Seen:
        """Look at the register, and draw up what every page tells; one of TROUBLES if it cannot.

        In the thread of the eye alone, as all that reads what was seen: see `ask`.
        """
        try:
            if self._register is None:
                self._register = Register.open(self._place, self._clock, read_only=True)
            seen = Seen.now(self._register)
            seen.common  # noqa: B018 - drawn up now, while it can be read
        except BaseException:
            self._let_go()
            raise
        return seen

    def ask(
        self, loop: asyncio.AbstractEventLoop, question: Callable[..., Answer], *of: object
    ) -> asyncio.Future[Answer]:
        """Ask in the thread of the eye."""
        return loop.run_in_executor(self._thread, question, *of)

    def close(self) -> None:
        """Look no more."""
        self._thread.submit(self._let_go)
        self._thread.shutdown()

    def _let_go(self) -> None:
        register, self._register = self._register, None
        if register is not None:
            with suppress(*TROUBLES):
                register.close()


class Follower:
    """Says whenever something was recorded, from a thread and a connection of its own.

    It says so as well when the register is lost, and found again: who looks finds out which.
    """

    def __init__(self, place: Place, notice: Callable[[], None]) -> None:
        self._place = place
        self._notice = notice
        self._ended = Event()
        context = copy_context()
        self._thread = Thread(target=context.run, args=(self._run,), name="follower", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Follow no more."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(*TROUBLES):
                self._follow()
            self._notice()
            self._ended.wait(_AGAIN_SECONDS)

    def _follow(self) -> None:
        with Register.open(self._place, read_only=True) as register:
            for _change in register.changes(self._ended):
                self._notice()
