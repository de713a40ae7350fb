"""What changed on a page, to each of its readers, as server-sent events.

    id: 9be1c5d2.4f2a9c01-212 the version of its pages, this board since it started, its turn
    data: <hx-partial …>      the parts that changed since what this reader saw

A page of another version, such as one that stayed open while the program was replaced, is told
nothing but that it is outdated: what changes is made for other styles and scripts.
A reader who is slow misses turns, never the last one; one who reads nothing at all is let go.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from typing_extensions import override

from crisis_log.board.line import Line
from crisis_log.board.turn import CannotTellError
from crisis_log.fact import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

    from crisis_log.board.board import Board
    from crisis_log.board.page import Asked, Page

_PATIENCE_SECONDS: Final = 20.0
"""How long a reader may take nothing of what is sent, before the line is cut."""
OUTDATED: Final = b"event: outdated\ndata:\n\n"
"""Tells a page that it is to be loaded again."""
_PIECE: Final = 1 << 14
"""Bytes that are handed over at once: of more, what is not taken yet stays shared by all."""


def beat(now: datetime) -> bytes:
    """Return the event that says that the board is there, and what its clock says."""
    return f"event: beat\ndata: {now.isoformat()}\n\n".encode()


class Stream(Response):
    """The answer to one reader, who saw event `last_id`: what changes on a page, until they go."""

    media_type = "text/event-stream"

    def __init__(self, board: Board, page: Page, asked: Asked, last_id: str) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._board = board
        self._page = page
        self._asked = asked
        self._since = board.turn_of(last_id)
        self._is_outdated = board.is_of_another_version(last_id)
        self._beats = board.beats
        self._sending_since: float | None = None

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._send, self._line = send, Line.of(scope)
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        self._board.readers.add(self)
        try:
            await self._tell(beat(self._board.now()))
            await (self._tell(OUTDATED) if self._is_outdated else self._follow())
        except (CannotTellError, Refused):
            pass  # who asks again is told why
        finally:
            self._board.readers.discard(self)
        if not self._line.is_lost:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _follow(self) -> None:
        board = self._board
        while not board.has_ended and not self._line.is_lost:
            pulse = board.pulse
            if board.turn.number != self._since:
                rendered = await board.rendered(self._page, self._asked)
                await self._tell(rendered.event(self._since))
                self._since = rendered.turn
            elif board.beats != self._beats:
                self._beats = board.beats
                await self._tell(beat(board.now()))
            else:
                await pulse.wait()

    async def _tell(self, event: bytes) -> None:
        for start in range(0, len(event), _PIECE):
            self._sending_since = monotonic()
            piece = event[start : start + _PIECE]
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        self._sending_since = None

    def cut_if_stuck(self) -> None:
        """Let a reader go who takes nothing: what waits to be sent is thrown away."""
        sending = self._sending_since
        if sending is not None and monotonic() - sending > _PATIENCE_SECONDS:
            self._line.cut()
