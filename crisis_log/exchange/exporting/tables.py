"""Which tables are asked for, and a file of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from crisis_log.exchange.columns import EXERCISE, TABLES, Column
from crisis_log.exchange.exporting.counts import indicators, staffing
from crisis_log.exchange.exporting.entries import entries
from crisis_log.exchange.exporting.things import decisions, measures, requests
from crisis_log.exchange.outgoing import Made, Scope
from crisis_log.exchange.writing.told import About, Fields, Table, Written
from crisis_log.language import _
from crisis_log.words import entry_range, status_word

Write = Callable[[Sequence[Table], About], Written]
_ROWS: Final[dict[str, Callable[[Scope], Iterator[Fields]]]] = {
    "entries": entries,
    "decisions": decisions,
    "measures": measures,
    "staffing": staffing,
    "indicators": indicators,
    "requests": requests,
}


def told(scope: Scope, write: Write) -> Made:
    """Return a file of the tables that are asked for."""
    count = 0

    def counted(rows: Iterator[Fields]) -> Iterator[Fields]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    tables = [one._replace(rows=counted(iter(one.rows))) for one in tables_of(scope)]
    content, remarks = write(tables, about(scope))
    return Made(content, count, remarks)


def tables_of(scope: Scope) -> list[Table]:
    """Return the tables that are asked for; their rows are read when they are written."""
    asked = [*_ROWS] if scope.what == "all" else [scope.what]
    return [
        Table(name, status_word("export", name), _columns(scope, name), _rows(scope, name))
        for name in asked
    ]


def _columns(scope: Scope, name: str) -> tuple[Column, ...]:
    """Return the columns of a table: that of an exercise says so on each row."""
    is_exercise = scope.crisis.exercise
    return tuple(one for one in TABLES[name] if is_exercise or one is not EXERCISE)


def _rows(scope: Scope, name: str) -> Iterator[Fields]:
    rows = _ROWS[name](scope)
    if not scope.crisis.exercise:
        return rows
    return ({**row, EXERCISE.field: _("EXERCISE")} for row in rows)


def about(scope: Scope) -> About:
    """Return what a file says of itself: nothing that another export would not say again."""
    crisis = scope.crisis
    last = scope.account.entry(scope.last)
    return About(
        title=crisis.title,
        subject=_("{register}, {entries}; times of {zone}").format(
            register=scope.account.register_id,
            entries=entry_range(scope.first, scope.last),
            zone=crisis.zone.key,
        ),
        author=crisis.authority,
        instant=last.recorded_at,
        zone=crisis.zone,
        notice=_("EXERCISE") if crisis.exercise else "",
    )
