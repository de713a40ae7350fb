"""The addresses of the board: its pages, what changes on them, and the files that they need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from crisis_log.board import assets
from crisis_log.board.addresses import ASSETS, LIVE, SINCE, WALL, route_of
from crisis_log.board.page import Asked, Page
from crisis_log.board.pages import PAGES
from crisis_log.board.stream import events

if TYPE_CHECKING:
    from starlette.requests import Request

    from crisis_log.board.board import Board

Answer = Callable[["Request"], Coroutine[Any, Any, Response]]


def application(board: Board) -> Starlette:
    """Return what answers the readers of a board, which it enters and leaves."""

    @asynccontextmanager
    async def entered(_app: Starlette) -> AsyncIterator[None]:
        async with board:
            yield

    routes = [
        *(Route(route_of(page), _shown(board, page)) for page in PAGES),
        *(Route(LIVE + route_of(page), _followed(board, page)) for page in PAGES),
        Route(f"{ASSETS}/{{name}}", assets.sent),
    ]
    return Starlette(routes=routes, lifespan=entered)


def _shown(board: Board, page: Page) -> Answer:
    async def shown(request: Request) -> Response:
        return HTMLResponse(await board.whole(page, _asked(page, request)))

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
    if request.query_params.get(WALL) == "1":
        fields = (*fields, (WALL, "1"))
    return Asked(request.path_params.get("key", ""), fields)
