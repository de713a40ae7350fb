"""Spreadsheets come in as people see them: dates, codes, merged and struck cells, hidden rows."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import LineChart
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from crisis_log.exchange.reading import open_book
from crisis_log.exchange.table import Value
from tests.exchange.files import (
    all_remarks,
    changed_zip,
    nothing,
    only_sheet,
    raw_xlsx,
    read_rows,
    values,
    xls,
    xlsx,
)

NOON = datetime.fromisoformat("2026-11-24 12:00")
IS = '<c t="inlineStr"><is>'
SERIAL = 46350.5
"""That noon, counted in days from the end of 1899."""


def cell(tmp_path: Path, ending: str, number: float, shown: str) -> Value:
    """Return what comes of one number in a format."""
    path = tmp_path / f"main.{ending}"
    if ending == "xlsx":

        def change(sheet: Any) -> None:
            sheet["B1"] = number
            sheet["B1"].number_format = shown

        xlsx(path, [("a",)], change)
    else:
        xls(path, [("a", (number, xlwt.easyxf(num_format_str=shown)))], nothing)
    read: Value = values(path)[0][1]
    return read


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
@pytest.mark.parametrize(
    ("number", "shown", "meant"),
    [
        (SERIAL, "dd/mm/yyyy hh:mm", NOON),
        (SERIAL, "dd/mm/yyyy", NOON),
        (SERIAL, '[$-40C]dddd d mmmm yyyy" à "hh"h"mm', NOON),
        (SERIAL, "hh:mm", NOON),
        (46350, "dd/mm/yyyy", date(2026, 11, 24)),
        (46350, "mmm-yy", date(2026, 11, 24)),
        (46350, "dd/mm/yyyy hh:mm", datetime.fromisoformat("2026-11-24 00:00")),
        (46350.3819444444, "dd/mm/yyyy hh:mm", datetime.fromisoformat("2026-11-24 09:10")),
        (0.3784722222, "hh:mm", time(9, 5)),
        (0.3784722222, 'h"h"mm', time(9, 5)),
        (0.3784722222, "mm:ss", time(9, 5)),
        (0, "hh:mm", time(0, 0)),
        (1, "[h]:mm", timedelta(days=1)),
        (1, "hh:mm:ss", timedelta(days=1)),
        (1.25, "[hh]:mm:ss", timedelta(hours=30)),
        (0, "dd/mm/yyyy", 0),
        (60, "dd/mm/yyyy", 60),
        (59, "dd/mm/yyyy", date(1900, 2, 28)),
        (61, "dd/mm/yyyy", date(1900, 3, 1)),
        (-1, "dd/mm/yyyy", -1),
        (3_000_000, "dd/mm/yyyy", 3_000_000),
        (7, "000", "007"),
        (78000, "00000", "78000"),
        (1250, "00000", "01250"),
        (612345678, "0#\\ ##\\ ##\\ ##\\ ##", "06 12 34 56 78"),
        (612345678, '0#" "##" "##" "##" "##', "06 12 34 56 78"),
        (12, '"PC-"000', "PC-012"),
        (0.85, "0%", "85 %"),
        (0.125, "0.0%", "12.5 %"),
        (0.29, "0%", "29 %"),
        (1234, "# ##0", 1234),
        (1234.5, "#,##0.00", Decimal("1234.5")),
        (12, '0 "agents"', 12),
        (SERIAL, "General", Decimal("46350.5")),
        (0.1 + 0.2, "0.00", Decimal("0.3")),
        (0.1 + 0.2, "General", Decimal("0.3")),
        (1e-7, "General", Decimal("1E-7")),
        (12345678.0, "0", 12345678),
    ],
)
def test_a_number_is_what_people_see(
    tmp_path: Path, ending: str, number: float, shown: str, meant: Value
) -> None:
    read = cell(tmp_path, ending, number, shown)
    assert (read, type(read)) == (meant, type(meant))


def everything(sheet: Any) -> None:
    """Do to a sheet what people do in an hour of crisis."""
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFFFFFF")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF92D050")
    sheet["B3"].font = Font(strike=True)
    sheet["B4"].font = Font(color="FFFF0000")
    sheet["B5"] = "=1/0"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True


ROWS = [("Heure", "Message", "Visa"), *((f"9h0{n}", f"message {n}", "MR") for n in range(2, 6))]


def test_how_cells_look_is_marked_and_said(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "main.xlsx", ROWS, everything)
    marks = {row.line: {**row.marks} for row in read_rows(path) if row.marks}
    assert marks == {
        2: {1: {"coloured"}},
        3: {1: {"struck"}},
        4: {1: {"coloured"}},
        5: {1: {"formula"}},
    }
    assert [row.line for row in read_rows(path) if row.is_hidden] == [4]
    assert only_sheet(path).remarks == (
        "1 hidden row is read as the others are: 4.",
        "1 cell is struck out: B3.",
        "2 cells are coloured, B2 and B4: what their colours mean is not known.",
        "1 formula has no value, B5: open the file in a spreadsheet, and save it again.",
        "Its hidden column C is read as the others are.",
    )


def test_how_cells_of_an_old_book_look_is_marked_and_said(tmp_path: Path) -> None:
    struck, red, green = (
        xlwt.easyxf(style)
        for style in (
            "font: struck_out on",
            "font: color red",
            "pattern: pattern solid, fore_colour green",
        )
    )

    def change(sheet: Any) -> None:
        sheet.row(3).hidden = True
        sheet.col(2).hidden = True
        sheet.write_rich_text(4, 0, [("en ", xlwt.Font()), ("partie", struck.font)])

    path = xls(
        tmp_path / "main.xls",
        [("a", "b", "c"), *((("x", style),) for style in (struck, red, green))],
        change,
    )
    assert [{**row.marks} for row in read_rows(path)[1:]] == [
        {0: {"struck"}},
        {0: {"coloured"}},
        {0: {"coloured"}},
        {0: {"struck"}},
    ]
    assert read_rows(path)[3].is_hidden
    assert only_sheet(path).remarks == (
        "1 hidden row is read as the others are: 4.",
        "2 cells are struck out: A2 and A5.",
        "2 cells are coloured, A3 and A4: what their colours mean is not known.",
        "Its hidden column C is read as the others are.",
    )


def test_of_what_is_seen_often_the_first_places_are_said(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for line in range(1, 9):
            sheet[f"A{line}"].font = Font(strike=True)

    path = xlsx(tmp_path / "main.xlsx", [("x",)] * 8, change)
    assert only_sheet(path).remarks == ("8 cells are struck out: A1, A2, A3, A4, A5 and 3 others.",)


def test_a_text_that_is_struck_in_part_is_struck(tmp_path: Path) -> None:
    struck = TextBlock(InlineFont(strike=True), "parti")

    def change(sheet: Any) -> None:
        sheet["A1"] = CellRichText("Le convoi est ", struck)
        sheet["A2"] = CellRichText("Le convoi est ", TextBlock(InlineFont(b=True), "arrivé"))

    rows = read_rows(xlsx(tmp_path / "main.xlsx", [], change))
    assert [row.values for row in rows] == [("Le convoi est parti",), ("Le convoi est arrivé",)]
    assert [{**row.marks} for row in rows] == [{0: {"struck"}}, {}]


def test_a_shared_text_that_is_struck_in_part_is_struck(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "main.xlsx") as book:
        sheet, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
        sheet.write_rich_string(0, 0, "Le convoi est ", struck, "parti", " à 9 h")
        sheet.write(1, 0, "arrivé", struck)
        sheet.write(2, 0, "colis_x0041_")
    rows = read_rows(tmp_path / "main.xlsx")
    assert [row.values for row in rows] == [
        ("Le convoi est parti à 9 h",),
        ("arrivé",),
        ("colis_x0041_",),
    ]
    assert [{**row.marks} for row in rows] == [{0: {"struck"}}, {0: {"struck"}}, {}]


def merge_a_day(sheet: Any) -> None:
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B6:C7")


MERGED_ROWS = [
    ("Date", "Heure", "Message"),
    ("24/11", "9h", "a"),
    (None, "10h", "b"),
    (None, "11h", "c"),
    ("25/11", "8h", "d"),
    ("25/11", "titre", None),
    ("26/11", None, None),
]


def test_a_merged_cell_gives_its_value_to_each_row(tmp_path: Path) -> None:
    old = xls(tmp_path / "main.xls", [], merge_old)
    for path in (xlsx(tmp_path / "main.xlsx", MERGED_ROWS, merge_a_day), old):
        rows = read_rows(path)
        assert [row.values[0] for row in rows[:5]] == ["Date", "24/11", "24/11", "24/11", "25/11"]
        assert rows[2].marks[0] == {"merged"}
        assert not rows[1].marks
        assert rows[5].values == ("25/11", "titre", "titre")
        assert rows[6].values == ("26/11", "titre", "titre")
        assert "2 merged cells give their value to each row that they cover." in all_remarks(
            open_book(path)
        )


def merge_old(sheet: Any) -> None:
    for line, row in enumerate(MERGED_ROWS):
        for column, value in enumerate(row):
            if value is not None and (line, column) not in {(1, 0), (5, 1)}:
                sheet.write(line, column, value)
    sheet.write_merge(1, 3, 0, 0, "24/11")
    sheet.write_merge(5, 6, 1, 2, "titre")


def test_a_merged_cell_makes_no_row_of_a_blank_one(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "main.xlsx", [("a", "b"), ("x", "y")], lambda s: s.merge_cells("A2:A9"))
    assert len(read_rows(path)) == 2


def test_lines_are_those_that_people_see(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["B3"], sheet["C6"] = "a", "b"

    path = xlsx(tmp_path / "main.xlsx", [], change)
    assert [(row.line, row.values) for row in read_rows(path)] == [
        (3, (None, "a")),
        (4, ()),
        (5, ()),
        (6, (None, None, "b")),
    ]


def set_1904(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append([NOON, date(1904, 1, 1)])
    book.save(path)
    return path


def test_dates_are_counted_from_where_the_book_says(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("a")
    sheet.write(0, 0, SERIAL - 1462, xlwt.easyxf(num_format_str="dd/mm/yyyy hh:mm"))
    book.save(str(tmp_path / "main.xls"))
    for path in (set_1904(tmp_path / "main.xlsx"), tmp_path / "main.xls"):
        assert values(path)[0][0] == NOON
        assert open_book(path).remarks == ("Its dates are counted from 1904, and are read so.",)


@pytest.mark.parametrize(
    ("cell", "value", "marks"),
    [
        ('<c t="e"><v>#N/A</v></c>', "#N/A", {"error"}),
        ('<c t="e"><f>A2/0</f><v>#DIV/0!</v></c>', "#DIV/0!", {"error"}),
        ("<c><f>1+1</f><v>2</v></c>", 2, set()),
        ('<c t="str"><f>A2&amp;"b"</f><v>ab</v></c>', "ab", set()),
        ('<c t="str"><f>[1]Feuil1!A1</f><v>vu</v></c>', "vu", set()),
        ("<c><f>1+1</f></c>", None, {"formula"}),
        ("<c> <f>1+1</f> <v/> </c>", None, {"formula"}),
        ("<c><f>1+1</f><v></v></c><c><v>0</v></c>", None, {"formula"}),
        ('<c t="str"><f>IF(A1="";"";1)</f><v></v></c><c><v>0</v></c>', None, set()),
        ('<c t="b"><v>1</v></c>', True, set()),
        ('<c t="b"><v>0</v></c>', False, set()),
        ('<c t="d"><v>2026-11-24T12:00:00Z</v></c>', NOON, set()),
        ('<c t="inlineStr"><is><t>vu</t></is></c>', "vu", set()),
        (f"{IS}<r><t>v</t></r><r><rPr><strike/></rPr><t>u</t></r></is></c>", "vu", {"struck"}),
        (f'{IS}<t>東</t><rPh sb="0" eb="1"><t>ひがし</t></rPh></is></c>', "東", set()),
        (f"{IS}<t>  un&#10;deux_x000D_ </t></is></c>", "un\ndeux", set()),
        (f"{IS}<t>&lt;b&gt; &amp; e\u0301</t></is></c>", "<b> & é", set()),
        (f'{IS}<t><![CDATA[<c r="A1"/>]]></t></is></c>', '<c r="A1"/>', set()),
        ("<c><v>1.23E5</v></c>", 123000, set()),
        ("<c><v>1234567890123456</v></c>", 1234567890123456, set()),
    ],
)  # fmt: skip
def test_what_a_cell_can_hold(tmp_path: Path, cell: str, value: Value, marks: set[str]) -> None:
    (row,) = read_rows(raw_xlsx(tmp_path / "main.xlsx", f"<row><c><v>0</v></c>{cell}</row>"))
    assert (row.values[1], type(row.values[1])) == (value, type(value))
    assert row.marks.get(1, set()) == marks


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for place in ("B10", "A1", "C1", "E7", "C5", "D4", "A3"):
            sheet[place].comment = Comment("à vérifier", "M. Roche")

    path = xlsx(tmp_path / "main.xlsm", [("a", "b")], change)
    assert all_remarks(open_book(path)) == [
        "The comments on 7 cells are not read: A1, C1, A3, D4, C5 and 2 others."
    ]


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("xl/vbaProject.bin", "It holds macros: they are neither read nor run."),
        (
            "xl/externalLinks/externalLink1.xml",
            "It refers to other files: the values that it had from them last are read.",
        ),
    ],
)
def test_macros_and_links_are_left_alone_and_said(tmp_path: Path, piece: str, said: str) -> None:
    path = raw_xlsx(tmp_path / "main.xlsm", "<row><c><v>1</v></c></row>", **{piece: "x"})
    assert open_book(path).remarks == (said,)
    assert values(path) == [(1,)]


def test_sheets_keep_their_names_and_order_and_say_that_they_are_hidden(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Lundi 24"
    book.worksheets[0]["A1"] = "a"
    book.create_sheet("Mardi 25")["A1"] = "b"
    book.create_sheet("Listes")["A1"] = "c"
    book["Listes"].sheet_state = "veryHidden"
    book.create_chartsheet("Courbe").add_chart(LineChart())
    book.save(tmp_path / "main.xlsx")
    sheets = open_book(tmp_path / "main.xlsx").sheets
    assert [(each.name, each.is_hidden, each.size) for each in sheets] == [
        ("Lundi 24", False, 1),
        ("Mardi 25", False, 1),
        ("Listes", True, 1),
    ]


@pytest.mark.parametrize("change", ["prefix", "capitals", "absolute"])
def test_books_of_other_programs_are_read(tmp_path: Path, change: str) -> None:
    path = xlsx(tmp_path / "main.xlsx", [("a", NOON), ("b", 2)], nothing)

    def changed(name: str, content: bytes) -> bytes:
        text = content.decode()
        if change == "prefix" and name.startswith("xl/worksheets/"):
            text = text.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
        if change == "capitals":
            text = text.replace("sharedStrings.xml", "SharedStrings.xml")
        if change == "absolute":
            text = text.replace('Target="worksheets/', 'Target="/xl/worksheets/')
        return text.encode()

    changed_zip(path, changed)
    assert values(path) == [("a", NOON), ("b", 2)]


def test_rows_and_cells_without_their_places_are_counted(tmp_path: Path) -> None:
    cells = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    rows = read_rows(raw_xlsx(tmp_path / "main.xlsx", cells))
    assert [(row.line, row.values) for row in rows] == [(1, (1, None, 2)), (2, ()), (3, (3,))]


def test_rows_are_read_anew_each_time_also_side_by_side(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "main.xlsx", [(n, "x") for n in range(50)], nothing)
    sheet = only_sheet(path)
    assert [*zip(sheet.rows(), sheet.rows(), strict=True)] == [(r, r) for r in sheet.rows()]
