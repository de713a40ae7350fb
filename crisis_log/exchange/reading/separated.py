"""Text with a row on each line: cells between `;`, `,`, tabs or `|`, whatever wrote them.

A quotation mark opens a cell, as CSV has it (RFC 4180), where another closes it. Where none does,
or where it stands alone in its cell, as people write for "the same as above", it is a sign as
any other.
"""

from __future__ import annotations

import csv
import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crisis_log.exchange.columns import table_of
from crisis_log.exchange.neutral import as_written
from crisis_log.exchange.reading import crisis_log_form
from crisis_log.exchange.reading.decoding import decode
from crisis_log.exchange.reading.rows import without_blank_end
from crisis_log.exchange.reading.seen import Seen
from crisis_log.exchange.table import Row, Sheet
from crisis_log.language import _, counted
from crisis_log.words import number_runs

_SEPARATORS: Final = ";\t|,"
"""The more likely first."""
_DECLARED: Final = "sep="
"""Begins a first line that Excel understands: `sep=;`."""
_SAMPLE: Final = 500
"""In lines: enough to see what separates their cells."""
_IN_SENTENCE: Final = re.compile("[,;] ")
"""How sentences have what could separate cells."""
_LOOSE: Final = 0.25
"""What such a sign counts for, where the others count one."""
_AFTER_QUOTED: Final = re.compile(r'" +(?=[;,|\t]|$)')
_LONGEST_CELL: Final = 500
"""In lines: a quotation mark that is not closed by then was not meant to open a cell."""
_NO_LIMIT: Final = 2**31 - 1
"""In characters: how long a text may be is not said here."""


class _Shape(NamedTuple):
    """What separates cells, how many a row mostly has, and the index of the first one's line."""

    separator: str
    width: int
    first: int = 0


def read_text(content: bytes) -> Sheet:
    """Return the table that a text file holds.

    Raises:
        NotATableError: it is no text.

    """
    text, encoding = decode(content)
    lines = text.split("\n")
    remarks = [_("Its text is read as {encoding}.").format(encoding=encoding)]
    table: _Table | crisis_log_form.Form
    if crisis_log_form.is_form(lines):
        table = crisis_log_form.Form(lines)
    else:
        table = _Table(lines, _shape(lines))
    seen = Seen(rows=without_blank_end(table.rows()))
    return Sheet(
        "",
        lambda: without_blank_end(table.rows()),
        (*remarks, *table.remarks(), *seen.remarks()),
        size=seen.rows,
    )


def _shape(lines: Sequence[str]) -> _Shape:
    """Return the separator that gives most rows the same number of cells, and many of them.

    A file that says which it has is believed, and so are the headers of our own exports.
    """
    declared = lines[0].strip().strip('"').casefold()
    if declared.startswith(_DECLARED) and len(declared) == len(_DECLARED) + 1:
        return _Shape(declared[-1], _commonest(lines[1:], declared[-1])[1], first=1)
    ours = (one for one in _SEPARATORS if table_of(_cells(lines[0], one)))
    if exported := next(ours, None):
        return _Shape(exported, len(_cells(lines[0], exported)))
    filled = [line for line in lines[:_SAMPLE] if line.strip()]
    tight = [_IN_SENTENCE.sub(" ", line) for line in filled]

    def fit(separator: str) -> tuple[float, int]:
        (times, width), (times_tight, _width) = (
            _commonest(sample, separator) for sample in (filled, tight)
        )
        return times_tight + times * _LOOSE, width

    best = max(_SEPARATORS, key=fit)
    return _Shape(best, fit(best)[1])


def _commonest(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """Return how many rows have the commonest number of cells, if it is several, and which."""
    counts = Counter(len(_cells(line, separator)) for line in lines[:_SAMPLE])
    del counts[1]
    return max(((times, width) for width, times in counts.items()), default=(0, 1))


def _cells(line: str, separator: str) -> list[str]:
    """Return the cells of a line, a quotation mark being whatever it can be."""
    if '"' not in line:
        return line.split(separator)
    return next(csv.reader([line], delimiter=separator), [])


def _value(cell: str) -> str | None:
    value = cell.strip()
    return as_written(value) if value else None


class _Table:
    """The rows of a text; `odd` are the lines with a quotation mark that opens nothing."""

    def __init__(self, lines: Sequence[str], shape: _Shape) -> None:
        self._lines = lines
        self._separator, self._width, self._first = shape
        self._odd = dict[int, None]()
        self._blank = f"{self._separator}{string.whitespace}"
        self._end = len(lines)
        while self._end and not lines[self._end - 1].strip(self._blank):
            self._end -= 1
        csv.field_size_limit(_NO_LIMIT)

    def rows(self) -> Iterator[Row]:
        index = self._first
        while index < self._end:
            if not self._lines[index].strip(self._blank):
                yield Row(index + 1, ())
                index += 1
                continue
            cells, used = self._record(index)
            yield Row(index + 1, tuple(map(_value, cells)))
            index += used

    def remarks(self) -> Iterator[str]:
        """Return what was seen in the rows that have been read."""
        if self._odd:
            yield counted(
                "In its line {lines}, a quotation mark that no other closes is taken as a sign of "
                "the text.",
                "In its lines {lines}, quotation marks that no others close are taken as signs of "
                "the text.",
                len(self._odd),
                lines=number_runs([*self._odd]),
            )

    def _record(self, index: int) -> tuple[list[str], int]:
        """Return the cells of the row that begins there, and how many lines it takes."""
        line = self._lines[index]
        plain = line.split(self._separator)
        if '"' not in line:
            return plain, 1
        has_ditto = len(plain) == self._width and any(cell.strip() == '"' for cell in plain)
        alone = self._quoted([line]) or self._quoted([_AFTER_QUOTED.sub('"', line)])
        if alone and (len(alone[0]) == self._width or not has_ditto):
            return alone
        if has_ditto:
            return plain, 1
        if several := self._quoted(self._lines[index : index + _LONGEST_CELL]):
            return several
        self._odd[index + 1] = None
        return plain, 1

    def _quoted(self, lines: Sequence[str]) -> tuple[list[str], int] | None:
        """Return the cells of the first row of `lines`, if its quotation marks are in order."""
        reader = csv.reader(
            (f"{line}\n" for line in lines),
            delimiter=self._separator,
            skipinitialspace=True,
            strict=True,
        )
        try:
            return next(reader), reader.line_num
        except csv.Error:
            return None
