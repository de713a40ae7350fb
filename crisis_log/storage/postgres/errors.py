"""What a server says when it refuses or is lost, as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import psycopg
from psycopg import errors

from crisis_log.language import _
from crisis_log.storage.errors import (
    BusyError,
    ConnectionLostError,
    DiskError,
    NotARegisterError,
    ReadOnlyError,
    StorageError,
    busy,
    not_kept,
    refused_by_database,
    taken,
)
from crisis_log.storage.postgres.schema import right_to


def storage_error(error: psycopg.Error, place: str) -> StorageError:
    """Return what an error of a server means for the person at the desk."""
    code = _code(error)
    may_not_begin = isinstance(error, errors.InsufficientPrivilege) and _BEGINS in str(error)
    if refusal := no_right if may_not_begin else _REFUSALS.get(code):
        return refusal(place, error.diag.message_detail or "")
    for classes, told in _TOLD.items():
        if isinstance(error, classes):
            return told(place)
    if code.startswith(_REFUSED):
        return not_kept(place)
    if code.startswith(_MALFORMED):
        return malformed(place)
    if is_lost(error):
        return lost(place)
    return refused_by_database(place, code or type(error).__name__)


def is_lost(error: psycopg.Error) -> bool:
    """Whether an error tells that the connection ended, and the transaction with it."""
    return _code(error).startswith((_LOST, *_ENDED))


def _code(error: psycopg.Error) -> str:
    return error.sqlstate or (_LOST if isinstance(error, psycopg.OperationalError) else "")


def no_right(place: str, kind: str | None = None) -> ReadOnlyError:
    """Return the refusal of what the login has no right to: to record a kind of fact, if known."""
    if kind is not None and (right := right_to(kind)) != "owner":
        return ReadOnlyError(
            _(
                "Your account on the server has not the right “{right}” that this needs in {path}: "
                "nothing was recorded. Ask the administrator for it."
            ).format(path=place, right=_(right))
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


def malformed(place: str, _detail: str = "") -> StorageError:
    """Return the refusal of what this program would not have sent."""
    return StorageError(
        _(
            "The server of {path} refused an entry that is not made as entries are: nothing was "
            "recorded. Check that this is the program's own version, and try again."
        ).format(path=place)
    )


def _disk_full(place: str) -> DiskError:
    return DiskError(
        _(
            "The disk of the server of {path} failed or is full: nothing was recorded. Tell the "
            "administrator, and try again once there is room."
        ).format(path=place)
    )


def _not_next(place: str, _detail: str) -> StorageError:
    return StorageError(
        _(
            "The server of {path} refused an entry that is not the next one of its log: nothing "
            "was recorded. Try again; if it refuses again, look with “audit verify”."
        ).format(path=place)
    )


def _held_no_more(place: str, _detail: str) -> StorageError:
    return BusyError(
        _(
            "{path} was not held any more, or for too long, when the entry came: nothing was "
            "recorded. Try again."
        ).format(path=place)
    )


def _other_login(place: str, _detail: str) -> StorageError:
    return ReadOnlyError(
        _(
            "The server of {path} refused an entry in the name of another account: nothing was "
            "recorded."
        ).format(path=place)
    )


def _other_time(place: str, _detail: str) -> StorageError:
    return StorageError(
        _(
            "The server of {path} refused an entry whose time of recording is not the server's: "
            "nothing was recorded. Try again."
        ).format(path=place)
    )


def _unnamed(place: str, subject: str) -> StorageError:
    return StorageError(
        _(
            "The server of {path} refused a state that no fact names ({subject}): nothing was "
            "recorded. Run “rebuild” if the register was altered, and try again."
        ).format(path=place, subject=subject or "–")
    )


def _answered(place: str, request_id: str) -> StorageError:
    return StorageError(
        _(
            "The request {request_id} was answered already in {path}: nothing more was recorded."
        ).format(path=place, request_id=request_id)
    )


def _unnamed_file(place: str, _detail: str) -> StorageError:
    return StorageError(
        _("The server of {path} refused a file that no entry names: nothing was recorded.").format(
            path=place
        )
    )


def outdated(place: str) -> StorageError:
    """Return that the functions of the register are not those that this version calls."""
    return StorageError(
        _(
            "The functions of {path} are not those of this version: nothing was recorded. The "
            "administrator brings them up with “server init”."
        ).format(path=place)
    )


def administration_error(error: psycopg.Error, place: str) -> StorageError:
    """Return what an error means for whoever administers a server."""
    if isinstance(error, errors.InsufficientPrivilege):
        return ReadOnlyError(
            _(
                "This account is no administrator of {path}: nothing was changed. Connect as one, "
                "or hand over what --dry-run prints."
            ).format(path=place)
        )
    if isinstance(error, errors.DuplicateSchema):
        return taken(place)
    if isinstance(error, errors.InvalidParameterValue | errors.UndefinedObject):
        return StorageError(
            _(
                "The groups of this database are not there, or not that account: nothing was "
                "changed. Prepare the server with “server init”."
            )
        )
    if isinstance(error, errors.InvalidSchemaName):
        return no_register(place)
    return storage_error(error, place)


def too_old(place: str, version: str, oldest: int) -> StorageError:
    """Return that the server lacks what a register needs."""
    return StorageError(
        _(
            "The server of {path} is PostgreSQL {version}, and a register needs {oldest} or newer: "
            "nothing was changed."
        ).format(path=place, version=version, oldest=oldest)
    )


def lost(place: str) -> ConnectionLostError:
    """Return that the server cannot be reached, or was lost before anything was kept."""
    return ConnectionLostError(
        _("The server of {path} does not answer: nothing was recorded. Try again.").format(
            path=place
        )
    )


def follower(place: str) -> ReadOnlyError:
    """Return the refusal of a standby, which is read alone."""
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
_REFUSALS: Final[dict[str, Callable[[str, str], StorageError]]] = {
    "CL002": _not_next,
    "CL003": no_right,
    "CL004": _held_no_more,
    "CL005": _other_login,
    "CL006": _other_time,
    "CL007": _unnamed,
    "CL008": malformed,
    "CL009": _answered,
    "CL010": _unnamed_file,
}
"""Each refusal of the functions that write, with what it is about."""
_MALFORMED: Final = ("21", "22", "23", "42601", "54")
"""Values that no column takes, JSON and vectors that are none, texts nested too deep."""
_BEGINS: Final = "begin_recording"
_TOLD: Final[dict[tuple[type[psycopg.Error], ...], Callable[[str], StorageError]]] = {
    (errors.LockNotAvailable, errors.DeadlockDetected): busy,
    (errors.DiskFull, errors.IoError): _disk_full,
    (errors.InsufficientPrivilege,): no_right,
    (errors.ReadOnlySqlTransaction,): follower,
    (errors.UndefinedFunction,): outdated,
}
