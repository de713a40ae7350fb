"""Which entries match what is asked, in the order of the facts or of the recording?

    spans ──read──▶ entries ──criteria──▶ found        forwards, or backwards for the last of them
                                   └──▶ their times, sorted ──▶ read again, in the order of facts

No more is held in memory than what is shown together, or a number for each that is sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heappush, heappushpop
from itertools import chain, islice
from typing import Final, Literal, NamedTuple

from crisis_log.entry import Entry
from crisis_log.progress import passing
from crisis_log.text import says

Order = Literal["recorded", "occurred"]
Span = tuple[int, int]
"""The entries `after` < number ≤ `upto`."""
Read = Callable[[Iterable[Span]], Iterator[Entry]]
"""Returns the entries of spans that can be read, in order."""

_AT_ONCE: Final = 256
_EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_NUMBERS: Final = 1 << 40
"""More than there are entries: a time and a number are sorted as one small number."""


class Criteria(NamedTuple):
    """What is asked: an entry matches when every criterion that is given does.

    `since` and `until` bound the time by which entries are ordered, both included. `kind`
    is a kind or its beginning (`decision`, `decision.adopted`); `search` is looked for in
    the `texts` of an entry, which are all that people can read of it.
    """

    texts: Callable[[Entry], Iterable[str]]
    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None
    search: str | None = None
    order: Order = "recorded"

    def match(self, entry: Entry) -> bool:
        """Whether `entry` is one of those that are asked for."""
        instant = entry.recorded_at if self.order == "recorded" else entry.occurred_at
        return (
            (self.since is None or self.since <= instant)
            and (self.until is None or instant <= self.until)
            and (self.kind is None or f"{entry.kind}.".startswith(f"{self.kind}."))
            and (self.search is None or says(self.texts(entry), self.search))
        )


def spans_between(after: int, upto: int) -> list[Span]:
    """Return the entries `after` < number ≤ `upto` as spans, each to be held in memory."""
    return [(start, min(start + _AT_ONCE, upto)) for start in range(after, upto, _AT_ONCE)]


def timeline(
    read: Read, spans: Sequence[Span], asked: Criteria, last: int | None = None
) -> Iterator[Entry]:
    """Return the entries of `spans` that match, in the order that is asked for.

    Where only the `last` are wanted, what comes before them is not read.
    """
    if asked.order == "occurred":
        keys = _keys(read, spans, asked) if last is None else _last_keys(read, spans, asked, last)
        return passing(read(_runs(key % _NUMBERS for key in sorted(keys))), len(keys))
    if last is None:
        return filter(asked.match, _forwards(read, spans))
    return reversed([*islice(filter(asked.match, _backwards(read, spans)), last)])


def _forwards(read: Read, spans: Sequence[Span]) -> Iterator[Entry]:
    return passing(read(spans), _width(spans))


def _backwards(read: Read, spans: Sequence[Span]) -> Iterator[Entry]:
    runs = (reversed([*read([span])]) for span in reversed(spans))
    return passing(chain.from_iterable(runs), _width(spans))


def _width(spans: Sequence[Span]) -> int:
    return sum(upto - after for after, upto in spans)


def _keys(read: Read, spans: Sequence[Span], asked: Criteria) -> list[int]:
    found = filter(asked.match, _forwards(read, spans))
    return [_key(entry.occurred_at, entry.number) for entry in found]


def _last_keys(read: Read, spans: Sequence[Span], asked: Criteria, last: int) -> list[int]:
    """Return the `last` largest keys: no fact was recorded before it happened."""
    keys: list[int] = []
    for entry in _backwards(read, spans):
        if len(keys) == last and _key(entry.recorded_at, entry.number) < keys[0]:
            break
        if asked.match(entry):
            key = _key(entry.occurred_at, entry.number)
            heappush(keys, key) if len(keys) < last else heappushpop(keys, key)
    return keys


def _key(instant: datetime, number: int) -> int:
    return (instant - _EPOCH) // _TICK * _NUMBERS + number


def _runs(numbers: Iterable[int]) -> Iterator[Span]:
    """Return spans for `numbers`, in their order: one for those that follow each other."""
    start = end = 0
    for number in numbers:
        if number != end + 1 or end - start == _AT_ONCE:
            if start < end:
                yield start, end
            start = number - 1
        end = number
    if start < end:
        yield start, end
