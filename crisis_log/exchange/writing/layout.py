"""How a sheet is laid out: how wide its columns are, in characters, and what stays in sight."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from crisis_log.exchange.columns import EXERCISE, Column
from crisis_log.exchange.writing.told import Cell, Fields
from crisis_log.fact import Refused
from crisis_log.language import counted

MOST_ROWS: Final = 1_048_576
SCALE: Final = 70
"""At which sheets are printed, in percent: their columns go on over several pages."""
LINE_POINTS: Final = 15
MOST_LINES: Final = 8
"""How high a row is at most: what goes on beneath is read by opening its cell."""
WIDE: Final = 60
USUAL: Final = 22
_LONG: Final = ("text", "title", "details", "earlier", "situation", "grounds", "phases")
_OPENED: Final = frozenset({"details"})
"""What is read by opening its cell: it makes no row higher."""
_OF_FIELDS: Final = dict.fromkeys(_LONG, WIDE) | {"headline": 34, EXERCISE.field: 12}
_OF_TYPES: Final = {
    "instant": 20,
    "exact": 34,
    "due": 20,
    "day": 12,
    "flag": 12,
    "whole": 10,
    "number": 12,
}


def width(column: Column) -> int:
    """Return how wide a column is shown: what does not fit goes on beneath."""
    return _OF_FIELDS.get(column.field) or _OF_TYPES.get(column.type, USUAL)


def names(columns: Sequence[Column]) -> int:
    """Return how many columns, from the first, tell one row from another."""
    return 2 if columns[0] is EXERCISE else 1


def lines(columns: Sequence[Column], cells: Sequence[Cell]) -> int:
    """Return how many lines a row takes, as far as they are shown."""
    texts = (
        (value, width(column))
        for column, value in zip(columns, cells, strict=True)
        if isinstance(value, str) and column.type != "exact" and column.field not in _OPENED
    )
    return max(1, min(MOST_LINES, max((_lines(*text) for text in texts), default=1)))


def _lines(text: str, wide: int) -> int:
    return sum(1 + len(line) // wide for line in text[: MOST_LINES * wide].split("\n"))


def fitting(rows: Iterable[Fields]) -> Iterator[tuple[int, Fields]]:
    """Return the rows that follow the header of a sheet, each with its number, from 2 on.

    Raises:
        Refused: they are more than a sheet holds.

    """
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise Refused(
                counted(
                    "A sheet holds no more than {count} row: nothing was exported. Choose CSV, "
                    "or --since-entry.",
                    "A sheet holds no more than {count} rows: nothing was exported. Choose CSV, "
                    "or --since-entry.",
                    MOST_ROWS,
                )
            )
        yield number, row
