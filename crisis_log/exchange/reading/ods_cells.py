"""The sheets of an OpenDocument spreadsheet, all in one piece, as they go by (ODF 1.3, part 3, 9).

Nothing of a row is kept once it went by, and what repeats is not laid out: one cell may stand for
a whole sheet of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from crisis_log.exchange.reading.ods_styles import Styles
from crisis_log.exchange.reading.ods_values import value_of
from crisis_log.exchange.reading.package import Package, local_names
from crisis_log.exchange.reading.rows import (
    LAST_COLUMN,
    LAST_LINE,
    MOST_COLUMNS,
    Region,
    add_part,
    add_region,
)
from crisis_log.exchange.table import Mark, Row, Value

CONTENT: Final = "content.xml"
_STYLES: Final = "styles.xml"
_ASIDE: Final = frozenset(
    ("annotation", "dde-links", "forms", "frame", "named-expressions", "shapes", "tracked-changes")
)
"""Elements that hold texts, cells or tables that are not those of the sheet."""
_CELLS: Final = {"table-cell", "covered-table-cell"}
_HIDDEN: Final = {"collapse", "filter"}
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_MOST_SPACES: Final = 100
_MOST_STYLES: Final = 65_536


class OdsSheet:
    """What is known of a sheet once it went by."""

    def __init__(self, name: str, *, is_hidden: bool) -> None:
        self.name = name
        self.is_hidden = is_hidden
        self.regions: list[Region] = []
        self.hidden_columns: set[int] = set()
        self.asides: set[str] = set()


class OdsPass:
    """One reading of all sheets; `sheets` are those that went by, or began."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.sheets: list[OdsSheet] = []
        self._elements: list[ET.Element] = []
        if _STYLES in package:
            self._elements += package.tree(_STYLES).iter("style")
        self._styles = Styles(())
        self._is_style = self._is_table = self._is_text = False
        self._depth_aside = 0
        self._rows: list[tuple[int, Row, int]] = []
        self._line, self._column = 1, 0
        self._column_styles: dict[int, str] = {}
        self._row: Mapping[str, str] = {}
        self._values: dict[int, Value] = {}
        self._marks: dict[int, frozenset[Mark]] = {}
        self._cell: Mapping[str, str] = {}
        self._cell_marks: frozenset[Mark] = frozenset()
        self._text: list[str] = []

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Return the rows that hold something, each with the number of its sheet, from 0.

        Raises:
            NotATableError: the file is damaged.

        """
        for _step in self._package.steps(CONTENT, self._start, self._end, self._data):
            for sheet, row, times in self._rows:
                yield from ((sheet, row._replace(line=row.line + each)) for each in range(times))
            self._rows.clear()

    def _start(self, name: str, prefixed: Mapping[str, str]) -> None:
        if self._depth_aside or name in _ASIDE or (name == "table" and self._is_table):
            self._depth_aside += 1
            if self.sheets:
                self.sheets[-1].asides.add(name)
        elif name in _CELLS:
            self._cell = local_names(prefixed)
            self._text.clear()
            self._cell_marks = self._styles.marks(self._style_of_cell())
        elif self._is_table:
            self._start_in_table(name, local_names(prefixed))
        elif name == "table":
            attributes = local_names(prefixed)
            self._is_table = True
            self._line, self._column = 1, 0
            self._column_styles = {}
            is_hidden = self._styles.is_hidden(attributes.get("style-name"))
            self.sheets.append(OdsSheet(attributes.get("name", ""), is_hidden=is_hidden))
        elif name == "body":
            self._styles = Styles(self._elements)
        elif name == "style":
            if len(self._elements) == _MOST_STYLES:
                raise ValueError(_MOST_STYLES)
            self._elements.append(ET.Element(name, local_names(prefixed)))
            self._is_style = True
        elif self._is_style:
            ET.SubElement(self._elements[-1], name, local_names(prefixed))

    def _start_in_table(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table-row":
            self._row, self._column = attributes, 0
        elif name == "table-column":
            self._start_column(attributes)
        elif name == "p":
            if self._text:
                self._text.append("\n")
            self._is_text = True
        elif name == "span":
            self._cell_marks |= self._styles.marks(attributes.get("style-name")) & {"struck"}
        elif name == "s":
            self._text.append(" " * min(int(attributes.get("c", 1)), _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            self._text.append("\t" if name == "tab" else "\n")

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        after = self._column + int(attributes.get("number-columns-repeated", 1))
        columns = range(self._column, min(after, MOST_COLUMNS))
        self._column = after
        if style := attributes.get("default-cell-style-name"):
            self._column_styles |= dict.fromkeys(columns, style)
        if attributes.get("visibility") in _HIDDEN:
            self.sheets[-1].hidden_columns.update(columns)

    def _style_of_cell(self) -> str | None:
        return (
            self._cell.get("style-name")
            or self._row.get("default-cell-style-name")
            or self._column_styles.get(self._column)
        )

    def _data(self, text: str) -> None:
        if self._is_text and not self._depth_aside:
            add_part(self._text, _SPACES.sub(" ", text))

    def _end(self, name: str) -> None:
        if self._depth_aside:
            self._depth_aside -= 1
        elif name in _CELLS:
            self._end_cell(is_covered=name != "table-cell")
        elif name == "p":
            self._is_text = False
        elif name == "table-row":
            self._end_row()
        elif name == "style":
            self._is_style = False
        elif name == "table":
            self._is_table = False

    def _end_cell(self, *, is_covered: bool) -> None:
        cell, first = self._cell, self._column
        self._column += int(cell.get("number-columns-repeated", 1))
        marks = self._cell_marks
        value = value_of(cell, "".join(self._text).strip())
        has_no_value_yet = "formula" in cell and "value-type" not in cell
        if is_covered or (value is None and not has_no_value_yet):
            return
        if "formula" in cell:
            marks |= {"formula"}
        if cell.get("value-type") == "error":
            marks |= {"error"}
        if self._column > LAST_COLUMN:
            raise ValueError(self._column)
        if "number-columns-spanned" in cell or "number-rows-spanned" in cell:
            self._open_region(cell, first)
        for column in range(first, self._column):
            self._values[column] = value
            if marks:
                self._marks[column] = marks

    def _open_region(self, cell: Mapping[str, str], column: int) -> None:
        across, down = (int(cell.get(f"number-{way}-spanned", 1)) for way in ("columns", "rows"))
        if across * down > 1:
            bottom, right = self._line + down - 1, column + across - 1
            add_region(self.sheets[-1].regions, Region(self._line, column, bottom, right))

    def _end_row(self) -> None:
        times = int(self._row.get("number-rows-repeated", 1))
        if self._values:
            if self._line + times > LAST_LINE:
                raise ValueError(self._line)
            values = tuple(map(self._values.get, range(max(self._values) + 1)))
            is_hidden = self._row.get("visibility") in _HIDDEN
            row = Row(self._line, values, self._marks, is_hidden)
            self._rows.append((len(self.sheets) - 1, row, times))
            self._values, self._marks = {}, {}
        self._line += times
