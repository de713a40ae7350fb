"""What the rules make of some rows: left out, taken though struck out, given a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from crisis_log.exchange.rules.layout import column_of
from crisis_log.exchange.rules.model import Condition, Test
from crisis_log.exchange.table import Row
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.text import folded

ANY: Final = "*"
"""What rules call a column whichever it is."""


class Effect(NamedTuple):
    """What the conditions that hold for a row make of it: `given` are values by their roles."""

    is_skipped: bool = False
    is_taken: bool = False
    given: tuple[tuple[str, str], ...] = ()


_NONE: Final = Effect()
_COMPARED: Final[dict[Test, Callable[[str, str], bool]]] = {
    "is": lambda cell, wanted: cell == wanted,
    "contains": lambda cell, wanted: wanted in cell,
    "begins": lambda cell, wanted: cell.startswith(wanted),
    "empty": lambda cell, _wanted: not cell,
}


def effect_of(
    conditions: Sequence[Condition], row: Row, texts: Sequence[str], headings: Sequence[str]
) -> Effect:
    """Return what conditions make of a row; of several values for one role, the first holds."""
    if not conditions:
        return _NONE
    holding = [one for one in conditions if _holds(one, row, texts, headings)]
    given: dict[str, str] = {}
    for one in holding:
        if one.act == "set":
            given.setdefault(one.role, one.given)
    return Effect(
        is_skipped=any(one.act == "skip" for one in holding),
        is_taken=any(one.act == "take" for one in holding),
        given=tuple(given.items()),
    )


def _holds(one: Condition, row: Row, texts: Sequence[str], headings: Sequence[str]) -> bool:
    if one.test == "hidden":
        return row.is_hidden
    if one.test in {"struck", "coloured"}:
        return is_marked(row, one.test)
    compared, wanted = _COMPARED[one.test], folded(one.value)
    if one.column == ANY:
        return any(compared(folded(text), wanted) for text in texts)
    index = column_of(one.column, headings)
    if index is None:
        raise Refused(
            _("The rules name the column “{column}”, which the sheet has not.").format(
                column=one.column
            )
        )
    return compared(folded(texts[index]) if index < len(texts) else "", wanted)


def is_marked(row: Row, mark: Test) -> bool:
    """Whether a cell of the row that is not empty bears a mark."""
    return any(
        mark in marks and index < len(row.values) and row.values[index] is not None
        for index, marks in row.marks.items()
    )
