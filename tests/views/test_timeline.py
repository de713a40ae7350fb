"""The timeline: whatever is asked, in either order, it is what one pass over all would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.entry import Entry
from crisis_log.search import Search
from crisis_log.slices.journal import LineLogged
from crisis_log.views.timeline import (
    Criteria,
    Find,
    Hits,
    Order,
    Span,
    spans_between,
    timeline,
)
from tests.given import entry_of, hour

LINES: Final = [LineLogged(text=text, line_kind="information") for text in ("Masks", "Schools")]
LATE: Final = st.lists(st.integers(0, 500), min_size=1, max_size=40)
ORDERS: Final = ("recorded", "occurred")


class Log:
    """Entries told late by so many hours; it notes which of them are read."""

    def __init__(self, hours_late: Sequence[int]) -> None:
        self.was_read: list[int] = []
        self.entries = [
            entry_of(LINES[number % 2], number, hour(number) - timedelta(hours=late))
            for number, late in enumerate(hours_late, start=1)
        ]

    def read(self, spans: Iterable[Span]) -> Iterator[Entry]:
        for after, upto in spans:
            for entry in self.entries[after:upto]:
                self.was_read.append(entry.number)
                yield entry


@for_any(
    LATE,
    st.sampled_from(ORDERS),
    st.none() | st.integers(1, 50),
    st.none() | st.just("schools"),
    st.none() | st.integers(-500, 50),
    st.integers(1, 7),
)
def test_it_is_what_a_pass_over_all_entries_would_give(
    hours_late: Sequence[int],
    order: Order,
    last: int | None,
    search: str | None,
    since: int | None,
    length: int,
) -> None:
    log = Log(hours_late)
    sought = Search(search) if search else None
    asked = Criteria(None if since is None else hour(since), search=sought, order=order)
    size = len(log.entries)
    spans = [(start, min(start + length, size)) for start in range(0, size, length)]
    found = [*timeline(log.read, spans, asked, last)]
    matching = [entry for entry in log.entries if asked.match(entry)]
    expected = sorted(matching, key=lambda entry: (getattr(entry, f"{order}_at"), entry.number))
    assert found == (expected if last is None else expected[-last:])


@pytest.mark.parametrize("order", ORDERS)
def test_for_the_last_entries_the_log_is_not_read(order: Order) -> None:
    log = Log([5] * 2_000)
    found = timeline(log.read, spans_between(0, 2_000), Criteria(order=order), 3)
    assert [entry.number for entry in found] == [1_998, 1_999, 2_000]
    assert min(log.was_read) > 1_500


def test_the_first_entry_is_given_before_others_are_read() -> None:
    log = Log([0] * 2_000)
    found = timeline(log.read, spans_between(0, 2_000), Criteria(search=Search("schools")))
    assert next(found).number == 1
    assert log.was_read == [1]


NUMBERS: Final = st.sets(st.integers(1, 200), max_size=120)


def finding(numbers: set[int], calls: list[int]) -> Find:
    """Return an index that finds these numbers, and notes how many are asked for."""

    def find(after: int, upto: int, most: int) -> Sequence[int]:
        calls.append(most)
        return sorted((n for n in numbers if after < n <= upto), reverse=True)[:most]

    return find


def entries_in(spans: Iterable[Span]) -> list[int]:
    return [number for after, upto in spans for number in range(after + 1, upto + 1)]


@for_any(NUMBERS, st.integers(0, 100), st.integers(100, 200))
def test_what_an_index_finds_is_read_from_either_end(
    numbers: set[int], after: int, upto: int
) -> None:
    hits = Hits(finding(numbers, []), after, upto)
    there = sorted(n for n in numbers if after < n <= upto)
    assert entries_in(hits) == there
    assert entries_in([*reversed([*reversed(hits)])]) == there


def test_hits_that_follow_each_other_are_all_found_however_many() -> None:
    hits = Hits(finding({*range(1, 121)}, []), 0, 120)
    assert sorted(entries_in(reversed(hits))) == [*range(1, 121)]


def test_for_the_last_hits_the_first_are_not_looked_for() -> None:
    calls: list[int] = []
    log = Log([0] * 2_000)
    hits = Hits(finding({*range(1, 2_001)}, calls), 0, 2_000)
    found = [*timeline(log.read, hits, Criteria(), 10)]
    assert [entry.number for entry in found] == [*range(1_991, 2_001)]
    assert len(calls) == 1
    assert min(log.was_read) > 1_900


@for_any(st.integers(0, 20), st.integers(20, 600))
def test_where_there_is_no_index_all_entries_are_read(after: int, upto: int) -> None:
    hits = Hits(lambda _after, _upto, _most: None, after, upto)
    assert entries_in(hits) == [*range(after + 1, upto + 1)]
    assert [*reversed([*reversed(hits)])] == [*hits] == spans_between(after, upto)
