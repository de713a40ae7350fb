"""Which page of a bundle tells what: one page of a short register, several of a long one.

    index.html               a short register, whole; of a long one what leads to the others
    pages/decision-001.html  sheets of a chapter
    pages/n-001.html         entries of the timeline

A browser opens a page of some megabytes at once, and never one of a million entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import dirname, relpath
from typing import Final, NamedTuple

ROWS: Final = 5_000
"""How many entries a page tells; one of the timeline is some 5 MB."""
INDEX: Final = "index.html"
TIMELINE: Final = "n"
"""How the anchors of entries begin: `n12`, as those of sheets do: `decision-3`."""


class Told(NamedTuple):
    """A thing that has a sheet: where it is, its label, and how many rows tell of it."""

    anchor: str
    label: str
    rows: int


class Part(NamedTuple):
    """What a page tells of a chapter: the things `after` < position ≤ `upto`."""

    page: str
    after: int
    upto: int


class Layout:
    """Which page tells which things: the `told` of each chapter, and `size` entries."""

    def __init__(self, size: int, told: Mapping[str, Sequence[Told]]) -> None:
        self.is_whole = size <= ROWS
        self.parts = {name: self._parts(name, _cut(things)) for name, things in told.items()}
        in_runs = ((after, min(after + ROWS, size)) for after in range(0, size, ROWS))
        self.parts[TIMELINE] = self._parts(TIMELINE, in_runs)
        self._pages = {
            one.anchor: part.page
            for name, things in told.items()
            for part in self.parts[name]
            for one in things[part.after : part.upto]
        }

    def _parts(self, name: str, bounds: Iterable[tuple[int, int]]) -> list[Part]:
        return [
            Part(INDEX if self.is_whole else f"pages/{name}-{number:03d}.html", after, upto)
            for number, (after, upto) in enumerate(bounds, start=1)
        ]

    def href(self, here: str, anchor: str) -> str:
        """Return how the page `here` refers to what has this anchor."""
        there = self._page(anchor)
        return f"#{anchor}" if there == here else f"{way(here, there)}#{anchor}"

    def _page(self, anchor: str) -> str:
        if anchor in self._pages:
            return self._pages[anchor]
        return self.parts[TIMELINE][(int(anchor.removeprefix(TIMELINE)) - 1) // ROWS].page


def way(here: str, there: str) -> str:
    """Return how a page refers to another."""
    return relpath(there, dirname(here) or ".")


def _cut(things: Sequence[Told]) -> Iterator[tuple[int, int]]:
    """Return where to cut things into parts of `ROWS`, none of them empty."""
    after, rows = 0, 0
    for position, one in enumerate(things):
        if rows and rows + one.rows > ROWS:
            yield after, position
            after, rows = position, 0
        rows += one.rows
    if things:
        yield after, len(things)
