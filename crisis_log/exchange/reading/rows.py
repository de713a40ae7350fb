"""Rows as every reader gives them, and what is seen when they pass: hidden, struck, coloured."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.table import Row, Value, column_name
from crisis_log.language import _, counted
from crisis_log.text import clean
from crisis_log.words import join_some

MOST_COLUMNS: Final = 1_000
"""More than any table has that people keep; empty ones at the end do not count."""
LAST_COLUMN, LAST_LINE = 16_384, 1_048_576
"""As far as a sheet goes: no damaged or hostile file makes us go beyond."""
_WIDEST_GAP: Final = 1_000
"""In rows: a longer one is no part of a table, but the way to a cell typed far below it."""


class Region(NamedTuple):
    """Cells that are merged into one: lines as people see them, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


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


def layout_remarks(hidden_columns: Iterable[int], regions: Collection[Region]) -> Iterator[str]:
    """Return what people should know of how a sheet is laid out, a sentence each."""
    if columns := [column_name(column) for column in sorted({*hidden_columns})]:
        yield counted(
            "Its hidden column {columns} is read as the others are.",
            "Its hidden columns {columns} are read as the others are.",
            len(columns),
            columns=join_some(columns),
        )
    if regions:
        yield counted(
            "{count} merged cell gives its value to each row that it covers.",
            "{count} merged cells give their value to each row that they cover.",
            len(regions),
        )


def left_out(*, has_comments: bool, has_drawings: bool) -> Iterator[str]:
    """Return what of a sheet is not read, a sentence each."""
    if has_comments:
        yield _("Comments on cells are not read.")
    if has_drawings:
        yield _("Pictures and drawings are not read.")


def epoch_remark() -> str:
    """Return what is to be said of a book that counts its days as the first Macintosh did."""
    return _("Its dates are counted from 1904, and are read so.")


def macros_remark() -> str:
    """Return what is to be said of a book with macros."""
    return _("It holds macros: they are neither read nor run.")


class Seen:
    """What was seen in the rows of a sheet: read once, before they are asked for."""

    def __init__(self, sheet: str = "", rows: Iterable[Row] = ()) -> None:
        self._sheet = sheet
        self.rows = 0
        self.width = 0
        self._counts = Counter[str]()
        for row in rows:
            self.see(row)

    def see(self, row: Row) -> None:
        """Take note of a row.

        Raises:
            NotATableError: it is wider than what is read.

        """
        self.rows += 1
        self.width = max(self.width, len(row.values))
        if self.width > MOST_COLUMNS:
            raise NotATableError(self._too_wide(row.line))
        self._counts["hidden"] += row.is_hidden
        for index, marks in row.marks.items():
            self._counts.update(marks)
            if "formula" in marks and row.values[index] is None:
                self._counts["unknown"] += 1

    def _too_wide(self, line: int) -> str:
        sentence = (
            _(
                "line {line} of its sheet “{sheet}” goes as far as column {column}, and at most "
                "{most} columns are read: delete what is not part of the table, and save it again."
            )
            if self._sheet
            else _(
                "its line {line} goes as far as column {column}, and at most {most} columns are "
                "read: delete what is not part of the table, and save it again."
            )
        )
        column = column_name(self.width - 1)
        return sentence.format(line=line, sheet=self._sheet, column=column, most=MOST_COLUMNS)

    def remarks(self) -> Iterator[str]:
        """Return what people should know, a sentence each."""
        sentences = {
            "hidden": counted(
                "{count} hidden row is read as the others are.",
                "{count} hidden rows are read as the others are.",
                self._counts["hidden"],
            ),
            "struck": counted(
                "{count} cell is struck out.",
                "{count} cells are struck out.",
                self._counts["struck"],
            ),
            "coloured": counted(
                "{count} cell is coloured: what its colour means is not known.",
                "{count} cells are coloured: what their colours mean is not known.",
                self._counts["coloured"],
            ),
            "unknown": counted(
                "{count} formula has no value: open the file in a spreadsheet, and save it again.",
                "{count} formulas have no value: open the file in a spreadsheet, and save it "
                "again.",
                self._counts["unknown"],
            ),
            "error": counted(
                "{count} cell holds an error.",
                "{count} cells hold an error.",
                self._counts["error"],
            ),
        }
        yield from (sentence for name, sentence in sentences.items() if self._counts[name])
