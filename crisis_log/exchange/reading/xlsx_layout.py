"""What openpyxl does not tell of a sheet while it streams, and bounds for what it would lay out.

It keeps the elements of a row until its end, fills the columns before the last cell of a row, and
leaves out without a word what comes in another order: so each sheet goes by here first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openpyxl.utils.cell import coordinate_to_tuple

from crisis_log.exchange.reading.package import LARGEST_TEXTS, LARGEST_TREE, Package
from crisis_log.exchange.reading.rows import LAST_COLUMN, LAST_LINE, Region, add_region
from crisis_log.exchange.table import Mark

_MOST_ELEMENTS: Final = 300_000
"""Of a row, or of what stands between rows: more than the cells of the widest one take."""
_MOST_SIGNS: Final = 20_000_000
_UNREAD: Final = ("pivotcache", "externallink", "customxml")


class Layout:
    """The layout of a sheet: merged regions, hidden rows and columns, marks of cells."""

    def __init__(self) -> None:
        self.root = ""
        self.last = 0
        """The last line that holds something."""
        self.regions: list[Region] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.marks: dict[tuple[int, int], Mark] = {}
        """Of formulas without a value, and of texts struck in part; by line and column."""
        self._line = self._column = self._elements = self._signs = 0
        self._type = "n"
        self._is_value = self._holds = self._formula = self._is_struck = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or name
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise ValueError(self._elements)
        match name:
            case "c":
                self._start_cell(attributes)
            case "f":
                self._formula = True
            case "v" | "t":
                self._is_value = True
            case "row":
                self._start_row(attributes)
            case "strike":
                self._is_struck |= is_true(attributes.get("val", "1"))
            case "mergeCell":
                first, _colon, last = attributes["ref"].partition(":")
                (top, left), (bottom, right) = map(_place, (first, last or first))
                add_region(self.regions, Region(top, left - 1, bottom, right - 1))
            case "col" if is_true(attributes.get("hidden")):
                last_column = min(int(attributes["max"]), LAST_COLUMN)
                self.hidden_columns.update(range(int(attributes["min"]) - 1, last_column))

    def data(self, text: str) -> None:
        self._holds |= self._is_value
        self._signs += len(text)
        if self._signs > _MOST_SIGNS:
            raise ValueError(self._signs)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._is_value = False
        elif name == "row":
            self._elements = self._signs = 0
        elif name == "c":
            place = (self._line, self._column - 1)
            if self._formula and not self._holds and self._type != "str":
                self.marks[place] = "formula"
            elif self._is_struck and self._holds:
                self.marks[place] = "struck"
            if self._holds or place in self.marks:
                self.last = self._line

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        line = int(attributes.get("r", self._line + 1))
        if not self._line < line <= LAST_LINE:
            raise ValueError(line)
        self._line, self._column = line, 0
        if is_true(attributes.get("hidden")):
            self.hidden_rows.add(line)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        column = _place(place)[1] if place else self._column + 1
        if not self._column < column <= LAST_COLUMN:
            raise ValueError(column)
        self._column, self._type = column, attributes.get("t", "n")
        self._holds = self._formula = self._is_struck = False


def layouts(package: Package) -> dict[str, Layout]:
    """Return the layouts of the sheets of a book by the names of their pieces.

    Raises:
        NotATableError: a piece is damaged, too large to be kept, or declares entities.

    """
    found: dict[str, Layout] = {}
    for name in package.names:
        if not name.endswith((".xml", ".rels")) or any(each in name for each in _UNREAD):
            continue
        layout = Layout()
        for _step in package.steps(name, layout.start, layout.end, layout.data):
            if layout.root == "worksheet":
                found[name] = layout
                continue
            package.bound(name, LARGEST_TEXTS if layout.root == "sst" else LARGEST_TREE)
            if layout.root:
                break
    return found


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in {"1", "true", "on"}


def _place(reference: str) -> tuple[int, int]:
    """Return the line and the column of a cell such as `AB12`, both from 1."""
    if len(reference) > len("$XFD$1048576"):
        raise ValueError(reference)
    line, column = coordinate_to_tuple(reference)
    return line, column
