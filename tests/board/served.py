"""A board that is really served, on a free port of this machine, in a thread of this process."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from threading import Thread

from crisis_log.board.board import Board
from crisis_log.board.serving import Server
from crisis_log.recording import Clock
from crisis_log.register import system_clock
from crisis_log.storage import Where, place

_PATIENCE_SECONDS = 20.0


@contextmanager
def served(where: Where, clock: Clock = system_clock) -> Iterator[str]:
    """Serve the board of a register, in the language of the present context; return its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Server(Board(place(where), clock))
        context = copy_context()
        thread = Thread(target=context.run, args=(server.run, [listening]), daemon=True)
        thread.start()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not server.started:
            assert thread.is_alive(), "the board did not start"
            assert time.monotonic() < deadline, "the board did not start in time"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_PATIENCE_SECONDS)
