"""Which styles of an OpenDocument spreadsheet strike or colour what has them, and hide sheets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import odfdo

from crisis_log.exchange.table import Mark

_PLAIN: Final = {"transparent", "#ffffff", "#000000"}
_LINES: Final = ("style:text-line-through-style", "style:text-line-through-type")


class Styles:
    """The styles of a document by their names."""

    def __init__(self, document: odfdo.Document, pieces: Iterable[str]) -> None:
        self._styles: dict[str, Any] = {
            style.get_attribute_string("style:name"): style
            for piece in pieces
            for style in _part(document, piece).get_elements("//style:style")
        }
        self.marks = cache(self._marks)

    def _marks(self, name: str | None) -> frozenset[Mark]:
        """Return the marks of cells and words of that style, or of those that it builds on."""
        line = self._said(name, "text", *_LINES)
        colours = (
            self._said(name, "text", "fo:color"),
            self._said(name, "table-cell", "fo:background-color"),
        )
        marks: set[Mark] = set()
        if line not in {None, "none"}:
            marks.add("struck")
        if any(colour and colour.lower() not in _PLAIN for colour in colours):
            marks.add("coloured")
        return frozenset(marks)

    def is_hidden(self, sheet: str | None) -> bool:
        """Whether a style hides the sheet that has it."""
        return self._said(sheet, "table", "table:display") == "false"

    def _said(self, name: str | None, area: str, *properties: str) -> str | None:
        asked = set[str]()
        while name and name in self._styles and name not in asked:
            asked.add(name)
            style = self._styles[name]
            for part in style.get_elements(f"style:{area}-properties"):
                for each in properties:
                    if said := part.get_attribute_string(each):
                        return str(said)
            name = style.get_attribute_string("style:parent-style-name")
        return None


def _part(document: odfdo.Document, piece: str) -> Any:
    return document.get_part(piece)
