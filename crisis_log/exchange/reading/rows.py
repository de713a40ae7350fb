"""Rows as every reader gives them: blank ones between others, merged cells filled."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from crisis_log.exchange.table import Row, Value
from crisis_log.text import clean

MOST_COLUMNS: Final = 1_000
"""More than any table has that people keep; empty ones at the end do not count."""
LAST_COLUMN, LAST_LINE = 16_384, 1_048_576
"""As far as a sheet goes: no damaged or hostile file makes us go beyond."""
_MOST_REGIONS: Final = 100_000
_WIDEST_GAP: Final = 1_000
"""In rows: a longer one is no part of a table, but the way to a cell typed far below it."""


class Region(NamedTuple):
    """Cells that are merged into one: lines as people see them, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


def add_region(regions: list[Region], region: Region) -> None:
    """Add a region to those of a sheet.

    Raises:
        ValueError: there are more than any table has.

    """
    if len(regions) == _MOST_REGIONS:
        raise ValueError(_MOST_REGIONS)
    regions.append(region)


def text_value(text: str) -> str | None:
    """Return the text of a cell in its normal form, without the spaces around it; if any."""
    return (text if text.isascii() and "\r" not in text else clean(text)).strip() or None


def with_blank_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Return the rows that hold something, and blank ones for the lines between them."""
    line = None
    for row in rows:
        if line is not None and row.line - line <= _WIDEST_GAP:
            yield from (Row(blank, ()) for blank in range(line + 1, row.line))
        yield row
        line = row.line


def without_blank_end(rows: Iterable[Row]) -> Iterator[Row]:
    """Return `rows` until the last one that holds something, without gaps that are too wide."""
    blank = deque[Row](maxlen=_WIDEST_GAP + 1)
    for row in rows:
        if all(value is None for value in row.values):
            blank.append(row)
            continue
        if len(blank) <= _WIDEST_GAP:
            yield from blank
        blank.clear()
        yield row


def with_merged_cells(
    rows: Iterable[Row], regions: Collection[Region], width: int
) -> Iterator[Row]:
    """Return `rows` with the value of a merged cell in each cell that is a part of it.

    A row that holds nothing of its own stays blank; nothing is filled beyond `width` columns.
    """
    waiting = sorted(regions, reverse=True)
    open_regions: list[tuple[Region, Value]] = []
    for row in rows:
        while waiting and waiting[-1].top <= row.line:
            region = waiting.pop()
            is_first = region.top == row.line and region.left < len(row.values)
            open_regions.append((region, row.values[region.left] if is_first else None))
        open_regions = [each for each in open_regions if each[0].bottom >= row.line]
        yield _filled(row, open_regions, width) if open_regions else row


def _filled(row: Row, regions: Iterable[tuple[Region, Value]], width: int) -> Row:
    values, marks = [*row.values], {**row.marks}
    for region, value in regions:
        right = min(region.right + 1, width)
        if value is None or all(each is None for each in row.values):
            continue
        values += [None] * (right - len(values))
        for column in range(region.left, right):
            if (region.top, region.left) != (row.line, column):
                values[column] = value
                marks[column] = marks.get(column, frozenset()) | {"merged"}
    return row._replace(values=tuple(values), marks=marks)
