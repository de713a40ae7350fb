"""Small files as people have them, made by code: texts, spreadsheets, and what is none of these."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from crisis_log.exchange.reading import open_book
from crisis_log.exchange.table import Book, Row, Sheet

HEADINGS = ("Date/heure", "Origine", "Destinataire", "Message", "Suite donnée", "Rédacteur")


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """Write a file, a text with the ends of its lines as they are."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def xlsx(path: Path, rows: Iterable[Sequence[Any]], change: Callable[[Worksheet], None]) -> Path:
    """Write a book of one sheet, `Lundi`, as Excel would; `change` does to it what people do."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Lundi"
    for row in rows:
        sheet.append([*row])
    change(sheet)
    book.save(path)
    return path


def xls(path: Path, rows: Iterable[Sequence[Any]], change: Callable[[Any], None]) -> Path:
    """Write a book of one sheet, `Lundi`, as Excel of 1997 would."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lundi")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(line, column, *(value if isinstance(value, tuple) else (value,)))
    change(sheet)
    book.save(str(path))
    return path


def nothing(_sheet: object) -> None:
    """Change nothing."""


_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XLSX = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"'
        "/></Types>"
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org'
        '/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats'
        '.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Lundi" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


def raw_xlsx(path: Path, cells: str | Iterable[bytes], **pieces: str | bytes) -> Path:
    """Write a book around the XML of its rows, as no program would; `pieces` are added to it."""
    begin = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (_XLSX | pieces).items():
            file.writestr(name, content)
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(begin)
            for part in [cells.encode()] if isinstance(cells, str) else cells:
                sheet.write(part)
            sheet.write(b"</sheetData></worksheet>")
    return path


def ods(path: Path, tables: str, styles: str = "", **pieces: str | bytes) -> Path:
    """Write a spreadsheet of LibreOffice around the XML of its tables."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", content)
        for name, piece in pieces.items():
            file.writestr(name, piece)
    return path


def zipped(path: Path, pieces: dict[str, str | bytes]) -> Path:
    """Write a zip of these pieces."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in pieces.items():
            file.writestr(name, content)
    return path


def changed_zip(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a zip again, each of its pieces as `change` makes it."""
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as before:
        pieces = {name: change(name, before.read(name)) for name in before.namelist()}
    return zipped(path, {**pieces})


def only_sheet(path: Path) -> Sheet:
    """Return the one sheet of a file."""
    (sheet,) = open_book(path).sheets
    return sheet


def read_rows(path: Path) -> list[Row]:
    """Return the rows of the one sheet of a file."""
    return [*only_sheet(path).rows()]


def values(path: Path) -> list[tuple[Any, ...]]:
    """Return what the cells of the one sheet of a file hold."""
    return [row.values for row in read_rows(path)]


def all_remarks(book: Book) -> list[str]:
    """Return what is said of a book and of its sheets."""
    return [*book.remarks, *(remark for sheet in book.sheets for remark in sheet.remarks)]
