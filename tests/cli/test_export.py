"""`export`: a file for other tools, noted before it is handed out."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from crisis_log.register import Register
from crisis_log.slices.exchange import RegisterExported
from crisis_log.storage import StorageError
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine, installed, size
from tests.exchange.told import parts, rows_of_csv, sheets

CONFIDENTIAL = "log 'A secret name' --confidential"


def noted() -> RegisterExported:
    """Return the fact of the last entry, which notes an export."""
    with Register.open(Path(REGISTER), read_only=True) as register:
        fact = register.entry(register.size()).fact
    assert isinstance(fact, RegisterExported)
    return fact


def test_an_export_is_noted_with_what_it_held_and_its_digest(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED)
    answer = desk.typed("export --what decisions --output d.xlsx").done("Exported: decisions")
    assert "n° 4 · export: decisions, xlsx" in answer.out
    fact = noted()
    assert (fact.what, fact.format) == ("decisions", "xlsx")
    assert (fact.first_entry, fact.last_entry, fact.rows) == (1, 3, 1)
    assert fact.sha256 == hashlib.sha256(Path("d.xlsx").read_bytes()).hexdigest()
    desk.typed("timeline").done(
        f"export: decisions, xlsx: n° 1 to n° 3; 1 row; SHA-256 {fact.sha256[:8]}"
    )
    desk.typed("audit verify").done()


def test_an_export_up_to_the_entry_that_was_noted_is_the_same_file(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED, "export --output one.xlsx", LINE, "decision suspend D-1")
    desk.given("export --until-entry 3 --output again.xlsx")
    assert Path("again.xlsx").read_bytes() == Path("one.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("asked", "name", "what"),
    [
        ("", "covid-19-entries.csv", "entries"),
        ("--format xlsx", "covid-19-all.xlsx", "all"),
        ("--format csv --what all", "covid-19-all.zip", "all"),
        ("--output here.ods", "here.ods", "all"),
        ("--output here.jsonl", "here.jsonl", "entries"),
        ("--output all.zip", "all.zip", "all"),
        ("--format jsonl --output all.zip", "all.zip", "all"),
        ("--output HERE.CSV --what requests", "HERE.CSV", "requests"),
        ("--output here.txt", "here.txt", "entries"),
    ],
)
def test_the_format_is_that_of_the_ending_and_the_file_has_the_usual_name(
    desk: CommandLine, asked: str, name: str, what: str
) -> None:
    document: Any = desk.document(f"export {asked}")
    assert (document["export"], document["what"]) == (name, what)
    content = Path(name).read_bytes()
    assert document["sha256"] == hashlib.sha256(content).hexdigest()
    assert document["entry"]["kind"] == "register.exported.v1"
    if name.endswith(("xlsx", "ods")):
        assert len(sheets(content)) == 6
    elif name.endswith("zip"):
        assert len(parts(content)) == 6


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("--format xlsx --output here.csv", "name that ends in .xlsx"),
        ("--what all --output here.csv", "name that ends in .zip"),
        ("--what staffing --output here.zip", "name that ends in .csv"),
        ("--format emsi --output here.xml", "name that ends in .json"),
        ("--format ics --output here.txt", "name that ends in .ics"),
        ("--format jsonl --output here.json", "name that ends in .jsonl"),
        ("--format xlsx --output here.xls", "name that ends in .xlsx"),
        ("--what all --output here.txt", "name that ends in .zip"),
        ("--output here.pdf", "name that ends in .csv"),
        ("--format ics --what decisions", "ics cannot hold that; it holds: calendar"),
        ("--what everything", "“everything” is not one of"),
        ("--output covid-19.crisis", "name that ends in .csv"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_noted(
    desk: CommandLine, asked: str, says: str
) -> None:
    desk.typed(f"export {asked}").failed(2, says)
    assert size() == 1
    assert [*map(str, Path().glob("*.csv"))] == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("--since-entry 9", "There is no entry n° 9; the last is n° 2"),
        ("--until-entry 9", "There is no entry n° 9; the last is n° 2"),
        ("--since-entry 2 --until-entry 1", "the first comes after the last"),
    ],
)
def test_entries_that_there_are_not_are_refused(desk: CommandLine, asked: str, says: str) -> None:
    desk.given(LINE).typed(f"export {asked}").failed(1, says)
    assert size() == 2


def test_what_goes_to_standard_output_is_noted_too(desk: CommandLine) -> None:
    desk.given(LINE)
    answer = installed("export", "--output", "-")
    assert answer.code == 0
    assert noted().sha256 == hashlib.sha256(answer.out.encode()).hexdigest()
    assert [row["text"] for row in rows_of_csv(answer.out.encode())][1] == "A first line"


def test_an_exercise_notes_what_goes_out_as_well(drill: CommandLine) -> None:
    drill.at("2020-03-16 10:00").typed("export").done("EXERCISE")
    assert noted().rows == 1


def test_the_register_of_a_closed_crisis_is_exported(desk: CommandLine) -> None:
    desk.given("close", "export")
    assert noted().last_entry == 2


def test_an_export_of_a_bundle_is_made_and_not_noted(desk: CommandLine) -> None:
    desk.given(LINE, "export --until-entry 2 --output before.csv")
    desk.typed("audit bundle audit.zip")
    before = Path("audit.zip").read_bytes()
    reading = CommandLine(("--register", "audit.zip"))
    answer = reading.typed("export --until-entry 2 --output after.csv")
    assert (answer.code, "not noted" in answer.err) == (0, True)
    assert Path("after.csv").read_bytes() == Path("before.csv").read_bytes()
    assert Path("audit.zip").read_bytes() == before


def test_who_exports_is_said(desk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRISIS_LOG_BY")
    desk.typed("export").failed(2, "Say who records")
    desk.having("--by", "The archivist").given("export")
    assert desk.document("show 2")["by"] == "The archivist"


def test_what_was_left_out_as_confidential_is_noted(desk: CommandLine) -> None:
    desk.given(LINE, CONFIDENTIAL, "export --without-confidential")
    assert noted().without_confidential
    assert "secret name" not in Path("covid-19-entries.csv").read_text("utf-8-sig")


def test_a_file_is_not_out_before_it_is_noted(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.given(LINE)
    seen = []
    replace = os.replace

    def watched(source: str, goal: str) -> None:
        if Path(goal).name == "out.csv":
            seen.append(size())
        replace(source, goal)

    monkeypatch.setattr("crisis_log.outputs.os.replace", watched)
    desk.given("export --output out.csv")
    assert seen == [3]


@pytest.mark.parametrize("output", ["out.csv", "-"])
def test_what_cannot_be_noted_does_not_go_out(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise StorageError("no space is left on the disk")

    monkeypatch.setattr(Register, "record", full)
    answer = desk.typed(f"export --output {output}").failed(4, "no space is left")
    assert answer.out == ""
    assert {str(path) for path in Path().iterdir()} <= {REGISTER, f"{REGISTER}.lock"}


def test_a_new_file_is_for_those_who_may_read_the_register(desk: CommandLine) -> None:
    Path(REGISTER).chmod(0o640)
    desk.given("export")
    assert Path("covid-19-entries.csv").stat().st_mode & 0o777 == 0o640


def test_stored_bytes_go_out_as_they_are(desk: CommandLine) -> None:
    desk.given(LINE, "export --format jsonl --since-entry 2")
    (line,) = Path("covid-19-entries.jsonl").read_bytes().splitlines()
    assert json.loads(line)["fact"]["text"] == "A first line"
