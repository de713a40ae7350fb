"""What certificates name as the places of lists and answers on revocation: fetched, within limits.

A certificate says where to look; what is there may be slow, endless, or nothing at all.
"""

from __future__ import annotations

from typing import Any, Final

from aiohttp import ClientPayloadError, ClientResponse, ClientSession
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession
from pyhanko_certvalidator.fetchers.api import FetchLimits
from typing_extensions import override

_SECONDS: Final = 10.0
"""For each request, from the connection to the last byte."""
_MOST_REQUESTS: Final = 30
_LARGEST: Final = 30_000_000
"""In bytes: the longest lists of great authorities have some 10 MB."""


class _Bounded(ClientResponse):
    @override
    async def read(self) -> bytes:
        """Return the body, if it is not too large."""
        found = bytearray()
        async for chunk in self.content.iter_any():
            found += chunk
            if len(found) > _LARGEST:
                self.close()
                raise ClientPayloadError
        return bytes(found)


class _Session(LazySession):
    @override
    def get_session(self) -> ClientSession:
        session: ClientSession = super().get_session()  # type: ignore[no-untyped-call]  # pyhanko's
        session._response_class = _Bounded  # noqa: SLF001 - its maker lets nobody choose
        return session


class Fetching(AIOHttpFetcherBackend):
    """Fetches as pyHanko does, at most so much in so long."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        limits = FetchLimits(max_requests=_MOST_REQUESTS)
        session: Any = _Session()  # type: ignore[no-untyped-call]  # pyhanko's
        super().__init__(session, seconds, limits=limits)
