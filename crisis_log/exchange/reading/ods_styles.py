"""Which styles of an OpenDocument spreadsheet strike or colour what has them, and hide sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from crisis_log.exchange.table import Mark

_PLAIN: Final = {None, "transparent", "#ffffff", "#000000"}


class _Style(NamedTuple):
    """What a style says itself: nothing of a property is to ask the one that it builds on."""

    parent: str | None
    is_struck: bool | None
    is_coloured: bool | None
    is_shown: bool


class Styles:
    """The styles of a file by their names, the common ones first."""

    def __init__(self, elements: Iterable[ET.Element]) -> None:
        self._styles = {element.get("name", ""): _style(element) for element in elements}
        self._marks: dict[str | None, frozenset[Mark]] = {None: frozenset()}

    def marks(self, name: str | None) -> frozenset[Mark]:
        """Return the marks of cells and words of that style."""
        if name not in self._marks:
            marks: set[Mark] = set()
            if self._says(name, "is_struck"):
                marks.add("struck")
            if self._says(name, "is_coloured"):
                marks.add("coloured")
            self._marks[name] = frozenset(marks)
        return self._marks[name]

    def is_hidden(self, sheet: str | None) -> bool:
        """Whether a style hides the sheet that has it."""
        style = self._styles.get(sheet or "")
        return style is not None and not style.is_shown

    def _says(self, name: str | None, what: str) -> bool:
        asked = set[str]()
        while name and name in self._styles and name not in asked:
            asked.add(name)
            said = getattr(self._styles[name], what)
            if said is not None:
                return bool(said)
            name = self._styles[name].parent
        return False


def _style(element: ET.Element) -> _Style:
    text, cell, table = (
        _attributes(element, f"{part}-properties") for part in ("text", "table-cell", "table")
    )
    line = text.get("text-line-through-style") or text.get("text-line-through-type")
    colours = [each for each in (text.get("color"), cell.get("background-color")) if each]
    return _Style(
        element.get("parent-style-name"),
        line != "none" if line else None,
        any(colour.lower() not in _PLAIN for colour in colours) if colours else None,
        table.get("display") != "false",
    )


def _attributes(element: ET.Element, name: str) -> Mapping[str, str]:
    found = element.find(name)
    return {} if found is None else found.attrib
