"""What is read of a spreadsheet is what two other readers of the same formats read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.exchange.table import Value
from crisis_log.text import clean
from tests.exchange.files import nothing, read_rows, xls

FORMATS = {datetime: "dd/mm/yyyy hh:mm:ss", date: "dd/mm/yyyy", time: "hh:mm:ss"}
_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n\t"), max_size=30
)
_moments = st.datetimes(datetime.fromisoformat("1901-01-01"), datetime.fromisoformat("2199-12-31"))
_cells = st.one_of(
    st.none(),
    _texts.filter(lambda text: text.strip() and not text.lstrip().startswith(("=", "{"))),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=3).map(float),
    _moments.map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
)
_rows = st.lists(st.lists(_cells, min_size=1, max_size=6), min_size=1, max_size=6)
_tables = _rows.map(lambda rows: [["titre"], *rows])


def plain(value: Any) -> Value:
    """Return what a reader gave, in the types that we give."""
    match value:
        case bool() | None:
            return value
        case str():
            return clean(value).strip() or None
        case int() | float():
            number = Decimal(f"{value:.15g}")
            return int(number) if number == number.to_integral_value() else number
        case datetime():
            whole = value + timedelta(milliseconds=500)
            return whole.replace(microsecond=0)
        case date():  # what shows a midnight is one for us, and a day for one of the others
            return datetime.combine(value, time())
        case _:
            return value  # type: ignore[no-any-return]  # dates, times


def rows(read: Sequence[Sequence[Any]]) -> list[list[Value]]:
    """Return the rows of a reader until the last that holds something, each until its last cell."""
    found = [[plain(value) for value in row] for row in read]
    for row in found:
        while row and row[-1] is None:
            row.pop()
    while not found[-1]:
        found.pop()
    return found


def by_calamine(path: Path) -> list[list[Value]]:
    sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
    read = sheet.to_python(skip_empty_area=False)
    return rows([[None if value == "" else value for value in row] for row in read])


def ours(path: Path) -> list[list[Value]]:
    read: list[list[Any]] = []
    for row in read_rows(path):
        read += [[] for _blank in range(len(read) + 1, row.line)]
        read.append([*row.values])
    return rows(read)


@settings(max_examples=30)
@given(_tables)
def test_of_today(tmp_path_factory: Any, table: list[list[Any]]) -> None:
    path = tmp_path_factory.mktemp("books") / "main.xlsx"
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    sheet = book.add_worksheet()
    for line, row in enumerate(table):
        for column, value in enumerate(row):
            sheet.write(line, column, value, *[formats[k] for k in (type(value),) if k in formats])
    book.close()
    read = openpyxl.load_workbook(path, data_only=True).worksheets[0].iter_rows(values_only=True)
    assert ours(path) == rows([*read])
    assert ours(path) == by_calamine(path)


@settings(max_examples=30)
@given(_tables)
def test_of_1997(tmp_path_factory: Any, table: list[list[Any]]) -> None:
    styles = {kind: xlwt.easyxf(num_format_str=code) for kind, code in FORMATS.items()}
    written = [
        [(value, styles[type(value)]) if type(value) in styles else value for value in row]
        for row in table
    ]
    path = xls(tmp_path_factory.mktemp("books") / "main.xls", written, nothing)
    assert ours(path) == by_calamine(path)
