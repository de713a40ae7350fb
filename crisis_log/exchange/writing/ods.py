"""ODS: the same tables for LibreOffice, dates and numbers being what they are.

Written as it comes, with the XML of the standard library: a document that a library holds in
memory takes a third of a millisecond a cell.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from crisis_log.exchange.columns import Column
from crisis_log.exchange.table import column_name
from crisis_log.exchange.writing import ods_parts
from crisis_log.exchange.writing.layout import lines, names, width
from crisis_log.exchange.writing.told import STRUCK, About, Cell, Table, Written, cell
from crisis_log.when import show_date
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
        _put(package, "mimetype", ods_parts.TYPE.encode(), ZIP_STORED)  # the first, by the standard
        with package.open(ZipInfo("content.xml", _ZIPPED), "w") as content:
            _Content(io.TextIOWrapper(content, "utf-8"), about).write(tables)
        for name, part in ods_parts.beside(tables, about):
            _put(package, name, part.encode(), ZIP_DEFLATED)
    return Written(whole.getvalue())


def _put(package: ZipFile, name: str, content: bytes, method: int) -> None:
    about = ZipInfo(name, _ZIPPED)
    about.compress_type = method
    package.writestr(about, content)


class _Content:
    """Writes the sheets of a book, their rows as they come."""

    def __init__(self, stream: io.TextIOWrapper, about: About) -> None:
        self._stream = stream
        self._xml = XMLGenerator(stream, "utf-8", short_empty_elements=True)
        self._about = about

    def write(self, tables: Sequence[Table]) -> None:
        """Write the sheets, and what filters each."""
        xml = self._xml
        xml.startDocument()
        with self._in("office:document-content", **ods_parts.SPACES):
            self._raw(ods_parts.automatic_styles())
            with self._in("office:body"), self._in("office:spreadsheet"):
                ranges = [self._table(table) for table in tables]
                with self._in("table:database-ranges"):
                    for number, target in enumerate(ranges, start=1):
                        named = {"name": f"filter{number}", "target-range-address": target}
                        named["display-filter-buttons"] = "true"
                        self._empty("table:database-range", named)
        xml.endDocument()
        self._stream.flush()
        self._stream.detach()

    def _table(self, table: Table) -> str:
        """Write a sheet; return the address of its cells."""
        count = 0
        with self._in("table:table", **{"table:name": table.title, "table:style-name": "ta"}):
            named_by = names(table.columns)
            with self._in("table:table-header-columns"):
                self._columns(table.columns[:named_by])
            self._columns(table.columns[named_by:])
            with self._in("table:table-header-rows"), self._row(2):
                for column in table.columns:
                    self._cell(column.header, "head")
            for row in table.rows:
                count += 1
                struck = "-struck" if row.get(STRUCK) else ""
                cells = [cell(one, row.get(one.field), self._about.zone) for one in table.columns]
                with self._row(lines(table.columns, cells)):
                    for value in cells:
                        self._cell(value, f"{ods_parts.kind(value)}{struck}")
        last = f"{column_name(len(table.columns) - 1)}{count + 1}"
        return f"'{table.title}'.A1:'{table.title}'.{last}"

    def _columns(self, columns: Sequence[Column]) -> None:
        for column in columns:
            style = ods_parts.column_style(width(column))
            self._empty("table:table-column", {"style-name": style})

    def _row(self, lines: int) -> AbstractContextManager[None]:
        return self._in("table:table-row", **{"table:style-name": ods_parts.row_style(lines)})

    def _cell(self, value: Cell, style: str) -> None:
        if value is None:
            self._empty("table:table-cell", {})
            return
        typed, shown = _typed(value)
        with self._in("table:table-cell", **{"table:style-name": style, **typed}):
            for line in shown.split("\n"):
                with self._in("text:p"):
                    self._line(line)

    def _line(self, line: str) -> None:
        """Write a line of text, of which the format would lose tabs and spaces."""
        for part in filter(None, _SPACES.split(line)):
            if part.isspace():
                for space in part:
                    self._empty("text:tab" if space == "\t" else "text:s", {})
            else:
                self._xml.characters(part.translate(_ILLEGAL))

    @contextmanager
    def _in(self, element: str, **attributes: str) -> Iterator[None]:
        self._xml.startElement(element, AttributesImpl(attributes))
        yield
        self._xml.endElement(element)

    def _empty(self, element: str, attributes: dict[str, str]) -> None:
        named = {f"table:{name}": value for name, value in attributes.items()}
        with self._in(element, **named):
            pass

    def _raw(self, xml: str) -> None:
        self._xml.ignorableWhitespace(xml)


def _typed(value: str | int | Decimal | date | datetime) -> tuple[dict[str, str], str]:
    """Return the attributes that say what a cell holds, and how it is shown.

    A text with tabs says so twice: readers lose those that are shown.
    """
    match value:
        case datetime():
            iso, shown = value.isoformat(), f"{show_date(value)} {value:%H:%M:%S}"
            return {"office:value-type": "date", "office:date-value": iso}, shown
        case date():
            return {
                "office:value-type": "date",
                "office:date-value": value.isoformat(),
            }, show_date(value)
        case int() | Decimal():
            number = Decimal(value)
            told = {"office:value-type": "float", "office:value": f"{number:f}"}
            return told, number_text(number, grouped=False)
        case _:
            exact = {"office:string-value": value} if "\t" in value else {}
            return {"office:value-type": "string", **exact}, value
