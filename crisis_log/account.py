"""What a register tells up to one of its entries: the entries, and the state after any of them.

    account.entries(after=n)     those of a period, read when asked
    account.state(n)             the state after entry n, read subject by subject
    account.about("decision/3")  the numbers of the entries that changed it
    account.marked("kind:request")

A view reads what it shows from it, so that its cost does not grow with the log. What keeps the
register decides how: from its projections, or folded from the log where a lie would be signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol, overload

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.state import State, replay


class Account(Protocol):
    """A register's first `size` entries; nothing here looks beyond them."""

    @property
    def register_id(self) -> str:
        """The id of the register, in each of its entries."""
        ...

    @property
    def size(self) -> int:
        """The number of the last entry that is told, 0 when there is none."""
        ...

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        """Return the entries `after` < number ≤ `upto`, in order."""
        ...

    def entry(self, number: int) -> Entry:
        """Return entry `number`, one of those told.

        Raises:
            LookupError: there is none.

        """
        ...

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        """Return the entries of these numbers, in their order, read together.

        Raises:
            LookupError: one is none of those told.

        """
        ...

    def about(self, subject: str) -> Sequence[int]:
        """Return the numbers of the entries that changed `subject`, in order."""
        ...

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        """Return the numbers of the entries after `after` that bear `mark`, in order.

        See `entry.Entry.marks`.
        """
        ...

    def state(self, number: int | None = None) -> Known:
        """Return the state after entry `number`, the last that is told by default."""
        ...

    def number_at(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was."""
        ...

    def upto(self, number: int) -> Account:
        """Return the account of the first `number` entries of these."""
        ...


class EachRead(Sequence[Entry]):
    """The first `size` entries of a log, each read where it is asked for, by its number."""

    def __init__(self, read: Callable[[int], Entry], size: int) -> None:
        self._read = read
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Entry: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...

    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(self._size))]
        return self._read(place + 1)


class HeldInMemory:
    """The account of `entries`, a register's first ones in order, all held in memory.

    They may leave out some that tell nothing: numbers are those of the entries that are there.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._states = lru_cache(maxsize=8)(self._folded)

    @property
    def register_id(self) -> str:
        return self._entries[0].register_id if self._entries else ""

    @property
    def size(self) -> int:
        return self._entries[-1].number if self._entries else 0

    def entries(self, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        last = self.size if upto is None else upto
        return (entry for entry in self._entries if after < entry.number <= last)

    def entry(self, number: int) -> Entry:
        return next(iter(self.entries(number - 1, number)), None) or _missing(number)

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        return map(self.entry, numbers)

    def about(self, subject: str) -> Sequence[int]:
        return [entry.number for entry in self._entries if subject in entry.subjects]

    def marked(self, mark: str, after: int = 0) -> Sequence[int]:
        return [entry.number for entry in self.entries(after) if mark in entry.marks]

    def state(self, number: int | None = None) -> Known:
        return self._states(self.size if number is None else number)

    def _folded(self, number: int) -> State:
        return replay(self.entries(upto=number))

    def number_at(self, instant: datetime) -> int:
        told = [entry.number for entry in self._entries if entry.recorded_at <= instant]
        return told[-1] if told else 0

    def upto(self, number: int) -> HeldInMemory:
        return HeldInMemory(self.entries(upto=number))


def _missing(number: int) -> Entry:
    raise LookupError(number)
