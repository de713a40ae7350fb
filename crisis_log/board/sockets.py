"""The socket on which the board listens."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from crisis_log.board.listening import Listening, NotListeningError, Reached
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
    with _on_port(chosen.host, chosen.port) as listener:
        yield listener, chosen.reached(listener.getsockname()[1])


def _on_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise NotListeningError(
                _("Something listens on port {port} already: choose another one.").format(port=port)
            ) from error
        raise NotListeningError(
            _("The board cannot listen on {address}: {reason}.").format(
                address=f"{host}:{port}", reason=reason_of(error)
            )
        ) from error


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
            raise NotListeningError(
                _("The board cannot listen on {address}: {reason}.").format(
                    address=path, reason=reason_of(error)
                )
            ) from error
        ours = _identity(path)
        try:
            yield listener
        finally:
            if _identity(path) == ours:
                with suppress(OSError):
                    path.unlink()


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
