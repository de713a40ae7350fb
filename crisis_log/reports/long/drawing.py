"""What a worker does: lay out one part, and write it as a PDF that can be joined."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import pydyf

from crisis_log.reports import conformance
from crisis_log.reports.long.cutting import ELSEWHERE, Part
from crisis_log.reports.long.pruning import prune
from crisis_log.reports.page.fonts import legible
from crisis_log.reports.page.verification import EmbeddedFile
from crisis_log.reports.pdf import attached, laid_out, seldom_collecting

_POINTS: Final = 0.75
"""Of a CSS pixel."""
_FONT_NAMES: Final = frozenset({"BaseFont", "FontName"})
_TAG_LENGTH: Final = 6
_LETTERS: Final = 26
_IDENTIFIER: Final = b"part"
"""Of a PDF that does not stay."""


class Point(NamedTuple):
    """A place in a part: its page, from 0, and its coordinates in points from the lower left."""

    page: int
    x: float
    y: float


class Bookmark(NamedTuple):
    """A heading of the outline, at the level that its style asks for."""

    level: int
    label: str
    is_open: bool
    at: Point


@dataclass(frozen=True)
class Drawn:
    """A part as a PDF file, and what leads into it."""

    path: Path
    pages: int
    bookmarks: tuple[Bookmark, ...] = ()
    anchors: dict[str, Point] = field(default_factory=dict)


class Enclosed(NamedTuple):
    """The files that a document carries, as of an instant."""

    files: Sequence[EmbeddedFile]
    made_at: datetime


def draw_part(part: Part, path: Path, templates: Path | None, enclosed: Enclosed | None) -> Drawn:
    """Write `part` to `path`, tagged, with the files that the document carries.

    Raises:
        ReportError: it asks for something that may not be fetched.

    """
    with seldom_collecting():
        document = _laid_out(part.html, templates, path.parent, is_first=part.is_first)
        conformance.declare(document)
        document.write_pdf(
            path,
            finisher=partial(_finish, part.index),
            pdf_variant="pdf/a-3a",
            pdf_identifier=_IDENTIFIER,
            attachments=attached(*enclosed) if enclosed else [],
        )
    pages = document.pages
    drawn = Drawn(path, len(pages), tuple(_bookmarks(pages)), _anchors(pages))
    del document, pages
    gc.collect()
    return drawn


def draw_page_numbers(html: str, path: Path, templates: Path | None, first: int) -> Drawn:
    """Write pages from `first` on that hold only their numbers, to be laid over the others."""
    document = _laid_out(html, templates, path.parent, is_first=first == 1)
    document.write_pdf(
        path,
        finisher=partial(_rename_fonts, -first),
        pdf_variant="pdf/a-3b",
        pdf_identifier=_IDENTIFIER,
    )
    return Drawn(path, len(document.pages))


def _laid_out(html: str, templates: Path | None, folder: Path, *, is_first: bool) -> Any:
    """Lay out `html`; if it does not begin the document, drop the blank page it begins with."""
    document = laid_out(legible(html), templates, folder)
    return document if is_first else document.copy(document.pages[1:])


def _finish(index: int, document: object, pdf: Any) -> None:
    """Finish part `index` as a whole document, and make it ready to be joined.

    What leads into it is told apart; links out of it lead to a name. Identifiers are made
    unique in the whole, and so that their order is that of the parts.
    """
    conformance.finish(document, pdf)
    prune(pdf)
    _rename_fonts(index, document, pdf)
    pdf.catalog.pop("Outlines", None)
    pdf.catalog.get("Names", {}).pop("Dests", None)
    for item in pdf.objects:
        if not isinstance(item, dict):
            continue
        if item.get("Subtype") == "/Link":
            _lead_out(item)
        elif item.get("Type") == "/StructElem" and "ID" in item:
            item["ID"].string = f"{index:05}-{item['ID'].string}"
        elif "IDTree" in item:
            for name in item["IDTree"]["Names"][::2]:
                name.string = f"{index:05}-{name.string}"


def _rename_fonts(index: int, _document: object, pdf: Any) -> None:
    """Give each subset of a font in file `index` a tag of its own (ISO 32000-1, 9.6.4)."""
    for item in pdf.objects:
        if isinstance(item, dict):
            for key in item.keys() & _FONT_NAMES:
                item[key] = _tagged(item[key], index)


def _tagged(name: bytes, index: int) -> bytes:
    slash_and_tag, plus, font = name.partition(b"+")
    own = sha256(slash_and_tag + b"%d" % index).digest()[:_TAG_LENGTH]
    return b"/" + bytes(ord("A") + byte % _LETTERS for byte in own) + plus + font


def _lead_out(link: dict[str, Any]) -> None:
    uri = link["A"]["URI"].string if "A" in link else ""
    if uri.startswith(ELSEWHERE):
        del link["A"]
        link["Dest"] = link["Contents"] = pydyf.String(uri.removeprefix(ELSEWHERE))


def _bookmarks(pages: Sequence[Any]) -> list[Bookmark]:
    return [
        Bookmark(level, label, state == "open", _point(number, page, x, y))
        for number, page in enumerate(pages)
        for level, label, (x, y), state in page.bookmarks
    ]


def _anchors(pages: Sequence[Any]) -> dict[str, Point]:
    """Return where each name stands; where it stands twice, first."""
    return {
        name: _point(number, page, x, y)
        for number, page in reversed(list(enumerate(pages)))
        for name, (x, y, _right, _bottom) in page.anchors.items()
    }


def _point(number: int, page: Any, x: float, y: float) -> Point:
    return Point(number, x * _POINTS, (page.height - y) * _POINTS)
