"""The files that pages need: style, fonts and scripts, all of them shipped.

Each has an address with its digest in it, under which it never changes; a page names the digest of
its styles and scripts as well, and a browser takes nothing else for them. They are read once: a
board goes on with those that it began with, whatever is installed meanwhile.

Source: https://www.w3.org/TR/sri/.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha384
from http import HTTPStatus
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crisis_log.board.addresses import ASSETS
from crisis_log.reports.page.templates import find, shipped

if TYPE_CHECKING:
    from starlette.requests import Request

_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_FOLDERS: Final = {".css": "board", ".js": "board/scripts", ".svg": "board", ".ttf": "fonts"}
_IMPORTED: Final = re.compile(rb'@import url\("([\w.-]+)"\);')
_NAMED: Final = re.compile(rb'url\("([\w.-]+)"\)')
_DIGITS: Final = 16


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: styles with what they import in them, and with addresses for names."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """What it is."""
        return _TYPES[PurePath(self.name).suffix]

    @cached_property
    def digest(self) -> bytes:
        """Its SHA-384."""
        return sha384(self.content).digest()

    @property
    def address(self) -> str:
        """Where it is, and nothing else ever is: `/assets/board.4f2a9c01e7d3b586.js`."""
        of = PurePath(self.name)
        return f"{ASSETS}/{of.stem}.{self.digest.hex()[:_DIGITS]}{of.suffix}"

    @property
    def integrity(self) -> str:
        """Its digest, as a page names it."""
        return f"sha384-{base64.b64encode(self.digest).decode()}"


@cache
def asset(name: str) -> Asset:
    """Return one by the name of its file.

    Raises:
        FileNotFoundError: there is none of that name.

    """
    suffix = PurePath(name).suffix
    path = find(f"{_FOLDERS[suffix]}/{name}", None)
    if path is None:
        raise FileNotFoundError(name)
    content = path.read_bytes()
    if suffix == ".css":
        content = _IMPORTED.sub(lambda found: asset(found[1].decode()).content, content)
        content = _NAMED.sub(lambda found: f'url("{address(found[1].decode())}")'.encode(), content)
    return Asset(name, content)


def address(name: str) -> str:
    """Return where one is."""
    return asset(name).address


def style(name: str) -> Markup:
    """Return how a page takes a style."""
    one = asset(name)
    link = Markup('<link rel="stylesheet" href="{}" integrity="{}">')
    return link.format(one.address, one.integrity)


def script(name: str) -> Markup:
    """Return how a page takes a script."""
    one = asset(name)
    return Markup('<script src="{}" integrity="{}"></script>').format(one.address, one.integrity)


@cache
def every() -> dict[str, Asset]:
    """Return all that pages need, by their addresses."""
    names = (
        path.name
        for suffix, folder in _FOLDERS.items()
        for path in sorted((shipped() / folder).glob(f"*{suffix}"))
    )
    return {one.address: one for one in map(asset, names)}


async def sent(request: Request) -> Response:
    """Send one of them."""
    one = every().get(request.url.path)
    if one is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(one.content, media_type=one.media_type)
