"""Books of Excel 95 to 2003: .xls."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

import xlrd

from crisis_log.exchange.reading.number_format import number, reader
from crisis_log.exchange.reading.package import damaged, protected
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.reading.rows import Region, text_value, with_blank_rows, with_merged_cells
from crisis_log.exchange.reading.seen import (
    Seen,
    epoch_remark,
    layout_remarks,
    left_out,
    macros_remark,
)
from crisis_log.exchange.reading.xlsx_styles import Look
from crisis_log.exchange.table import Mark, Row, Sheet, Value

_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")
_PLAIN_COLOURS: Final = {0, 1, 8, 9, 64, 65, 0x7FFF}
"""Black, white, and what the system has for text and for windows."""


def read_xls(content: bytes) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book.

    Raises:
        NotATableError: it is damaged or protected.

    """
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        sheets = tuple(_sheet(_Cells(book, sheet)) for sheet in book.sheets())
    except NotATableError:
        raise
    except Exception as error:  # the library holds what it reads to assertions, and to nothing else
        is_protected = isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)
        raise NotATableError(protected() if is_protected else damaged()) from error
    remarks = [epoch_remark()] if book.datemode else []
    if _MACROS in content:
        remarks.append(macros_remark())
    return sheets, tuple(remarks)


class _Cells:
    """The cells of a sheet that the library has read."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book = book
        self.sheet = sheet
        self._look = cache(self._look_of)

    def rows(self) -> Iterator[Row]:
        """Return the rows that hold something."""
        for index in range(self.sheet.nrows):
            marks = dict[int, frozenset[Mark]]()
            cells = self.sheet.row(index)
            values = [self._value(cell) for cell in cells]
            while values and values[-1] is None:
                values.pop()
            for column, cell in enumerate(cells[: len(values)]):
                found = self._marks(index, column, cell) if values[column] is not None else None
                if found:
                    marks[column] = found
            if values:
                info = self.sheet.rowinfo_map.get(index)
                yield Row(index + 1, tuple(values), marks, bool(info and info.hidden))

    def _value(self, cell: Any) -> Value:
        match cell.ctype:
            case xlrd.XL_CELL_TEXT:
                return text_value(cell.value)
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                return self._look(cell.xf_index).number(repr(cell.value))
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
            case _:
                return None

    def _marks(self, row: int, column: int, cell: Any) -> frozenset[Mark]:
        marks: frozenset[Mark] = self._look(cell.xf_index).marks
        runs = self.sheet.rich_text_runlist_map.get((row, column), ())
        if any(self._book.font_list[font].struck_out for _start, font in runs):
            marks |= {"struck"}
        return marks | {"error"} if cell.ctype == xlrd.XL_CELL_ERROR else marks

    def _look_of(self, index: int) -> Look:
        """Return the marks of a style, and how its numbers read."""
        style = self._book.xf_list[index]
        font, fill = self._book.font_list[style.font_index], style.background
        marks = set[Mark]()
        if font.struck_out:
            marks.add("struck")
        is_filled = fill.fill_pattern and fill.pattern_colour_index not in _PLAIN_COLOURS
        if is_filled or font.colour_index not in _PLAIN_COLOURS:
            marks.add("coloured")
        shown = self._book.format_map.get(style.format_key)
        is_1904 = bool(self._book.datemode)
        reads = reader(shown.format_str, is_1904=is_1904) if shown else number
        return Look(frozenset(marks), reads)


def _sheet(cells: _Cells) -> Sheet:
    told = cells.sheet
    seen = Seen(told.name, cells.rows())
    regions = tuple(
        Region(top + 1, left, bottom, right - 1) for top, bottom, left, right in told.merged_cells
    )
    remarks = (
        *seen.remarks(),
        *layout_remarks(_hidden_columns(told.colinfo_map), regions),
        *left_out(((row + 1, column) for row, column in told.cell_note_map), has_drawings=False),
    )
    rows = partial(_rows, cells, regions, seen.width)
    return Sheet(told.name, rows, remarks, bool(told.visibility), seen.rows)


def _hidden_columns(columns: Mapping[int, Any]) -> Iterator[int]:
    return (index for index, column in columns.items() if column.hidden)


def _rows(cells: _Cells, regions: tuple[Region, ...], width: int) -> Iterator[Row]:
    return with_blank_rows(with_merged_cells(cells.rows(), regions, width))
