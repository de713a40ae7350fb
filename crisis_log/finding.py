"""Where in a register lie the entries that can match what is asked?

Its index of words finds those that can; where nothing does, or there is no index, it is all of
them, some at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from crisis_log.fact import UnreadableEntryError
from crisis_log.register import Register
from crisis_log.storage import StorageError
from crisis_log.views.log_pages import LOOKED, Candidates
from crisis_log.views.timeline import Criteria

_TICK: Final = timedelta(microseconds=1)
_COST_OF_STATE: Final = 3
"""Entries that are read in the time that it takes to look up what became of the line of one."""
_WIDEST: Final = 128 * LOOKED
"""Entries among which the index is asked for the first that match: it finds the last ones."""


def bounds(register: Register, asked: Criteria, last: int | None = None) -> tuple[int, int]:
    """Return the entries `after` < number ≤ `upto` of which those that match are some.

    They go up to the `last` entry; what was recorded before is not read.
    """
    after, upto = 0, register.last() if last is None else last
    with suppress(StorageError, UnreadableEntryError):  # of an altered one the time is unknown
        if asked.since is not None:  # nothing is recorded before it happened
            after = register.number_at(asked.since - _TICK)
        if asked.until is not None and asked.order == "recorded":
            upto = min(upto, register.number_at(asked.until))
    return after, upto


class Finder(Candidates):
    """Finds the entries up to `last` that may match what is asked, or all of them."""

    def __init__(self, register: Register, asked: Criteria, last: int) -> None:
        self._register = register
        self._search = asked.search
        self._after, self.upto = bounds(register, asked, last)
        self._looked = LOOKED // (_COST_OF_STATE if asked.is_of_lines else 1)

    def down(self, upto: int) -> tuple[Sequence[int], int]:
        upto = min(upto, self.upto)
        found = self._found(self._after, upto, self._looked)
        if found is None:
            low = max(self._after, upto - self._looked)
            return range(upto, low, -1), low if low > self._after else 0
        return found, found[-1] - 1 if len(found) == self._looked else 0

    def up(self, after: int) -> tuple[Sequence[int], int]:
        after, width = max(after, self._after), self._looked
        while True:
            end = min(after + width, self.upto)
            found = self._found(after, end, width)
            if found is None:
                end = min(after + self._looked, self.upto)
                found = range(end, after, -1)
            if end == self.upto or width >= _WIDEST or len(found) > self._looked // 10:
                break
            width *= 2
        numbers = found[::-1][: self._looked]
        end = numbers[-1] if len(numbers) < len(found) else end
        return numbers, end if end < self.upto else 0

    def _found(self, after: int, upto: int, most: int) -> Sequence[int] | None:
        if self._search is None:
            return None
        return self._register.find(self._search, after, max(after, upto), most)
