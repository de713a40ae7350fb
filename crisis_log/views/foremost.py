"""What of a long list has room where people read, and what is told elsewhere alone?"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Shown(NamedTuple, Generic[T]):
    """The things of a list that are shown, and the others; both in the order of the list."""

    items: tuple[T, ...]
    others: tuple[T, ...] = ()


def foremost(things: Sequence[T], most: int, rank: Callable[[T], Any]) -> Shown[T]:
    """Show `most` of `things`: those of the lowest rank, of the same rank the first ones."""
    return _shown(things, most, [rank(thing) for thing in things])


def foremost_of(
    things: Sequence[T], most: int, told: Callable[[T], bool], rank: Callable[[T], Any]
) -> Shown[T]:
    """Show `most` of those of `things` that are to be `told`, as `foremost` does."""
    room = min(most, sum(map(told, things)))
    return foremost(things, room, lambda thing: (not told(thing), rank(thing)))


def foremost_of_each(things: Sequence[T], most: int, kind: Callable[[T], Hashable]) -> Shown[T]:
    """Show `most` of `things`: as many of each kind, where there are as many; the first ones."""
    before: Counter[Hashable] = Counter()
    ranks = []
    for thing in things:
        ranks.append(before[kind(thing)])
        before[kind(thing)] += 1
    return _shown(things, most, ranks)


def _shown(things: Sequence[T], most: int, ranks: Sequence[Any]) -> Shown[T]:
    first = set(sorted(range(len(things)), key=ranks.__getitem__)[:most])
    return Shown(
        tuple(thing for place, thing in enumerate(things) if place in first),
        tuple(thing for place, thing in enumerate(things) if place not in first),
    )
