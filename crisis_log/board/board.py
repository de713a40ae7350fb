"""The turns of the board, and what readers wait for.

    recorded ──▶ look ──▶ next turn ──▶ all readers wake ──▶ each page rendered once

A minute that passes makes a turn as well: deadlines pass, hours grow old.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final, Self, TypeVar

from crisis_log.board.aside import Aside
from crisis_log.board.eye import (
    TROUBLES,
    Eye,
    Follower,
    OtherRegisterError,
    seconds_before,
)
from crisis_log.board.files import Files
from crisis_log.board.page import Asked
from crisis_log.board.pages import MENU, PAGES
from crisis_log.board.rendering import UNAVAILABLE, Fault, Rendered, Renderings
from crisis_log.board.sentences import readable
from crisis_log.board.templates import OF_ALL, compiled, version
from crisis_log.board.turn import CannotTellError, Trouble, Turn
from crisis_log.fact import Refused
from crisis_log.language import _

if TYPE_CHECKING:
    from datetime import datetime

    from crisis_log.board.page import Page
    from crisis_log.board.seen import Seen
    from crisis_log.board.stream import Stream
    from crisis_log.recording import Clock
    from crisis_log.storage import Place

Answer = TypeVar("Answer")
BEAT_SECONDS: Final = 5.0
"""How often a reader hears that the board is there."""
_MINUTE: Final = 60
_PATIENCE_SECONDS: Final = 5.0
"""How long a register may not answer before that is said."""
_MOST_REST: Final = 0.25
"""Seconds between looks at most: of much that is recorded at once, each look tells more."""
_DIGITS: Final = 15


class Board:
    """What readers see of the register at `place`; to be entered before anybody reads.

    `fault` is told of errors that nobody foresaw, and where.

    Raises:
        StorageError, Refused: when it is entered, and the register cannot be read.

    """

    def __init__(
        self, place: Place, clock: Clock, fault: Fault = lambda _where, _error: None
    ) -> None:
        self._version = version()
        self._started = f"{self._version}.{secrets.token_hex(4)}"
        self._place = place
        self._clock = clock
        self._fault = fault
        self._eye = Eye(place, clock)
        self._eye.beside.changed = partial(self._notice, again=False)
        self.files = Files(place, self._eye.beside)
        """Gives the files that the log vouches for."""
        self.sentence = partial(readable, place)
        """Returns how readers are told of an error that keeps the register from being read."""
        self._renderings = Renderings(MENU, self.id_of, fault, self.sentence)
        self._pending: dict[tuple[str, Asked], asyncio.Future[Rendered]] = {}
        self._noticed = asyncio.Event()
        self._is_to_open_again = self._is_to_look_again = False
        self._failures = 0
        self._is_stuck = False
        self._turning = Lock()
        self._aside = Aside()
        self.pulse = asyncio.Event()
        """Set at the next turn or beat; there is another one then."""
        self.beats = 0
        self.has_ended = False
        self.readers: set[Stream] = set()
        """Those who follow a page now."""

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        seen, remarks = await self._eye.ask(self._loop, self._eye.look)
        self.turn = Turn(1, seen, None, remarks)
        with suppress(CannotTellError, Refused):  # it is told to who asks
            await self.rendered(MENU[0], Asked())  # ready for the first reader
        await self._prepare()
        self._follower = Follower(self._place, self._notice)
        self._follower.start()
        self._tasks = [*map(asyncio.create_task, (self._turn_for_ever(), self._beat_for_ever()))]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self.end()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        ending = (self._follower.stop, self.files.close, self._eye.close, self._aside.close)
        await asyncio.gather(*map(asyncio.to_thread, ending))

    def now(self) -> datetime:
        """Return what the board's clock says."""
        return self._clock()

    def end(self) -> None:
        """Let all who wait for news go: there will be none."""
        self.has_ended = True
        self._wake()

    async def rendered(self, page: Page, asked: Asked) -> Rendered:
        """Return a page as the present turn shows it; many who ask at once wait for one rendering.

        Raises:
            Refused: what is asked for is not there.
            CannotTellError: it cannot be told, and was not seen before.

        """
        if there := self._renderings.present(page, asked, self.turn.number):
            return there
        of = (page.name, asked)
        if of not in self._pending:
            rendering = self._ask_for(page, asked)
            self._pending[of] = rendering
            rendering.add_done_callback(lambda done: self._done(of, done))
        return await asyncio.shield(self._pending[of])

    def _ask_for(self, page: Page, asked: Asked) -> asyncio.Future[Rendered]:
        """Ask the eye for a page; where it is stuck, for what was seen before, without it."""
        turn = self.turn
        if self._is_stuck and turn.trouble:
            return self._aside.ask(self._loop, self._renderings.render, page, asked, turn)
        return self._eye.ask(self._loop, self._render, page, asked)

    async def told(self, question: Callable[[Seen], Answer]) -> Answer:
        """Return what a question reads from what was seen last.

        Raises:
            StorageError: the register is out of reach; and what the question raises.
            CannotTellError: the register does not answer, or what was seen must not be shown.

        """
        if self._is_stuck and self.turn.trouble:
            raise CannotTellError(UNAVAILABLE, self.turn.trouble.sentence)
        return await self._eye.ask(self._loop, self._told, question)

    def _told(self, question: Callable[[Seen], Answer]) -> Answer:
        if self.turn.trouble and self.turn.trouble.hides:
            raise CannotTellError(UNAVAILABLE, self.turn.trouble.sentence)
        return question(self.turn.seen)

    def _render(self, page: Page, asked: Asked) -> Rendered:
        """Return a page as the turn shows it that is the present one when its time has come."""
        return self._renderings.render(page, asked, self.turn)

    def _done(self, of: tuple[str, Asked], rendering: asyncio.Future[Rendered]) -> None:
        if self._pending.get(of) is rendering:
            del self._pending[of]
        if rendering.cancelled():
            return
        error = rendering.exception()  # asked for, as perhaps nobody waits for it any more
        is_told = isinstance(error, Refused) if error else not rendering.result().trouble
        if not is_told and not self.turn.trouble and not self._is_to_look_again:
            self._is_to_look_again = True
            self._failures += 1
            self._loop.call_later(seconds_before(self._failures), self._noticed.set)

    def id_of(self, turn: int) -> str:
        """Return the id of what a turn shows, among those of all boards."""
        return f"{self._started}-{turn}"

    def is_of_another_version(self, last_id: str) -> bool:
        """Whether a page that saw an event of that id is one that this program does not make."""
        of, dot, _rest = last_id.partition(".")
        return bool(dot) and of != self._version

    def turn_of(self, last_id: str) -> int:
        """Return the turn of an id: 0, before the first, where it is none of this board's."""
        of, _dash, digits = last_id.rpartition("-")
        if of != self._started or not (digits.isascii() and digits.isdigit()):
            return 0
        turn = int(digits[:_DIGITS])
        return turn if turn <= self.turn.number else 0

    def _notice(self, again: bool) -> None:
        """Say that the register is to be looked at, perhaps opened `again`; from any thread."""
        self._is_to_open_again |= again
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._noticed.set)

    async def _turn_for_ever(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_to_next()):
                    await self._noticed.wait()
            self._noticed.clear()
            began = monotonic()
            await self._looked()
            self._wake()
            await asyncio.sleep(min(monotonic() - began, _MOST_REST))

    async def _looked(self) -> None:
        """Look; where the register does not answer, say so meanwhile."""
        look = self._eye.ask(self._loop, self._look)
        if not (await asyncio.wait({look}, timeout=_PATIENCE_SECONDS))[0]:
            since = self.turn.trouble.since if self.turn.trouble else self._clock()
            self._turn_to(None, Trouble(since, _("It does not answer.")))
            self._pending.clear()
            self._is_stuck = True
            self._wake()
        await look
        if self._is_stuck:
            self._is_stuck = False
            self._pending.clear()

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.beats += 1
            for reader in self.readers:
                reader.cut_if_stuck()
            self._wake()

    async def _prepare(self) -> None:
        """Compile the templates of all pages, before somebody waits for one."""
        waiting = [*(name for page in PAGES for name in page.templates), *OF_ALL]
        known = set[str]()
        while waiting:
            if (name := waiting.pop()) not in known:
                known.add(name)
                waiting += await self._eye.ask(self._loop, compiled, name)

    def _wake(self) -> None:
        pulse, self.pulse = self.pulse, asyncio.Event()
        pulse.set()

    def _seconds_to_next(self) -> float:
        if self.turn.trouble:
            return seconds_before(self._failures)
        return _MINUTE - self._clock().second % _MINUTE

    def _look(self) -> None:
        """Look, which makes the next turn; in the thread of the eye, as all that reads it."""
        again, self._is_to_open_again = self._is_to_open_again, False
        try:
            seen, remarks = self._eye.look(again=again)
        except Exception as error:  # noqa: BLE001 - whatever it is, the board goes on
            self._failures += 1
            trouble = self._trouble(error)
            if not self.turn.trouble or self.turn.trouble.sentence != trouble.sentence:
                self._turn_to(None, trouble)
        else:
            if not self._is_to_look_again:
                self._failures = 0
            self._is_to_look_again = False
            self._turn_to(seen, None, remarks)

    def _turn_to(
        self, seen: Seen | None, trouble: Trouble | None, remarks: tuple[str, ...] = ()
    ) -> None:
        """Make the next turn; what was seen before is shown still where nothing is."""
        with self._turning:  # by the eye, and beside it where the register does not answer
            self.turn = Turn(self.turn.number + 1, seen or self.turn.seen, trouble, remarks)

    def _trouble(self, error: Exception) -> Trouble:
        """Return since when the register is not told, and why."""
        since = self.turn.trouble.since if self.turn.trouble else self._clock()
        if isinstance(error, TROUBLES):
            return Trouble(since, self.sentence(error), hides=isinstance(error, OtherRegisterError))
        sentence = _("The register cannot be told, by a fault of the program.")
        if not self.turn.trouble or self.turn.trouble.sentence != sentence:
            self._fault("look", error)
        return Trouble(since, sentence)
