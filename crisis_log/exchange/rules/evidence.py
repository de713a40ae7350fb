"""What the rows of a sheet show of its columns: all their values, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Final

from crisis_log.exchange.rules.cell_moments import Heard, written_in
from crisis_log.exchange.rules.cells import is_ditto, says_code, text_of
from crisis_log.exchange.rules.layout import Layout
from crisis_log.exchange.rules.model import Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.roles import MOMENTS, columns_of
from crisis_log.exchange.table import Row, Value
from crisis_log.when import Order, Written, orders_of, read_written

DATES: Final = (*MOMENTS, "received_at", "end", "due_on", "review_on", "start_on", "as_of", "day")
_LOOSE: Final = Rules()
_DAY_FIRST: Final = Rules(order="dmy")
_NEARLY: Final = 5
"""All but one of so many: a mistyped word is refused in its row."""
_HALF_A_DAY: Final = timedelta(hours=12)
_CERTAIN: Final = 3
"""How many times more often it goes back than forth."""


class Evidence:
    """What was seen of the columns of a sheet."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        columns = columns_of(layout.what)
        self._coded = {name: one for name, one in columns.items() if one.type == "code"}
        self.filled = Counter[int]()
        self.words = Counter[int]()
        self.orders = Counter[frozenset[Order]]()
        self.ambiguous: list[str] = []
        self.days = 0
        self.rows = 0
        self.without_time = 0
        self.struck = 0
        self._forth = self._back = 0
        self._last: tuple[date | None, datetime] | None = None
        self._day: date | None = None

    def see(self, row: Row) -> None:
        """Take in a row under the headings."""
        texts = [*map(text_of, row.values)]
        if not any(texts):
            return
        self.rows += 1
        self.struck += any("struck" in marks for marks in row.marks.values())
        moments: list[Written] = []
        for index, role in enumerate(self._layout.roles[: len(texts)]):
            text = texts[index]
            if not text:
                continue
            self.filled[index] += 1
            if column := self._coded.get(role):
                self.words[index] += is_ditto(text) or says_code(text, column.of)
            if role in DATES:
                self._see_date(row.values[index], text)
            if role in MOMENTS and (heard := _heard(index, role, row.values[index])):
                moments.append(heard)
        self._see_moment(moments)

    def _see_date(self, value: Value, text: str) -> None:
        if isinstance(value, str) and (orders := orders_of(text)):
            self.orders[orders] += 1
            if {"dmy", "mdy"} <= orders and not _is_same_either_way(text):
                self.ambiguous.append(text)

    def _see_moment(self, moments: Iterable[Written]) -> None:
        """Count whether times go forth or back from row to row."""
        days = [one.day for one in moments if one.day]
        named = any(one.is_dated for one in moments)
        self.days += named
        clock = next((one.clock for one in moments if one.clock), None)
        self.without_time += clock is None
        if clock is None:
            return
        day = days[0] if days else None
        now = day, datetime.combine(day or date(2000, 1, 1), clock)
        step = timedelta()
        if self._last and (self._last[0] is None) is (day is None):
            step = now[1] - self._last[1]
            if day is None and abs(step) > _HALF_A_DAY:
                step = -step  # midnight lies between
        elif day and self._day:
            step = day - self._day
        self._forth += step > timedelta()
        self._back += step < timedelta()
        self._last, self._day = now, day or self._day

    def is_worded(self, column: int, *, at_all: bool = False) -> bool:
        """Whether nearly all cells of a column of codes say the word of one; or any `at_all`."""
        if at_all:
            return self.words[column] > 0
        return self.words[column] * _NEARLY >= self.filled[column] * (_NEARLY - 1)

    @property
    def is_newest_first(self) -> bool:
        """Whether times go back from row to row."""
        return self._back > max(1, _CERTAIN * self._forth)

    @property
    def order(self) -> Order | None:
        """The one order in which all numbers make days, if there is one."""
        possible = set(_ORDERS)
        for orders in self.orders:
            if orders != {"ymd"}:
                possible &= orders
        return next(iter(possible)) if len(possible) == 1 else None

    @property
    def orders_seen(self) -> dict[Order, int]:
        """How many values are days in that order alone."""
        return {order: self.orders[frozenset({order})] for order in _ORDERS}


_ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy")


def _heard(index: int, role: str, value: Value) -> Written | None:
    for rules in (_LOOSE, _DAY_FIRST):
        with suppress(RowError):
            return written_in(Heard(index, role, value), rules)
    return None


def _is_same_either_way(text: str) -> bool:
    return read_written(text, "dmy").day == read_written(text, "mdy").day
