"""The line to a reader, as the server has it: whether it is lost, and how it is cut.

An application is told by its server neither that a reader takes nothing, nor can it end such a
connection, which a server only closes once all is sent. So ours says which connection it is.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope, Send

_NAME: Final = "crisis_log.line"
_SENT_BYTES: Final = 1 << 16
"""What the system holds of what a reader has not taken: by itself it would hold megabytes."""
_WAITING_BYTES: Final = 1 << 15
"""What the server holds beside it, before it waits."""


class Line(NamedTuple):
    """The connection of one request; none where another server serves."""

    transport: asyncio.Transport | None

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """Return the one on which a request came."""
        return cls(scope.get("extensions", {}).get(_NAME))

    @property
    def is_lost(self) -> bool:
        """Whether the reader is gone."""
        return self.transport is not None and self.transport.is_closing()

    def cut(self) -> None:
        """End the connection at once."""
        if self.transport is not None:
            self.transport.abort()


class Connection(H11Protocol):
    """A connection that says to the application which it is, and holds little back."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        application = self.app

        async def told(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[_NAME] = self.transport
            await application(scope, receive, send)

        self.app = told

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=_WAITING_BYTES)
        if connected := transport.get_extra_info("socket"):
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_BYTES)
