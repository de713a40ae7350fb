"""How a register is kept, as its back end finds it: what audits and `doctor` ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol


class Program(NamedTuple):
    """What keeps the register: its name as a check, its version, and what to do about it."""

    name: str
    version: str
    advice: str = ""


class Durability(NamedTuple):
    """How what is acknowledged is kept: as settings, and whether they are enough."""

    settings: str
    is_full: bool


class Lodging(NamedTuple):
    """The file of a register: its permissions, its size and the free space in bytes.

    `network` is the kind of network file system that it lies on, if it does; `names` how many
    names it has, one of them unless it was linked. Where its `group` may use it, `misfits` are
    the names of what the group cannot use, though it has to; typing the `remedy` lets it.
    """

    mode: int
    size: int
    free: int
    network: str | None
    names: int = 1
    group: str = ""
    misfits: Sequence[str] = ()
    remedy: str = ""


class Altered(NamedTuple):
    """A table or trigger that is not as it was made; None where there is none."""

    name: str
    expected: str | None
    found: str | None


class Mistyped(NamedTuple):
    """How many rows of a column hold a value of another type than the column's."""

    column: str
    expected: str
    rows: int


class Holder(NamedTuple):
    """Who holds the lock of a register: the login, its process on the server, for how long.

    `process` is 0 for a transaction that waits for its second phase without anybody; `held_for`
    None where this account is not told.
    """

    register: str
    login: str
    process: int
    held_for: timedelta | None


class Hosting(NamedTuple):
    """How a server keeps its registers.

    `standbys` are those that are connected, `in_step` how many of them what is acknowledged has
    reached; an account may not be told of them. `awake` are groups that may log in or do more
    than a group should; `masters` the logins that can change everything.
    """

    settings: Mapping[str, str]
    is_follower: bool
    was_promoted: bool
    standbys: Sequence[str]
    in_step: int
    sees_standbys: bool
    is_remote: bool
    is_encrypted: bool
    awake: Sequence[str]
    masters: Sequence[str]
    holders: Sequence[Holder]
    event_triggers: Sequence[str]
    is_examined: bool


class Health(Protocol):
    """What a back end can say of a register, within the transaction that sees it."""

    def program(self) -> Program:
        """Return what keeps the register."""
        ...

    def durability(self) -> Durability:
        """Return the settings in force on our connections."""
        ...

    def lodging(self) -> Lodging | None:
        """Return what is known of its file; None where it is none."""
        ...

    def hosting(self) -> Hosting | None:
        """Return what is known of the server that keeps it; None where none does."""
        ...

    def altered(self) -> Sequence[Altered]:
        """Return the tables and triggers that are not as a new register has them."""
        ...

    def is_readable(self) -> bool:
        """Whether every table is there."""
        ...

    def mistyped(self, *, large: bool) -> Iterator[Mistyped]:
        """Return the columns that hold values of another type; `large` looks at the log too."""
        ...

    def integrity(self) -> str:
        """Return what the database's own check says: `ok`, or what it found."""
        ...
