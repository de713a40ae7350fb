"""The refused rows of a file as a file: it can be corrected, and imported by the same rules.

It has the headings and what stands above them, each refused row under the section that it was in,
and its reasons behind. What a row takes from the one above is written out, as that one may not
be there; so is its day, and both where it may be of two: then it is refused until one is left.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, count
from typing import Any, Final, NamedTuple

from crisis_log.exchange.columns import refusal_header
from crisis_log.exchange.neutral import neutral
from crisis_log.exchange.record import RefusedRow
from crisis_log.exchange.rules import BookRules
from crisis_log.exchange.rules.cell_moments import Heard, written_in
from crisis_log.exchange.rules.cells import is_ditto, text_of
from crisis_log.exchange.rules.layout import Layout, column_of, layout_of
from crisis_log.exchange.rules.model import Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.roles import MOMENTS
from crisis_log.exchange.table import Book, Row, Sheet, Value
from crisis_log.language import _

_FORMATS: Final[Mapping[type, str]] = {
    datetime: "dd/mm/yyyy hh:mm:ss",
    date: "dd/mm/yyyy",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}
_NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TITLE: Final = 31


class Left(NamedTuple):
    """A row of the new file; `why` is what its last cell says, `struck` are struck out cells."""

    values: Sequence[Value]
    why: str = ""
    struck: frozenset[int] = frozenset()


def ending_of(book: Book) -> str:
    """Return how the name of the new file ends: a text for a text, a workbook for any other."""
    return ".csv" if _is_text(book) else ".xlsx"


def left_over(book: Book, rules: BookRules, refused: Iterable[RefusedRow]) -> bytes:
    """Return the new file."""
    rows: dict[str, dict[int, RefusedRow]] = {}
    for one in refused:
        rows.setdefault(one.at.sheet, {})[one.at.line] = one
    sheets = {
        sheet.name: [*_left(sheet, rules, rows[sheet.name])]
        for sheet in book.sheets
        if sheet.name in rows
    }
    return _text(sheets[""]) if _is_text(book) else _workbook(sheets)


def _is_text(book: Book) -> bool:
    return [sheet.name for sheet in book.sheets] == [""]


def _left(sheet: Sheet, rules: BookRules, refused: Mapping[int, RefusedRow]) -> Iterator[Left]:
    own = rules.of(sheet.name)
    layout = layout_of(sheet, own)
    lines = layout.lines if layout else ()
    headings = layout.headings if layout else ()
    carried = {column_of(name, headings) for name in own.carried}
    above: dict[int, Value] = {}
    section: Row | None = None
    for row in sheet.rows():
        if lines and row.line <= lines[-1]:
            yield Left(_unmerged(row), refusal_header() if row.line == lines[-1] else "")
        elif row.line in refused:
            if section:
                yield Left(_unmerged(section))
            values = [*_written_out(row, above, carried)]
            if layout:
                _write_day(values, layout, refused[row.line].days, own)
            yield Left(values, refused[row.line].reason, _struck(row))
            section = None
        elif _is_alone(row):
            section = row
        above |= {
            index: value
            for index, value in enumerate(row.values)
            if value is not None and not is_ditto(text_of(value))
        }


def _unmerged(row: Row) -> list[Value]:
    """Return what a row has, merged cells having their value once: nothing is merged any more."""
    return [
        None if "merged" in row.marks.get(index, ()) else value
        for index, value in enumerate(row.values)
    ]


def _is_alone(row: Row) -> bool:
    """Whether a row may head those under it: it has one cell alone."""
    return sum(value is not None for value in _unmerged(row)) == 1


def _written_out(
    row: Row, above: Mapping[int, Value], carried: Iterable[int | None]
) -> Iterator[Value]:
    for index, value in enumerate(row.values):
        is_above = is_ditto(text_of(value)) or (value is None and index in carried)
        yield above.get(index, value) if is_above else value


def _write_day(values: list[Value], layout: Layout, days: Sequence[date], rules: Rules) -> None:
    """Write the day of a row, or the days between which it is not decided, where it names none."""
    columns = [
        (index, role) for role in MOMENTS for index in layout.having(role) if index < len(values)
    ]
    heard = [Heard(index, role, values[index]) for index, role in columns]
    if not heard or not days or any(_is_dated(cell, rules) for cell in heard):
        return
    told = _(" or ").join(day.isoformat() for day in days)
    index, role = next((one for one in columns if one[1] == "date"), columns[-1])
    text = text_of(values[index])
    if role == "date" and not text and len(days) == 1:
        values[index] = days[0]
    elif role != "date" or not text:
        values[index] = f"{told} {text}".rstrip()


def _is_dated(cell: Heard, rules: Rules) -> bool:
    try:
        return written_in(cell, rules).is_dated
    except RowError:
        return False


def _struck(row: Row) -> frozenset[int]:
    return frozenset(index for index, marks in row.marks.items() if "struck" in marks)


def _width(rows: Sequence[Left]) -> int:
    return max(len(row.values) for row in rows)


def _text(rows: Sequence[Left]) -> bytes:
    written = io.StringIO(newline="")
    table = csv.writer(written, delimiter=";")
    width = _width(rows)
    for row in rows:
        cells = [neutral(text_of(value)) for value in row.values]
        table.writerow([*cells, *[""] * (width - len(cells)), row.why])
    return written.getvalue().encode("utf-8-sig")


def _workbook(sheets: Mapping[str, Sequence[Left]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats: dict[tuple[type, bool], Any] = {}

        def look(kind: type, *, struck: bool) -> Any:
            if (kind, struck) not in formats:
                shown = {"num_format": _FORMATS[kind]} if kind in _FORMATS else {}
                formats[kind, struck] = book.add_format(shown | {"font_strikeout": struck})
            return formats[kind, struck]

        for title, rows in zip(_titles(sheets), sheets.values(), strict=True):
            sheet, width = book.add_worksheet(title), _width(rows)
            for line, row in enumerate(rows):
                for index, value in enumerate(row.values):
                    style = look(type(value), struck=index in row.struck)
                    _write(sheet, line, index, value, style)
                sheet.write_string(line, width, row.why)
    return content.getvalue()


def _titles(names: Iterable[str]) -> list[str]:
    """Return the names of sheets as a workbook takes them: short, and none that is another's."""
    titles: dict[str, str] = {}
    for name in names:
        allowed = _NOT_IN_TITLES.sub("-", name).strip("'") or "-"
        ends = chain([""], (f"-{turn}" for turn in count(2)))
        cut = (f"{allowed[: _LONGEST_TITLE - len(end)]}{end}" for end in ends)
        title = next(one for one in cut if one.casefold() not in titles)
        titles[title.casefold()] = title
    return [*titles.values()]


def _write(sheet: Any, line: int, index: int, value: Value, style: Any) -> None:
    """Write a value as what it is, a text never as a formula or a link."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(line, index, value, style)
        case int() | Decimal() if Decimal(str(float(Decimal(value)))) == value:
            sheet.write_number(line, index, float(value), style)
        case datetime() | date() | time() | timedelta():
            sheet.write_datetime(line, index, value, style)
        case _:
            sheet.write_string(line, index, text_of(value), style)
