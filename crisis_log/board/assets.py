"""The files that pages need: style, fonts and scripts, all of them shipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from crisis_log.reports.page.templates import find

if TYPE_CHECKING:
    from starlette.requests import Request

_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_FOLDERS: Final = {".css": "board/", ".js": "board/scripts/", ".svg": "board/", ".ttf": "fonts/"}


async def sent(request: Request) -> Response:
    """Send one of them."""
    name = request.path_params["name"]
    suffix = name[name.rfind(".") :]
    is_ours = suffix in _TYPES and _NAME.fullmatch(name)
    path = find(_FOLDERS[suffix] + name, None) if is_ours else None
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES[suffix])
