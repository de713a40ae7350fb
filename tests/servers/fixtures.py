"""What tests ask for: `server` and `database`, one server for each worker; `pair`, one a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.servers.pair import Pair
from tests.servers.programs import missing
from tests.servers.registers import EVERYTHING, login, prepare
from tests.servers.server import Server

Databases = Callable[[], str]
"""Makes an empty database and returns its name; it is dropped when the test ends."""


def _needed() -> None:
    if reason := missing():
        pytest.skip(reason)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server, which all tests of this worker share: about a second to start, once."""
    _needed()
    with Server() as running:
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[Databases]:
    """Makes databases on that server for this test."""
    with ExitStack() as kept:
        yield lambda: kept.enter_context(server.database())


@pytest.fixture(scope="session")
def everybody(server: Server) -> Iterator[str]:
    """A database that many tests share, as somebody who may do everything is let in."""
    with server.database() as name:
        prepare(server, name)
        yield login(server, name, "secretary", *EVERYTHING)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A primary and its synchronous standby, for this test alone."""
    _needed()
    with Pair() as running:
        yield running
