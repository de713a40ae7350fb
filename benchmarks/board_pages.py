"""The first page of the board over HTTP, each of its pages in a board that was just started.

It is asked for once the board rests. The floor is the same page, asked for again in the same turn.
The situation is drawn up before a board listens, all others when somebody asks for them first.

Time passes as well while other work has the processor: what the board had of it is told beside.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.board import Served, memory_of, processor_of, serve_board, served
from benchmarks.measuring import Row
from crisis_log.board.addresses import ENTER
from crisis_log.board.page import Page
from crisis_log.board.pages import PAGES

_MOST_SECONDS: Final = 0.3
_MOST_MEMORY: Final = 150_000_000
_BOARDS: Final = 3
_LOOK_SECONDS: Final = 0.5
_AT_REST: Final = 0.01
"""Seconds of processor between two looks, at most, of a board that rests."""
_OK: Final = 200
_KEYS: Final = {"decision": "D-3", "measure": "M-3"}


class _Told(NamedTuple):
    """Seconds to the first byte, those of processor, those when asked again; and the memory."""

    first: float
    processor: float
    again: float
    memory: int


def rows(path: Path, entries: int, now: datetime) -> Iterator[Row]:
    """Measure a register that nobody writes to, looked at `now`."""
    for page in PAGES:
        asked = page.path + _key(page, entries)
        found = [_first(path, asked, now) for _board in range(_BOARDS)]
        first, again = (min(getattr(one, name) for one in found) for name in ("first", "again"))
        processor = min(one.processor for one in found)
        yield Row(
            name=f"board-page-{page.name}",
            what=f"first {asked}, {entries:,} entries ({processor * 1_000:.0f} ms of processor)",
            ratio=first / again,
            ratio_of_minima=first / again,
            sense="no target",
            limit=None,
            floor="the same page in the same turn",
            floor_seconds=again,
            seconds=first,
            pairs=_BOARDS,
            memory=max(one.memory for one in found),
            most_seconds=_MOST_SECONDS,
            most_memory=_MOST_MEMORY,
        )


def _key(page: Page, entries: int) -> str:
    return _KEYS.get(page.name, str(entries // 2)) if page.path[1:].endswith("/") else ""


def _first(path: Path, asked: str, now: datetime) -> _Told:
    with served(serve_board, str(path), now) as (board, _told):
        _seconds(board.port, board.cookie, ENTER)  # it answers once it has started
        _rest(board)
        before = processor_of(board)
        first = _seconds(board.port, board.cookie, asked)
        processor = processor_of(board) - before
        again = _seconds(board.port, board.cookie, asked)
        return _Told(first, processor, again, memory_of(board))


def _rest(board: Served) -> None:
    """Wait until a board rests."""
    before, now = 0.0, processor_of(board)
    while now - before > _AT_REST:
        time.sleep(_LOOK_SECONDS)
        before, now = now, processor_of(board)


def _seconds(port: int, cookie: str, asked: str) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    began = time.perf_counter()
    connection.request("GET", asked, headers={"Cookie": cookie})
    answer = connection.getresponse()
    seconds = time.perf_counter() - began
    if answer.status != _OK:
        raise RuntimeError(f"{asked}: {answer.status}")
    connection.close()
    return seconds
