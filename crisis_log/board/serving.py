"""The server of the board: what it listens to, and how it ends."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING, Final

import uvicorn
from typing_extensions import override

from crisis_log.board.app import application
from crisis_log.board.board import Board
from crisis_log.board.connections import IDLE_SECONDS, Connection
from crisis_log.board.limits import LARGEST_HEAD
from crisis_log.board.sockets import BACKLOG

if TYPE_CHECKING:
    from crisis_log.board.guard import Access
    from crisis_log.board.rendering import Fault
    from crisis_log.recording import Clock
    from crisis_log.storage import Place

_ENDING_SECONDS: Final = 1
"""What pages that are being sent may still take when the board ends."""


class Server(uvicorn.Server):
    """Serves a board, from before the first reader until all were let go."""

    def __init__(
        self, board: Board, access: Access, fault: Fault = lambda _where, _error: None
    ) -> None:
        config = uvicorn.Config(
            application(board, access),
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_keep_alive=IDLE_SECONDS,
            backlog=BACKLOG,
            timeout_graceful_shutdown=_ENDING_SECONDS,
        )
        super().__init__(config)
        self._board = board
        _report(fault)

    @override
    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        with self.capture_signals():
            async with self._board:
                await self._serve(sockets)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._board.end()
        await super().shutdown(sockets)


def serve(
    place: Place, clock: Clock, access: Access, listening: socket.socket, fault: Fault
) -> None:
    """Serve the board of the register at `place` to whom `access` lets in, until interrupted.

    Raises:
        KeyboardInterrupt: it was, and all readers were let go.

    """
    Server(Board(place, clock, fault), access, fault).run([listening])


class _Reported(logging.Handler):
    """What the server would print, for programmers and in English, is reported as other faults."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(logging.ERROR)
        self._fault = fault

    @override
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, Exception):
            self._fault("serving", error)


def _report(fault: Fault) -> None:
    for name in ("uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_Reported(fault)], False
