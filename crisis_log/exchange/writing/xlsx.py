"""XLSX: dates and numbers are what they are, and a text is a text, whatever it begins with.

Rows are written as they come, so that memory holds none of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

import xlsxwriter

from crisis_log.exchange.columns import Column
from crisis_log.exchange.neutral import neutral
from crisis_log.exchange.writing.layout import (
    LINE_POINTS,
    SCALE,
    USUAL,
    fitting,
    lines,
    names,
    width,
)
from crisis_log.exchange.writing.told import STRUCK, About, Cell, Table, Written, cells
from crisis_log.language import _, counted, current, whole
from crisis_log.scratch import scratch_folder
from crisis_log.words import abridged

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LONGEST: Final = 32_767
"""Characters that a cell holds, in the units of UTF-16."""
_LONGEST_TITLE: Final = 31
_LONGEST_HEADER: Final = 100
_HEAD: Final = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "bg_color": "#E7E6E6",
    "border": 1,
}
_BODY: Final[dict[str, object]] = {"valign": "top"}
_DATED: Final = {"align": "left"}
_DATES: Final = {"fr": "dd/mm/yyyy", "en": "yyyy-mm-dd"}
_INSTANTS: Final = {"fr": "dd/mm/yyyy hh:mm:ss", "en": "yyyy-mm-dd hh:mm:ss"}


def write(tables: Sequence[Table], about: About) -> Written:
    """Return a book with a sheet for each table."""
    whole_book = io.BytesIO()
    with (
        scratch_folder() as folder,  # of the rows until they are packed
        xlsxwriter.Workbook(whole_book, {"constant_memory": True, "tmpdir": str(folder)}) as book,
    ):
        book.set_properties(
            {
                "title": f"{about.notice} {about.title}".strip(),
                "subject": about.subject,
                "author": about.author,
                "created": about.instant.replace(tzinfo=None),
            }
        )
        writing = _Book(book, about)
        for table in tables:
            writing.add(table)
    return Written(whole_book.getvalue(), tuple(writing.remarks()))


class _Book:
    """Writes tables to sheets, one after the other."""

    def __init__(self, book: Workbook, about: About) -> None:
        self._book = book
        self._about = about
        self._cut = 0
        self.format = cache(self._made)

    def remarks(self) -> list[str]:
        """Return what is to be said of the book."""
        if not self._cut:
            return []
        return [
            counted(
                "{count} text is longer than a cell may be: it is cut there, after {most} "
                "characters, and says so. CSV holds it whole.",
                "{count} texts are longer than a cell may be: they are cut there, after {most} "
                "characters, and say so. CSV holds them whole.",
                self._cut,
                most=whole(_LONGEST),
            )
        ]

    def _made(
        self, number: str, *, struck: bool, quoted: bool = False, wrapped: bool = False
    ) -> Format:
        looks = _BODY | {"font_strikeout": struck, "quote_prefix": quoted, "text_wrap": wrapped}
        return self._book.add_format(looks | ({"num_format": number} | _DATED if number else {}))

    def add(self, table: Table) -> None:
        """Add a sheet: its header stays in sight, is printed on each page, and filters."""
        sheet = self._book.add_worksheet(table.title[:_LONGEST_TITLE])
        columns, head = table.columns, self._book.add_format(_HEAD)
        sheet.set_row(0, 2 * LINE_POINTS)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, width(column))
            sheet.write_string(0, index, column.header, head)
        last = 1
        for last, row in fitting(table.rows):
            told = cells(columns, row, self._about.zone)
            sheet.set_row(last - 1, LINE_POINTS * lines(columns, told))
            for index, value in enumerate(told):
                struck = row.get(STRUCK, False)
                self._write(sheet, last - 1, index, value, columns[index], struck=struck)
        sheet.autofilter(0, 0, last - 1, len(columns) - 1)
        self._lay_out(sheet, columns)

    def _lay_out(self, sheet: Worksheet, columns: Sequence[Column]) -> None:
        named_by = names(columns)
        sheet.freeze_panes(1, named_by)
        sheet.repeat_columns(0, named_by - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_print_scale(SCALE)
        sheet.set_header(f"&L{_plain(self._about.title)}&C&B{self._about.notice}&R&A")
        sheet.set_footer(f"&L{_plain(self._about.subject)}&R&P / &N")

    def _write(
        self, sheet: Worksheet, row: int, index: int, value: Cell, column: Column, *, struck: bool
    ) -> None:
        match value:
            case None:
                return
            case datetime():
                shown = self.format(_INSTANTS[current()], struck=struck)
                sheet.write_datetime(row, index, value, shown)
            case date():
                shown = self.format(_DATES[current()], struck=struck)
                sheet.write_datetime(row, index, value, shown)
            case int() | Decimal():
                shown = self.format("", struck=struck)
                sheet.write_number(row, index, value, shown)
            case _:
                is_acting = neutral(value) != value
                wraps = width(column) >= USUAL and column.type != "exact"
                shown = self.format("", struck=struck, quoted=is_acting, wrapped=wraps)
                sheet.write_string(row, index, self._fitting(value), shown)

    def _fitting(self, text: str) -> str:
        """Return a text as a cell can hold it."""
        if 2 * len(text) <= _LONGEST or len(text.encode("utf-16-le")) <= 2 * _LONGEST:
            return text
        self._cut += 1
        said = _(" … [cut: {count} characters in all]").format(count=whole(len(text)))
        kept = text.encode("utf-16-le")[: 2 * (_LONGEST - len(said))]
        return kept.decode("utf-16-le", errors="ignore") + said


def _plain(text: str) -> str:
    """Return a text in which no sign commands the header of a printed page, and which fits it."""
    return abridged(text, _LONGEST_HEADER).replace("&", "&&")
