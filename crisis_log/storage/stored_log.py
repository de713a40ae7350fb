"""The log of an open register, read run by run: no transaction is held while a caller looks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from crisis_log.entry import Entry, recorded_at_of
from crisis_log.fact import UnreadableEntryError
from crisis_log.progress import passing
from crisis_log.storage.backend import Backend
from crisis_log.storage.errors import AlteredEntryError
from crisis_log.storage.log import ProvenLog, StoredEntry
from crisis_log.storage.reading import TOGETHER, Reading, legible, typed


class StoredLog:
    """The entries that a back end keeps; numbers are theirs.

    Raises:
        StorageError: from every method, when the register cannot be read.

    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    @property
    def register_id(self) -> str:
        """The id of the register, in each of its entries."""
        return self._backend.register_id

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """See the register as it is now, unchanged by others meanwhile."""
        with self._backend.reading() as cursor:
            yield Reading(cursor, self.register_id)

    @contextmanager
    def log(self) -> Iterator[ProvenLog]:
        """See the log beside its tree, as it is now."""
        with self._backend.reading() as cursor:
            yield ProvenLog(cursor, self.register_id)

    def size(self) -> int:
        """Return the number of the last entry."""
        with self.reading() as seen:
            return seen.size()

    def last(self) -> int:
        """Return the number of the last entry that is there, or was."""
        with self.reading() as seen:
            seen.ask_sizes()
            return seen.last()

    def stored(
        self, after: int = 0, upto: int | None = None, *, held: bool = True
    ) -> Iterator[StoredEntry]:
        """Return the entries `after` < number ≤ `upto` as they are stored, in order.

        Each is held to the proof tree, unless `held` is false: see `Reading`. No transaction is
        held while the caller looks at them.

        Raises:
            AlteredEntryError: one is not what was recorded.

        """
        upto = self.last() if upto is None else upto
        yield from passing(self._stored(after, upto, held=held), upto - after)

    def _stored(self, after: int, upto: int, *, held: bool) -> Iterator[StoredEntry]:
        while after < upto:
            with self.reading() as seen:
                found = seen.chunk(after, upto) if held else seen.found(after, upto)
            if not found:
                return
            yield from found
            after = found[-1].number

    def entries(
        self,
        after: int = 0,
        upto: int | None = None,
        *,
        tolerant: bool = False,
        held: bool = True,
    ) -> Iterator[Entry]:
        """Return the same entries, typed.

        Raises:
            AlteredEntryError: as `stored`.
            UnreadableEntryError: one cannot be read; kinds this version does not know can
                be if `tolerant`.

        """
        for stored in self.stored(after, upto, held=held):
            yield typed(stored, tolerant=tolerant)

    def entry(self, number: int, *, tolerant: bool = False, held: bool = True) -> Entry | None:
        """Return entry `number`, if it is there."""
        found = self.entries(number - 1, number, tolerant=tolerant, held=held)
        return next(found, None)

    def those(self, numbers: Sequence[int]) -> Iterator[Entry]:
        """Return the entries of these numbers, in their order, held to the tree together.

        Raises:
            AlteredEntryError: one is not there, or not what was recorded.
            UnreadableEntryError: one cannot be read.

        """
        for n in range(0, len(numbers), TOGETHER):
            with self.reading() as seen:
                found = seen.each(numbers[n : n + TOGETHER])
            yield from map(typed, found)

    def legible(self, spans: Iterable[tuple[int, int]]) -> Iterator[Entry | int]:
        """Return the entries `after` < number ≤ `upto` of `spans`; for an altered one, its number.

        For people who must read on in such a register. Leaves alone tell what was altered: a
        tree that is damaged above them hides nothing. They are read, and held, together.
        """
        with self.log() as log:
            found = [one for span in spans for one in _legible(log, *span)]
        yield from found

    def recorded_at(self, number: int) -> datetime | None:
        """Return when entry `number` was recorded, if it is there, whatever fact it holds."""
        for stored in self.stored(number - 1, number):
            with suppress(UnreadableEntryError):
                return recorded_at_of(stored.content, tolerant=True)
            return typed(stored, tolerant=True).recorded_at
        return None

    def number_at(self, instant: datetime, size: int) -> int:
        """Return the number of the last entry up to `size` recorded by `instant`, 0 if none was.

        `recorded_at` is strictly increasing, so a few entries are read, not the log.
        """
        return bisect_right(range(1, size + 1), instant, key=self._told_at)

    def _told_at(self, number: int) -> datetime:
        found = self.recorded_at(number)
        if found is None:
            raise AlteredEntryError(number)
        return found


def _legible(log: ProvenLog, after: int, upto: int) -> Iterator[Entry | int]:
    while after < upto:
        rows = log.scan(after, upto)
        for row in rows:
            if row.number != after + 1:
                yield after + 1
            yield legible(row)
            after = row.number
        if not rows:
            yield after + 1
            return
