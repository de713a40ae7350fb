"""The headers of every answer: what a browser may do with it, which is nothing but show it.

Sources: https://www.w3.org/TR/CSP3/, https://owasp.org/www-project-secure-headers/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from crisis_log.board.addresses import ASSETS, ENTER

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_POLICY: Final = "Content-Security-Policy"
ALWAYS: Final = {
    _POLICY: POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""Nothing else ever has the address of an asset, which is nothing that was recorded."""
_BY_TLS_ALONE: Final = "max-age=31536000"


class Headers:
    """Gives every answer of `app` those headers; by TLS, also the one that asks for no other way.

    The page on which a link is taken names itself as the origin of its form, which older
    browsers do only if it may be a referrer: to the board alone. A file that is no page of the
    board has a policy of its own.
    """

    def __init__(self, app: ASGIApp, *, is_secure: bool) -> None:
        self._app = app
        self._always = ALWAYS | ({"Strict-Transport-Security": _BY_TLS_ALONE} if is_secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as `app` does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                of_file = headers.get(_POLICY)
                headers.update(self._of(scope["path"], message["status"]))
                if of_file:
                    headers[_POLICY] = of_file
            await send(message)

        await self._app(scope, receive, sent)

    def _of(self, path: str, status: int) -> dict[str, str]:
        if path == ENTER:
            return self._always | {"Referrer-Policy": "same-origin"}
        if path.startswith(f"{ASSETS}/") and status == 200:  # noqa: PLR2004 - all is well
            return self._always | {"Cache-Control": _FOR_EVER}
        return self._always
