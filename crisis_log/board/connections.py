"""Connections to the board: how many, how long a request may take to come, what is none."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from typing_extensions import override

from crisis_log.board import line
from crisis_log.board.answers import refused
from crisis_log.board.headers import ALWAYS
from crisis_log.language import _

MOST: Final = 4_096
HEAD_SECONDS: Final = 10.0
"""Within which a request has come, once its connection is there."""
IDLE_SECONDS: Final = 15


class Connection(line.Connection):
    """A connection, which is closed where no whole request comes in time."""

    _waiting: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as theirs
        super().connection_made(transport)
        if len(self.connections) > MOST:
            self._refuse(503, _("Too many read the board at once: try again in a while."))
        else:
            self._wait()

    @override
    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state.__name__ == "IDLE":
            self._wait()
        elif self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        super().connection_lost(exc)

    @override
    def send_400_response(self, msg: str) -> None:
        """Say that what came is no request, as every page of the board is told."""
        self._refuse(400, _("This is not a request that the board understands."))

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _refuse(self, status: int, sentence: str) -> None:
        page: Any = refused(status, sentence)
        headers = {**ALWAYS, "Connection": "close"}
        told = [*page.raw_headers, *((name.encode(), headers[name].encode()) for name in headers)]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in told)
        self.transport.write(b"HTTP/1.1 %d \r\n%s\r\n%s" % (status, lines, page.body))
        self.transport.close()
