"""What a search found, marked in the words that say it."""

from typing import Final

from crisis_log.cli.screen import BEGIN, END
from crisis_log.search import Search

_MOST: Final = 120
"""Characters from which on a text is cut around what was found in it."""
_BEFORE: Final = 40
"""Characters that are kept before that."""


def lit(text: str, search: Search | None) -> str:
    """Return `text` with the words that `search` finds between the signs of a highlight."""
    parts, done = [], 0
    for begin, end in search.places(text) if search else ():
        parts += [text[done:begin], BEGIN, text[begin:end], END]
        done = end
    return "".join([*parts, text[done:]])


def excerpt(text: str, place: tuple[int, int]) -> str:
    """Return a text, or where it is long the words around a place in it."""
    if len(text) <= _MOST:
        return text
    begin = text.rfind(" ", 0, max(0, place[0] - _BEFORE)) + 1
    end = text.find(" ", max(place[1], begin + _MOST))
    return ("…" if begin else "") + (text[begin:end] + "…" if end >= 0 else text[begin:])
