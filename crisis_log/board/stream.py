"""What changed on a page, to each of its readers, as server-sent events.

    id: 4f2a9c01-212          this board since it started, and its turn
    data: <hx-partial …>      the parts that changed since what this reader saw

A reader who is slow misses turns, never the last one: it costs nobody else anything.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from crisis_log.board.board import Board
    from crisis_log.board.page import Asked, Page

BEAT_SECONDS: Final = 5.0
"""How often a reader hears that the board is there."""


async def events(board: Board, page: Page, asked: Asked, last_id: str) -> AsyncIterator[bytes]:
    """Return what changed on a page since the event `last_id`, then whenever something does."""
    since = board.turn_of(last_id)
    yield beat(board.now())
    while True:
        rendered = await board.rendered(page, asked)
        if news := rendered.news(since):
            yield event(news, board.id_of(rendered.turn.number))
        since = rendered.turn.number
        while board.turn.number == since:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await board.turned()
            except TimeoutError:
                yield beat(board.now())


def beat(now: datetime) -> bytes:
    """Return the event that says that the board is there, and what its clock says."""
    return f"event: beat\ndata: {now.isoformat()}\n\n".encode()


def event(html: str, identity: str) -> bytes:
    """Return an event that says `html`."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"id: {identity}\n{lines}\n".encode()
