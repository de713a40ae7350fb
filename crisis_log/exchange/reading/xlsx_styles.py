"""How the cells of an xlsx are shown: which are struck or coloured, how their numbers read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from crisis_log.exchange.reading.number_format import BUILT_IN, Reader, number, reader
from crisis_log.exchange.table import Mark

_PLAIN: Final = {None, "auto", "FF000000", "FFFFFFFF", "00000000", "00FFFFFF"}
_PLAIN_THEME: Final = {"0", "1"}
"""White and black, as the two first colours of a theme mostly are."""
_PLAIN_INDEX: Final = {"0", "1", "8", "9", "64", "65"}


class Look(NamedTuple):
    """What a style says of a cell that has it."""

    marks: frozenset[Mark] = frozenset()
    number: Reader = number


def looks(styles: ET.Element, *, is_1904: bool) -> tuple[Look, ...]:
    """Return the look of each style, in the order in which cells number them."""
    formats = {**BUILT_IN}
    for each in _each(styles, "numFmts"):
        formats[int(each.get("numFmtId", 0))] = each.get("formatCode", "")
    fonts = [_font_marks(font) for font in _each(styles, "fonts")]
    fills = [_fill_marks(fill) for fill in _each(styles, "fills")]

    def look(style: ET.Element) -> Look:
        code = formats.get(int(style.get("numFmtId", 0)))
        marks = _at(fonts, style.get("fontId")) | _at(fills, style.get("fillId"))
        return Look(marks, reader(code, is_1904=is_1904) if code else number)

    return tuple(look(style) for style in _each(styles, "cellXfs"))


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return value in {"1", "true", "on"}


def _each(styles: ET.Element, name: str) -> Iterator[ET.Element]:
    yield from styles.find(name) or ()


def _at(marks: list[frozenset[Mark]], index: str | None) -> frozenset[Mark]:
    place = int(index or 0)
    return marks[place] if 0 <= place < len(marks) else frozenset()


def _font_marks(font: ET.Element) -> frozenset[Mark]:
    marks: set[Mark] = set()
    strike = font.find("strike")
    if strike is not None and is_true(strike.get("val", "1")):
        marks.add("struck")
    if _is_coloured(font.find("color")):
        marks.add("coloured")
    return frozenset(marks)


def _fill_marks(fill: ET.Element) -> frozenset[Mark]:
    pattern = fill.find("patternFill")
    is_filled = pattern is not None and pattern.get("patternType", "none") != "none"
    if fill.find("gradientFill") is not None or (
        is_filled and pattern is not None and _is_coloured(pattern.find("fgColor"))
    ):
        return frozenset({"coloured"})
    return frozenset()


def _is_coloured(colour: ET.Element | None) -> bool:
    """Whether it is another than black, white or none."""
    if colour is None or colour.get("auto") == "1":
        return False
    return (
        colour.get("rgb") not in _PLAIN
        or colour.get("theme", "0") not in _PLAIN_THEME
        or colour.get("indexed", "0") not in _PLAIN_INDEX
    )
