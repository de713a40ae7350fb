"""Which stretch of a long list does a page of it tell, and what is on the others?"""

from typing import NamedTuple


class Leaf(NamedTuple):
    """Page `number` of `pages`: what follows the first `before` of `size` things, `rows` at most.

    >>> leaf_of(250, 100, 3)
    Leaf(number=3, pages=3, before=200, size=250, rows=100)
    """

    number: int
    pages: int
    before: int
    size: int
    rows: int

    @property
    def last(self) -> int:
        """How many there are up to the last on the page: that of the last, counted from 1."""
        return min(self.before + self.rows, self.size)

    @property
    def others(self) -> int:
        """How many things are on the other pages."""
        return self.size - (self.last - self.before)

    def within(self, before: int, size: int) -> slice:
        """Return what is on the page of `size` things that stand after the first `before` ones."""
        first = max(self.before - before, 0)
        return slice(first, max(min(self.last - before, size), first))


def leaf_of(size: int, rows: int, number: int) -> Leaf:
    """Return page `number` of a list of `size` things; the nearest one where there is none."""
    pages = max(-(-size // rows), 1)
    number = min(max(number, 1), pages)
    return Leaf(number, pages, (number - 1) * rows, size, rows)
