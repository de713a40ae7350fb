"""Files of tables are what other programs take them for: types, formulas, encodings, layout."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from crisis_log.exchange.columns import EXERCISE, TABLES, Column
from crisis_log.exchange.exporting.formats import FORMATS
from crisis_log.exchange.neutral import as_written, neutral
from crisis_log.exchange.writing import layout, ods, separated, xlsx
from crisis_log.exchange.writing.told import STRUCK, About, Fields, Table, Written
from crisis_log.fact import Refused
from crisis_log.slices import journal
from tests.desk import Desk, record_a_busy_fortnight
from tests.exchange.told import made, parts, sheets
from tests.speaking import speaking

ABOUT: Final = About(
    "Crue & vent",
    "register, n° 1 to n° 9",
    "Préfecture",
    datetime(2020, 3, 18, 17, tzinfo=UTC),
    ZoneInfo("Europe/Paris"),
)
ALL: Final = (
    Column("text"),
    Column("tags", "texts"),
    Column("line_kind", "code", of="line_kind"),
    Column("confidential", "flag"),
    Column("number", "whole"),
    Column("value", "number"),
    Column("occurred_at", "instant"),
    Column("occurred_exactly", "exact"),
    Column("due_on", "due"),
    Column("day", "day"),
)
AT: Final = datetime(2020, 3, 18, 17, 30, 15, 250_001, tzinfo=UTC)
ROW: Final[Fields] = {
    "text": "Crue à 14 h\nÉvacuer  l’école",
    "tags": ("eau", "deux\nlignes"),
    "line_kind": "request",
    "confidential": True,
    "number": 12,
    "value": Decimal("12.50"),
    "occurred_at": AT,
    "occurred_exactly": AT,
    "due_on": date(2020, 3, 20),
    "day": date(2020, 3, 19),
}
ACTING: Final = ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "＝1+1", "-évacuer"]
HARMLESS: Final = ["-5", "+33 6 12 34 56 78", "+33(0)1.39.07.78.78", "- 12,5", "+01:00", "2=2"]
Write = Callable[[list[Table], About], Written]
BOOKS: Final = pytest.mark.parametrize("write", [xlsx.write, ods.write], ids=["xlsx", "ods"])


def written(write: Write, rows: Iterable[Fields], columns: tuple[Column, ...] = ALL) -> bytes:
    """Return a file of one table."""
    return write([Table("entries", "inscriptions", columns, [*rows])], ABOUT).content


def texts(write: Write, *told: str) -> bytes:
    """Return a file of one column of texts."""
    return written(write, [{"text": one} for one in told], (Column("text"),))


@BOOKS
def test_dates_and_numbers_of_a_book_are_what_they_are(write: Write) -> None:
    (row,) = sheets(written(write, [ROW]))["inscriptions"]
    assert [*row.values()] == [
        "Crue à 14 h\nÉvacuer  l’école",
        "eau\ndeux\n\tlignes",
        "request",
        "yes",
        12,
        12.5,
        datetime(2020, 3, 18, 18, 30, 15),  # noqa: DTZ001 - as a spreadsheet has it
        "2020-03-18T18:30:15.250001+01:00",
        date(2020, 3, 20),
        date(2020, 3, 19),
    ]


@BOOKS
def test_what_is_absent_is_an_empty_cell(write: Write) -> None:
    (_head, cells) = (
        python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(written(write, [{"number": 0, "text": "t"}]))
        )
        .get_sheet_by_index(0)
        .to_python()
    )
    assert cells == ["t", "", "", "", 0, "", "", "", "", ""][: len(cells)]


@pytest.mark.parametrize(
    "told", [*ACTING, *HARMLESS, "'=1", "https://example.org", "007", "  a   b "]
)
def test_no_text_of_a_book_is_a_formula(told: str) -> None:
    (cell,) = openpyxl.load_workbook(io.BytesIO(texts(xlsx.write, told))).active["A2":"A2"][0]  # type: ignore[index]  # a cell
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", told, None)
    assert cell.quotePrefix == (neutral(told) != told)
    content = parts(texts(ods.write, told))["content.xml"]
    assert "formula" not in content
    assert sheets(texts(ods.write, told))["inscriptions"] == [{"text": told}]


@pytest.mark.parametrize("told", ACTING)
def test_a_text_that_acts_is_neutral_in_csv(told: str) -> None:
    assert neutral(told) == f"'{told}"
    assert f"'{told}".replace('"', '""') in texts(separated.write, told).decode("utf-8-sig")


@pytest.mark.parametrize("told", HARMLESS)
def test_a_number_or_a_telephone_number_stays_as_it_is_in_csv(told: str) -> None:
    assert neutral(told) == told


@given(st.text("'=+-@\t1a "))
def test_what_was_put_before_a_text_is_taken_off_again(told: str) -> None:
    assert as_written(neutral(told)) == told


@given(st.text("'=+-@\t1a "))
def test_a_text_that_is_not_ours_keeps_its_apostrophe_unless_it_hides_a_formula(told: str) -> None:
    assert as_written(told) in {told, told[1:]}
    if not told.startswith("'"):
        assert as_written(told) == told


def test_a_spreadsheet_opens_the_csv_of_its_readers_at_a_double_click() -> None:
    content = written(separated.write, [ROW])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    assert "2020-03-18 18:30:15," in content.decode()
    with speaking("fr"):
        french = written(separated.write, [ROW]).decode("utf-8-sig")
    assert french.startswith("texte;étiquettes;type de ligne;confidentielle;n°;")
    assert ";demande;oui;12;12,50;18/03/2020 18:30:15;" in french
    assert french.rstrip().endswith(";20/03/2020;19/03/2020")


@BOOKS
def test_dates_are_shown_as_readers_write_them(write: Write) -> None:
    with speaking("fr"):
        content = written(write, [ROW])
    named = parts(content)
    told = named.get("xl/styles.xml") or named["content.xml"]
    days = re.search(
        r"dd/mm/yyyy|<number:day[^>]*/><number:text>/</number:text><number:month", told
    )
    assert days


def test_a_sheet_of_excel_is_laid_out() -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(written(xlsx.write, [ROW, ROW]))).active
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:J3"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["E"].width
    assert sheet["A2"].alignment.wrap_text
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"


def test_a_sheet_of_libreoffice_is_laid_out() -> None:
    named = parts(written(ods.write, [ROW, ROW]))
    assert "'inscriptions'.A1:'inscriptions'.J3" in named["content.xml"]
    assert "table:table-header-rows" in named["content.xml"]
    assert "VerticalSplitPosition" in named["settings.xml"]
    for name, part in named.items():
        if name != "mimetype":
            ET.fromstring(part)


@BOOKS
def test_what_is_struck_is_struck_out(write: Write) -> None:
    rows: list[Fields] = [{"text": "a", STRUCK: True}, {"text": "b"}]
    named = parts(written(write, rows, (Column("text"),)))
    assert ("<strike/>" in named.get("xl/styles.xml", "")) or (
        named.get("content.xml", "").count('"plain-struck"') == 2  # its style, and the one cell
    )


@BOOKS
def test_a_book_says_what_it_is_and_as_of_when(write: Write) -> None:
    content = write([Table("entries", "t", ALL, [])], ABOUT._replace(notice="EXERCISE")).content
    told = "".join(parts(content).values())
    for said in ("EXERCISE Crue &amp; vent", "register, n° 1 to n° 9", "Préfecture"):
        assert said in told
    assert "2020-03-18T17:00:00Z" in told


@pytest.mark.parametrize("format_", [one.name for one in FORMATS if "entries" in one.whats])
def test_a_file_made_again_is_the_same(desk: Desk, format_: str) -> None:
    record_a_busy_fortnight(desk)
    (whats,) = [one.whats for one in FORMATS if one.name == format_]
    first = made(desk.register, format_, whats[0]).content
    assert made(desk.register, format_, whats[0]).content == first


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_all_tables_are_packed_where_a_file_holds_one(desk: Desk, format_: str) -> None:
    told = made(desk.register, format_, "all")
    assert {*parts(told.content)} == {
        f"{name}.{format_}"
        for name in ("entries", "decisions", "measures", "staffing", "indicators", "requests")
    }
    assert told.rows == desk.register.size()


def test_an_exercise_says_so_on_each_row(desk: Desk) -> None:
    desk.record(journal.log("A drill"))
    rows = sheets(made(desk.register, "xlsx", "all").content)["entries"]
    assert {row["EXERCISE"] for row in rows} == {"EXERCISE"}
    assert all(EXERCISE in columns for name, columns in TABLES.items() if name != "missions")


def test_a_text_longer_than_a_cell_is_cut_and_said_to_be() -> None:
    long = "é" * 40_000 + "😀"
    told = xlsx.write([Table("entries", "t", (Column("text"),), [{"text": long}])], ABOUT)
    (row,) = sheets(told.content)["t"]
    assert len(row["text"]) == 32_767
    assert row["text"].endswith("… [cut: 40,001 characters in all]")
    assert "1 text is longer than a cell may be" in told.remarks[0]
    assert long in texts(separated.write, long).decode("utf-8-sig")


@BOOKS
def test_a_title_may_be_as_long_as_titles_are(write: Write) -> None:
    about = ABOUT._replace(title="Crue & vent " * 100)
    content = write([Table("entries", "t", (Column("text"),), [])], about).content
    assert sheets(content) == {"t": []}


@BOOKS
def test_more_rows_than_a_sheet_holds_are_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "MOST_ROWS", 3)
    assert written(write, [ROW] * 2)
    with pytest.raises(Refused, match="A sheet holds no more than 3 rows: nothing was exported"):
        written(write, [ROW] * 3)


@settings(max_examples=30)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"))
        .map(str.strip)
        .filter(bool),
        min_size=1,
    )
)
def test_a_text_of_a_book_comes_back_as_it_was(told: list[str]) -> None:
    for write in (xlsx.write, ods.write):
        rows = sheets(texts(write, *told))["inscriptions"]
        assert [row["text"] for row in rows] == told
