"""The server of the board: what it serves on which socket, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from crisis_log.board.app import application
from crisis_log.board.board import Board
from crisis_log.board.connections import IDLE_SECONDS, LARGEST_HEAD, Connection

if TYPE_CHECKING:
    from socket import socket

    from starlette.types import ASGIApp

    from crisis_log.board.guard import Access
    from crisis_log.recording import Clock
    from crisis_log.storage import Place


def serve(place: Place, clock: Clock, access: Access, listener: socket) -> None:
    """Serve the board of the register at `place` until it is interrupted."""
    app = application(Board(place, clock), access)
    uvicorn.Server(configuration(app)).run([listener])


def configuration(app: ASGIApp, ending_seconds: int = 1) -> uvicorn.Config:
    """Return how the server is to be: it believes no header, and tells nothing of itself."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ending_seconds,
    )
