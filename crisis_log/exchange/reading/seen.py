"""What is seen in the rows of a sheet when they go by, and what people should know of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.exchange.reading.rows import MOST_COLUMNS, Region
from crisis_log.exchange.table import Row, column_name
from crisis_log.language import _, counted
from crisis_log.words import join, join_some

_FIRST: Final = 5
"""How many places are told of those where something was seen."""


class Seen:
    """What was seen in the rows of a sheet: read once, before they are asked for."""

    def __init__(self, sheet: str = "", rows: Iterable[Row] = ()) -> None:
        self._sheet = sheet
        self.rows = 0
        self.width = 0
        self._counts = Counter[str]()
        self._first = defaultdict[str, list[str]](list)
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
        if row.is_hidden:
            self._note("hidden", str(row.line))
        for index, marks in row.marks.items():
            place = f"{column_name(index)}{row.line}"
            for mark in marks:
                self._note(mark, place)
            if "formula" in marks and row.values[index] is None:
                self._note("unknown", place)

    def _note(self, what: str, place: str) -> None:
        self._counts[what] += 1
        if self._counts[what] <= _FIRST:
            self._first[what].append(place)

    def _too_wide(self, line: int) -> str:
        sentence = (
            _(
                "line {line} of its sheet “{sheet}” goes as far as column {column}, and at most "
                "{most} columns are read. Delete what is not part of the table, and save it again."
            )
            if self._sheet
            else _(
                "its line {line} goes as far as column {column}, and at most {most} columns are "
                "read. Delete what is not part of the table, and save it again."
            )
        )
        column = column_name(self.width - 1)
        return sentence.format(line=line, sheet=self._sheet, column=column, most=MOST_COLUMNS)

    def remarks(self) -> Iterator[str]:
        """Return what people should know, a sentence each."""
        n, at = self._counts, self._places
        sentences = {
            "hidden": counted(
                "{count} hidden row is read as the others are: {places}.",
                "{count} hidden rows are read as the others are: {places}.",
                n["hidden"],
                places=at("hidden"),
            ),
            "struck": counted(
                "{count} cell is struck out: {places}.",
                "{count} cells are struck out: {places}.",
                n["struck"],
                places=at("struck"),
            ),
            "coloured": counted(
                "{count} cell is coloured, {places}: what its colour means is not known.",
                "{count} cells are coloured, {places}: what their colours mean is not known.",
                n["coloured"],
                places=at("coloured"),
            ),
            "unknown": counted(
                "{count} formula has no value, {places}: open the file in a spreadsheet, and save "
                "it again.",
                "{count} formulas have no value, {places}: open the file in a spreadsheet, and "
                "save it again.",
                n["unknown"],
                places=at("unknown"),
            ),
            "error": counted(
                "{count} cell with an error: {places}.",
                "{count} cells with an error: {places}.",
                n["error"],
                places=at("error"),
            ),
        }
        yield from (sentence for what, sentence in sentences.items() if n[what])

    def _places(self, what: str) -> str:
        """Return the first places where something was seen, and how many others there are."""
        return _with_others(self._first[what], self._counts[what])


def _with_others(first: Sequence[str], count: int) -> str:
    """Return the first places of so many."""
    if others := count - len(first):
        first = [*first, counted("{count} other", "{count} others", others)]
    return join(first)


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


def left_out(comments: Iterable[tuple[int, int]], *, has_drawings: bool) -> Iterator[str]:
    """Return what of a sheet is not read, a sentence each; `comments` are at (line, column)."""
    if cells := sorted({*comments}):
        first = [f"{column_name(column)}{line}" for line, column in cells[:_FIRST]]
        yield counted(
            "The comment on {count} cell is not read: {places}.",
            "The comments on {count} cells are not read: {places}.",
            len(cells),
            places=_with_others(first, len(cells)),
        )
    if has_drawings:
        yield _("Pictures and drawings are not read.")


def epoch_remark() -> str:
    """Return what is to be said of a book that counts its days as the first Macintosh did."""
    return _("Its dates are counted from 1904, and are read so.")


def macros_remark() -> str:
    """Return what is to be said of a book with macros."""
    return _("It holds macros: they are neither read nor run.")
