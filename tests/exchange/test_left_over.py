"""The refused rows of a file as a file of their own, whatever its sheets are called."""

import io

import pytest
from openpyxl import load_workbook

from crisis_log.exchange.importing.left_over import left_over
from crisis_log.exchange.record import RefusedRow
from tests.exchange.sheets import book, rows, sheet, suggested


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (["18/03", "18:03"], ["18-03", "18-03-2"]),
        (["x" * 31 + "a", "X" * 31 + "b"], ["x" * 31, "X" * 29 + "-2"]),
        (["'nuit'", "Lundi"], ["nuit", "Lundi"]),
    ],
)
def test_its_sheets_have_names_that_a_workbook_takes(names: list[str], titles: list[str]) -> None:
    cells = [["Date", "Heure", "Texte"], ["24/11/2026", "25h", "Digue rompue"]]
    sheets = [sheet(cells, name) for name in names]
    refused = [one for one in rows(sheets[0], None, *sheets[1:]) if isinstance(one, RefusedRow)]
    assert len(refused) == 2
    made = left_over(book(*sheets), suggested(*sheets).rules, refused)
    assert load_workbook(io.BytesIO(made)).sheetnames == titles


def test_a_number_that_no_cell_of_a_workbook_holds_is_a_text_there() -> None:
    table = sheet([["Date", "Heure", "Texte"], ["24/11/2026", "25h", 10**400]], "Lundi")
    refused = [one for one in rows(table) if isinstance(one, RefusedRow)]
    made = left_over(book(table), suggested(table).rules, refused)
    assert load_workbook(io.BytesIO(made))["Lundi"]["C2"].value == "1" + "0" * 400
