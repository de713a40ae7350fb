"""How a screen of one page is laid out: sections share its rows, each row keeps to its width."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from crisis_log.cli.screen import one_line, width_of, wrap

WIDTH: Final = 80
HEIGHT: Final = 40
_GUTTER: Final = 2
_LEAST: Final = 16
_BETWEEN: Final = 2
"""A section takes an empty row and its title besides its own."""
_ELLIPSIS: Final = "…"


class Section(NamedTuple):
    """A title and rows of cells, of which the last gives way; `least` rows are always shown."""

    title: str
    rows: Sequence[Sequence[str]]
    least: int


class Shown(NamedTuple):
    """What is shown of a section: its lines, and how many of its rows are not."""

    title: str
    lines: list[str]
    others: int


def laid_out(sections: Sequence[Section], height: int) -> Iterator[Shown]:
    """Return what is shown of each section in `height` lines: its first rows.

    Each gets its least, whose rows may go on over as many lines again, those of the shortest
    first; what is free then goes to the sections that have more, in their order.
    """
    shown = [min(len(section.rows), section.least) for section in sections]
    free = height - sum(shown) - _BETWEEN * len(sections)
    spare = [0] * len(sections)
    for place in sorted(range(len(sections)), key=shown.__getitem__):
        count = shown[place]
        lines = aligned(sections[place].rows[:count], spare=min(free, count))
        spare[place] = len(lines) - count
        free -= spare[place]
    for section, count, more in zip(sections, shown, spare, strict=True):
        others = max(min(len(section.rows) - count, free), 0)
        free -= others
        lines = aligned(section.rows[: count + others], spare=more)
        yield Shown(section.title, lines, len(section.rows) - count - others)


def aligned(rows: Sequence[Sequence[str]], spare: int = 0) -> list[str]:
    """Return rows as lines whose columns are aligned, none wider than the screen.

    A last cell that is longer than its line goes on over as many of the `spare` lines as there
    are, and is cut where they do not hold it.
    """
    plain = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*plain, strict=True)][:-1]
    indent = sum(widths) + _GUTTER * len(widths)
    room = max(WIDTH - indent, _LEAST)
    lines: list[str] = []
    for *front, last in plain:
        head = "".join(map(_padded, front, widths))
        whole = wrap(last, room) or [""]
        kept, rest = whole[: spare + 1], whole[spare + 1 :]
        spare -= len(kept) - 1
        kept[-1] = " ".join([kept[-1], *rest])
        lines += [
            fitted(lead + text) for lead, text in zip_longest([head], kept, fillvalue=" " * indent)
        ]
    return [line.rstrip() for line in lines]


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width + _GUTTER - width_of(cell))


def fitted(text: str, width: int = WIDTH) -> str:
    """Return `text`, or as much of it as there is room for, with an ellipsis."""
    if width_of(text) <= width:
        return text
    while width_of(text) >= width:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
