"""Books of Excel since 2007: .xlsx, .xlsm, and what other programs write of that kind."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from crisis_log.exchange.reading.package import Package, damage_told, damaged
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.reading.rows import text_value, with_blank_rows, with_merged_cells
from crisis_log.exchange.reading.seen import (
    Seen,
    epoch_remark,
    layout_remarks,
    left_out,
    macros_remark,
)
from crisis_log.exchange.reading.xlsx_layout import Layout, layouts
from crisis_log.exchange.reading.xlsx_styles import Look, look_of
from crisis_log.exchange.table import Mark, Row, Sheet, Value
from crisis_log.language import _

_STYLES: Final = "xl/styles.xml"
"""The library looks for them there alone, and says nothing where it does not find them."""
_COMMENTS: Final = {"comments", "threadedComment"}
_MACROS: Final = "vbaproject.bin"
_LINKS: Final = "externallink"
_ESCAPED: Final = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
"""What Excel has to write so: signs of control, and the `_` before what only looks like one."""


def read_xlsx(package: Package) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book.

    Raises:
        NotATableError: it is damaged, too large, or no table.

    """
    if "xl/workbook.bin" in package:
        raise NotATableError(
            _("it is a binary book (.xlsb). Open it in Excel, and save it as .xlsx.")
        )
    found = layouts(package)
    if found and not any(layout.last for layout in found.values()):
        return (), ()
    with damage_told(Exception):  # the library holds what it reads to no exception of its own
        archive = ZipFile(BytesIO(package.bytes))
        if _STYLES in package and _STYLES not in archive.namelist():
            raise NotATableError(damaged())
        book = _opened(package)
        sheets = tuple(_Cells(sheet, package, archive, found).sheet() for sheet in book.worksheets)
    if found and not sheets:  # of the strict kind, which the library does not know
        raise NotATableError(damaged())
    return sheets, tuple(_remarks(package, is_1904=book.epoch == CALENDAR_MAC_1904))


def _opened(package: Package) -> Any:
    """Return the book of the library, which gives numbers as they are stored.

    Its own dates lose the day that only Excel has, and those that are out of its range.
    """
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    book: Any = load_workbook(
        BytesIO(package.bytes), read_only=True, data_only=True, keep_links=False, rich_text=True
    )
    book._date_formats.clear()  # noqa: SLF001 - no option of the library says it
    return book


class _Cells:
    """The cells of a sheet, as the library streams them."""

    def __init__(
        self, told: Any, package: Package, archive: ZipFile, found: dict[str, Layout]
    ) -> None:
        self._told = told
        self._name: str = told._worksheet_path  # noqa: SLF001 - what ties it to its layout
        self._package, self._archive = package, archive
        self._layout = found[self._name.lower()]
        told.reset_dimensions()  # a far corner would fill each row up to it
        self._is_1904 = told.parent.epoch == CALENDAR_MAC_1904
        self._looks = dict[int, Look]()

    def sheet(self) -> Sheet:
        layout, name = self._layout, self._told.title
        seen = Seen(name, self.rows())
        if layout.last and not seen.rows:  # the library did not understand what goes by
            raise NotATableError(damaged())
        relations = self._relations()
        remarks = (
            *seen.remarks(),
            *layout_remarks(layout.hidden_columns, layout.regions),
            *left_out(self._commented(relations), has_drawings="drawing" in relations),
        )
        is_hidden = self._told.sheet_state != "visible"
        return Sheet(name, partial(self._all_rows, seen.width), remarks, is_hidden, seen.rows)

    def _relations(self) -> dict[str, str]:
        """Return the kinds of what the sheet refers to, and which piece that is."""
        relations = get_rels_path(self._name)  # type: ignore[no-untyped-call]  # one of its helpers
        if relations not in self._archive.namelist():
            return {}
        found = get_dependents(self._archive, relations)
        return {each.Type.rpartition("/")[2]: each.target for each in found}

    def _commented(self, relations: Mapping[str, str]) -> set[tuple[int, int]]:
        """Return the line and the column of each cell with a comment."""
        found = set[tuple[int, int]]()

        def see(name: str, attributes: Mapping[str, str]) -> None:
            if name in {"comment", "threadedComment"}:
                line, column = coordinate_to_tuple(attributes["ref"])
                found.add((line, column - 1))

        for kind in _COMMENTS & relations.keys():
            for _step in self._package.steps(relations[kind], see, _pass, _pass):
                pass
        return found

    def _all_rows(self, width: int) -> Iterator[Row]:
        return with_blank_rows(with_merged_cells(self.rows(), self._layout.regions, width))

    def rows(self) -> Iterator[Row]:
        """Return the rows that hold something."""
        with damage_told(Exception):
            rows = self._told.iter_rows(max_row=self._layout.last) if self._layout.last else ()
            for line, cells in enumerate(rows, 1):
                if cells and (row := self._row(line, cells)):
                    yield row

    def _row(self, line: int, cells: tuple[Any, ...]) -> Row | None:
        values = list[Value]()
        marks = dict[int, frozenset[Mark]]()
        blank = 0
        for column, cell in enumerate(cells):
            own = self._layout.marks.get((line, column))
            if cell.value is None and own is None:
                blank += 1
                continue
            value, found = self._read(cell)
            if own:
                found |= {own}
            if value is None and "formula" not in found:
                blank += 1
                continue
            values += [None] * blank
            values.append(value)
            blank = 0
            if found:
                marks[column] = found
        return Row(line, tuple(values), marks, line in self._layout.hidden_rows) if values else None

    def _read(self, cell: Any) -> tuple[Value, frozenset[Mark]]:
        """Return what a cell holds, and its marks."""
        style = cell.style_array
        look = self._looks.get(id(style))
        if look is None:
            look = self._looks[id(style)] = look_of(cell, is_1904=self._is_1904)
        marks = look.marks
        if cell.data_type == "e":
            marks |= {"error"}
        match cell.value:
            case CellRichText() as parts:
                if any(isinstance(part, TextBlock) and part.font.strike for part in parts):
                    marks |= {"struck"}
                return _text(str(parts)), marks
            case str() as text:
                return _text(text), marks
            case bool() | None as value:
                return value, marks
            case datetime() as moment:
                return moment.replace(tzinfo=None), marks
            case int() | float() as number:
                return look.number(repr(number)), marks
            case other:
                return other, marks


def _pass(_told: str) -> None:
    """Take no note of it."""


def _text(text: str) -> str | None:
    """Return a text whose unusual signs are written as `_x000D_`."""
    return text_value(_ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text))


def _remarks(package: Package, *, is_1904: bool) -> Iterator[str]:
    """Return what is to be said of a book, a sentence each."""
    if is_1904:
        yield epoch_remark()
    if any(name.endswith(_MACROS) for name in package.names):
        yield macros_remark()
    if any(_LINKS in name for name in package.names):
        yield _("It refers to other files: the values that it had from them last are read.")
