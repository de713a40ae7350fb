"""The socket on which the board listens."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from crisis_log.board.listening import DEFAULT, Listening, NotListeningError, Reached
from crisis_log.language import _
from crisis_log.words import reason_of

_FOR_GROUP: Final = 0o660
BACKLOG: Final = 1024


@contextmanager
def opened(chosen: Listening) -> Iterator[tuple[socket.socket, Reached]]:
    """Listen, until the block ends; say how people reach it.

    Raises:
        NotListeningError: it cannot; nothing that is there was touched.

    """
    if chosen.path is not None:
        with _on_path(chosen.path) as listener:
            yield listener, chosen.reached(0)
        return
    with _on_port(chosen) as listener:
        yield listener, chosen.reached(listener.getsockname()[1])


def _on_port(chosen: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        return socket.create_server(_of(chosen, family), family=family, backlog=BACKLOG)
    except OSError as error:
        raise NotListeningError(_why_not(chosen, error)) from error


def _of(chosen: Listening, family: int) -> tuple[str, int]:
    """Return the address as the system takes it, with the interface that it names."""
    numeric = socket.AI_NUMERICHOST
    found = socket.getaddrinfo(chosen.host, chosen.port, family, socket.SOCK_STREAM, flags=numeric)
    address: Any = found[0][4]
    return address  # type: ignore[no-any-return]  # four parts with IPv6


def _why_not(chosen: Listening, error: OSError) -> str:
    """Return why it cannot listen at an address, and what to choose instead."""
    if isinstance(error, socket.gaierror):  # it is a number: its interface alone may be unknown
        return _("This machine has no network interface “{name}”, as {address} says.").format(
            name=chosen.host.partition("%")[2], address=chosen.bound
        )
    match error.errno:
        case errno.EADDRINUSE:
            sentence = _("Something listens on port {port} already: choose another one.")
        case errno.EADDRNOTAVAIL:
            sentence = _(
                "{address} is no address of this machine: name one that it has, such as {example}."
            )
        case errno.EACCES | errno.EPERM:
            sentence = _(
                "This account may not listen on port {port}: those below 1024 are kept for the "
                "administrator of the machine. Choose one above, such as {example}."
            )
        case errno.EINVAL if ip_address(chosen.host).is_link_local:
            sentence = _(
                "{address} is an address of one network alone: name the interface as well, such "
                "as [fe80::1%eth0]:8080."
            )
        case _:
            sentence = _("The board cannot listen on {address}: {reason}.")
    return sentence.format(
        port=chosen.port, address=chosen.bound, example=DEFAULT, reason=reason_of(error)
    )


@contextmanager
def _on_path(path: Path) -> Iterator[socket.socket]:
    """Listen on a Unix socket, for its owner and its group; remove it at the end."""
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            with _alone(path.parent):
                _clear(path)
                listener.bind(str(path))
                path.chmod(_FOR_GROUP)  # nobody connects before it listens
                listener.listen(BACKLOG)
        except OSError as error:
            raise NotListeningError(_why_not_on(path, error)) from error
        ours = _identity(path)
        try:
            yield listener
        finally:
            if _identity(path) == ours:
                with suppress(OSError):
                    path.unlink()


def _why_not_on(path: Path, error: OSError) -> str:
    if error.errno is None:  # of Python itself, which knows how long the path of a socket may be
        return _("The path {path} is too long for a socket: choose one in a folder nearby.").format(
            path=path
        )
    return _("The board cannot listen on {address}: {reason}.").format(
        address=path, reason=reason_of(error)
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other board begin to listen in this folder during the block: each clears the place."""
    import fcntl  # where there are Unix sockets

    opened_folder = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened_folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened_folder)


def _clear(path: Path) -> None:
    """Remove the socket of a board that was killed; never anything else."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise NotListeningError(
            _("{path} is there, and no socket: it is left as it is.").format(path=path)
        )
    with socket.socket(socket.AF_UNIX) as asking:
        try:
            asking.connect(str(path))
        except ConnectionRefusedError:
            with suppress(OSError):
                path.unlink()
            return
        except OSError:
            pass  # who may not connect may not know
    raise NotListeningError(_("Something listens on {path} already.").format(path=path))


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
