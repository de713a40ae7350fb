"""The refused rows of a file as a file of their own, whatever its sheets are called."""

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from crisis_log.exchange.importing.left_over import left_over
from crisis_log.exchange.record import RefusedRow
from crisis_log.exchange.table import Sheet, Value
from tests.exchange.sheets import book, rows, sheet, suggested

HEAD: list[Value] = ["Date", "Heure", "Texte"]


def left(*sheets: Sheet) -> bytes:
    """Return the file of the rows of sheets that are refused."""
    refused = [one for one in rows(sheets[0], None, *sheets[1:]) if isinstance(one, RefusedRow)]
    assert len(refused) == len(sheets)
    return left_over(book(*sheets), suggested(*sheets).rules, refused)


def workbook(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["18/03", "18:03"], ["18-03", "18-03-2"]),
        (["x" * 31 + "a", "X" * 31 + "b"], ["x" * 31, "X" * 29 + "-2"]),
        (["'nuit'", "Lundi"], ["nuit", "Lundi"]),
    ],
)
def test_its_sheets_have_names_that_a_workbook_takes(names: list[str], titles: list[str]) -> None:
    sheets = [sheet([HEAD, ["24/11/2026", "25h", "Digue rompue"]], name) for name in names]
    assert workbook(left(*sheets)).sheetnames == titles


def test_a_number_that_no_cell_of_a_workbook_holds_is_a_text_there() -> None:
    made = left(sheet([HEAD, ["24/11/2026", "25h", 10**400]], "Lundi"))
    assert workbook(made)["Lundi"]["C2"].value == "1" + "0" * 400


def test_a_refused_row_stands_under_the_section_that_it_was_in() -> None:
    cells: list[list[Value]] = [HEAD, ["24/11/2026"], [None, "8h", "a"], [None, "25h", "b"]]
    made = workbook(left(sheet(cells, "Nuit")))["Nuit"]
    assert [row[:3] for row in made.iter_rows(values_only=True)][1:] == [
        ("24/11/2026", None, None),
        (datetime(2026, 11, 24), "25h", "b"),  # noqa: DTZ001 - as spreadsheets hold them
    ]


def test_what_was_merged_stands_there_once() -> None:
    cells: list[list[Value]] = [HEAD, ["24/11/2026"] * 3, [None, "25h", "b"]]
    given = sheet(cells, "Nuit", marks={2: {1: ["merged"], 2: ["merged"]}})
    rows = workbook(left(given))["Nuit"].iter_rows(values_only=True)
    assert [row[:3] for row in rows][1] == ("24/11/2026", None, None)


def test_what_was_struck_out_is_so_there_too() -> None:
    table = sheet(
        [HEAD, ["24/11/2026", "8h", "a"], ["24/11/2026", "9h", "b"]],
        "Nuit",
        {3: {2: ["struck"]}},
    )
    found = workbook(left(table))["Nuit"]
    assert [bool(found[cell].font.strike) for cell in ("B2", "C2")] == [False, True]


def test_a_text_that_would_act_as_a_formula_is_neutral_in_it() -> None:
    made = left(sheet([HEAD, ["24/11/2026", "25h", "=1+1"]])).decode("utf-8-sig")
    assert "25h;'=1+1;" in made
