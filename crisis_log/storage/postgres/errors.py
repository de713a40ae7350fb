"""What a server says when it refuses or is lost, as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import psycopg
from psycopg import errors

from crisis_log.language import _
from crisis_log.storage.errors import (
    ConnectionLostError,
    NotARegisterError,
    ReadOnlyError,
    StorageError,
    busy,
    disk_failed,
    not_kept,
    refused_by_database,
)


def storage_error(error: psycopg.Error, place: str) -> StorageError:
    """Return what an error of a server means for the person at the desk."""
    code = error.sqlstate or (_LOST if isinstance(error, psycopg.OperationalError) else "")
    for classes, told in _TOLD.items():
        if isinstance(error, classes):
            return told(place)
    if code == _NO_RIGHT:
        return no_right(place, error.diag.message_detail or "")
    if code.startswith(_REFUSED):
        return not_kept(place)
    if code.startswith((_LOST, *_ENDED)):
        return lost(place)
    return refused_by_database(place, code or type(error).__name__)


def no_right(place: str, kind: str = "") -> ReadOnlyError:
    """Return the refusal of what the login has no right to."""
    if kind:
        return ReadOnlyError(
            _(
                "Your account on the server may not record this ({kind}) in {path}: nothing was "
                "recorded. Ask the administrator for the right."
            ).format(path=place, kind=kind)
        )
    return ReadOnlyError(
        _(
            "Your account on the server has no right to do this in {path}: nothing was recorded. "
            "Ask the administrator for the right."
        ).format(path=place)
    )


def no_register(place: str) -> NotARegisterError:
    """Return that no register of that name is there, or none that this login may see."""
    return NotARegisterError(
        _(
            "There is no register {path} on the server, or your account may not see it: ask the "
            "administrator. Nothing was opened."
        ).format(path=place)
    )


def lost(place: str) -> ConnectionLostError:
    """Return that the server cannot be reached, or was lost before anything was kept."""
    return ConnectionLostError(
        _("The server of {path} does not answer: nothing was recorded. Try again.").format(
            path=place
        )
    )


def _follower(place: str) -> ReadOnlyError:
    return ReadOnlyError(
        _(
            "{path} is a copy that follows another server: nothing was recorded. Name the server "
            "that is followed."
        ).format(path=place)
    )


_LOST: Final = "08"
_ENDED: Final = ("57P", "25P03", "25P04")
"""How the codes of a server begin that ends a connection: it stops, or nobody used it for long."""
_REFUSED: Final = "CL"
"""How the codes of our own functions begin: see recording.sql."""
_NO_RIGHT: Final = "CL003"
_TOLD: Final[dict[tuple[type[psycopg.Error], ...], Callable[[str], StorageError]]] = {
    (errors.LockNotAvailable, errors.DeadlockDetected): busy,
    (errors.DiskFull, errors.IoError): disk_failed,
    (errors.InsufficientPrivilege,): no_right,
    (errors.ReadOnlySqlTransaction,): _follower,
}
