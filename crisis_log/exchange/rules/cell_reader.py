"""The cells of a row as they are meant: what is repeated from above, merged, or given by a rule."""

from __future__ import annotations

from crisis_log.exchange.rules.cells import is_ditto, text_of
from crisis_log.exchange.rules.layout import Layout, column_of
from crisis_log.exchange.rules.model import IGNORED, UNKNOWN, Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.records import Cell, is_empty
from crisis_log.exchange.rules.roles import MOMENTS
from crisis_log.exchange.table import Row, Value
from crisis_log.language import _


class CellReader:
    """Reads the cells of a sheet row by row; `said` tells what was understood in the last one."""

    def __init__(self, layout: Layout, rules: Rules) -> None:
        self._roles = layout.roles
        self._is_ours = rules.table is not None
        self._constants = rules.constants
        self._carried = {column_of(name, layout.headings) for name in rules.carried}
        self._above: dict[int, tuple[int, Value]] = {}
        self.said: tuple[str, ...] = ()

    def cells(self, row: Row, texts: tuple[str, ...], given: dict[str, str]) -> list[Cell]:
        """Return the cells of a row that are taken; values by rules are `given` to some roles.

        Raises:
            RowError: one cannot be taken, or repeats what is not there.

        """
        self.said = ()
        cells: list[Cell] = []
        for index, value in enumerate(row.values):
            text = texts[index] if index < len(texts) else ""
            meant = self._meant(row, index, value, text)
            if meant is None:
                continue
            if meant.role not in given:
                cells.append(meant)
            elif meant.role in MOMENTS:
                cells.append(meant._replace(role="note"))
        have = {cell.role for cell in cells}
        ruled = {role: text for role, text in self._constants.items() if role not in have}
        return [*cells, *(Cell(None, role, text) for role, text in (ruled | given).items())]

    def _meant(self, row: Row, index: int, value: Value, text: str) -> Cell | None:
        """Return a cell with the value that it has, or that it takes from above; None if empty."""
        role = self._roles[index] if index < len(self._roles) else None
        marks = row.marks.get(index, frozenset())
        if role == IGNORED or is_copied(row, index):
            return None
        if marks or text:
            _check(index, role, text, marks)
        if role is None:
            return None
        is_merged = "merged" in marks
        if not self._is_ours:
            if is_ditto(text) or (not text and index in self._carried):
                value, is_merged = self._from_above(index, text), role in MOMENTS
            elif is_empty(role, text):
                return None
        if value is None or (not text and value == ""):
            return None
        self._above[index] = (row.line, value)
        return Cell(index, role, value, is_merged)

    def _from_above(self, index: int, text: str) -> Value:
        """Return the value of the cell above one that says ditto, or is blank."""
        if index not in self._above:
            if not text:
                return None
            reason = _("“{text}” repeats what is above it, and nothing is.").format(text=text)
            raise RowError("nothing-above", reason, index)
        line, value = self._above[index]
        if text:
            sentence = _("“{text}” is that of line {line}: “{value}”")
            said = sentence.format(text=text, line=line, value=text_of(value))
            self.said = (*self.said, said)
        return value


def _check(index: int, role: str | None, text: str, marks: frozenset[str]) -> None:
    """Refuse a cell that cannot be taken, whatever it is meant to say."""
    if "error" in marks:
        reason = _("The cell holds an error of the spreadsheet: {text}.").format(text=text or "?")
        raise RowError("cell-error", reason, index)
    if "formula" in marks and not text:
        reason = _("The formula has no value: open the file in a spreadsheet, and save it again.")
        raise RowError("formula", reason, index)
    if text and role is None:
        sentence = _("“{text}” is beyond the last heading: is a separator in the text?")
        raise RowError("too-many-cells", sentence.format(text=text), index)
    if text and role == UNKNOWN:
        raise RowError("column-unknown", _("No rule says what this column is."), index)


def is_copied(row: Row, index: int) -> bool:
    """Whether a cell has the value of the one on its left, with which it is merged."""
    return (
        bool(row.marks)
        and index > 0
        and "merged" in row.marks.get(index, ())
        and row.values[index] == row.values[index - 1]
    )


def is_from_above(row: Row, column: int | None) -> bool:
    """Whether a cell has the value of the one above, with which it is merged, or is by a rule."""
    return column is None or "merged" in row.marks.get(column, ())
