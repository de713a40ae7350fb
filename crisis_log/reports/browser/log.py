"""What the pages of a bundle read: the log as it is stored, entry by entry, and what it adds up to.

What cannot be read, or does not follow, is told as such at its place, and changes nothing. The
state is folded from the log into a temporary database, so memory does not follow the log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from typing import Final, NamedTuple

from crisis_log.account import EachRead
from crisis_log.command import Known
from crisis_log.entry import Entry, read_entry
from crisis_log.fact import UnreadableEntryError, UntakenFact
from crisis_log.language import _
from crisis_log.progress import passing
from crisis_log.register import Register
from crisis_log.reports.browser import layout
from crisis_log.slices import COLLECTIONS
from crisis_log.storage import Folding, StoredEntry, mark_at
from crisis_log.views.changes import Change
from crisis_log.views.dossier.then import Caught, caught
from crisis_log.views.reading import Step, history_of, step

_WORDED: Final = frozenset(field for one in COLLECTIONS.values() for field in one.worded)
_REMEMBERED: Final = 5_000
"""Entries that are kept for when they are asked for again: those that say since when a thing is."""


class Row(NamedTuple):
    """An entry as it is shown: `entry` is None when it cannot be read, `problem` says why.

    `changes` are the words that it replaced, of fields that an amendment may change: the
    others are told by the entries themselves.
    """

    number: int
    entry: Entry | None
    problem: str = ""
    changes: tuple[Change, ...] = ()


class Log:
    """The first `size` entries of a register, each held to the tree.

    `last_recorded` is when the last that can be read was recorded, `began` when the first of each
    page of entries was.
    """

    def __init__(self, register: Register, size: int, folding: Folding) -> None:
        self.register_id = register.register_id
        self.size = size
        self._register = register
        self._folding = folding
        self.last_recorded: datetime | None = None
        self.began: dict[int, datetime] = {}
        self._caught_up: list[Caught] = []
        self._walked = 0, folding.state_at(0)
        self._entry = lru_cache(_REMEMBERED)(partial(register.entry, tolerant=True))
        for stored in passing(register.stored(0, self.size), total=self.size):
            row = _row(stored)
            if row.entry:
                folding.note(step(row.entry, folding.state).entry)
                self.last_recorded = row.entry.recorded_at
                if one := caught(row.entry):
                    self._caught_up.append(one)
                if row.number % layout.ROWS == 1:
                    self.began[row.number] = row.entry.recorded_at
        folding.flush()

    def state(self) -> Known:
        """Return the state after the last entry; what is read of it is kept as long as it is."""
        return self._folding.state_at(self.size)

    def state_after(self, number: int) -> Known:
        """Return the state after entry `number`, until it is asked for the next one.

        Asked for one entry after the other, it reads each once.
        """
        size, state = self._walked
        if not mark_at(number) <= size <= number:
            size, state = mark_at(number), self._folding.state_at(mark_at(number))
        for stored in self._register.stored(size, number):
            row = _row(stored)
            if row.entry:
                step(row.entry, state)
        self._walked = number, state
        return state

    def entries(self, upto: int) -> Sequence[Entry]:
        """Return the entries up to `upto`, each read where it is asked for."""
        return EachRead(self._entry, upto)

    def number_at(self, instant: datetime) -> int:
        """Return the number of the last entry recorded by `instant`, 0 when none was."""
        return min(self._register.number_at(instant), self.size)

    def caught_up(self, after: int) -> Iterator[Caught]:
        """Return those after an entry that tell of a time before their recording."""
        return (one for one in self._caught_up if one.number > after)

    def about(self, subject: str) -> Sequence[int]:
        """Return the numbers of the entries about `subject`, in order."""
        return self._folding.about(subject)

    def rows(self, after: int, upto: int) -> Iterator[Row]:
        """Return the entries `after` < number ≤ `upto`."""
        mark = mark_at(after)
        state = self._folding.state_at(mark)
        for stored in self._register.stored(mark, upto):
            row = _row(stored)
            if row.entry:
                row = _told(step(row.entry, state))
            if row.number > after:
                yield row

    def history(self, subject: str, most: int) -> Sequence[Row]:
        """Return the last entries about `subject`, `most` at most."""
        entries = (self._register.entry(number) for number in self.about(subject))
        return deque(map(_told, history_of(subject, entries)), maxlen=most)


@contextmanager
def log_of(register: Register, size: int) -> Iterator[Log]:
    """Read the first `size` entries of `register`."""
    with register.scratch() as folding:
        yield Log(register, size, folding)


def _row(stored: StoredEntry) -> Row:
    try:
        return Row(stored.number, read_entry(stored.content, tolerant=True))
    except UnreadableEntryError as error:
        return Row(stored.number, None, str(error))


def _told(taken: Step) -> Row:
    if isinstance(taken.entry.fact, UntakenFact):
        problem = _("It does not follow from the entries before it.")
        return Row(taken.entry.number, taken.entry, problem)
    return Row(taken.entry.number, taken.entry, changes=taken.reworded(_WORDED))
