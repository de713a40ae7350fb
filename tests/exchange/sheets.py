"""Sheets of tests, and what becomes of their rows; it is Saturday 28 November 2026, 13:00 in Paris.

told('''Heure;Texte
9h5;Digue rompue''', day="24/11/2026")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

from crisis_log.exchange.record import Aside, Record, RefusedRow, Told
from crisis_log.exchange.rules import BookRules, Suggestion, read_rules, suggest, understand
from crisis_log.exchange.table import Book, Mark, Row, Sheet, Value

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
Marks = Mapping[int, Mapping[int, Iterable[Mark]]]
"""The marks of cells, by their line and their column from 0."""


def sheet(
    rows: Iterable[Iterable[Value]], name: str = "", marks: Marks | None = None, **options: Any
) -> Sheet:
    """Return a sheet; `hidden` are lines."""
    hidden = options.pop("hidden", ())
    made = [
        Row(
            line,
            tuple(values),
            {index: frozenset(one) for index, one in (marks or {}).get(line, {}).items()},
            line in hidden,
        )
        for line, values in enumerate(rows, 1)
    ]
    return Sheet(name, lambda: iter(made), size=len(made), **options)


def text(table: str, name: str = "") -> Sheet:
    """Return a sheet from lines of text with `;` between cells."""
    lines = dedent(table).strip("\n").split("\n")
    return sheet(([cell or None for cell in line.split(";")] for line in lines), name)


def book(*sheets: Sheet) -> Book:
    return Book("main-courante.csv", "0" * 64, b"", sheets)


def suggested(*sheets: Sheet) -> Suggestion:
    return suggest(book(*sheets), PARIS, NOW)


def rows(
    table: str | Sheet, rules: str | BookRules | None = None, *more: Sheet, **given: Any
) -> list[Told]:
    """Return what becomes of rows, by `rules` or those that are guessed, and what is `given`."""
    first = text(table) if isinstance(table, str) else table
    if isinstance(rules, str):
        rules = read_rules(dedent(rules), "main-courante.csv.rules")
    used = (rules or suggested(first, *more).rules).given(**given)
    return [*understand(book(first, *more), used, PARIS, NOW)]


def records(table: str | Sheet, rules: str | None = None, **given: Any) -> list[Record]:
    """Return the records of rows, none of which is refused."""
    told = rows(table, rules, **given)
    assert not [one for one in told if isinstance(one, RefusedRow)]
    return [one for one in told if isinstance(one, Record)]


def record(table: str | Sheet, rules: str | None = None, **given: Any) -> Record:
    """Return the record of the only row."""
    (only,) = records(table, rules, **given)
    return only


def refusals(
    table: str | Sheet, rules: str | None = None, **given: Any
) -> list[tuple[int, str, str]]:
    """Return the line, the column and the code of each refused row."""
    return [
        (one.at.line, one.column, one.code)
        for one in rows(table, rules, **given)
        if isinstance(one, RefusedRow)
    ]


def asides(table: str | Sheet, rules: str | None = None, **given: Any) -> list[tuple[int, str]]:
    """Return the line and the code of each row that is none."""
    return [
        (one.at.line, one.code) for one in rows(table, rules, **given) if isinstance(one, Aside)
    ]


def local(one: Record) -> str:
    """Return when a record happened, as the clocks of Paris showed it: `24/11 09:05+0100`."""
    return f"{one.fields['occurred_at'].astimezone(PARIS):%d/%m %H:%M%z}"
