"""The server of the board: what it listens to, and how it ends."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING, Final

import uvicorn
from typing_extensions import override

from crisis_log.board.app import application
from crisis_log.board.board import Board
from crisis_log.board.line import Connection
from crisis_log.fact import Refused
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.board.rendering import Fault
    from crisis_log.recording import Clock
    from crisis_log.storage import Place

_BACKLOG: Final = 1024
_ENDING_SECONDS: Final = 1
"""What pages that are being sent may still take when the board ends."""


class Server(uvicorn.Server):
    """Serves a board, from before the first reader until all were let go."""

    def __init__(self, board: Board, fault: Fault = lambda _where, _error: None) -> None:
        config = uvicorn.Config(
            application(board),
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            backlog=_BACKLOG,
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


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address; refuse one that is taken, or not this machine's."""
    try:
        return socket.create_server((host, port), backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise Refused(
            _(
                "Nothing can listen at {address}: another program does, or it is not an address "
                "of this machine. Name another one with {option}."
            ).format(address=f"{host}:{port}")
        ) from error


def serve(place: Place, clock: Clock, listening: socket.socket, fault: Fault) -> None:
    """Serve the board of the register at `place` until it is interrupted.

    Raises:
        KeyboardInterrupt: it was, and all readers were let go.

    """
    Server(Board(place, clock, fault), fault).run([listening])


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
