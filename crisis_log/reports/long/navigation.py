"""What leads into a joined document: its outline, and its places by name."""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from crisis_log.reports.long.drawing import Drawn, Point

_LEAF: Final = 64
"""Names in a leaf of the tree of names: a reader looks through few of them."""


class _Heading:
    """A bookmark and those below it."""

    def __init__(self, item: Object, level: int, *, is_open: bool) -> None:
        self.item, self.level, self.is_open = item, level, is_open
        self.below: list[_Heading] = []


def outline(
    pdf: Pdf, parts: Sequence[Drawn], offsets: Sequence[int], pages: Sequence[Object]
) -> None:
    """Give `pdf` the outline of all parts: each heading below the last of a higher level."""
    top = _Heading(pdf.make_indirect(Dictionary(Type=Name.Outlines)), 0, is_open=True)
    last = [top]
    for part, offset in zip(parts, offsets, strict=False):
        for mark in part.bookmarks:
            item = Dictionary(Title=String(mark.label), Dest=_destination(mark.at, offset, pages))
            heading = _Heading(pdf.make_indirect(item), mark.level, is_open=mark.is_open)
            while last[-1].level >= mark.level:
                last.pop()
            last[-1].below.append(heading)
            last.append(heading)
    if top.below:
        _link(top)
        pdf.Root.Outlines = top.item


def _link(heading: _Heading) -> int:
    """Tie the headings below `heading` to it and to each other; return how many show."""
    items = [below.item for below in heading.below]
    shown = len(items)
    for below in heading.below:
        below.item.Parent = heading.item
        within = _link(below)
        shown += within if below.is_open else 0
    for before, after in pairwise(items):
        before.Next, after.Prev = after, before
    if items:
        heading.item.First, heading.item.Last = items[0], items[-1]
        heading.item.Count = shown if heading.is_open else -shown
    return shown


def destinations(
    pdf: Pdf, parts: Sequence[Drawn], offsets: Sequence[int], pages: Sequence[Object]
) -> None:
    """Give `pdf` every place of the parts under its name; the first of a name counts."""
    places: dict[bytes, Array] = {}
    for part, offset in zip(parts, offsets, strict=False):
        for name, point in part.anchors.items():
            places.setdefault(_key(name), _destination(point, offset, pages))
    names = sorted(places)
    leaves = [
        pdf.make_indirect(_leaf(names[begin : begin + _LEAF], places))
        for begin in range(0, len(names), _LEAF)
    ]
    if "/Names" not in pdf.Root:
        pdf.Root.Names = pdf.make_indirect(Dictionary())
    pdf.Root.Names.Dests = pdf.make_indirect(Dictionary(Kids=Array(leaves)))


def _leaf(names: Sequence[bytes], places: dict[bytes, Array]) -> Dictionary:
    pairs: list[Object] = []
    for name in names:
        pairs += [String(name), places[name]]
    return Dictionary(Limits=Array([pairs[0], pairs[-2]]), Names=Array(pairs))


def _key(name: str) -> bytes:
    """Return a name as the links to it are written."""
    return name.encode() if name.isascii() else BOM_UTF16_BE + name.encode("utf-16-be")


def _destination(point: Point, offset: int, pages: Sequence[Object]) -> Array:
    return Array([pages[offset + point.page], Name.XYZ, round(point.x, 3), round(point.y, 3), 0])
