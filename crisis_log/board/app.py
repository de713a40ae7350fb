"""The addresses of the board: its pages, what changes on them, and the files that they need."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from crisis_log.board import assets
from crisis_log.board.addresses import ASSETS, LIVE, SINCE, route_of
from crisis_log.board.answers import refused
from crisis_log.board.page import Asked, Page
from crisis_log.board.pages import PAGES
from crisis_log.board.rendering import Rendered
from crisis_log.board.stream import Stream
from crisis_log.board.turn import CannotTellError
from crisis_log.fact import Refused
from crisis_log.language import _

if TYPE_CHECKING:
    from starlette.requests import Request

    from crisis_log.board.board import Board

Answer = Callable[["Request"], Coroutine[Any, Any, Response]]
MOST_CHARACTERS: Final = 200
"""Of what is asked of a page: nobody fills memory with questions."""
_UNCLEAR, _NOT_FOUND = 400, 404
_AGAIN: Final = {"retry-after": "5", "refresh": "5", "cache-control": "no-store"}
"""A page that cannot be told is asked for again, until it can."""


def application(board: Board) -> Starlette:
    """Return what answers the readers of a board."""
    routes = [
        *(Route(route_of(page), _shown(board, page)) for page in PAGES),
        *(Route(LIVE + route_of(page), _followed(board, page)) for page in PAGES),
        Route(f"{ASSETS}/{{name}}", assets.sent),
    ]
    return Starlette(routes=routes)


def _shown(board: Board, page: Page) -> Answer:
    def shown(_request: Request, _asked: Asked, rendered: Rendered) -> Response:
        headers = {"cache-control": "no-cache"}
        return HTMLResponse(rendered.page, rendered.status, headers)

    return _answered(board, page, shown)


def _followed(board: Board, page: Page) -> Answer:
    def followed(request: Request, asked: Asked, _rendered: Rendered) -> Response:
        last_id = request.headers.get("last-event-id") or request.query_params.get(SINCE, "")
        return Stream(board, page, asked, last_id)

    return _answered(board, page, followed)


def _answered(
    board: Board, page: Page, answer: Callable[[Request, Asked, Rendered], Response]
) -> Answer:
    """Answer what is asked of a page, once it is rendered; or say why it cannot be."""

    async def answered(request: Request) -> Response:
        asked = _asked(page, request)
        if any(len(value) > MOST_CHARACTERS for value in (asked.key, *dict(asked.fields).values())):
            return refused(_UNCLEAR, _("What is asked for is too long: ask in fewer words."))
        try:
            return answer(request, asked, await board.rendered(page, asked))
        except Refused as error:
            return refused(_NOT_FOUND, str(error))
        except CannotTellError as error:
            return refused(error.status, str(error), _AGAIN)

    return answered


def _asked(page: Page, request: Request) -> Asked:
    given = ((name, request.query_params.get(name, "").strip()) for name in page.fields)
    fields = tuple((name, value) for name, value in given if value)
    return Asked(request.path_params.get("key", ""), fields)
