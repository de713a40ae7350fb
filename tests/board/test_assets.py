"""Styles and scripts have addresses of their own content: no page ever gets those of another."""

from __future__ import annotations

import base64
import re
from hashlib import sha384

import httpx
import pytest

from crisis_log.board import assets, templates
from crisis_log.board.pages import PAGES
from tests.board.following import read
from tests.speaking import speaking

_TAKEN = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)" integrity="([^"]+)"')
_ASKED = re.compile(r'(?:href|src)="(/assets/[^"]+)"')
_NAMED = re.compile(r'url\("([^"]+)"\)')


def _pages(address: str) -> list[str]:
    paths = ["/entrer", *(page.path for page in PAGES if page.within is None)]
    told = [read(address, f"{path}{wall}").text for path in paths for wall in ("", "?wall=1")]
    assert len(told) > len(PAGES)
    return told


def test_every_style_and_script_is_named_with_the_digest_of_what_is_sent(
    demonstrated: str,
) -> None:
    named: set[tuple[str, str]] = set()
    asked: set[str] = set()
    for html in _pages(demonstrated):
        assert len(_TAKEN.findall(html)) == len(re.findall(r"<script src|stylesheet", html))
        named.update(_TAKEN.findall(html))
        asked.update(_ASKED.findall(html))
    for path, integrity in named:
        digest = sha384(read(demonstrated, path).content).digest()
        assert integrity == f"sha384-{base64.b64encode(digest).decode()}"
        assert f".{digest.hex()[:16]}." in path
    assert {path.rpartition(".")[2] for path in asked} == {"css", "js", "svg"}
    for path in asked:
        answer = read(demonstrated, path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_styles_name_what_they_need_by_such_addresses_alone(demonstrated: str) -> None:
    styles = [one for one in assets.every().values() if one.name.endswith(".css")]
    named = {path for one in styles for path in _NAMED.findall(one.content.decode())}
    assert len(named) > 5, "fonts"
    for path in named:
        answer = read(demonstrated, path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "font/ttf")
        assert sha384(answer.content).hexdigest().startswith(path.split(".")[-2])
    assert not [one.name for one in styles if b"@import" in one.content]


@pytest.mark.parametrize("of", ["", ".0000000000000000"])
def test_what_is_no_longer_shipped_is_nowhere_and_that_is_kept_by_nobody(
    demonstrated: str, of: str
) -> None:
    answer = httpx.get(f"{demonstrated}/assets/board{of}.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_pages_of_another_language_are_of_another_version() -> None:
    with speaking("en"):
        english = templates.version()
    with speaking("fr"):
        assert templates.version() == templates.version() != english
