"""Which entries stand on a page of the log, and where do those before and after them stand?

    candidates ──read──▶ entries ──criteria──▶ a page, the newest first
                                                 older ◀──┴──▶ newer     each a `Cut`

Pages are cut at entries, so they stay as they are while new ones are recorded. No more than LOOKED
entries are looked through for one: a page for which that was not enough says so, and the next goes
on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappush, heappushpop, nsmallest
from itertools import islice, takewhile
from typing import Final, NamedTuple, Protocol

from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.views.timeline import Criteria, Span, key_of, runs_of

MOST: Final = 50
"""Entries of a page."""
LOOKED: Final = 1_500
"""Entries that are looked through for a page, at most: a few hundredths of a second."""
_AT_ONCE: Final = 128

Read = Callable[[Iterable[Span]], Iterator[Entry | int]]
"""Returns the entries of a few spans, in order; of one that cannot be read, its number."""
Dated = tuple[int, Entry]
"""An entry after what sorts it by the time of its fact."""


class Candidates(Protocol):
    """The numbers of the entries that may match, up to the last one, `upto`."""

    upto: int

    def down(self, upto: int) -> tuple[Sequence[int], int]:
        """Return those up to `upto`, the last first; and the last of the entries not looked at.

        At most LOOKED; 0 where all were looked at.
        """
        ...

    def up(self, after: int) -> tuple[Sequence[int], int]:
        """Return those after `after`, in order; and the last of the entries that were looked at.

        At most LOOKED; 0 where all were looked at.
        """
        ...


class Cut(NamedTuple):
    """Where a page begins: `before` an entry, or `after` one where newer ones are asked for.

    In the order of facts, pages stand among the entries up to `upto`.
    """

    before: int | None = None
    after: int | None = None
    upto: int | None = None


NEWEST: Final = Cut()


class LogPage(NamedTuple):
    """A page: its entries, and those around it.

    `among`, entries `after` < number ≤ `upto`, is what was looked through where that did not fill
    it. `altered` are those that cannot be read, where they have no place on the page; others
    stand there as their number.
    """

    entries: Sequence[Entry | int]
    older: Cut | None = None
    newer: Cut | None = None
    among: Span | None = None
    altered: Sequence[int] = ()


class Pages:
    """The pages of the entries that match, among `candidates`.

    Where `every` entry is asked for, those that cannot be read stand at their place.
    """

    def __init__(
        self, read: Read, candidates: Candidates, asked: Criteria, *, every: bool = False
    ) -> None:
        self._read_spans = read
        self._candidates = candidates
        self._asked = asked
        self._by_fact = asked.order == "occurred"
        self._keeps_altered = every and not self._by_fact
        self._altered: list[int] = []

    def page(self, cut: Cut = NEWEST) -> LogPage:
        """Return a page.

        Raises:
            Refused: in the order of facts, nothing tells where it begins.

        """
        self._altered = []
        if self._by_fact:
            page = self._older_facts(cut) if cut.after is None else self._newer_facts(cut)
        else:
            page = self._older(cut) if cut.after is None else self._newer(cut.after)
        return page._replace(altered=(*sorted(self._altered),))

    def _older(self, cut: Cut) -> LogPage:
        top = self._candidates.upto
        upto = top if cut.before is None else min(cut.before - 1, top)
        newer = None if cut.before is None else Cut(after=upto)
        numbers, rest = self._candidates.down(upto)
        found = [*islice(self._matching(numbers), MOST + 1)]
        if len(found) > MOST:
            return LogPage(found[:MOST], Cut(before=_number(found[MOST - 1])), newer)
        if rest:
            return LogPage(found, Cut(before=rest + 1), newer, (rest, upto))
        return LogPage(found, None, newer)

    def _newer(self, after: int) -> LogPage:
        numbers, rest = self._candidates.up(after)
        found = [*islice(self._matching(numbers), MOST + 1)]
        if len(found) <= MOST and not rest:
            return self._older(NEWEST)
        older = Cut(before=after + 1)
        if len(found) > MOST:
            return LogPage(found[MOST - 1 :: -1], older, Cut(after=_number(found[MOST - 1])))
        return LogPage(found[::-1], older, Cut(after=rest), (after, rest))

    def _older_facts(self, cut: Cut) -> LogPage:
        edge = None if cut.before is None else self._key_at(cut.before)
        upto = self._upto(cut)
        numbers, rest = self._candidates.down(upto)
        found: list[Dated] = []
        for entry in self._legible(numbers):
            if len(found) > MOST and _recorded(entry) < found[0][0]:
                break  # no fact was recorded before it happened
            dated = _dated(entry)
            if (edge is None or dated[0] < edge) and self._asked.match(entry):
                heappushpop(found, dated) if len(found) > MOST else heappush(found, dated)
        shown = [entry for _key, entry in sorted(found, reverse=True)[:MOST]]
        newer = None if cut.before is None else Cut(after=cut.before, upto=upto)
        if len(found) > MOST:
            return LogPage(shown, Cut(before=shown[-1].number, upto=upto), newer)
        if rest:
            return LogPage(shown, Cut(upto=rest), newer, (rest, upto))
        return LogPage(shown, None, newer)

    def _newer_facts(self, cut: Cut) -> LogPage:
        edge, upto = self._key_at(cut.after or 0), self._upto(cut)
        numbers, _rest = self._candidates.down(upto)
        recorded_since = takewhile(lambda entry: _recorded(entry) > edge, self._legible(numbers))
        later = (_dated(entry) for entry in recorded_since if self._asked.match(entry))
        found = nsmallest(MOST + 1, (dated for dated in later if dated[0] >= edge))
        if len(found) <= MOST:
            return self._older_facts(Cut(upto=cut.upto))
        *shown, (_key, last) = found
        page = [entry for _key, entry in reversed(shown)]
        return LogPage(page, Cut(before=cut.after, upto=upto), Cut(after=last.number, upto=upto))

    def _upto(self, cut: Cut) -> int:
        top = self._candidates.upto
        return top if cut.upto is None else min(cut.upto, top)

    def _key_at(self, number: int) -> int:
        """Return what sorts entry `number` by the time of its fact."""
        for entry in self._read_spans([(number - 1, number)]):
            if isinstance(entry, Entry):
                return key_of(entry.occurred_at, number)
        raise Refused(
            _("The time of entry n° {number} cannot be read: no page begins there.").format(
                number=number
            )
        )

    def _matching(self, numbers: Sequence[int]) -> Iterator[Entry | int]:
        for one in self._read(numbers):
            if isinstance(one, Entry):
                if self._asked.match(one):
                    yield one
            elif self._keeps_altered:
                yield one
            else:
                self._altered.append(one)

    def _legible(self, numbers: Sequence[int]) -> Iterator[Entry]:
        for one in self._read(numbers):
            if isinstance(one, Entry):
                yield one
            else:
                self._altered.append(one)

    def _read(self, numbers: Sequence[int]) -> Iterator[Entry | int]:
        """Return entries in the order of their numbers, which go up or down."""
        falling = len(numbers) > 1 and numbers[0] > numbers[1]
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            found = self._read_spans(runs_of(some[::-1] if falling else some))
            yield from reversed([*found]) if falling else found


def _number(one: Entry | int) -> int:
    return one.number if isinstance(one, Entry) else one


def _dated(entry: Entry) -> Dated:
    return key_of(entry.occurred_at, entry.number), entry


def _recorded(entry: Entry) -> int:
    return key_of(entry.recorded_at, entry.number)
