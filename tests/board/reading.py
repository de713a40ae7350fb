"""What a page of a board says, as its words, to a client that knows no script."""

from __future__ import annotations

import html
import re
import time
from typing import Final

import httpx

_PATIENCE_SECONDS: Final = 30.0
_SPACES: Final = re.compile(r"[\s\u202f\u00a0]+")


def html_of(address: str, path: str) -> str:
    """Return a page that is shown."""
    answer = httpx.get(address + path, timeout=_PATIENCE_SECONDS)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.text


def words(page: str, part: str = "main") -> str:
    """Return the words of the element with that id, any space as one."""
    begin = re.search(rf'<(\w+)[^>]* ?id="{re.escape(part)}"', page)
    assert begin, part
    end = page.index(f"</{begin[1]}>", begin.end())
    text = re.sub(r"<title>.*?</title>|<[^>]+>", " ", page[begin.start() : end], flags=re.DOTALL)
    return _SPACES.sub(" ", html.unescape(text)).strip()


def words_once(address: str, path: str, said: str, part: str = "main") -> str:
    """Return the words of a part of a page once it says something, which it does before long."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while said not in (text := words(html_of(address, path), part)):
        assert time.monotonic() < deadline, text
        time.sleep(0.05)
    return text
