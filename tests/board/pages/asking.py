"""A page as a reader has it: its text, and the text of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import httpx

from tests.board.served import reader, served
from tests.desk import Desk


def text_of(html: str) -> str:
    """Return what a piece of HTML says, every space the same."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def part_of(html: str, name: str) -> str:
    """Return the HTML of a part of a page."""
    found = re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
    assert found, name
    return found[0]


def group_of(html: str, name: str) -> str:
    """Return what a group of a list says."""
    found = re.search(rf'<div class="group" id="group-{name}">.*?</div>', html, re.DOTALL)
    assert found, name
    return text_of(found[0])


@contextmanager
def reading(desk: Desk) -> Iterator[httpx.Client]:
    """Serve a board of the register of a desk, at its instant; return a client of it."""
    with (
        served(desk.register.place.text, lambda: desk.now) as address,
        reader(address) as client,
    ):
        yield client
