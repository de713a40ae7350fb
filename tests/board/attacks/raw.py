"""What is sent to a board byte by byte."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

PATIENCE_SECONDS = 30.0


def connected(address: str) -> socket.socket:
    """Return a connection to a board."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port or 80), PATIENCE_SECONDS)


def answered(address: str, sent: bytes) -> bytes:
    """Return all that a board answers to these bytes, until it closes the connection."""
    with connected(address) as line:
        line.sendall(sent)
        received = b""
        while chunk := line.recv(65536):
            received += chunk
    return received


def request(
    address: str, target: str = "/", method: str = "GET", host: str | None = None, *more: str
) -> bytes:
    """Return the answer to a request of which nothing is put right on its way."""
    host = urlsplit(address).netloc if host is None else host
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *more, "", ""]
    return answered(address, "\r\n".join(lines).encode())


def status(answer: bytes) -> int:
    """Return the status of an answer."""
    return int(answer.split(b" ", 2)[1])
