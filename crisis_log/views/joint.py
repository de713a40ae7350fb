"""What do several registers tell together, and what do they hold about their clocks?

    entries of each, in the order of the facts ──▶ one chronicle, each entry with whose it is

Each register dates its recordings by a clock of its own. What is known of a clock is what its
register holds: no more is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import merge
from itertools import zip_longest
from typing import NamedTuple

from crisis_log.entry import Entry


class Told(NamedTuple):
    """An entry, and the name of the register that holds it."""

    whose: str
    entry: Entry


class Stamped(NamedTuple):
    """A timestamp: entry `covered` was there at `at`, and `noted` was recorded later.

    The instants are the recordings of these entries, and `at` of the authority's clock.
    """

    covered: int
    covered_at: datetime
    at: datetime
    noted: int
    noted_at: datetime

    @property
    def least(self) -> timedelta:
        """By how much at least the time of `covered` is ahead of the authority's clock."""
        return self.covered_at - self.at

    @property
    def most(self) -> timedelta:
        """By how much at most the time of `noted` is ahead of the authority's clock."""
        return self.noted_at - self.at


def names(register_ids: Sequence[str]) -> list[str]:
    """Return a name for each register: that of its opening; its whole id, where two share one."""
    short = [one.rpartition("-")[0] or one for one in register_ids]
    shared = Counter(short)
    return [
        name if shared[name] == 1 else whole
        for name, whole in zip(short, register_ids, strict=True)
    ]


def chronicle(streams: Mapping[str, Iterable[Entry]]) -> Iterator[Told]:
    """Return the entries of all, as they happened; of those at one instant, as recorded.

    Each stream is in the order of its facts, then of its numbers: one entry of each is held.
    """
    return merge(*(_told(whose, entries) for whose, entries in streams.items()), key=_place)


def _told(whose: str, entries: Iterable[Entry]) -> Iterator[Told]:
    return (Told(whose, entry) for entry in entries)


def _place(told: Told) -> tuple[datetime, datetime, str, int]:
    entry = told.entry
    return entry.occurred_at, entry.recorded_at, told.whose, entry.number


def first_difference(one: Iterable[bytes], other: Iterable[bytes]) -> int | None:
    """Return the number of the first entry that two logs do not share, None if they are one."""
    pairs = enumerate(zip_longest(one, other), 1)
    return next((number for number, (a, b) in pairs if a != b), None)


def closest(stamps: Iterable[Stamped]) -> Stamped | None:
    """Return the timestamp that tells most of the clock: whose two bounds are the closest."""
    return min(stamps, key=lambda stamp: stamp.most - stamp.least, default=None)
