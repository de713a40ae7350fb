"""A messy sheet of a thousand rows, and what each of them must become; so is a text file.

It is kept as people keep them: a title above, headings of two rows, days told once, merged,
as text, as numbers or by a heading of their own, hours in every spelling, and whatever goes wrong.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from tests.exchange.messy.dirts import OF_A_SHEET, OF_A_TEXT
from tests.exchange.messy.growing import WIDTH, Becomes, Fate, Formula, Messy


def messy_text(path: Path) -> dict[int, Becomes]:
    """Write a text file as Excel does in France; return by its line what each row must become."""
    sheet = Messy(OF_A_TEXT)
    sheet.grow()
    with path.open("w", encoding="cp1252", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerows([_cell(value) for value in row.cells] for row in sheet.rows)
    return sheet.becomes


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def messy_sheet(path: Path) -> dict[int, Becomes]:
    """Write a spreadsheet; return by its line what each row must become."""
    sheet = Messy(OF_A_SHEET)
    sheet.grow()
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("Main courante")
        looks = {
            "struck": book.add_format({"font_strikeout": True}),
            "coloured": book.add_format({"bg_color": "#FFC7CE"}),
        }
        formats = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            time: book.add_format({"num_format": "hh:mm"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for index, row in enumerate(sheet.rows):
            if row.look == "wide":
                page.merge_range(index, 0, index, WIDTH - 1, row.cells[0])
                continue
            if row.look == "hidden":
                page.set_row(index, None, None, {"hidden": True})
            for column, value in enumerate(row.cells):
                look = looks.get(row.look) or formats.get(type(value))
                _write(page, index, column, value, look)
        for begin, end in sheet.merged:
            day = sheet.rows[begin - 1].cells[0]
            page.merge_range(begin - 1, 0, end - 1, 0, day, formats[date])
    return sheet.becomes


def _write(page: Any, index: int, column: int, value: Any, look: Any) -> None:
    match value:
        case None:
            page.write_blank(index, column, None, look)
        case Formula():
            page.write_formula(index, column, value.formula, look, value.value)
        case str():
            page.write_string(index, column, value, look)
        case date() | time():
            page.write_datetime(index, column, value, look)
        case _:
            page.write(index, column, value, look)


def fates(becomes: Mapping[int, Becomes]) -> Counter[Fate]:
    """Return how many rows have each fate."""
    return Counter(one.fate for one in becomes.values())
