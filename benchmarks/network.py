"""A network in between: what a server is asked goes through it, delayed; its turns are counted."""

from __future__ import annotations

import socket
import threading
import time
from typing import Final, Self

_MOST: Final = 1 << 20


class Network:
    """Relays connections from a port of this machine to a socket, each way `seconds` later.

    `turns` counts how often a client has spoken after it was answered: its round trips.
    """

    def __init__(self, target: str, seconds: float = 0.0) -> None:
        self.turns = 0
        self._target, self._seconds = target, seconds
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._target)
            answered = threading.Event()
            answered.set()
            for one in (
                threading.Thread(target=self._asks, args=(client, server, answered), daemon=True),
                threading.Thread(
                    target=self._answers, args=(server, client, answered), daemon=True
                ),
            ):
                one.start()

    def _asks(
        self, client: socket.socket, server: socket.socket, answered: threading.Event
    ) -> None:
        while said := _received(client):
            if answered.is_set():
                answered.clear()
                self.turns += 1
            self._passed(said, server)
        server.close()

    def _answers(
        self, server: socket.socket, client: socket.socket, answered: threading.Event
    ) -> None:
        while said := _received(server):
            answered.set()
            self._passed(said, client)
        client.close()

    def _passed(self, said: bytes, to: socket.socket) -> None:
        if self._seconds:
            time.sleep(self._seconds)
        to.sendall(said)


def _received(one: socket.socket) -> bytes:
    try:
        return one.recv(_MOST)
    except OSError:
        return b""
