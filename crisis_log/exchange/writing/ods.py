"""ODS: the same tables for LibreOffice, dates and numbers being what they are.

Written as it comes: a document that a library holds in memory takes a third of a millisecond a
cell, and the memory of a hundred thousand rows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from crisis_log.exchange.columns import Column
from crisis_log.exchange.table import column_name
from crisis_log.exchange.writing import ods_parts
from crisis_log.exchange.writing.layout import fitting, lines, names, width
from crisis_log.exchange.writing.told import STRUCK, About, Cell, Fields, Table, Written, cells
from crisis_log.when import show_date, show_second
from crisis_log.words import number_text

_ZIPPED: Final = (1980, 1, 1, 0, 0, 0)
_SPACES: Final = re.compile(r"(\t+|^ +| {2,})")
"""What is kept only where it is said to be."""
_ILLEGAL: Final = dict.fromkeys({*range(0x20)} - {0x9, 0xA, 0xD} | {0xFFFE, 0xFFFF}, "\ufffd")
"""Characters that no XML holds."""


def write(tables: Sequence[Table], about: About) -> Written:
    """Return a book with a sheet for each table."""
    whole = io.BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as package:
        _put(package, "mimetype", ods_parts.TYPE, ZIP_STORED)  # the first, by the standard
        with package.open(_named("content.xml", ZIP_DEFLATED), "w") as content:
            content.writelines(part.encode() for part in _content(tables, about))
        for name, part in ods_parts.beside(tables, about):
            _put(package, name, part, ZIP_DEFLATED)
    return Written(whole.getvalue())


def _put(package: ZipFile, name: str, content: str, method: int) -> None:
    package.writestr(_named(name, method), content.encode())


def _named(name: str, method: int) -> ZipInfo:
    about = ZipInfo(name, _ZIPPED)
    about.compress_type = method
    return about


def _content(tables: Sequence[Table], about: About) -> Iterator[str]:
    """Return the sheets, row by row, and what filters each."""
    begin, end = ods_parts.around("content")
    yield f"{begin}{ods_parts.automatic_styles()}<office:body><office:spreadsheet>"
    ranges: list[str] = []
    for table in tables:
        last = 1
        yield f'<table:table table:name={quoteattr(table.title)} table:style-name="ta">'
        yield _head(table)
        for last, row in fitting(table.rows):  # noqa: B007 - the last one is told below
            yield _row(table.columns, row, about)
        yield "</table:table>"
        end_cell = f"{column_name(len(table.columns) - 1)}{last}"
        target = quoteattr(f"'{table.title}'.A1:'{table.title}'.{end_cell}")
        ranges.append(
            f'<table:database-range table:name="filter{len(ranges) + 1}" '
            f'table:target-range-address={target} table:display-filter-buttons="true"/>'
        )
    yield f"<table:database-ranges>{''.join(ranges)}</table:database-ranges>"
    yield f"</office:spreadsheet></office:body>{end}"


def _head(table: Table) -> str:
    """Return the columns of a sheet, of which the first ones stay in sight, and its header."""
    columns = [
        f'<table:table-column table:style-name="{ods_parts.column_style(width(column))}"/>'
        for column in table.columns
    ]
    first = names(table.columns)
    cells = "".join(_cell(column.header, "head") for column in table.columns)
    return (
        f"<table:table-header-columns>{''.join(columns[:first])}</table:table-header-columns>"
        f"{''.join(columns[first:])}<table:table-header-rows>"
        f'<table:table-row table:style-name="{ods_parts.row_style(2)}">{cells}</table:table-row>'
        "</table:table-header-rows>"
    )


def _row(columns: Sequence[Column], row: Fields, about: About) -> str:
    struck = "-struck" if row.get(STRUCK) else ""
    values = cells(columns, row, about.zone)
    shown = "".join(_cell(value, f"{ods_parts.kind(value)}{struck}") for value in values)
    style = ods_parts.row_style(lines(columns, values))
    return f'<table:table-row table:style-name="{style}">{shown}</table:table-row>'


def _cell(value: Cell, style: str) -> str:
    if value is None:
        return "<table:table-cell/>"
    typed, shown = _typed(value)
    paragraphs = "".join(f"<text:p>{_line(line)}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell table:style-name="{style}" {typed}>{paragraphs}</table:table-cell>'


def _line(line: str) -> str:
    """Return a line of text, of which the format would lose tabs and spaces."""
    text = escape(line.translate(_ILLEGAL))
    return _SPACES.sub(_kept, text)


def _kept(spaces: re.Match[str]) -> str:
    return "".join("<text:tab/>" if one == "\t" else "<text:s/>" for one in spaces[0])


def _typed(value: str | int | Decimal | date | datetime) -> tuple[str, str]:
    """Return the attributes that say what a cell holds, and how it is shown.

    A text with tabs says so twice: readers lose those that are shown.
    """
    match value:
        case datetime():
            shown = show_second(value)
            return f'office:value-type="date" office:date-value="{value.isoformat()}"', shown
        case date():
            told = f'office:value-type="date" office:date-value="{value.isoformat()}"'
            return told, show_date(value)
        case int() | Decimal():
            number = Decimal(value)
            told = f'office:value-type="float" office:value="{number:f}"'
            return told, number_text(number, grouped=False)
        case _:
            exact = quoteattr(value.translate(_ILLEGAL)) if "\t" in value else ""
            said = f" office:string-value={exact}" if exact else ""
            return f'office:value-type="string"{said}', value
