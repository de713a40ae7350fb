"""How the cells of an xlsx are shown: which are struck or coloured, how their numbers read."""

from __future__ import annotations

from typing import Final, NamedTuple

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles import GradientFill
from openpyxl.styles.colors import Color
from openpyxl.styles.fills import PatternFill

from crisis_log.exchange.reading.number_format import BUILT_IN, Reader, number, reader
from crisis_log.exchange.table import Mark

_PLAIN: Final = {"FF000000", "FFFFFFFF", "00000000", "00FFFFFF"}
_PLAIN_THEME: Final = {0, 1}
"""White and black, as the two first colours of a theme mostly are."""
_PLAIN_INDEX: Final = {0, 1, 8, 9, 64, 65}


class Look(NamedTuple):
    """What a style says of a cell that has it."""

    marks: frozenset[Mark] = frozenset()
    number: Reader = number


def look_of(cell: ReadOnlyCell, *, is_1904: bool) -> Look:
    """Return the look of a cell."""
    code = BUILT_IN.get(cell.style_array.numFmtId) or cell.number_format
    marks: set[Mark] = set()
    if cell.font.strike:
        marks.add("struck")
    if _is_coloured(cell.font.color) or _is_filled(cell.fill):
        marks.add("coloured")
    return Look(frozenset(marks), reader(code, is_1904=is_1904))


def _is_filled(fill: object) -> bool:
    match fill:
        case PatternFill():
            return fill.fill_type not in {None, "none"} and _is_coloured(fill.fgColor)
        case _:
            return isinstance(fill, GradientFill)


def _is_coloured(colour: Color | None) -> bool:
    """Whether it is another than black, white or none."""
    if colour is None:
        return False
    match colour.type:
        case "theme":
            return colour.theme not in _PLAIN_THEME
        case "indexed":
            return colour.indexed not in _PLAIN_INDEX
        case _:
            return colour.type == "rgb" and colour.rgb not in _PLAIN
