"""What of a register is asked to go out, and what was made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from crisis_log.account import Account
from crisis_log.slices.crisis import Crisis, current
from crisis_log.slices.exchange import What

Stored = Callable[[int, int], Iterator[tuple[int, bytes]]]
"""Returns the entries `after` < number ≤ `upto` as they are stored, each with its number."""


class Scope(NamedTuple):
    """Entries `first` to `last` of a register, and what they tell of, as it was after the last.

    `account` tells of nothing later, `instant` is the present one, `options` are what one format
    alone is asked.
    """

    account: Account
    stored: Stored
    what: What
    instant: datetime
    first: int = 1
    without_confidential: bool = False
    options: Mapping[str, str] = {}

    @property
    def last(self) -> int:
        """The number of the last entry that is told."""
        return self.account.size

    @property
    def crisis(self) -> Crisis:
        """The crisis that the register keeps: its title, its zone, whether it is an exercise."""
        return current(self.account.state())


class Made(NamedTuple):
    """The bytes of a file, how many rows or things it tells, and what is to be said of it.

    `recipient` is the organisation to which it says that it goes. Some formats never hold what is
    confidential: they are made `without_confidential`, whatever was asked.
    """

    content: bytes
    rows: int
    remarks: tuple[str, ...] = ()
    recipient: str | None = None
    without_confidential: bool = False
