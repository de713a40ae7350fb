"""A messy table on the command line: what is said adds up, refused rows come in once mended."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from crisis_log.cli.ending import REFUSED
from tests.cli.running import CommandLine, size
from tests.exchange.messy import fates, messy_text

TABLE, LEFT = Path("messy.csv"), Path("left.csv")
LEFT_OUT = ("--skip-bad", "--refused", str(LEFT), "--yes")


@pytest.fixture
def wanted() -> Any:
    return fates(messy_text(TABLE))


def test_all_or_nothing_unless_the_refused_rows_are_left_out(
    desk: CommandLine, wanted: Any
) -> None:
    desk("import", str(TABLE), "--yes").failed(
        REFUSED, f"{wanted['refused']} rows are refused.*Nothing was recorded"
    )
    assert size() == 1
    told = desk.having("--json")("import", str(TABLE), *LEFT_OUT).document
    assert told["read"] == told["to_record"] + len(told["refused"]) + len(told["known"])
    assert (told["to_record"], len(told["refused"])) == (wanted["taken"], wanted["refused"])
    assert all(
        {"sheet", "line", "column", "code", "reason"} <= one.keys() for one in told["refused"]
    )
    assert size() == 1 + wanted["taken"] + 1


def test_the_refused_rows_come_in_once_they_are_mended(desk: CommandLine, wanted: Any) -> None:
    desk("import", str(TABLE), *LEFT_OUT)
    before = size()
    with LEFT.open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.reader(file, delimiter=";")]
    broken = [row for row in rows if "matin" in row]
    assert len(broken) > 1
    for number, row in enumerate(broken):
        row[0], row[row.index("matin")] = "28/10/2024", f"9h{number:02}"
        row[3] = f"Point {number} du matin"
    with LEFT.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    mended = ("import", str(LEFT), "--skip-bad", "--refused", "again.csv", "--yes")
    told = desk.having("--json")(*mended).document
    assert (told["to_record"], len(told["refused"])) == (
        len(broken),
        wanted["refused"] - len(broken),
    )
    assert size() == before + len(broken) + 1


@pytest.mark.parametrize(
    ("table", "left"),
    [
        (
            "Date;Heure;Message\n24/11/2024;23:50;A\n;0h10;\n;matin;C\n"
            ";8:00;D\n;9:00;D\n;10:00;D\n;20:00;D\n;16:00;E\n",
            ["2024-11-25;0h10;", "2024-11-25;matin;C", "2024-11-25 or 2024-11-26;16:00;E"],
        ),
        (
            "Heure;Message\n24/11/2024 23:50;A\n0h10;\nmatin;C\n26/11/2024 8h;\n",
            ["2024-11-25 0h10;", "2024-11-25 matin;C", "26/11/2024 8h;"],
        ),
    ],
    ids=["a column of dates", "of hours alone"],
)
def test_a_refused_row_keeps_the_day_that_others_gave_it(
    desk: CommandLine, table: str, left: list[str]
) -> None:
    TABLE.write_text(table)
    desk("import", str(TABLE), *LEFT_OUT).done()
    with LEFT.open(encoding="utf-8-sig", newline="") as file:
        _headings, *rows = csv.reader(file, delimiter=";")
    assert [";".join(row[: table.count(";", 0, table.index("\n")) + 1]) for row in rows] == left
    again = desk("import", str(LEFT), "--dry-run")
    assert f"= 0 to be recorded + {len(left)} refused" in again.out, "nor of another one now"
