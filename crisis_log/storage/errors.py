"""What can go wrong with a register, as sentences for the person at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crisis_log.language import _

_SHOWN: Final = 5
"""Names that a sentence holds."""


class StorageError(Exception):
    """The register cannot be read or written; the message says why and what to do."""


class NotARegisterError(StorageError):
    """What was named is not a register that this version can open; it was left untouched."""


class BusyError(StorageError):
    """Others held the register for longer than we wait."""


class ReadOnlyError(StorageError):
    """The register, or the place it lies in, cannot be written."""


class AlteredEntryError(StorageError):
    """An entry, or what proves it in the stored tree, is not what was recorded under `number`."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            _(
                "Entry n° {number}, or its proof, is not the one that was recorded: nothing was "
                "answered, recorded or signed on its word. Keep the register as it is and look "
                "with “audit verify”."
            ).format(number=number)
        )


class AlteredTablesError(StorageError):
    """The tables or protections of the register are not as they were made."""


class AlteredBundleError(StorageError):
    """A bundle does not hold the entries that its own checkpoint of so many signs."""

    def __init__(self, place: str, size: int) -> None:
        super().__init__(
            _(
                "The entries of {path} are not those that its own checkpoint up to n° {number} "
                "signs: nothing was answered on their word. Keep the bundle as it is and look with "
                "“audit verify”."
            ).format(path=place, number=size)
        )


class DamagedError(StorageError):
    """What every register holds cannot be read, or is not there."""


