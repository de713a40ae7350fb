"""Where the headings of a sheet are, found by the words that they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from crisis_log.exchange.columns import table_of
from crisis_log.exchange.record import WHATS, What
from crisis_log.exchange.rules.layout import combined
from crisis_log.exchange.rules.roles import TABLE_OF, role_of
from crisis_log.exchange.table import Row
from crisis_log.text import plain

_DEEPEST: Final = 60
"""How many rows may stand above the headings."""
_FEWEST: Final = 2
_LONGEST: Final = 60
"""Longer cells are no headings."""
_WANTED: Final[Mapping[What, tuple[str, ...]]] = {
    "line": ("text",),
    "decision": ("title",),
    "measure": ("title",),
    "indicator": ("indicator", "value"),
    "staffing": ("counts.",),
    "mission": ("code", "title"),
}
_NAMES: Final[Mapping[What, tuple[str, ...]]] = {
    "line": ("main courante", "journal", "événements", "lignes", "inscriptions"),
    "decision": ("décision",),
    "measure": ("mesure", "action"),
    "indicator": ("indicateur", "chiffres"),
    "staffing": ("effectif", "présen"),
    "mission": ("mission",),
}
"""What the name of a sheet says of its rows."""


class Headings(NamedTuple):
    """Headings that were found: what the rows under them are, their lines, and our own table."""

    what: What
    lines: tuple[int, ...]
    texts: list[str]
    table: str | None = None


def find(rows: Sequence[Row], sheet: str, what: What | None = None) -> Headings | None:
    """Return the headings of a sheet, None where no row has any that are known.

    The row whose cells say most is that of the headings, or it and the one under it.
    """
    best: tuple[tuple[int, int], Headings] | None = None
    filled = [row for row in rows if any(value is not None for value in row.values)]
    for position, row in enumerate(filled[:_DEEPEST]):
        if ours := table_of(combined([row])):
            return _of_ours(ours, row)
        for taken in (filled[position : position + 1], filled[position : position + 2]):
            for one in [what] if what else WHATS:
                texts = combined(taken)
                score = _score(one, texts, sheet)
                if score and (best is None or (score, -len(taken)) > best[0]):
                    lines = tuple(one.line for one in taken)
                    best = (score, -len(taken)), Headings(one, lines, texts)
    return best[1] if best else None


def _of_ours(table: str, row: Row) -> Headings | None:
    what = next((one for one in WHATS if TABLE_OF[one] == table), None)
    return what and Headings(what, (row.line,), combined([row]), table)


def _score(what: What, texts: Sequence[str], sheet: str) -> int:
    """Return how much headings say of a table of `what`, 0 where they are none."""
    if any(len(text) > _LONGEST for text in texts):
        return 0
    roles = {role for text in texts if text and (role := role_of(what, text))}
    if len(roles) < _FEWEST or not all(_has(roles, wanted) for wanted in _WANTED[what]):
        return 0
    named = any(plain(word) in plain(sheet) for word in _NAMES[what])
    return 2 * len(roles) + 3 * named


def _has(roles: set[str], wanted: str) -> bool:
    return any(role == wanted or (wanted[-1] == "." and role.startswith(wanted)) for role in roles)
