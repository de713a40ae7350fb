"""Spreadsheets of LibreOffice come in as people see them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import odfdo
import pytest

from crisis_log.exchange.reading import open_book
from crisis_log.exchange.table import Value
from tests.exchange.files import all_remarks, ods, only_sheet, read_rows, values

STYLES = """
<style:style style:name="struck" style:family="table-cell">
  <style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="child" style:family="table-cell" style:parent-style-name="struck">
  <style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="unstruck" style:family="table-cell" style:parent-style-name="struck">
  <style:text-properties style:text-line-through-style="none"/></style:style>
<style:style style:name="green" style:family="table-cell">
  <style:table-cell-properties fo:background-color="#92d050"/></style:style>
<style:style style:name="white" style:family="table-cell">
  <style:table-cell-properties fo:background-color="#FFFFFF"/></style:style>
<style:style style:name="hidden" style:family="table">
  <style:table-properties table:display="false"/></style:style>
<style:style style:name="loop" style:family="table-cell" style:parent-style-name="loop"/>
"""


REPEATED = 'table:number-{}-repeated="2"'


def table(*rows: str, columns: str = "", attributes: str = 'table:name="Lundi"') -> str:
    body = "".join(row if row.startswith("<") else f"<table:table-row>{row}" for row in rows)
    return f"<table:table {attributes}>{columns}{body}</table:table>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def of(kind: str, value: str, shown: str = "") -> str:
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    return cell(shown, f'office:value-type="{kind}" office:{name}="{value}"')


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (of("float", "7", "7"), 7),
        (of("float", "7", "007"), "007"),
        (of("float", "612345678", "06 12 34 56 78"), "06 12 34 56 78"),
        (of("float", "0.30000000000000004", "0,3"), Decimal("0.3")),
        (of("float", "0.5", "0,50"), Decimal("0.5")),
        (of("float", "0", "0"), 0),
        (of("currency", "12.5", "12,50 €"), Decimal("12.5")),
        (of("percentage", "0.85", "85 %"), "85 %"),
        (of("date", "2026-11-24", "24/11/26"), date(2026, 11, 24)),
        (
            of("date", "2026-11-24T09:10:00", "24/11/26 09:10"),
            datetime.fromisoformat("2026-11-24 09:10"),
        ),
        (of("date", "2026-11-24T09:09:59.999999"), datetime.fromisoformat("2026-11-24 09:10")),
        (of("time", "PT09H05M00S", "09:05"), time(9, 5)),
        (of("time", "PT24H00M00S", "24:00"), timedelta(days=1)),
        (of("time", "PT30H15M00S", "30:15"), timedelta(hours=30, minutes=15)),
        (of("time", "-PT1H"), timedelta(hours=-1)),
        (of("boolean", "true", "VRAI"), True),
        (cell("un<text:line-break/>deux"), "un\ndeux"),
        (
            "<table:table-cell><text:p>un</text:p><text:p>deux</text:p></table:table-cell>",
            "un\ndeux",
        ),
        (cell('a<text:s text:c="3"/>b<text:tab/>c'), "a   b\tc"),
        (cell("a\n      b"), "a b"),
        (cell("le <text:span>chef</text:span> dit"), "le chef dit"),
        (cell("vu<office:annotation><text:p>par MR</text:p></office:annotation>"), "vu"),
        (cell("", 'office:value-type="string" office:string-value="vu"'), "vu"),
        (cell("e\u0301"), "é"),
    ],
)
def test_what_a_cell_can_hold(tmp_path: Path, written: str, meant: Value) -> None:
    path = ods(tmp_path / "main.ods", table(row(cell("a"), written)))
    assert values(path) == [("a", meant)]
    assert type(values(path)[0][1]) is type(meant)


@pytest.mark.parametrize(
    ("written", "marks"),
    [
        (cell("x", 'table:style-name="struck"'), {"struck"}),
        (cell("x", 'table:style-name="child"'), {"struck"}),
        (cell("x", 'table:style-name="unstruck"'), set()),
        (cell("x", 'table:style-name="green"'), {"coloured"}),
        (cell("x", 'table:style-name="white"'), set()),
        (cell("x", 'table:style-name="loop"'), set()),
        (cell("x", 'table:style-name="unknown"'), set()),
        (cell('x <text:span text:style-name="struck">y</text:span>'), {"struck"}),
        (
            cell("2", 'table:formula="of:=1+1" office:value-type="float" office:value="2"'),
            set(),
        ),
        (cell("#N/A", 'office:value-type="string" calcext:value-type="error"'), {"error"}),
        (cell("", 'table:formula="of:=1+1"'), {"formula"}),
        (cell("", 'table:formula="of:=T(1)" office:value-type="string"') + cell("a"), set()),
    ],
)
def test_how_a_cell_looks_is_marked(tmp_path: Path, written: str, marks: set[str]) -> None:
    path = ods(tmp_path / "main.ods", table(row(written)), STYLES)
    assert read_rows(path)[0].marks.get(0, set()) == marks


def test_a_cell_without_a_style_has_that_of_its_row_or_column(tmp_path: Path) -> None:
    column = '<table:table-column table:default-cell-style-name="green"/>'
    struck = row(cell("x"), attributes='table:default-cell-style-name="struck"')
    path = ods(tmp_path / "main.ods", table(row(cell("x")), struck, columns=column), STYLES)
    assert [{**each.marks} for each in read_rows(path)] == [{0: {"coloured"}}, {0: {"struck"}}]


def test_what_repeats_and_what_is_empty_is_where_people_see_it(tmp_path: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="{}"/>'
    path = ods(
        tmp_path / "main.ods",
        table(
            row(empty.format(2), cell("a"), empty.format(16_000)),
            row(empty.format(9), attributes='table:number-rows-repeated="2"'),
            row(cell("b", REPEATED.format("columns")), attributes=REPEATED.format("rows")),
            row(empty.format(16_384), attributes='table:number-rows-repeated="1048000"'),
        ),
    )  # fmt: skip
    assert [(each.line, each.values) for each in read_rows(path)] == [
        (1, (None, None, "a")),
        (2, ()),
        (3, ()),
        (4, ("b", "b")),
        (5, ("b", "b")),
    ]


def test_a_merged_cell_gives_its_value_to_each_row(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell/>"
    path = ods(
        tmp_path / "main.ods",
        table(
            row(cell("24/11", 'table:number-rows-spanned="3"'), cell("9h")),
            row(covered, cell("10h")),
            row(cell("caché").replace("table-cell", "covered-table-cell"), cell("11h")),
            row(cell("25/11"), cell("8h")),
        ),
    )  # fmt: skip
    assert values(path) == [("24/11", "9h"), ("24/11", "10h"), ("24/11", "11h"), ("25/11", "8h")]
    assert [{**each.marks} for each in read_rows(path)] == [
        {}, {0: {"merged"}}, {0: {"merged"}}, {},
    ]  # fmt: skip


def test_what_was_seen_and_what_is_not_read_is_said(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    path = ods(
        tmp_path / "main.ods",
        table(
            row(cell("a"), cell("b"), attributes='table:visibility="filter"'),
            row(
                cell("vu<office:annotation><text:p>x</text:p></office:annotation>"),
                cell("b"),
                "<table:table-cell><office:annotation><text:p>y</text:p></office:annotation>"
                "</table:table-cell>",
            ),
            columns=columns,
        ),
        **{"Basic/Standard/Module1.xml": "x"},
    )
    assert read_rows(path)[0].is_hidden
    assert all_remarks(open_book(path)) == [
        "It holds macros: they are neither read nor run.",
        "1 hidden row is read as the others are: 1.",
        "Its hidden column B is read as the others are.",
        "The comments on 2 cells are not read: A2 and C2.",
    ]


def test_sheets_and_groups_of_rows(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "main.ods",
        table(
            f"<table:table-header-rows>{row(cell('a'))}</table:table-header-rows>", row(cell("b"))
        )
        + table(row(cell("c")), attributes='table:name="Mardi" table:style-name="hidden"')
        + table(attributes='table:name="Vide"')
        + table(row(cell("d")), attributes='table:name="Jeudi"'),
        STYLES,
    )
    sheets = open_book(path).sheets
    assert [(each.name, each.is_hidden, each.size) for each in sheets] == [
        ("Lundi", False, 2),
        ("Mardi", True, 1),
        ("Vide", False, 0),
        ("Jeudi", False, 1),
    ]
    assert [[each.values for each in sheet.rows()] for sheet in sheets] == [
        [("a",), ("b",)],
        [("c",)],
        [],
        [("d",)],
    ]


def test_what_a_library_wrote_is_read(tmp_path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    sheet = odfdo.Table("Lundi")
    wanted: list[tuple[Any, Any]] = [
        ("Heure", "Message"),
        (datetime.fromisoformat("2026-11-24 09:10"), "évacués"),
        (7, Decimal("2.5")),
    ]
    for line in wanted:
        made = odfdo.Row()
        made.set_values([*line])
        sheet.append_row(made)
    document.body.append(sheet)
    document.save(tmp_path / "main.ods")
    assert only_sheet(tmp_path / "main.ods").name == "Lundi"
    assert values(tmp_path / "main.ods") == wanted
