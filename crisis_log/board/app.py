"""The addresses of the board: its pages, what changes on them, and the files that they need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from crisis_log.board import assets
from crisis_log.board.addresses import ASSETS, LIVE, SINCE, route_of
from crisis_log.board.answers import refused
from crisis_log.board.eye import TROUBLES
from crisis_log.board.guard import Access, Guard
from crisis_log.board.headers import Headers
from crisis_log.board.open_streams import OpenStreams
from crisis_log.board.page import Asked, Page
from crisis_log.board.pages import PAGES
from crisis_log.board.stream import events
from crisis_log.fact import Refused
from crisis_log.language import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from crisis_log.board.board import Board

Answer = Callable[["Request"], Coroutine[Any, Any, Response]]


def application(board: Board, access: Access) -> ASGIApp:
    """Return what answers the readers of a board, which it enters and leaves; nobody else."""
    streams = OpenStreams(access.readers)

    @asynccontextmanager
    async def entered(_app: Starlette) -> AsyncIterator[None]:
        async with board, streams.watched():
            yield

    routes = [
        *(Route(route_of(page), _shown(board, page)) for page in PAGES),
        *(Route(LIVE + route_of(page), _followed(board, page)) for page in PAGES),
        Route(f"{ASSETS}/{{name}}", assets.sent),
    ]
    app = Starlette(routes=routes, lifespan=entered, exception_handlers=_HANDLERS)
    app.router.redirect_slashes = False  # to an address that the request names
    return Headers(Guard(app, access, streams), is_secure=access.reached.is_secure)


def _shown(board: Board, page: Page) -> Answer:
    async def shown(request: Request) -> Response:
        reader = request.state.reader
        return HTMLResponse(await board.whole(page, _asked(page, request), reader))

    return shown


def _followed(board: Board, page: Page) -> Answer:
    async def followed(request: Request) -> Response:
        last_id = request.headers.get("last-event-id") or request.query_params.get(SINCE, "")
        told = events(board, page, _asked(page, request), last_id)
        return StreamingResponse(told, media_type="text/event-stream")

    return followed


def _asked(page: Page, request: Request) -> Asked:
    given = ((name, request.query_params.get(name, "").strip()) for name in page.fields)
    fields = tuple((name, value) for name, value in given if value)
    return Asked(request.path_params.get("key", ""), fields)


async def _not_there(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    sentence = str(error) if isinstance(error, Refused) else _("There is no such page here.")
    return refused(status, sentence, again="/")


async def _out_of_reach(_request: Request, error: Exception) -> Response:
    return refused(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "5"})


async def _failed(_request: Request, _error: Exception) -> Response:
    sentence = _("The board failed to show this page; it goes on. Try again.")
    return refused(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)


_HANDLERS: Final[dict[Any, Any]] = {
    **dict.fromkeys(TROUBLES, _out_of_reach),
    HTTPException: _not_there,
    Refused: _not_there,
    Exception: _failed,
}
