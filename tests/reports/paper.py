"""How the pages of a PDF file look on paper: how full each is, and how its tables break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf
import pypdfium2
from PIL import ImageOps

MM: Final = 72 / 25.4
TOP: Final = 27 * MM
BOTTOM: Final = 22 * MM
"""The margins of a page: `@page` of the stylesheet."""
SIGNED: Final = "Fait à"
"""The words that the signature block begins with, in French."""


def fullness(pdf: bytes) -> list[float]:
    """Return how far down the text area of each page its last ink stands, from 0 to 1."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_fullness(page) for page in document]


def _fullness(page: pypdfium2.PdfPage) -> float:
    ink = ImageOps.invert(page.render(crop=(0, BOTTOM, 0, TOP), grayscale=True).to_pil())
    box = ink.getbbox()
    return box[3] / ink.height if box else 0.0


def outline(pdf: bytes) -> list[tuple[str, int]]:
    """Return the headings that lead to a page, each with the index of that page."""
    with pypdfium2.PdfDocument(pdf) as document:
        marks = [(mark.get_title(), mark.get_dest()) for mark in document.get_toc()]
        return [(title, dest.get_index()) for title, dest in marks if dest]


def above_the_signature(pdf: bytes) -> str:
    """Return what stands above the signature block, on the page that it is on."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            words = page.get_textpage()
            if found := words.search(SIGNED, match_case=True).get_next():
                _left, _bottom, _right, top = words.get_charbox(found[0])
                limit = page.get_height() - TOP
                return str(words.get_text_bounded(bottom=top + MM, top=limit)).strip()
    raise LookupError(SIGNED)


def rows_by_page(pdf: bytes) -> list[list[int]]:
    """Return, for each table that goes on over several pages, its number of rows on each."""
    with pikepdf.open(BytesIO(pdf)) as document:
        tables = [
            Counter(_rows(table)) for table in _elements(document.Root.StructTreeRoot, "/Table")
        ]
    return [list(rows.values()) for rows in tables if len(rows) > 1]


def _rows(table: Any) -> Iterator[tuple[int, int]]:
    """Yield the page of each row of the body of `table`."""
    for body in _elements(table, "/TBody"):
        for row in _elements(body, "/TR"):
            yield row.Pg.objgen


def _elements(parent: Any, kind: str) -> Iterator[Any]:
    """Yield the elements of this kind that `parent` holds, at any depth."""
    held = parent.get("/K", [])
    for element in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(element, pikepdf.Dictionary):
            if element.get("/S") == kind:
                yield element
            else:
                yield from _elements(element, kind)
