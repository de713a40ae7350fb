"""Where the headings of a sheet are, and what each of its columns is by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from crisis_log.exchange.record import What
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.model import IGNORED, UNKNOWN, Rules
from crisis_log.exchange.rules.ours import columns_by_header
from crisis_log.exchange.rules.roles import TABLE_OF, columns_of, role_of
from crisis_log.exchange.table import Row, Sheet, column_name
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.text import folded, plain

SOUGHT: Final = 200
"""How many rows are read to find the headings."""
_SEVERAL: Final = frozenset({"text", "note", "follow_up", "recipient", "state", "tags", IGNORED})
"""Roles that several columns may have together."""


class Layout(NamedTuple):
    """A sheet as it is read: `headings` and `roles` by the index of a column.

    `lines` are those of its headings, empty where it has none; `repeated` are the cells of these
    lines, which pages that were printed have again.
    """

    what: What
    lines: tuple[int, ...]
    headings: tuple[str, ...]
    roles: tuple[str, ...]
    repeated: frozenset[tuple[str, ...]] = frozenset()

    def having(self, role: str) -> list[int]:
        """Return the columns that have a role."""
        return [index for index, one in enumerate(self.roles) if one == role]

    def named(self, index: int) -> str:
        """Return what people call a column: `C “Heure”`."""
        heading = self.headings[index] if index < len(self.headings) else ""
        letter = column_name(index)
        if not heading:
            return letter
        return _("{letter} “{heading}”").format(letter=letter, heading=heading)


def layout_of(sheet: Sheet, rules: Rules) -> Layout | None:
    """Return how a sheet is read by rules that name its columns, None where it has not these."""
    rows = [*islice(sheet.rows(), SOUGHT)]
    what = rules.what or "line"
    if not rules.has_header:
        width = max((len(row.values) for row in rows), default=0)
        return _laid_out(what, (), [""] * width, rules)
    lines = rules.header or _header_line(rows, rules)
    header = [row for row in rows if row.line in lines]
    headings = combined(header)
    if not lines or not headings:
        return None
    repeated = frozenset(cells_of(row) for row in header)
    return _laid_out(what, lines, headings, rules)._replace(repeated=repeated)


def cells_of(row: Row) -> tuple[str, ...]:
    """Return the cells of a row as text, without the empty ones at its end."""
    texts = [*map(text_of, row.values)]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def combined(rows: Sequence[Row]) -> list[str]:
    """Return the headings that one row or two make: those above each other, once, in order."""
    width = max((len(row.values) for row in rows), default=0)
    return [
        " ".join(
            dict.fromkeys(
                " ".join(text_of(row.values[index]).split())
                for row in rows
                if index < len(row.values) and row.values[index] is not None
            )
        )
        for index in range(width)
    ]


def _header_line(rows: Iterable[Row], rules: Rules) -> tuple[int, ...]:
    """Return the line of the first row that has every heading that the rules name."""
    named = {plain(name) for name in rules.columns if not _is_letter(name)}
    for row in rows:
        if row.line > rules.skip and named and named <= {plain(text_of(one)) for one in row.values}:
            return (row.line,)
    return ()


def _is_letter(name: str) -> bool:
    """Whether rules name a column by its letter: `A`, `AB`."""
    return name.isascii() and name.isalpha() and name.isupper() and len(name) <= 2  # noqa: PLR2004 - `ZZ`, the 702nd


def column_of(name: str, headings: Sequence[str]) -> int | None:
    """Return the column that rules name, by its heading or else its letter; None of another."""
    keys = [plain(heading) or heading for heading in headings]
    wanted = plain(name) or name
    if wanted in keys:
        return keys.index(wanted)
    letters = [column_name(index) for index in range(len(headings))]
    return letters.index(name.upper()) if name.upper() in letters and _is_letter(name) else None


def _laid_out(what: What, lines: tuple[int, ...], headings: Sequence[str], rules: Rules) -> Layout:
    """Return the roles of columns: those that the rules give, and of others what headings say."""
    roles = _ours(what, headings) if rules.table else [UNKNOWN] * len(headings)
    for name, role in rules.columns.items():
        index = column_of(name, headings)
        if index is None:
            raise Refused(
                _("The rules name the column “{column}”, which the sheet has not.").format(
                    column=name
                )
            )
        roles[index] = role
    if not rules.table:
        roles = _completed(what, headings, roles, asked=_asked(rules, headings))
    return Layout(what, lines, tuple(headings), tuple(roles))


def _asked(rules: Rules, headings: Sequence[str]) -> set[int]:
    """Return the columns that the rules themselves leave open."""
    named = (column_of(name, headings) for name, role in rules.columns.items() if role == UNKNOWN)
    return {index for index in named if index is not None}


def _completed(what: What, headings: Sequence[str], roles: list[str], asked: set[int]) -> list[str]:
    """Return the roles with those of the headings that are known, where no column has them."""
    completed = list(roles)
    for index, heading in enumerate(headings):
        if roles[index] == UNKNOWN and index not in asked and heading:
            known = role_of(what, heading)
            if known and (known in _SEVERAL or known not in completed):
                completed[index] = known
            elif known:
                completed[index] = "note"
    return completed


def _ours(what: What, headings: Sequence[str]) -> list[str]:
    """Return the roles of the columns of one of our own tables."""
    known = columns_by_header(TABLE_OF[what])
    roles = {
        header: column.field if column.comes_back else IGNORED for header, column in known.items()
    }
    return [roles.get(folded(heading), UNKNOWN) for heading in headings]


def is_taken(what: What, role: str) -> bool:
    """Whether a role is a field of the record, as its fact or envelope calls it."""
    return role in columns_of(what)
