"""A reader of the board that is no browser: it asks for pages, and follows what changes on them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import httpx

from crisis_log.board.addresses import LIVE

PATIENCE_SECONDS: Final = 20.0
_PARTIAL: Final = re.compile(
    r'<hx-partial hx-target="#([\w-]+)" hx-swap="outerMorph">(.*?)</hx-partial>', re.DOTALL
)
_LIVE: Final = re.compile(r'hx-sse:connect="([^"]+)"')


class News(NamedTuple):
    """An event: its id, and the parts of the page that it brings."""

    id: str
    parts: dict[str, str]


def read(address: str, path: str = "/", **headers: str) -> httpx.Response:
    """Ask for a page."""
    return httpx.get(f"{address}{path}", headers=headers, timeout=PATIENCE_SECONDS)


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.02)


def until_shown(address: str, text: str, path: str = "/") -> httpx.Response:
    """Ask for a page until it says `text`; return it then."""
    until(lambda: text in read(address, path).text)
    return read(address, path)


def live_of(page: str) -> str:
    """Return where what changes on a page is told."""
    found = _LIVE.search(page)
    assert found
    return found[1].replace("&amp;", "&")


@contextmanager
def following(
    address: str, path: str = "/", last_id: str | None = None
) -> Iterator[Iterator[News]]:
    """Follow a page; the events come one by one, beats left out."""
    headers = {"last-event-id": last_id} if last_id else {}
    where = path if path.startswith(LIVE) else f"{LIVE}{path}"
    patience = httpx.Timeout(PATIENCE_SECONDS)
    with httpx.stream("GET", f"{address}{where}", headers=headers, timeout=patience) as answer:
        assert answer.status_code == httpx.codes.OK
        yield events(answer.iter_lines())


def events(lines: Iterator[str]) -> Iterator[News]:
    """Return the events that lines tell."""
    fields: dict[str, list[str]] = {}
    for line in lines:
        if line:
            name, _colon, value = line.partition(": ")
            fields.setdefault(name, []).append(value)
            continue
        if "id" in fields:
            yield News(fields["id"][0], parts_of("\n".join(fields["data"])))
        fields = {}


def parts_of(html: str) -> dict[str, str]:
    """Return the parts that an event brings."""
    return {name: part.strip() for name, part in _PARTIAL.findall(html)}
