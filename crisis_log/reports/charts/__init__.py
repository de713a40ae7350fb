"""The geometry of charts; the templates of `charts/` draw it.

Lengths are in units of a quarter of a millimetre: a chart is as wide as the text of the
page, 170 mm.
"""

from typing import Final

WIDTH: Final = 680.0
_CHARACTER: Final = 0.48
SIZE: Final = 9.4
"""The size of text in charts: 6.7 points."""


def text_width(text: str, size: float) -> float:
    """Return roughly how wide `text` is, set at `size` in the page's sans serif."""
    return len(text) * size * _CHARACTER


def shortened(text: str, size: float, room: float) -> str:
    """Return `text`, cut to what fits in `room`; the table beside a chart has all of it."""
    most = int(room / (size * _CHARACTER))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wrapped(text: str, size: float, room: float) -> tuple[str, ...]:
    """Return `text` in one line or two that fit in `room`, the second one cut if need be."""
    most = int(room / (size * _CHARACTER))
    if len(text) <= most:
        return (text,)
    space = text.rfind(" ", 0, most + 1)
    first = text[:space] if space > 0 else text[:most]
    return first, shortened(text[len(first) :].lstrip(), size, room)
