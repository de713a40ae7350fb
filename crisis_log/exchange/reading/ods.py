"""Spreadsheets of LibreOffice and others in the OpenDocument format: .ods."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from crisis_log.exchange.reading.ods_cells import OdsPass, OdsSheet
from crisis_log.exchange.reading.package import Package, damage_told, protected
from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.reading.rows import Region, with_blank_rows, with_merged_cells
from crisis_log.exchange.reading.seen import Seen, layout_remarks, left_out, macros_remark
from crisis_log.exchange.table import Row, Sheet

_MANIFEST: Final = "meta-inf/manifest.xml"
_ENCRYPTED: Final = b"encryption-data"
_MACROS: Final = ("basic/", "scripts/")


@damage_told()
def read_ods(package: Package) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Return the sheets of a book, and what is to be said of the book.

    Raises:
        NotATableError: it is damaged, too large, or protected.

    """
    if _MANIFEST in package and _ENCRYPTED in package.content(_MANIFEST):
        raise NotATableError(protected())
    first = OdsPass(package)
    seen: list[Seen] = []
    for sheet, row in first.rows():
        seen += [Seen(each.name) for each in first.sheets[len(seen) :]]
        seen[sheet].see(row)
    seen += [Seen(each.name) for each in first.sheets[len(seen) :]]
    sheets = tuple(
        _sheet(package, index, told, seen[index]) for index, told in enumerate(first.sheets)
    )
    has_macros = any(name.startswith(_MACROS) for name in package.names)
    return sheets, (macros_remark(),) if has_macros else ()


def _sheet(package: Package, index: int, told: OdsSheet, seen: Seen) -> Sheet:
    remarks = (
        *seen.remarks(),
        *layout_remarks(told.hidden_columns, told.regions),
        *left_out(
            has_comments="annotation" in told.asides,
            has_drawings=not told.asides.isdisjoint(("frame", "shapes")),
        ),
    )
    rows = partial(_rows, package, index, tuple(told.regions), seen.width)
    return Sheet(told.name, rows, remarks, told.is_hidden, seen.rows)


def _rows(package: Package, index: int, regions: tuple[Region, ...], width: int) -> Iterator[Row]:
    rows = _of_sheet(package, index)
    return with_blank_rows(with_merged_cells(rows, regions, width))


def _of_sheet(package: Package, index: int) -> Iterator[Row]:
    for sheet, row in OdsPass(package).rows():
        if sheet > index:
            return
        if sheet == index:
            yield row
