"""Rules as they are once read: what the columns of a sheet are, and what its rows become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from crisis_log.exchange.record import What
from crisis_log.when import Order

Test = Literal["is", "contains", "begins", "empty", "struck", "coloured", "hidden"]
"""What a condition asks: of a cell, whatever its case and accents, or of the marks of a row."""
Act = Literal["skip", "take", "set"]
MARKS: Final[frozenset[Test]] = frozenset({"struck", "coloured", "hidden"})
UNKNOWN: Final = "?"
"""The role of a column that is to be asked for."""
IGNORED: Final = "ignored"
VALUES: Final = "values."
"""Begins the roles of columns that each hold the values of one indicator."""
FLAG: Final = "line_kind."
"""Begins the roles of columns that say by a cross of which kind a line is."""


class Condition(NamedTuple):
    """`if COLUMN is VALUE, ACT`: `column` is its heading or letter, empty for marks of a row."""

    test: Test
    column: str
    value: str
    act: Act
    role: str = ""
    given: str = ""


class Rules(NamedTuple):
    """The rules of a sheet. What is not said is None, or empty.

    `header` are the lines of its headings, none being () where they are found by `columns`;
    `has_header` is False of a sheet without. `columns` are roles by heading, or by letter. `table`
    is one of our own, whose cells are as they were exported.
    """

    what: What | None = None
    skip: int = 0
    header: tuple[int, ...] = ()
    has_header: bool = True
    columns: Mapping[str, str] = MappingProxyType({})
    order: Order | None = None
    zone: tzinfo | None = None
    day: date | None = None
    newest_first: bool = False
    carried: tuple[str, ...] = ()
    constants: Mapping[str, str] = MappingProxyType({})
    conditions: tuple[Condition, ...] = ()
    table: str | None = None
    is_left_out: bool = False

    def over(self, general: Rules) -> Rules:
        """Return these rules, and those of `general` where these say nothing."""
        default = Rules()
        said = {
            name: value for name, value in self._asdict().items() if value != getattr(default, name)
        }
        merged: dict[str, Any] = general._asdict() | said
        merged["columns"] = {**general.columns, **self.columns}
        merged["constants"] = {**general.constants, **self.constants}
        merged["conditions"] = (*self.conditions, *general.conditions)
        return Rules(**merged)


class BookRules(NamedTuple):
    """The rules of a book: those of every sheet, and those of some, by their names."""

    every: Rules = Rules()
    sheets: Mapping[str, Rules] = MappingProxyType({})

    def of(self, sheet: str) -> Rules:
        """Return the rules of a sheet."""
        own = self.sheets.get(sheet)
        return own.over(self.every) if own else self.every

    def given(
        self, what: What | None = None, day: date | None = None, zone: tzinfo | None = None
    ) -> BookRules:
        """Return the same, with what was given besides in place of what they say."""
        options = {"what": what, "day": day, "zone": zone}
        changes: Mapping[str, Any] = {
            name: value for name, value in options.items() if value is not None
        }
        if not changes:
            return self
        sheets = {name: rules._replace(**changes) for name, rules in self.sheets.items()}
        return BookRules(self.every._replace(**changes), sheets)
