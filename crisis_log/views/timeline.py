"""Which entries match what is asked, in the order of the facts or of the recording?

    spans ──read──▶ entries ──criteria──▶ found        forwards, or backwards for the last of them
                                   └──▶ their times, sorted ──▶ read again, in the order of facts

Spans are all there are, or those that an index finds for a search: then the criteria look again.
No more is held in memory than what is shown together, or a number for each that is sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Reversible, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heappush, heappushpop
from itertools import chain, islice
from typing import Final, Literal, NamedTuple

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Fact
from crisis_log.language import pgettext
from crisis_log.progress import passing
from crisis_log.search import Search
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.text import folded, says
from crisis_log.words import Words, teach

Order = Literal["recorded", "occurred"]
Span = tuple[int, int]
"""The entries `after` < number ≤ `upto`."""
Spans = Reversible[Span]
"""Spans in order, none of them wider than what is held in memory together."""
Find = Callable[[int, int, int], Sequence[int] | None]
"""Returns the numbers `after` < n ≤ `upto` of the last entries that may match, at most so many.

The last comes first; None is returned where only the entries can tell.
"""
Read = Callable[[Iterable[Span]], Iterator[Entry]]
"""Returns the entries of a few spans that can be read, in order."""

_AT_ONCE: Final = 256
_PAGE: Final = 50
"""Hits that are looked for at once."""
_EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_NUMBERS: Final = 1 << 40
"""More than there are entries: a time and a number are sorted as one small number."""


class Criteria(NamedTuple):
    """What is asked: an entry matches when every criterion that is given does.

    `since` and `until` bound the time by which entries are ordered, both included. `kind`
    is a kind or its beginning (`decision`, `decision.adopted`). Of a line of the journal,
    `line_kind` is what it is by now, and `verdict` what it is found to be: `line_of` an entry
    tells the line that it logged. Who recorded it, and the source that its fact names, are given
    in part.
    """

    since: datetime | None = None
    until: datetime | None = None
    kind: str | None = None
    search: Search | None = None
    order: Order = "recorded"
    by: str | None = None
    source: str | None = None
    tag: str | None = None
    verdict: str | None = None
    line_kind: str | None = None
    line_of: Callable[[Entry], Line | None] = lambda _entry: None

    def match(self, entry: Entry) -> bool:
        """Whether `entry` is one of those that are asked for."""
        instant = entry.recorded_at if self.order == "recorded" else entry.occurred_at
        return (
            (self.since is None or self.since <= instant)
            and (self.until is None or instant <= self.until)
            and (self.kind is None or f"{entry.kind}.".startswith(f"{self.kind}."))
            and (self.by is None or says([entry.by, entry.recorded_by or ""], self.by))
            and self._told_so(entry.fact)
            and self._is_now(entry)
            and (self.search is None or self.search.finds(entry))
        )

    @property
    def is_of_lines(self) -> bool:
        """Whether it is asked what the line of an entry is by now: entries alone do not tell."""
        return self.verdict is not None or self.line_kind is not None

    def _is_now(self, entry: Entry) -> bool:
        """Whether the line that an entry logged is by now what is asked for."""
        if not self.is_of_lines:
            return True
        line = self.line_of(entry) if isinstance(entry.fact, LineLogged) else None
        return (
            line is not None
            and self.verdict in {None, line.verification}
            and self.line_kind in {None, line.line_kind}
        )

    def _told_so(self, fact: Fact) -> bool:
        """Whether the source and the tags of a fact are those that are asked for."""
        source, tags = getattr(fact, "source", None), getattr(fact, "tags", ())
        return (self.source is None or says([source or ""], self.source)) and (
            self.tag is None or folded(self.tag) in map(folded, tags)
        )


def line_logged(known: Known, entry: Entry) -> Line | None:
    """Return the line of the journal that `entry` logged, as it is `known`, if it logged one."""
    line = known.get(entry.subject)
    return line if isinstance(line, Line) and line.number == entry.number else None


def spans_between(after: int, upto: int) -> list[Span]:
    """Return the entries `after` < number ≤ `upto` as spans, each to be held in memory."""
    return [(start, min(start + _AT_ONCE, upto)) for start in range(after, upto, _AT_ONCE)]


class Hits:
    """The spans of the entries `after` < number ≤ `upto` that an index finds, page by page."""

    def __init__(self, find: Find, after: int, upto: int) -> None:
        self._find = find
        self._after = after
        self._upto = upto

    def __iter__(self) -> Iterator[Span]:
        found = self._find(self._after, self._upto, self._upto - self._after)
        if found is None:
            return iter(spans_between(self._after, self._upto))
        return runs_of(reversed(found))

    def __reversed__(self) -> Iterator[Span]:
        upto = self._upto
        while upto > self._after:
            page = self._find(self._after, upto, _PAGE)
            if page is None:
                yield from reversed(spans_between(self._after, upto))
                return
            yield from reversed([*runs_of(reversed(page))])
            upto = page[-1] - 1 if len(page) == _PAGE else self._after


def timeline(read: Read, spans: Spans, asked: Criteria, last: int | None = None) -> Iterator[Entry]:
    """Return the entries of `spans` that match, in the order that is asked for.

    Where only the `last` are wanted, what comes before them is not read.
    """
    if asked.order == "occurred":
        keys = _keys(read, spans, asked) if last is None else _last_keys(read, spans, asked, last)
        return passing(_read(read, runs_of(key % _NUMBERS for key in sorted(keys))), len(keys))
    if last is None:
        return filter(asked.match, _forwards(read, spans))
    return reversed([*islice(filter(asked.match, _backwards(read, spans)), last)])


def _forwards(read: Read, spans: Spans) -> Iterator[Entry]:
    return passing(_read(read, spans), _width(spans))


def _read(read: Read, spans: Iterable[Span]) -> Iterator[Entry]:
    return chain.from_iterable(map(read, _together(spans)))


def _backwards(read: Read, spans: Spans) -> Iterator[Entry]:
    runs = (reversed([*read(reversed(later))]) for later in _together(reversed(spans)))
    return passing(chain.from_iterable(runs), _width(spans))


def _together(spans: Iterable[Span]) -> Iterator[Sequence[Span]]:
    """Return spans in groups, each to be read, and held in memory, at once."""
    group: list[Span] = []
    for span in spans:
        group.append(span)
        if _width(group) >= _PAGE:
            yield group
            group = []
    if group:
        yield group


def _width(spans: Spans) -> int:
    """Return how many entries lie there, 0 where it is not known before they are found."""
    return sum(upto - after for after, upto in spans) if isinstance(spans, Sequence) else 0


def _keys(read: Read, spans: Spans, asked: Criteria) -> list[int]:
    found = filter(asked.match, _forwards(read, spans))
    return [key_of(entry.occurred_at, entry.number) for entry in found]


def _last_keys(read: Read, spans: Spans, asked: Criteria, last: int) -> list[int]:
    """Return the `last` largest keys: no fact was recorded before it happened."""
    keys: list[int] = []
    for entry in _backwards(read, spans):
        if len(keys) == last and key_of(entry.recorded_at, entry.number) < keys[0]:
            break
        if asked.match(entry):
            key = key_of(entry.occurred_at, entry.number)
            heappush(keys, key) if len(keys) < last else heappushpop(keys, key)
    return keys


def key_of(instant: datetime, number: int) -> int:
    """Return what sorts an entry by the time of its fact, then by its number."""
    return (instant - _EPOCH) // _TICK * _NUMBERS + number


def runs_of(numbers: Iterable[int]) -> Iterator[Span]:
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


def _words() -> Words:
    """Return what people type for the order."""
    return Words(
        {},
        {},
        {
            "order": {
                "recorded": pgettext("typed", "recording | recorded"),
                "occurred": pgettext("typed", "facts | occurred"),
            }
        },
    )


teach(_words)
