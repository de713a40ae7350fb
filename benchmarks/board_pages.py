"""The first page of the board over HTTP, each of its pages in a board that was just started.

The floor is the same page, asked for again in the same turn. The situation is drawn up before a
board listens, all others when somebody asks for them first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from benchmarks.board import memory_of, serve_board, served
from benchmarks.measuring import Row
from crisis_log.board.addresses import ENTER
from crisis_log.board.page import Page
from crisis_log.board.pages import PAGES

_MOST_SECONDS: Final = 0.3
_MOST_MEMORY: Final = 150_000_000
_BOARDS: Final = 3
_OK: Final = 200
_KEYS: Final = {"decision": "D-3", "measure": "M-3"}


def rows(path: Path, entries: int, now: datetime) -> Iterator[Row]:
    """Measure a register that nobody writes to, looked at `now`."""
    for page in PAGES:
        asked = page.path + _key(page, entries)
        found = [_first(path, asked, now) for _board in range(_BOARDS)]
        again, first, _memory = min(found, key=lambda one: one[1])
        yield Row(
            name=f"board-page-{page.name}",
            what=f"first {asked}, {entries:,} entries",
            ratio=first / again,
            ratio_of_minima=first / again,
            sense="no target",
            limit=None,
            floor="the same page in the same turn",
            floor_seconds=again,
            seconds=first,
            pairs=_BOARDS,
            memory=max(memory for _again, _first, memory in found),
            most_seconds=_MOST_SECONDS,
            most_memory=_MOST_MEMORY,
        )


def _key(page: Page, entries: int) -> str:
    return _KEYS.get(page.name, str(entries // 2)) if page.path[1:].endswith("/") else ""


def _first(path: Path, asked: str, now: datetime) -> tuple[float, float, int]:
    """Return the seconds to the first byte again, and first; and what memory the board took."""
    with served(serve_board, str(path), now) as (board, _told):
        _seconds(board.port, board.cookie, ENTER)  # it answers once it has started
        first, again = (_seconds(board.port, board.cookie, asked) for _time in range(2))
        return again, first, memory_of(board)


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
