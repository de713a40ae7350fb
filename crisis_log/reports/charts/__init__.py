"""The geometry of charts; the templates of `charts/` draw it.

Lengths are in units of a quarter of a millimetre: a chart is as wide as the text of the
page, 170 mm. A chart is drawn of plain data; what a document's model has to do with it is
told in one place for each document that has charts: `weekly`, `after_action`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 680.0
NARROW: Final = 260.0
"""How wide a chart is that is read on a telephone, or fills half of a wall screen."""
SIZE: Final = 9.4
"""The size of text in charts: 6.7 points."""
LINE: Final = 11.0
"""From one line of text to the next."""
_CHARACTER: Final = 0.48
_DIGITS: Final = 0.5
_NARROW: Final = frozenset("\u202f\u00a0 .,r()")
_NARROW_CHARACTER: Final = 0.25


def text_width(text: str, size: float = SIZE) -> float:
    """Return roughly how wide `text` is, set at `size` in the page's sans serif."""
    return len(text) * size * _CHARACTER


def figure_width(text: str, size: float = SIZE) -> float:
    """Return how wide a figure is: its digits are all as wide, its spaces narrow."""
    narrow = sum(character in _NARROW for character in text)
    return size * (_DIGITS * (len(text) - narrow) + _NARROW_CHARACTER * narrow)


def in_lines(widths: Iterable[float], room: float) -> Iterator[tuple[float, int]]:
    """Return where each thing of a legend begins, and on which line, counted from 0."""
    x, line = 0.0, 0
    for width in widths:
        if x and x + width > room:
            x, line = 0.0, line + 1
        yield x, line
        x += width


def shortened(text: str, size: float, room: float) -> str:
    """Return `text`, cut to what fits in `room`; the table beside a chart has all of it."""
    most = int(room / (size * _CHARACTER))
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """Return `text` in one line or two that fit in `room`, the second one cut if need be."""
    most = int(room / (size * _CHARACTER))
    if len(text) <= most:
        return (text,)
    space = text.rfind(" ", 0, most + 1)
    first = text[:space] if space > 0 else text[:most]
    return first, shortened(text[len(first) :].lstrip(), size, room)


@dataclass(frozen=True)
class Path:
    """The outline of many shapes; being no text, it is not typeset."""

    data: str

    def __bool__(self) -> bool:
        return bool(self.data)

    def __html__(self) -> str:
        return self.data


def boxes(rectangles: Iterable[tuple[float, float, float, float]]) -> Path:
    """Return the outline of rectangles: left, top, width, height. One path is drawn fast."""
    return Path(
        "".join(
            f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"
            for x, y, width, height in rectangles
        )
    )


def lines(pairs: Iterable[tuple[tuple[float, float], tuple[float, float]]]) -> Path:
    """Return the path of straight lines, each from a point to another."""
    return Path("".join(f"M{a:.1f} {b:.1f}L{x:.1f} {y:.1f}" for (a, b), (x, y) in pairs))
