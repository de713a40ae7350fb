"""What a back end is: the one door between a register and where it is kept.

    Register ──▶ Store ──▶ Backend ──▶ SQLite, or another database
                   │
                   └─ the statements of log, state rows, tree and evidence, once for all

A back end opens transactions and hands out a `Cursor`; what is read and written through it
is the business of `storage`. Whatever goes wrong comes out as a `StorageError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from crisis_log.rights import Rights
    from crisis_log.storage.ahead import Question
    from crisis_log.storage.batch import Batch
    from crisis_log.storage.health import Health
    from crisis_log.storage.shelf import Shelves
    from crisis_log.storage.words import WordIndex


class Astray(NamedTuple):
    """A file that is not the one that a list beside the register names, or is in none.

    `expected` and `found` are SHA-256s: empty where it is not listed, or cannot be read.
    """

    name: str
    expected: str
    found: str
    is_there: bool


class Place(Protocol):
    """Where a register lies, or will lie; it can be sent to another process."""

    @property
    def name(self) -> str:
        """What files and titles that belong to the register begin with."""
        ...

    @property
    def text(self) -> str:
        """How sentences name it, and people give it again; never a password."""
        ...

    @property
    def folder(self) -> Path | None:
        """The folder of a register that is a file; None on a server."""
        ...

    @property
    def is_sealed(self) -> bool:
        """Whether it was handed over to be read: it keeps what was recorded, and nothing else."""
        ...

    def astray(self) -> Sequence[Astray] | None:
        """Return what is not as the lists of files beside it say; None where there are none."""
        ...

    def shelves(self, register_id: str) -> Shelves:
        """Return where reports issued from the register with this id may lie."""
        ...

    @property
    def rights(self) -> Rights:
        """The rights of what is made from the register: those who read it may read that."""
        ...

    def keeps(self, path: Path) -> bool:
        """Whether `path` leads to a file of the register or an issued report, or would."""
        ...

    def exists(self) -> bool:
        """Whether something lies there already."""
        ...

    def prepared_id(self) -> str | None:
        """Return the id of the register that somebody else prepared there, if that was done."""
        ...

    def open(self, *, read_only: bool = False) -> Backend:
        """Open the register that lies there; if `read_only`, nothing can be recorded."""
        ...

    def create(self, register_id: str) -> AbstractContextManager[Backend]:
        """Make an empty register, which is there once the block ends without an error."""
        ...

    def restore(self, backup: Path, expected: int | None = None) -> str | None:
        """Put the register in the file `backup` here; return where what was here is kept.

        Raises:
            BusyError: somebody has the register open that is here, or what is here does not
                hold the `expected` number of entries.

        """
        ...


class Cursor(Protocol):
    """What runs statements within one transaction, which end as plain tuples.

    Parameters are written `?`. The statements of `storage` are common to all back ends; the
    cursor of one that writes parameters, or the type BLOB, in another way puts its own.
    """

    def execute(self, statement: str, parameters: Sequence[Any] = (), /) -> object: ...

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object: ...

    def fetchone(self) -> Any: ...

    def fetchmany(self, size: int, /) -> list[Any]: ...

    def fetchall(self) -> list[Any]: ...


class Head(NamedTuple):
    """The end of the log as a writer that holds the lock sees it.

    `content` is that of the last entry; `now` is the time and `recorder` the login that a
    server vouches for, None where the back end is a file.
    """

    number: int
    content: bytes | None
    kinds: set[str]
    now: datetime | None = None
    recorder: str | None = None


class Backend(Protocol):
    """An open register, as what keeps it offers it.

    Raises:
        StorageError: from every method, and from the cursors it hands out.

    """

    @property
    def place(self) -> Place:
        """Where the register lies."""
        ...

    @property
    def source(self) -> Place:
        """What is read: `place`, or a copy of what lies there."""
        ...

    def as_seen_by(self, cursor: Cursor) -> Place:
        """Return where other processes read the log as `cursor` sees it, while it is open.

        A place suffices where they are told how far to read: entries and their rows of the tree
        are only added, so that those up to a number stay as they are.
        """
        ...

    @property
    def register_id(self) -> str:
        """The id of the register, in each of its entries, empty where no table tells it."""
        ...

    def reading(self) -> AbstractContextManager[Cursor]:
        """See the register as it is now, unchanged by others meanwhile.

        Raises:
            AlteredTablesError: a table is not the one that was made: nothing would be believed.

        """
        ...

    def examining(self) -> AbstractContextManager[Cursor]:
        """See it likewise, however it is kept: for an audit, which asks `health` first."""
        ...

    def writing(
        self, ahead: Iterable[Question] = ()
    ) -> AbstractContextManager[tuple[Cursor, Head]]:
        """Hold the register alone; what was written is kept when the block ends well.

        `ahead` is what will be asked first: a back end that is far away asks it with the head.

        Raises:
            AlteredTablesError: a table or protection is not as it was made.
            BusyError: others held it for too long.
            OutcomeUnknownError: it cannot be said whether it was kept.
            ConnectionLostError: it was not, as the server was lost before.

        """
        ...

    def check_right(self, kind: str) -> None:
        """Look whether who opened it may record facts of a kind; "" is any without a rule.

        Raises:
            ReadOnlyError: not here, as a server tells of its logins.

        """
        ...

    def confirm(self) -> None:
        """Wait until all that can be read now is kept for good.

        On a server that acknowledges nothing before its standby has it, a transaction can be seen
        that nobody acknowledged.
        """
        ...

    def mending(self) -> AbstractContextManager[tuple[Cursor, Head]]:
        """Hold it likewise, with the right to make its projections again.

        Raises:
            ReadOnlyError: on a server that is the right of its administrator.

        """
        ...

    def filling(self) -> AbstractContextManager[Cursor]:
        """Hold a register that has no entry yet, to `put` into its tables what another holds."""
        ...

    def put(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Write rows into a table that is filled, as they are."""
        ...

    def append(self, cursor: Cursor, batch: Batch) -> None:
        """Write what one transaction adds."""
        ...

    def scratch(self) -> AbstractContextManager[Cursor]:
        """Give the tables of a register, empty and without protections, to this process alone.

        They may become as large as the register, and are gone with the block or the process.
        """
        ...

    def words(self, cursor: Cursor) -> WordIndex:
        """Return the index of words of the register, or of the scratch, that `cursor` is of."""
        ...

    def changes(self, stop: Event) -> Iterator[None]:
        """Say that it looks, then each time something was committed since, until `stop` is set.

        It ends before where the register is to be opened again to be read on: another file lies
        in its place, or it is a copy that is read of what changed meanwhile.
        """
        ...

    def health(self, cursor: Cursor) -> Health:
        """Examine how the register is kept."""
        ...

    def back_up(self, path: Path) -> None:
        """Copy the register, whole and consistent while others write, to a new file."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
