"""Books of Excel since 2007: .xlsx, .xlsm, and what other programs write of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from posixpath import dirname, normpath
from posixpath import join as join_path
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from crisis_log.exchange.reading.package import Package, damage_told
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.reading.rows import Region, with_blank_rows, with_merged_cells
from crisis_log.exchange.reading.seen import (
    Seen,
    epoch_remark,
    layout_remarks,
    left_out,
    macros_remark,
)
from crisis_log.exchange.reading.xlsx_cells import Shared, SheetPass
from crisis_log.exchange.reading.xlsx_styles import is_true, looks
from crisis_log.exchange.reading.xlsx_texts import texts
from crisis_log.exchange.table import Row, Sheet
from crisis_log.language import _

_ROOT: Final = "_rels/.rels"
_MACROS: Final = "vbaproject.bin"
_LINKS: Final = "externallink"


class _Part(NamedTuple):
    """What a piece refers to: the last word of what kind it is of, and its name."""

    kind: str
    name: str


@damage_told()
def read_xlsx(package: Package) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book.

    Raises:
        NotATableError: it is damaged, too large, or no table.

    """
    book_name = next(
        (part.name for part in _parts(package, "").values() if part.kind == "officeDocument"), ""
    )
    if book_name.endswith(".bin"):
        raise NotATableError(
            _("it is a binary book (.xlsb). Open it in Excel, and save it as .xlsx.")
        )
    book, parts = package.tree(book_name), _parts(package, book_name)
    properties = book.find("workbookPr")
    is_1904 = properties is not None and is_true(properties.get("date1904"))
    shared = _shared(package, parts, is_1904=is_1904)
    sheets = tuple(
        _sheet(package, each, parts[each.get("id", "")].name, shared)
        for each in book.find("sheets") or ()
        if parts[each.get("id", "")].kind == "worksheet"
    )
    return sheets, tuple(_remarks(package, is_1904=is_1904))


def _parts(package: Package, of: str) -> dict[str, _Part]:
    """Return the pieces that one refers to, by what it calls them."""
    folder, _slash, name = of.rpartition("/")
    relations = join_path(folder, "_rels", f"{name}.rels")
    if relations not in package:
        return {}
    return {
        each.get("Id", ""): _Part(
            each.get("Type", "").rpartition("/")[2],
            normpath(join_path("/", dirname(of), each.get("Target", ""))),
        )
        for each in package.tree(relations)
        if each.get("TargetMode") != "External"
    }


def _shared(package: Package, parts: dict[str, _Part], *, is_1904: bool) -> Shared:
    names = {part.kind: part.name for part in parts.values() if part.name in package}
    found, struck = texts(package, names["sharedStrings"]) if "sharedStrings" in names else ([], ())
    styles = package.tree(names["styles"]) if "styles" in names else ET.Element("styleSheet")
    return Shared(found, frozenset(struck), looks(styles, is_1904=is_1904))


def _sheet(package: Package, told: ET.Element, name: str, shared: Shared) -> Sheet:
    first = SheetPass(package, name, shared)
    sheet = told.get("name", "")
    seen = Seen(sheet, first.rows())
    kinds = {part.kind for part in _parts(package, name).values()}
    remarks = (
        *seen.remarks(),
        *layout_remarks(first.hidden_columns, first.regions),
        *left_out(
            has_comments=not kinds.isdisjoint(("comments", "threadedComment")),
            has_drawings="drawing" in kinds,
        ),
    )
    rows = partial(_rows, package, name, shared, tuple(first.regions), seen.width)
    is_hidden = told.get("state", "visible") != "visible"
    return Sheet(sheet, rows, remarks, is_hidden, seen.rows)


def _rows(
    package: Package, name: str, shared: Shared, regions: tuple[Region, ...], width: int
) -> Iterator[Row]:
    rows = SheetPass(package, name, shared).rows()
    return with_blank_rows(with_merged_cells(rows, regions, width))


def _remarks(package: Package, *, is_1904: bool) -> Iterator[str]:
    """Return what is to be said of a book, a sentence each."""
    if is_1904:
        yield epoch_remark()
    if any(name.endswith(_MACROS) for name in package.names):
        yield macros_remark()
    if any(_LINKS in name for name in package.names):
        yield _("It refers to other files: the values that it had from them last are read.")
