"""The addresses of the board: its pages, what changes on them, and the files that they need."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from crisis_log.board import assets, giving
from crisis_log.board.addresses import ASSETS, LIVE, SINCE, WALL, WANTED, address_of, route_of
from crisis_log.board.answers import reader_line, refused
from crisis_log.board.guard import Access, Guard
from crisis_log.board.headers import Headers
from crisis_log.board.page import Asked, Page
from crisis_log.board.pages import PAGES
from crisis_log.board.rendering import READER, Rendered
from crisis_log.board.stream import Stream
from crisis_log.board.turn import CannotTellError
from crisis_log.fact import Refused
from crisis_log.language import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from crisis_log.board.board import Board

Answer = Callable[["Request"], Coroutine[Any, Any, Response]]
MOST_CHARACTERS: Final = 200
"""Of what is asked of a page: nobody fills memory with questions."""
_UNCLEAR, _NOT_FOUND, _FAILED = 400, 404, 500
_AGAIN: Final = {"retry-after": "5", "refresh": "5"}
"""A page that cannot be told is asked for again, until it can."""


def application(board: Board, access: Access) -> ASGIApp:
    """Return what answers the readers of a board, and refuses all others."""
    assets.every()  # read now: what is installed meanwhile is of another version
    routes = [
        *giving.routes(board),
        *(Route(route_of(page), _shown(board, page)) for page in PAGES),
        *(Route(LIVE + route_of(page), _followed(board, page)) for page in PAGES),
        Route(f"{ASSETS}/{{name}}", assets.sent),
    ]
    app = Starlette(routes=routes, exception_handlers=_HANDLERS)
    app.router.redirect_slashes = False  # to an address that the request names
    return Headers(Guard(app, access), is_secure=access.reached.is_secure)


def _shown(board: Board, page: Page) -> Answer:
    def shown(request: Request, asked: Asked, rendered: Rendered) -> Response:
        if asked.key != _key(request):
            return RedirectResponse(address_of(page, asked), HTTPStatus.PERMANENT_REDIRECT)
        whole = rendered.page.replace(READER, reader_line(request.state.reader), 1)
        return HTMLResponse(whole, rendered.status)

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
        try:
            asked = _asked(page, request)
            if any(
                len(value) > MOST_CHARACTERS for value in (asked.key, *dict(asked.fields).values())
            ):
                return refused(_UNCLEAR, _("What is asked for is too long: ask in fewer words."))
            return answer(request, asked, await board.rendered(page, asked))
        except Refused as error:
            return refused(_NOT_FOUND, str(error), again="/")
        except CannotTellError as error:
            return refused(error.status, str(error), _AGAIN)

    return answered


def _asked(page: Page, request: Request) -> Asked:
    given = ((name, request.query_params.get(name, "").strip()) for name in page.fields)
    fields = tuple((name, value) for name, value in given if value)
    wall = request.query_params.get(WALL) == WANTED
    return Asked(page.one_key(_key(request)), fields, wall)


def _key(request: Request) -> str:
    return str(request.path_params.get("key", ""))


async def _not_there(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else _NOT_FOUND
    return refused(status, _("There is no such page on the board."), again="/")


async def _failed(_request: Request, _error: Exception) -> Response:
    return refused(_FAILED, _("The board could not show this, by a fault of its own: try again."))


_HANDLERS: Final[dict[Any, Any]] = {HTTPException: _not_there, Exception: _failed}
