"""Where the board listens, and under which address people reach it.

It speaks plain HTTP: on a network it stands behind a reverse proxy that speaks TLS, which
reaches it over loopback or, better, a Unix socket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from crisis_log.language import _

DEFAULT: Final = "127.0.0.1:8080"
_UNIX: Final = "unix:"
_LOCAL: Final = "localhost"
_LOOPBACK: Final = ("127.0.0.1", "[::1]", _LOCAL)
_PORTS: Final = {"http": 80, "https": 443}
_LARGEST_PORT: Final = 65_535
_BROADCAST: Final = IPv4Address("255.255.255.255")
_BIND: Final = re.compile(
    r"(?:\[(?P<six>[0-9a-f:.]+(?:%[\w.-]+)?)\]|(?P<host>[^\[\]:%]+)):(?P<port>[0-9]{1,5})",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|\[[0-9a-f:.]+\]")
_HEADER: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


class NotListeningError(ValueError):
    """The board cannot listen so, or not safely; the message says why."""


class Reached(NamedTuple):
    """How people reach the board: where links begin, which Host and Origin their requests have.

    Behind a proxy, it is the proxy that says who they are.
    """

    address: str
    hosts: frozenset[str]
    is_proxied: bool = False

    @property
    def is_secure(self) -> bool:
        """Whether they reach it by TLS."""
        return self.address.startswith("https:")

    def is_origin(self, origin: str) -> bool:
        """Whether a page at `origin` is one of the board."""
        scheme = urlsplit(self.address).scheme
        return any(origin == f"{scheme}://{host}" for host in self.hosts)


@dataclass(frozen=True)
class Listening:
    """Where it listens: at an address of this machine, or a Unix socket at `path`.

    `at` is how people reach it through a proxy; `identity_header` names who reads there.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    path: Path | None = None
    at: str | None = None
    identity_header: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether others than this machine reach it without a proxy, if nothing keeps them off."""
        return self.path is None and not ip_address(self.host).is_loopback

    @property
    def bound(self) -> str:
        """Where it listens, as people type it."""
        return str(self.path) if self.path else f"{_bracketed(self.host)}:{self.port}"

    def reached(self, port: int) -> Reached:
        """Return how people reach it, once it listens on `port`."""
        if self.at:
            return Reached(self.at, frozenset({urlsplit(self.at).netloc}), is_proxied=True)
        names = (f"{name}:{port}" for name in _LOOPBACK)
        bare = _LOOPBACK if port == _PORTS["http"] else ()
        return Reached(f"http://{_bracketed(self.host)}:{port}", frozenset({*names, *bare}))


def listening(
    bind: str = DEFAULT,
    at: str | None = None,
    *,
    behind_proxy: bool = False,
    identity_header: str | None = None,
) -> Listening:
    """Return where to listen, from what was typed.

    Raises:
        NotListeningError: it is no place to listen at, or not a safe one.

    """
    reached = _address(at) if at else None
    path = _socket_path(bind)
    if identity_header is not None:
        _check_identity(identity_header, path)
    if path is not None:
        _check_reached(reached)
        return Listening(path=path, at=reached, identity_header=identity_header)
    host, port = _host_and_port(bind)
    chosen = Listening(host=host, port=port, at=reached)
    if chosen.is_open:
        if not behind_proxy:
            raise NotListeningError(
                _(
                    "{address} is open to a network, and the board speaks without TLS: let it "
                    "listen on {loopback}, behind a reverse proxy that speaks TLS. Where that "
                    "proxy is another machine, say --behind-proxy."
                ).format(address=bind, loopback=DEFAULT)
            )
        _check_reached(reached)
    return chosen


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _socket_path(bind: str) -> Path | None:
    if not bind.startswith(_UNIX):
        return None
    path = Path(bind.removeprefix(_UNIX))
    if not path.is_absolute():
        raise NotListeningError(
            _("Name the socket by its whole path, such as {example}.").format(
                example="unix:/run/crisis-log/board.sock"
            )
        )
    return path


def _check_identity(name: str, path: Path | None) -> None:
    if path is None:
        raise NotListeningError(
            _(
                "A header that names who reads is believed over a Unix socket alone: anybody "
                "could send it here. Listen on one, such as {example}."
            ).format(example="unix:/run/crisis-log/board.sock")
        )
    if not _HEADER.fullmatch(name):
        raise NotListeningError(_("“{name}” is not the name of a header.").format(name=name))


def _check_reached(reached: str | None) -> None:
    if reached is None:
        raise NotListeningError(
            _(
                "Say under which address people reach the board, such as "
                "--at https://tableau.example.fr."
            )
        )


def _host_and_port(bind: str) -> tuple[str, int]:
    match = _BIND.fullmatch(bind.strip())
    host = (match["six"] or match["host"]) if match else ""
    try:
        address = ip_address("127.0.0.1" if host.lower() == _LOCAL else host)
    except ValueError:
        match = None
    if match is None or int(match["port"]) > _LARGEST_PORT:
        raise NotListeningError(
            _("“{text}” is not an address and a port, such as {example}.").format(
                text=bind, example=DEFAULT
            )
        )
    address = _mapped(address)
    if address.is_multicast or address == _BROADCAST:
        raise NotListeningError(
            _(
                "{address} is the address of many machines at once: name one of this machine, "
                "such as {example}."
            ).format(address=address, example=DEFAULT)
        )
    return str(address), int(match["port"])


def _mapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address of IPv4 that one of IPv6 stands for, if it does."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _address(text: str) -> str:
    """Return the address of the board as browsers write its origin."""
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except (ValueError, UnicodeError):
        raise NotListeningError(_no_address(text)) from None
    host = _bracketed(host)
    has_more = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _PORTS or not _NAME.fullmatch(host) or has_more:
        raise NotListeningError(_no_address(text))
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise NotListeningError(
            _("{address} is without TLS: people reach the board by https alone.").format(
                address=text
            )
        )
    is_usual = port in {None, _PORTS[parts.scheme]}
    return f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}")


def _no_address(text: str) -> str:
    return _("“{text}” is not an address of a board, such as {example}.").format(
        text=text, example="https://tableau.example.fr"
    )