class AlteredWordsError(StorageError):
    """The index of words cannot be read or written; it is made again by `rebuild`."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "The index by which {path} is searched was damaged or altered: nothing was "
                "recorded. Run “rebuild”."
            ).format(path=place)
        )


class DiskError(StorageError):
    """The disk failed, or has no room left."""


class NoScratchError(StorageError):
    """What a long question needs beside the register could not be written, or read again.

    `variable` is the one of the environment that names the folder of temporary files.
    """

    def __init__(self, variable: str) -> None:
        super().__init__(
            _(
                "The temporary files that this needs could not be written: free some space, or "
                "name another folder for them in {variable}, and try again."
            ).format(variable=variable)
        )


class OutcomeUnknownError(StorageError):
    """The transaction may have been committed, or not: nobody can tell from here.

    A back end raises it when the end of a transaction fails in such a way; `Store` adds the
    `request_id` by which the same request can be made again, and is recorded once.
    """

    def __init__(self, place: str, request_id: str = "") -> None:
        self.place = place
        self.request_id = request_id
        sentence = (
            _(
                "It is not known whether this was recorded in {place}. Give the same command "
                "again with --request-id {request_id}: it is recorded once."
            )
            if request_id
            else _("It is not known whether this was kept in {place}. Give the same command again.")
        )
        super().__init__(sentence.format(place=place, request_id=request_id))


class UnconfirmedError(OutcomeUnknownError):
    """A server did not say whether it committed: another transaction can tell."""


class ConnectionLostError(StorageError):
    """A server could not be reached, or was lost before it was told to commit: nothing is there."""


class NotWritableYetError(ConnectionLostError):
    """A server answers and takes no writes, as while another one is put in its place."""


def read_only(place: str) -> ReadOnlyError:
    """Return the refusal to write where we may only read."""
    return ReadOnlyError(
        _("{path} is read-only: nothing was recorded. Ask for the right to write to it.").format(
            path=place
        )
    )


def sealed(place: str) -> ReadOnlyError:
    """Return the refusal to write to what was handed over."""
    return ReadOnlyError(
        _(
            "{path} is an auditor's bundle: it is read, and nothing is recorded in it. Nothing was "
            "changed. Name the register itself with --register."
        ).format(path=place)
    )


def busy(place: str) -> BusyError:
    """Return the refusal to wait any longer for others."""
    return BusyError(_("{path} is busy; nothing was recorded. Try again.").format(path=place))


def in_use(place: str) -> BusyError:
    """Return the refusal to replace a register that others have open."""
    return BusyError(
        _(
            "{path} is in use by another program; nothing was changed. Close it and try again."
        ).format(path=place)
    )


def disk_failed(place: str) -> DiskError:
    """Return that what was to be recorded could not be written."""
    return DiskError(
        _(
            "The disk failed or is full: nothing was recorded in {path}. Check it and try again."
        ).format(path=place)
    )


def damaged(place: str) -> DamagedError:
    """Return that what every register holds is not there."""
    return DamagedError(
        _("{path} is damaged. Keep it as it is and restore a backup: “restore”.").format(path=place)
    )


def contradictory(place: str) -> StorageError:
    """Return that the tables of the register do not belong together."""
    return StorageError(
        _(
            "What {path} holds contradicts itself, as when a file is put over one in use: nothing "
            "was recorded. Look with “audit verify” and restore a backup: “restore”."
        ).format(path=place)
    )


def not_to_be_read(place: str, names: Sequence[str]) -> AlteredTablesError:
    """Return the refusal to believe tables that are not as they were made."""
    return AlteredTablesError(
        _(
            "The tables of {path} are not as they were made ({names}): nothing was read from them. "
            "Keep the register as it is, look with “audit verify” and restore a backup: “restore”."
        ).format(path=place, names=_some(names))
    )


def not_to_be_written(place: str, names: Sequence[str]) -> AlteredTablesError:
    """Return the refusal to write where tables or protections are not as they were made."""
    return AlteredTablesError(
        _(
            "The tables or protections of {path} are not as they were made ({names}): nothing was "
            "recorded. Keep the register as it is, look with “audit verify” and restore a backup: "
            "“restore”."
        ).format(path=place, names=_some(names))
    )


def answered_otherwise(request_id: str) -> AlteredTablesError:
    """Return the refusal to answer a request with what others made."""
    return AlteredTablesError(
        _(
            "The table of requests says of {request_id} what the entries do not: nothing was "
            "recorded. Keep the register as it is and look with “audit verify”."
        ).format(request_id=request_id)
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join([*names[:_SHOWN], *(["…"] if names[_SHOWN:] else [])])


def altered_state(subject: str) -> StorageError:
    """Return that a row of the state is missing, or not one that we can have written."""
    return StorageError(
        _("The stored state of {subject} was damaged or altered; run “rebuild”.").format(
            subject=subject
        )
    )


def not_kept(place: str) -> StorageError:
    """Return that what was written does not read back as it was."""
    return StorageError(
        _(
            "What was written to {path} does not read back as it was: nothing was recorded. Keep "
            "the register as it is, look with “audit verify” and restore a backup: “restore”."
        ).format(path=place)
    )


def altered_projections(place: str, table: str) -> AlteredTablesError:
    """Return the refusal to copy a table that holds what was never written there."""
    return AlteredTablesError(
        _(
            "The table {table} of {path} holds what the register never writes there: nothing was "
            "copied. Keep the register as it is and look with “audit verify”."
        ).format(table=table, path=place)
    )


def too_long(place: str) -> StorageError:
    """Return that the database was given up on."""
    return StorageError(
        _(
            "The database of {path} took longer than any sound register of its size: it was given "
            "up, and nothing was recorded. Look with “doctor” and restore a backup: “restore”."
        ).format(path=place)
    )


def refused_by_database(place: str, code: str) -> StorageError:
    """Return that the database refused, for a cause that is not for people."""
    return StorageError(
        _(
            "The database of {path} refused ({code}): nothing was recorded. Try again; if it "
            "refuses again, look with “doctor”."
        ).format(path=place, code=code)
    )


def lacks_library(reason: str) -> StorageError:
    """Return that what speaks to servers is not installed, or cannot be loaded."""
    return StorageError(
        _(
            "A register on a server needs one more library, psycopg ({reason}): install it with "
            "{command}. Nothing was opened."
        ).format(reason=reason, command="pip install 'crisis-log[postgres]'")
    )


def no_server(text: str) -> NotARegisterError:
    """Return that a text is no address of a server."""
    return NotARegisterError(
        _(
            "{text} is no address of a server: it reads service=… or postgresql://host/database. "
            "Nothing was changed."
        ).format(text=text)
    )


def taken(place: str) -> StorageError:
    """Return the refusal to put a register where something is."""
    return StorageError(
        _("{path} already exists; it was left as it is. Choose another name.").format(path=place)
    )
