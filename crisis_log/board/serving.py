"""The server of the board: where it listens, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from crisis_log.board.app import application
from crisis_log.board.board import Board

if TYPE_CHECKING:
    from crisis_log.recording import Clock
    from crisis_log.storage import Place


def serve(place: Place, clock: Clock, host: str, port: int) -> None:
    """Serve the board of the register at `place` until it is interrupted."""
    app = application(Board(place, clock))
    config = uvicorn.Config(app, host, port, log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run()
