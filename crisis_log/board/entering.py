"""How a reader comes in by a link, and leaves.

A link ends in its code after a `#`, which browsers keep to themselves: it is in no log, and a
program that looks at the link does not use it up. The page puts it into the field of its form
by a script; without one, people paste it.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from crisis_log.board.addresses import ENTER
from crisis_log.board.answers import entry_page, refused
from crisis_log.board.limits import FORM_SECONDS, LONGEST_FORM
from crisis_log.language import _

if TYPE_CHECKING:
    from starlette.requests import Request

    from crisis_log.board.listening import Reached
    from crisis_log.board.readers import Reader, Readers

_FORM: Final = "application/x-www-form-urlencoded"
_NAMED_AFTER: Final = 12


class Entering:
    """The addresses at which readers come in and leave."""

    def __init__(self, readers: Readers, reached: Reached) -> None:
        self._readers = readers
        self._reached = reached
        name = f"crisis-log-{readers.links.digest('')[:_NAMED_AFTER]}"
        self.cookie = f"__Host-{name}" if reached.is_secure else name
        """Its name, of this register alone: browsers do not tell ports apart."""

    def reader(self, request: Request) -> Reader | None:
        """Return whose cookie comes with a request, if it is good.

        Raises:
            FileError: that cannot be told.

        """
        token = request.cookies.get(self.cookie)
        return self._readers.of(token) if token else None

    async def enter(self, request: Request) -> Response:
        """Show the page, or take the link whose code comes with its form."""
        if request.method != "POST":
            return entry_page()
        if not _is_from_here(request, self._reached):
            return refused(HTTPStatus.FORBIDDEN, _elsewhere())
        code = await _code(request)
        if code is None:
            sentence = _("The form did not come as the board sends it: nothing was done.")
            return refused(HTTPStatus.BAD_REQUEST, sentence, again=ENTER)
        taken = await run_in_threadpool(self._readers.take, code)
        if taken is None:
            return entry_page(
                HTTPStatus.FORBIDDEN,
                _(
                    "This link is not valid: it was taken already, it waited too long, or it was "
                    "revoked. Ask for another one."
                ),
            )
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        self._set(answer, taken.token, taken.link.lasting)
        return answer

    async def leave(self, request: Request) -> Response:
        """End what the reader was given."""
        if not _is_from_here(request, self._reached):
            return refused(HTTPStatus.FORBIDDEN, _elsewhere())
        await run_in_threadpool(self._readers.end, request.state.reader)
        answer = RedirectResponse(ENTER, HTTPStatus.SEE_OTHER)
        self._set(answer, "", timedelta())
        return answer

    def _set(self, answer: Response, token: str, lasting: timedelta) -> None:
        answer.set_cookie(
            self.cookie,
            token,
            max_age=lasting // timedelta(seconds=1),
            path="/",
            secure=self._reached.is_secure,
            httponly=True,
            samesite="strict",
        )


def _is_from_here(request: Request, reached: Reached) -> bool:
    """Whether a form was sent by a page of the board, as the browser says.

    Older ones say it by the origin alone, and not of a page that may be no referrer; what comes
    without either is no browser, whose user nobody can mislead.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if origin is not None and origin != "null" and not reached.is_origin(origin):
        return False
    return site == "same-origin" if site is not None else origin != "null"


def _elsewhere() -> str:
    return _("This was asked by a page of another site: nothing was done.")


async def _code(request: Request) -> str | None:
    """Return the code that comes with a form, None where it is none of ours."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_FORM:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    try:
        given = parse_qs(body.decode("ascii"), max_num_fields=2).get("code", [])
    except ValueError:
        return None
    return given[0] if len(given) == 1 else None
