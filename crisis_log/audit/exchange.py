"""One exchange over a network, within a time and a size, whatever the other side does."""

from __future__ import annotations

import errno
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Final, TypeVar

from crisis_log.language import _

if TYPE_CHECKING:
    from urllib.request import OpenerDirector, Request

_Result = TypeVar("_Result")
_MARGIN: Final = 1
"""Bytes read beyond those that are wanted: there are some, so it is too large."""


def exchange(request: Request, seconds: float, most: int) -> bytes:
    """Return the answer to `request`, or more than `most` bytes where it is larger.

    The environment's proxies are used. Redirections are not followed: a request sent again
    elsewhere would no longer be one.

    Raises:
        TimeoutError: it has not come whole within `seconds`.
        OSError, HTTPException, ValueError: it does not come.

    """

    def answer() -> bytes:
        with _opener().open(request, timeout=seconds) as response:
            content: bytes = response.read(most + _MARGIN)
            return content

    return within(seconds, answer)


def within(seconds: float, call: Callable[[], _Result]) -> _Result:
    """Return what `call` returns within `seconds`; its thread is left behind if it does not.

    A time limit on a socket is one on each of its steps: a name that is looked up, or a byte
    now and then, would be waited for without end.

    Raises:
        TimeoutError: it does not.

    """
    from concurrent.futures import Future

    done: Future[_Result] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    return done.result(seconds)


def reason_unreached(error: OSError) -> str:  # noqa: PLR0911 - one for each cause
    """Return why the other side was not reached, within a sentence."""
    from socket import gaierror
    from ssl import SSLCertVerificationError, SSLError

    match error:
        case TimeoutError():
            return _("it takes too long")
        case ConnectionRefusedError():
            return _("the connection is refused")
        case gaierror():
            return _("its name is not known here")
        case SSLCertVerificationError():
            return _("its TLS certificate is not trusted here")
        case SSLError():
            return _("no secure connection (TLS) can be made with it")
        case OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH):
            return _("no network leads there from here")
        case _:
            return _("the connection was broken off")


def _opener() -> OpenerDirector:
    """Return what speaks HTTP and HTTPS, follows nothing and reads no files."""
    from urllib import request

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
