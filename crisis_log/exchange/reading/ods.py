"""Spreadsheets of LibreOffice and others in the OpenDocument format: .ods.

The library holds a document whole, in eight times its size: larger ones are asked for as .xlsx.
What repeats is not laid out, since one cell may stand for a whole sheet of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any, Final

import odfdo
from odfdo.security import security

from crisis_log.exchange.reading.ods_cells import shown_in, value_of
from crisis_log.exchange.reading.ods_styles import Styles
from crisis_log.exchange.reading.package import LARGEST_TREE, Package, damage_told, protected
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.reading.rows import (
    LAST_COLUMN,
    LAST_LINE,
    MOST_COLUMNS,
    Region,
    add_region,
    with_blank_rows,
    with_merged_cells,
)
from crisis_log.exchange.reading.seen import Seen, layout_remarks, left_out, macros_remark
from crisis_log.exchange.table import Mark, Row, Sheet, Value
from crisis_log.language import _
from crisis_log.words import size_text

_MANIFEST: Final = "meta-inf/manifest.xml"
_ENCRYPTED: Final = b"encryption-data"
_MACROS: Final = ("basic/", "scripts/")
_PIECES: Final = ("styles.xml", "content.xml")
_ROWS: Final = "descendant::table:table-row[not(ancestor::table:table-cell)]"
_CELLS: Final = "table:table-cell | table:covered-table-cell"
_COMMENTS: Final = "descendant::office:annotation"
_HIDDEN: Final = {"collapse", "filter"}
_MOST_COMPRESSED: Final = 1_100
"""More than a zip can: rows that resemble each other take little, and sizes are bounded here."""


def read_ods(package: Package) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book.

    Raises:
        NotATableError: it is damaged, too large, or protected.

    """
    if _MANIFEST in package and _ENCRYPTED in package.content(_MANIFEST):
        raise NotATableError(protected())
    pieces = [name for name in _PIECES if name in package]
    for name in pieces:
        _check(package, name)
    security.max_compression_ratio = _MOST_COMPRESSED
    with damage_told(Exception):  # the library holds what it reads to no exception of its own
        document = odfdo.Document(BytesIO(package.bytes))
        styles = Styles(document, pieces)
        sheets = tuple(_OdsSheet(table, styles).sheet() for table in document.body.tables)
    has_macros = any(name.startswith(_MACROS) for name in package.names)
    return sheets, (macros_remark(),) if has_macros else ()


def _check(package: Package, name: str) -> None:
    """Refuse a piece that is too large for the library, or declares entities."""
    size = package.size(name)
    if size > LARGEST_TREE:
        raise NotATableError(
            _("it unpacks to {size}, which is too large for a .ods. Save it as .xlsx.").format(
                size=size_text(size)
            )
        )
    for _step in package.steps(name, _pass, _pass, _pass):
        pass


def _pass(*_told: object) -> None:
    """Leave it to the library."""


class _OdsSheet:
    """A sheet as the library holds it."""

    def __init__(self, table: odfdo.Table, styles: Styles) -> None:
        self._table = table
        self._has_comments = bool(table.get_elements(_COMMENTS))
        self._comments: set[tuple[int, int]] = set()
        self._styles = styles
        self._regions: list[Region] = []
        self._hidden_columns: set[int] = set()
        self._column_styles: dict[int, str] = {}
        self._read_columns()

    def sheet(self) -> Sheet:
        told = self._table
        seen = Seen(told.name or "", self._own_rows(self._regions))
        remarks = (
            *seen.remarks(),
            *layout_remarks(self._hidden_columns, self._regions),
            *left_out(
                self._comments,
                has_drawings=bool(told.get_elements("descendant::draw:frame | table:shapes")),
            ),
        )
        is_hidden = self._styles.is_hidden(told.style)
        rows = partial(self._rows, seen.width)
        return Sheet(told.name or "", rows, remarks, is_hidden, seen.rows)

    def _read_columns(self) -> None:
        column = 0
        for each in self._table.get_elements("descendant::table:table-column"):
            after = column + _times(each, "columns")
            columns = range(column, min(after, MOST_COLUMNS))
            column = after
            if style := each.get_attribute_string("table:default-cell-style-name"):
                self._column_styles |= dict.fromkeys(columns, style)
            if each.get_attribute_string("table:visibility") in _HIDDEN:
                self._hidden_columns.update(columns)

    def _rows(self, width: int) -> Iterator[Row]:
        with damage_told(Exception):
            rows = self._own_rows([])
            yield from with_blank_rows(with_merged_cells(rows, self._regions, width))

    def _own_rows(self, regions: list[Region]) -> Iterator[Row]:
        """Return the rows that hold something, and add what is merged to `regions`."""
        line = 1
        for row in self._table.get_elements(_ROWS):
            values, marks = self._cells(row, line, regions)
            times = _times(row, "rows")
            if values:
                if line + times > LAST_LINE:
                    raise ValueError(line)
                laid_out = tuple(map(values.get, range(max(values) + 1)))
                is_hidden = row.get_attribute_string("table:visibility") in _HIDDEN
                for each in range(line, line + times):
                    yield Row(each, laid_out, marks, is_hidden)
            line += times

    def _cells(
        self, row: Any, line: int, regions: list[Region]
    ) -> tuple[dict[int, Value], dict[int, frozenset[Mark]]]:
        values, marks = dict[int, Value](), dict[int, frozenset[Mark]]()
        after = 0
        for cell in row.get_elements(_CELLS):
            first, after = after, after + _times(cell, "columns")
            if self._has_comments and cell.get_elements(_COMMENTS):
                self._comments.add((line, first))
            value = value_of(cell, shown_in(cell))
            has_no_value_yet = bool(cell.formula) and not cell.type
            if cell.is_covered() or (value is None and not has_no_value_yet):
                continue
            if after > LAST_COLUMN:
                raise ValueError(after)
            across, down = _span(cell, "columns"), _span(cell, "rows")
            if across * down > 1:
                add_region(regions, Region(line, first, line + down - 1, first + across - 1))
            found = self._marks(row, cell, first)
            if has_no_value_yet:
                found |= {"formula"}
            values |= dict.fromkeys(range(first, after), value)
            if found:
                marks |= dict.fromkeys(range(first, after), found)
        return values, marks

    def _marks(self, row: Any, cell: Any, column: int) -> frozenset[Mark]:
        style = (
            cell.style
            or row.get_attribute_string("table:default-cell-style-name")
            or self._column_styles.get(column)
        )
        marks = self._styles.marks(style)
        for span in cell.get_elements("text:p/descendant::text:span"):
            marks |= self._styles.marks(span.style) & {"struck"}
        if cell.get_attribute_string("calcext:value-type") == "error":
            marks |= {"error"}
        return marks


def _times(element: Any, what: str) -> int:
    """Return how many rows or columns an element stands for."""
    return int(element.get_attribute_string(f"table:number-{what}-repeated") or 1)


def _span(cell: Any, what: str) -> int:
    return int(cell.get_attribute_string(f"table:number-{what}-spanned") or 1)
