"""How wide the columns of a sheet are, in characters."""

from typing import Final

from crisis_log.exchange.columns import Column

WIDE: Final = 60
USUAL: Final = 22
_LONG: Final = frozenset(
    {"text", "title", "headline", "details", "earlier", "situation", "grounds", "phases"}
)
_OF_TYPES: Final = {
    "instant": 18,
    "exact": 34,
    "due": 18,
    "day": 12,
    "flag": 12,
    "whole": 10,
    "number": 12,
}


def width(column: Column) -> int:
    """Return how wide a column is shown: what does not fit goes on beneath."""
    return WIDE if column.field in _LONG else _OF_TYPES.get(column.type, USUAL)
