"""The turns of the board, and what readers wait for.

    recorded ──▶ look ──▶ next turn ──▶ all readers wake ──▶ each page rendered once

A minute that passes makes a turn as well: deadlines pass, hours grow old.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from crisis_log.board.eye import TROUBLES, Eye, Follower
from crisis_log.board.pages import MENU
from crisis_log.board.rendering import Rendered, Renderings
from crisis_log.board.turn import Trouble, Turn

if TYPE_CHECKING:
    from datetime import datetime

    from crisis_log.board.page import Asked, Page
    from crisis_log.recording import Clock
    from crisis_log.storage import Place

_MINUTE: Final = 60
_AGAIN_SECONDS: Final = 1.0
"""How often a register is looked for that cannot be read."""


class Board:
    """What readers see of the register at `place`; to be entered before anybody reads.

    Raises:
        StorageError, Refused: when it is entered, and the register cannot be read.

    """

    def __init__(self, place: Place, clock: Clock) -> None:
        self._started = secrets.token_hex(4)
        self._place = place
        self._clock = clock
        self._eye = Eye(place, clock)
        self._renderings = Renderings(MENU)
        self._pending: dict[tuple[int, str, Asked], asyncio.Future[Rendered]] = {}
        self._turned = asyncio.Event()
        self._noticed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self.turn = Turn(1, await self._eye.ask(self._loop, self._eye.look))
        self._follower = Follower(self._place, self._notice)
        self._follower.start()
        self._turning = asyncio.create_task(self._turn_for_ever())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._turning.cancel()
        with suppress(asyncio.CancelledError):
            await self._turning
        await asyncio.to_thread(self._follower.stop)
        await asyncio.to_thread(self._eye.close)

    async def rendered(self, page: Page, asked: Asked) -> Rendered:
        """Return a page as the present turn shows it; many who ask at once wait for one rendering.

        Raises:
            Refused: what is asked for is not there.
            StorageError: the register is out of reach, and this page was not seen before.

        """
        of = (self.turn.number, page.name, asked)
        if of not in self._pending:
            rendering = self._eye.ask(self._loop, self._renderings.render, page, asked, self.turn)
            self._pending[of] = rendering
            rendering.add_done_callback(lambda _done: self._pending.pop(of))
        return await asyncio.shield(self._pending[of])

    async def whole(self, page: Page, asked: Asked) -> str:
        """Return the whole page as the present turn shows it; as `rendered`."""
        rendered = await self.rendered(page, asked)
        last_id = self.id_of(rendered.turn.number)
        return await self._eye.ask(
            self._loop, self._renderings.whole, rendered, last_id, self.now()
        )

    def now(self) -> datetime:
        """Return what the board's clock says."""
        return self._clock()

    def id_of(self, turn: int) -> str:
        """Return the id of what a turn shows, among those of all boards."""
        return f"{self._started}-{turn}"

    def turn_of(self, last_id: str) -> int:
        """Return the turn of an id: 0, before the first, where it is none of this board's."""
        of, _dash, turn = last_id.rpartition("-")
        return int(turn) if of == self._started and turn.isascii() and turn.isdigit() else 0

    async def turned(self) -> None:
        """Wait for the next turn."""
        await self._turned.wait()

    def _notice(self) -> None:
        """Say that the register is to be looked at; from any thread."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._noticed.set)

    async def _turn_for_ever(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_to_next()):
                    await self._noticed.wait()
            self._noticed.clear()
            await self._look()

    def _seconds_to_next(self) -> float:
        if self.turn.trouble:
            return _AGAIN_SECONDS
        return _MINUTE - self._clock().second % _MINUTE

    async def _look(self) -> None:
        number, before = self.turn.number + 1, self.turn
        try:
            seen = await self._eye.ask(self._loop, self._eye.look)
        except TROUBLES as error:
            if before.trouble and before.trouble.sentence == str(error):
                return
            since = before.trouble.since if before.trouble else self._clock()
            self.turn = Turn(number, before.seen, Trouble(since, str(error)))
        else:
            self.turn = Turn(number, seen)
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()
