"""What a search found, marked in the words that say it."""

from collections.abc import Iterable
from itertools import chain
from typing import Final

from crisis_log.cli.screen import BEGIN, END
from crisis_log.search import Place

_MOST: Final = 120
"""Characters from which on a text is cut around what was found in it."""
_BEFORE: Final = 40
"""Characters that are kept before that."""


def lit(text: str, places: Iterable[Iterable[Place]]) -> str:
    """Return `text` with its `places`, of each term, between the signs of a highlight."""
    parts, done = [], 0
    for begin, end in sorted(chain.from_iterable(places)):
        if begin >= done:
            parts += [text[done:begin], BEGIN, text[begin:end], END]
            done = end
    return "".join([*parts, text[done:]])


def excerpt(text: str, place: Place) -> str:
    """Return a text, or where it is long the words around a place in it."""
    if len(text) <= _MOST:
        return text
    begin = text.rfind(" ", 0, max(0, place[0] - _BEFORE)) + 1
    end = text.find(" ", max(place[1], begin + _MOST))
    return ("…" if begin else "") + (text[begin:end] + "…" if end >= 0 else text[begin:])
