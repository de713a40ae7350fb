"""Pages of the log: put together they tell each entry once, whatever is asked, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.slices.journal import LineLogged
from crisis_log.views import log_pages
from crisis_log.views.log_pages import NEWEST, Cut, LogPage, Pages
from crisis_log.views.timeline import Criteria, Order, Span
from tests.given import entry_of, hour

_LATE = st.lists(st.integers(0, 300), max_size=60)
_ORDERS = st.sampled_from(("recorded", "occurred"))


class Log:
    """Entries recorded so many hours after their facts; some cannot be read."""

    def __init__(self, hours_late: Sequence[int], altered: Iterable[int] = ()) -> None:
        self._altered = {*altered}
        self.entries = [
            entry_of(
                LineLogged(
                    text=f"line {number}", line_kind="information", tags=("even",)[number % 2 :]
                ),
                number,
                hour(number) - timedelta(hours=late),
            )
            for number, late in enumerate(hours_late, start=1)
        ]
        self.upto = len(self.entries)

    def read(self, spans: Iterable[Span]) -> Iterator[Entry | int]:
        for after, upto in spans:
            for entry in self.entries[after:upto]:
                yield entry.number if entry.number in self._altered else entry

    def down(self, upto: int) -> tuple[Sequence[int], int]:
        low = max(0, min(upto, self.upto) - log_pages.LOOKED)
        return range(min(upto, self.upto), low, -1), low

    def up(self, after: int) -> tuple[Sequence[int], int]:
        end = min(after + log_pages.LOOKED, self.upto)
        return range(after + 1, end + 1), end if end < self.upto else 0

    def in_order(self, order: Order) -> list[int]:
        told = sorted(self.entries, key=lambda one: (getattr(one, f"{order}_at"), one.number))
        return [one.number for one in reversed(told)]


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of seven entries, found among thirty: a short log has several of both."""
    monkeypatch.setattr(log_pages, "MOST", 7)
    monkeypatch.setattr(log_pages, "LOOKED", 30)


def _through(pages: Pages, cut: Cut | None = NEWEST) -> Iterator[LogPage]:
    while cut is not None:
        page = pages.page(cut)
        yield page
        cut = page.older


def _numbers(page: LogPage) -> list[int]:
    return [one.number if isinstance(one, Entry) else one for one in page.entries]


@for_any(_LATE, _ORDERS, st.none() | st.just("even"), st.sets(st.integers(1, 60)))
def test_pages_put_together_tell_each_entry_once(
    hours_late: Sequence[int], order: Order, tag: str | None, altered: set[int]
) -> None:
    log = Log(hours_late, altered)
    pages = Pages(log.read, log, Criteria(tag=tag, order=order), every=tag is None)
    told = list(_through(pages))
    numbers = [number for page in told for number in _numbers(page)]
    expected = [one for one in log.in_order(order) if not (tag and one % 2)]
    if tag or order == "occurred":  # nothing tells what those that cannot be read would say
        expected = [one for one in expected if one not in altered]
    assert sorted(numbers) == sorted(expected)
    if order == "recorded":
        assert numbers == expected


@for_any(st.lists(st.integers(0, 300), max_size=30), _ORDERS)
def test_what_was_looked_through_whole_is_in_its_order(
    hours_late: Sequence[int], order: Order
) -> None:
    log = Log(hours_late)
    pages = Pages(log.read, log, Criteria(order=order))
    told = [number for page in _through(pages) for number in _numbers(page)]
    assert told == log.in_order(order)


@for_any(_LATE, _ORDERS, st.none() | st.just("even"))
def test_the_page_of_newer_ones_leads_back_to_the_older(
    hours_late: Sequence[int], order: Order, tag: str | None
) -> None:
    log = Log(hours_late)
    pages = Pages(log.read, log, Criteria(tag=tag, order=order))
    for page in _through(pages):
        if page.newer and page.entries:
            newer = pages.page(page.newer)
            assert not {*_numbers(newer)} & {*_numbers(page)} or newer.newer is None
            if newer.older and newer.newer and newer.among is None:
                assert _numbers(pages.page(newer.older)) == _numbers(page)


@for_any(_LATE.filter(lambda late: len(late) > 8), _ORDERS)
def test_an_older_page_stays_as_it_is_while_new_entries_come(
    hours_late: Sequence[int], order: Order
) -> None:
    log = Log(hours_late[:-1])
    asked = Criteria(order=order)
    newest = Pages(log.read, log, asked).page()
    if newest.older is None or newest.among:
        return
    before = Pages(log.read, log, asked).page(newest.older)
    grown = Log(hours_late)
    after = Pages(grown.read, grown, asked).page(newest.older)
    late = {grown.upto}  # one recorded late may be the fact of a time that was told already
    assert [n for n in _numbers(after) if n not in late] == _numbers(before)[: len(after.entries)]


def test_a_page_says_among_which_entries_it_looked() -> None:
    log = Log([0] * 60)
    page = Pages(log.read, log, Criteria(tag="absent")).page()
    assert page == LogPage([], Cut(before=31), None, (30, 60))


def test_the_first_page_reads_little_of_a_long_log() -> None:
    log, read = Log([5] * 3_000), []

    def noting(spans: Iterable[Span]) -> Iterator[Entry | int]:
        for one in log.read(spans):
            read.append(one)
            yield one

    for order in ("recorded", "occurred"):
        Pages(noting, log, Criteria(order=order)).page()
    assert len(read) < 300


def test_no_page_begins_at_a_fact_whose_time_cannot_be_read() -> None:
    log = Log([0] * 9, altered=[4])
    with pytest.raises(Refused, match="no page begins there"):
        Pages(log.read, log, Criteria(order="occurred")).page(Cut(before=4))
