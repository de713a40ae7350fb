"""Streams that are open: each is ended when its reader may read no more."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final

from crisis_log.board.line import Line
from crisis_log.files import FileError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from crisis_log.board.readers import Reader, Readers

LOOK_SECONDS: Final = 1.0
"""How often it is looked whether readers may read on."""
NAMED_SECONDS: Final = 900.0
"""After which a reader whom a proxy named must be named again; browsers ask by themselves."""
_ENDING_SECONDS: Final = 2.0
ENDED: Final = b"event: refused\ndata:\n\n"
"""Tells the page that its reader was refused, and is to be asked for again."""


@dataclass(eq=False)
class _Stream:
    reader: Reader
    task: asyncio.Task[None]
    since: float = field(default_factory=monotonic)
    is_refused: bool = False


class OpenStreams:
    """The streams that are open, looked after for as long as there is one."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._streams: set[_Stream] = set()
        self._watching: asyncio.Task[None] | None = None

    async def run(
        self, reader: Reader, app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let `app` answer a reader with a stream, for as long as they may read it."""
        has_begun = False

        async def sent(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        async def answered() -> None:
            await app(scope, receive, sent)

        stream = _Stream(reader, asyncio.create_task(answered()))
        self._streams.add(stream)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({stream.task})
        finally:
            self._streams.discard(stream)
            stream.task.cancel()
        if not stream.task.cancelled():
            stream.task.result()
        elif has_begun:
            end = ENDED if stream.is_refused else b""
            try:
                async with asyncio.timeout(_ENDING_SECONDS):
                    await send({"type": "http.response.body", "body": end, "more_body": False})
            except TimeoutError:  # it takes nothing
                Line.of(scope).cut()

    async def _watch(self) -> None:
        while self._streams:
            await asyncio.sleep(LOOK_SECONDS)
            for stream in tuple(self._streams):
                stream.is_refused = not self._may_go_on(stream.reader)
                is_long = stream.reader.link is None and monotonic() - stream.since > NAMED_SECONDS
                if stream.is_refused or is_long:
                    stream.task.cancel()

    def _may_go_on(self, reader: Reader) -> bool:
        try:
            return self._readers.may_go_on(reader)
        except FileError:  # who cannot be told apart from those who may not
            return False
