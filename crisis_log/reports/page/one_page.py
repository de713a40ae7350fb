"""How much of a model fits on one page: texts shortened, lists cut short, by estimated lines.

The estimate errs on the side of room: a page with a little white at its foot is still one
page.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import Final

from crisis_log.reports.page.fonts import spelt_out
from crisis_log.reports.page.wording import first_sentences

_MORE: Final = 1.5
"""The lines that the sentence about the items not shown takes."""
_LATIN: Final = "\u2fff"
_NARROW: Final = frozenset(" .,;:'’!|ijltfrI()[]-\u00a0\u202f")


def width(text: str) -> float:
    """Return roughly how wide `text` is, in lower-case letters of the page's sans serif."""
    return sum(map(_width, text))


@lru_cache(maxsize=10_000)
def _width(character: str) -> float:
    if character in _NARROW:
        return 0.7
    if character.isascii() and not character.isupper():
        return 1.9 if character in "mwMW@%" else 1.05
    spelt = spelt_out(character)  # a character that no shipped font has
    if len(spelt) > 1:
        return 1.4 * len(spelt)
    if unicodedata.east_asian_width(character) in {"W", "F"} or character > _LATIN:
        return 2.6
    return 2 if character in "MWŒÆ…—" else 1.4


def lines(text: str, room: int) -> int:
    """Return how many lines `text` takes at most, where `room` letters fit on a line.

    A word longer than a line begins on one of its own.
    """
    if not text:
        return 0
    long_words = sum(width(word) > room for word in text.split())
    return ceil(width(text) / room) + long_words


def short(text: str, most: int) -> tuple[str, bool]:
    """Return what of `text`, on one line, is no wider than `most`, and whether that is all."""
    text = " ".join(text.split())
    total, fitting = 0.0, len(text)
    for index, character in enumerate(text):
        total += _width(character)
        if total > most:
            fitting = index
            break
    return first_sentences(text, fitting)


def brief(text: str, most: int) -> str:
    """Return `text` no wider than `most`, with an ellipsis where something is left out."""
    begun, whole = short(text, most)
    return begun if whole else begun.rstrip(" .,;:!?…") + "…"


def fit(tiers: Sequence[Mapping[str, Sequence[float]]], room: float) -> dict[str, int]:
    """Return how many items of each list are shown within `room` lines.

    A tier gives the lines that the items of its lists take. Its lists show one more in turn,
    those named first before the others, while there is room; the next tier has what is left.
    """
    shown = {name: 0 for costs in tiers for name in costs}
    room -= _MORE * sum(bool(items) for costs in tiers for items in costs.values())
    for costs in tiers:
        room = _grow(costs, room, shown)
    return shown


def _grow(costs: Mapping[str, Sequence[float]], room: float, shown: dict[str, int]) -> float:
    """Let each list show one more item in turn; return the room that is left."""
    growing = [name for name, items in costs.items() if items]
    while growing:
        for name in tuple(growing):
            items, next_one = costs[name], shown[name]
            is_last = next_one + 1 == len(items)
            cost = items[next_one] - (_MORE if is_last else 0)
            if cost > room:
                growing.remove(name)
                continue
            room -= cost
            shown[name] += 1
            if is_last:
                growing.remove(name)
    return room
