"""Who comes to the board, and what they may ask for: nobody reads without a link or a name.

What is asked is looked at in this order: whether it is for this board at all, what it may do to
those who read it, who asks, and how often. Sources: https://www.w3.org/TR/fetch-metadata/ and
https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from crisis_log.board.addresses import ASSETS, ENTER, LEAVE, LIVE
from crisis_log.board.answers import refused, too_often, without_link
from crisis_log.board.entering import Entering
from crisis_log.board.limits import (
    LARGEST_HEAD,
    LONGEST_ADDRESS,
    Limits,
    Places,
    Rate,
    TooOftenError,
)
from crisis_log.board.open_streams import OpenStreams
from crisis_log.board.readers import Reader, Readers, named
from crisis_log.files import FileError
from crisis_log.language import _

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from crisis_log.board.listening import Reached

_TOO_LARGE: Final = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
_AGAIN: Final = {"Retry-After": "10", "Refresh": "10"}
READING: Final = ("GET", "HEAD")
_LONGEST_PEER: Final = 64
"""Of an address as a proxy says it: who writes that header otherwise fills no memory with it."""
_METHODS: Final = {ENTER: (*READING, "POST"), LEAVE: ("POST",)}


@dataclass(frozen=True)
class Access:
    """Who may read: those who took a link, and over a Unix socket whom `identity_header` names."""

    readers: Readers
    reached: Reached
    identity_header: str | None = None
    limits: Limits = field(default_factory=Limits)


class Guard:
    """Lets readers to `app`, and answers the others itself."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access
        self._streams = OpenStreams(access.readers)
        self._entering = Entering(access.readers, access.reached)
        limits = access.limits
        self._requests = Rate(limits.requests_a_second, limits.burst)
        self._attempts = Rate(limits.attempts_a_second, limits.attempts)
        self._places = Places(limits.streams, limits.streams_of_one)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; there is nothing else to be had but those of HTTP."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            answer = self._refusal(request) or await self._answer(request)
        except TooOftenError as error:
            answer = too_often(error.seconds)
        except FileError:
            answer = refused(HTTPStatus.SERVICE_UNAVAILABLE, _nobody_can_tell(), _AGAIN)
        if answer is not None:
            await answer(scope, receive, send)
            return
        await self._read(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        """Return why a request is refused, whoever asks."""
        return self._too_large(request) or self._for_others(request) or self._not_reading(request)

    def _too_large(self, request: Request) -> Response | None:
        length = len(request.scope["raw_path"]) + len(request.scope["query_string"])
        if length > LONGEST_ADDRESS:
            return refused(HTTPStatus.REQUEST_URI_TOO_LONG, _("This address is too long."))
        if sum(map(len, chain.from_iterable(request.headers.raw))) > LARGEST_HEAD:
            return refused(_TOO_LARGE, _("This request says too much of itself."))
        return None

    def _for_others(self, request: Request) -> Response | None:
        """Return why it is not for this board: its name was bound to ours, or a proxy is wrong."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1:
            return refused(HTTPStatus.BAD_REQUEST, _("Ask for the board by one address."))
        if hosts[0].lower() not in self._access.reached.hosts:
            sentence = _("This board is read at another address: {address}.").format(
                address=self._access.reached.address
            )
            return refused(HTTPStatus.MISDIRECTED_REQUEST, sentence)
        return None

    def _not_reading(self, request: Request) -> Response | None:
        path = request.scope["path"]
        allowed = ("GET",) if path.startswith(f"{LIVE}/") else _METHODS.get(path, READING)
        if request.method not in allowed:
            sentence = _("The board is only read: this cannot be asked of it.")
            headers = {"Allow": ", ".join(allowed)}
            return refused(HTTPStatus.METHOD_NOT_ALLOWED, sentence, headers)
        if _is_for_another_site(request):
            sentence = _("Pages of other sites may lead to the board, and show nothing of it.")
            return refused(HTTPStatus.FORBIDDEN, sentence)
        return None

    async def _answer(self, request: Request) -> Response | None:
        """Return what is answered to who has no link yet; None to let a reader in."""
        peer = self._peer(request)
        if request.scope["path"] == ENTER:
            if request.method == "POST":
                self._attempts.count(peer)
            self._requests.count(peer)
            return await self._entering.enter(request)
        if request.scope["path"].startswith(f"{ASSETS}/"):
            self._requests.count((self._known(request) or peer, ASSETS))
            return None
        reader = self._reader(request)
        self._requests.count(reader or peer)
        if reader is None:
            return self._unknown(request)
        request.state.reader = reader
        if request.scope["path"] == LEAVE:
            return await self._entering.leave(request)
        return None

    def _known(self, request: Request) -> Reader | None:
        """Return who asks for what anybody may have, if that can be told."""
        try:
            return self._reader(request)
        except FileError:
            return None

    def _reader(self, request: Request) -> Reader | None:
        """Return who asks: named by the proxy, else by the cookie; None if nobody knows."""
        header = self._access.identity_header
        if header is not None:
            given = [
                value for name, value in request.headers.raw if name == header.lower().encode()
            ]
            if len(given) > 1:  # one of them is not the proxy's
                return None
            if given and (reader := named(given[0])):
                return reader
        return self._entering.reader(request)

    def _peer(self, request: Request) -> str:
        """Return where a request comes from: behind a proxy, what the proxy says last."""
        forwarded = request.headers.getlist("x-forwarded-for")
        if forwarded and self._access.reached.is_proxied:
            return forwarded[-1].rpartition(",")[2].strip()[:_LONGEST_PEER]
        return request.client.host if request.client else ""

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a reader read; a stream, while they may."""
        if not scope["path"].startswith(f"{LIVE}/"):
            await self._app(scope, receive, send)
            return
        reader: Reader = scope["state"]["reader"]
        with self._places.held(reader) as is_held:
            if is_held:
                await self._streams.run(reader, self._app, scope, receive, send)
                return
        sentence = _("Too many pages follow the board at once: close some, and try again.")
        headers = {"Retry-After": "10"}
        await refused(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers)(scope, receive, send)

    def _unknown(self, request: Request) -> Response:
        """Return the page for who has no link; after a link of another site, the way on.

        Browsers keep the cookie back then, and send it when the board's own page leads on.
        """
        is_led = request.headers.get("sec-fetch-site") not in {None, "none", "same-origin"}
        again = request.scope["path"] if is_led else None
        headers = {"WWW-Authenticate": f'Cookie form-action="{ENTER}"'}
        return refused(HTTPStatus.UNAUTHORIZED, without_link(), headers, again)


def _nobody_can_tell() -> str:
    """Return why nobody is let in; where the file is, only who keeps the board is told."""
    return _(
        "Who may read cannot be told: the file of links cannot be used now. The person who keeps "
        "the board sees why with {command}."
    ).format(command=_("crisis-log board links"))


def _is_for_another_site(request: Request) -> bool:
    """Whether a page of another site asks: it may lead to the board, and do nothing else."""
    if request.headers.get("sec-fetch-site") in {None, "none", "same-origin"}:
        return False
    is_leading = (
        request.headers.get("sec-fetch-mode") == "navigate"
        and request.headers.get("sec-fetch-dest") == "document"
    )
    return request.method == "POST" or not is_leading
