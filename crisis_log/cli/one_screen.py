"""How a screen of one page is laid out: sections share its rows, each row keeps to its width."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from crisis_log.cli.screen import one_line, width_of

WIDTH: Final = 80
HEIGHT: Final = 40
_GUTTER: Final = 2
_BETWEEN: Final = 2
"""A section takes an empty row and its title besides its own."""
_ELLIPSIS: Final = "…"


class Section(NamedTuple):
    """A title and rows of cells, of which the last gives way; `least` rows are always shown."""

    title: str
    rows: Sequence[Sequence[str]]
    least: int


class Shown(NamedTuple):
    """What is shown of a section: its rows, and how many others there are."""

    title: str
    rows: list[str]
    others: int


def laid_out(sections: Sequence[Section], height: int) -> Iterator[Shown]:
    """Return what is shown of each section in `height` rows: the first rows of each.

    Each gets its least; what others do not need goes to those that want more, in their order.
    """
    shown = [min(len(section.rows), section.least) for section in sections]
    free = height - sum(shown) - _BETWEEN * len(sections)
    for place, section in enumerate(sections):
        more = max(min(len(section.rows) - shown[place], free), 0)
        shown[place] += more
        free -= more
    for section, count in zip(sections, shown, strict=True):
        rows = aligned(section.rows[:count])
        yield Shown(section.title, rows, len(section.rows) - count)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows whose columns are aligned, none wider than the screen."""
    plain = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*plain, strict=True)]
    return [fitted((" " * _GUTTER).join(_padded(row, widths)).rstrip()) for row in plain]


def _padded(row: Iterable[str], widths: Iterable[int]) -> Iterator[str]:
    for cell, width in zip(row, widths, strict=True):
        yield cell + " " * (width - width_of(cell))


def fitted(text: str, width: int = WIDTH) -> str:
    """Return `text`, or as much of it as there is room for, with an ellipsis."""
    if width_of(text) <= width:
        return text
    while width_of(text) >= width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
