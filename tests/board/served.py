"""A board that is really served, on a free port of this machine, in a thread of this process."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

import httpx

from crisis_log.board.board import Board
from crisis_log.board.entering import Entering
from crisis_log.board.guard import Access
from crisis_log.board.limits import Limits
from crisis_log.board.links import Links
from crisis_log.board.listening import Listening
from crisis_log.board.readers import Readers
from crisis_log.board.serving import Server
from crisis_log.board.sockets import opened
from crisis_log.recording import Clock
from crisis_log.register import Register, system_clock
from crisis_log.storage import Where, place

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_PATIENCE_SECONDS = 20.0
GENEROUS = Limits(10_000, 10_000, 10_000, 10_000, 10_000, 10_000)
"""Limits that no test meets but those of limits."""


@contextmanager
def served(where: Where, clock: Clock = system_clock, port: int = 0) -> Iterator[str]:
    """Serve the board of a register, in the language of the present context; return its address.

    It listens on `port`, or on one that is free. Whoever comes without a cookie is let in, as if
    they had taken a link.
    """
    with serving(where, clock, port) as (address, _board):
        yield address


@contextmanager
def serving(
    where: Where, clock: Clock = system_clock, port: int = 0
) -> Iterator[tuple[str, Board]]:
    """Serve it likewise; return the board as well."""
    listening = Listening(port=port)
    with (
        TemporaryDirectory() as folder,
        guarded(where, Path(folder), clock, listening=listening, lets_all_in=True) as board,
    ):
        yield board.address, board.shown


def reader(address: str) -> httpx.Client:
    """Return a client that is let in by a cookie of its own to what is `served` there."""
    return httpx.Client(base_url=address, headers={"Cookie": _LET_IN[address]})


_LET_IN: dict[str, str] = {}


@dataclass
class Guarded:
    """A board that lets in only who may read: its address, and the links to it."""

    address: str
    links: Links
    access: Access
    shown: Board
    socket: Path | None = None
    lets_all_in: bool = False

    def code(self, label: str = "un écran", hours: int = 12) -> str:
        """Return the code of a new link."""
        return self.links.make(label, timedelta(hours=hours), system_clock())[1]

    def cookie(self, label: str = "un écran", hours: int = 12) -> str:
        """Return the header of the cookie of a link that was just taken."""
        taken = self.links.take(self.code(label, hours), system_clock())
        assert taken is not None
        return f"{self.cookie_name}={taken.token}"

    @property
    def cookie_name(self) -> str:
        """Return the name of its cookies."""
        return Entering(self.access.readers, self.access.reached).cookie

    def client(self) -> httpx.Client:
        """Return a client without any cookie, which follows no redirection."""
        transport = httpx.HTTPTransport(uds=str(self.socket)) if self.socket else None
        address = self.address.replace("https:", "http:") if self.socket else self.address
        return httpx.Client(base_url=address, transport=transport, timeout=20)


@contextmanager
def guarded(
    where: Where,
    folder: Path,
    clock: Clock = system_clock,
    *,
    listening: Listening | None = None,
    limits: Limits = GENEROUS,
    access_clock: Clock = system_clock,
    lets_all_in: bool = False,
) -> Iterator[Guarded]:
    """Serve the board of a register to who may read it, its links kept in `folder`."""
    chosen = listening or Listening(port=0)
    with Register.open(where, read_only=True) as register:
        links = Links(folder, register.register_id)
    with opened(chosen) as (listener, reached):
        readers = Readers(links, access_clock)
        access = Access(readers, reached, chosen.identity_header, limits)
        shown = Board(place(where), clock)
        board = Guarded(reached.address, links, access, shown, chosen.path, lets_all_in)
        if lets_all_in:  # from the first request on
            _LET_IN[board.address] = board.cookie()
        server = Server(shown, access)
        app: Any = server.config.app
        server.config.app = _letting_in(app, board)
        with _running(server, listener):
            yield board


def _letting_in(app: ASGIApp, board: Guarded) -> ASGIApp:
    async def let_in(scope: Scope, receive: Receive, send: Send) -> None:
        if board.lets_all_in and scope["type"] == "http":
            name = board.cookie_name.encode()
            given = [value for key, value in scope["headers"] if key == b"cookie"]
            if not any(name in value for value in given):
                cookie = (b"cookie", _LET_IN[board.address].encode())
                scope = {**scope, "headers": [*scope["headers"], cookie]}
        await app(scope, receive, send)

    return let_in


@contextmanager
def _running(server: Server, listener: socket.socket) -> Iterator[None]:
    context = copy_context()
    thread = Thread(target=context.run, args=(server.run, [listener]), daemon=True)
    thread.start()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not server.started:
        assert thread.is_alive(), "the board did not start"
        assert time.monotonic() < deadline, "the board did not start in time"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(_PATIENCE_SECONDS)
