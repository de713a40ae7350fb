"""A register of version 0.1.0 with its issued reports, kept as bytes: what can be said of them.

`typed.sh` says how it was made.
"""

from __future__ import annotations

import tarfile
from pathlib import Path
from shutil import rmtree
from typing import Any, Final
from zipfile import ZipFile

import pytest

from tests.cli.running import CommandLine, installed
from tests.cli.test_issuing import PLAIN_PAGE

KEPT: Final = Path(__file__).with_name("version_0.1.0.tar.gz")
REPORTS: Final = range(1, 10)
SHELF: Final = Path("crue-reports")
ISSUING: Final = f"report issue weekly --week 2020-W14 --key key.pem {PLAIN_PAGE}"


@pytest.fixture
def older(english: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """The desk of version 0.1.0, where the present version is at work."""
    for name in ("CRISIS_LOG_REGISTER", "CRISIS_LOG_KEY", "CRISIS_LOG_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with tarfile.open(KEPT) as kept:
        kept.extractall(tmp_path, filter="data")
    return CommandLine(("--by", "la secrétaire"))


def reprinted(desk: CommandLine, number: int) -> Any:
    return desk.document(f"report reprint R-{number}")


@pytest.mark.parametrize("number", REPORTS)
def test_each_report_tells_the_data_that_it_told(older: CommandLine, number: int) -> None:
    found = reprinted(older, number)
    assert found["data"]["differing"] == []
    assert (found["verdict"], found["issued"], found["same_program"]) == (
        "same_data",
        "beside",
        False,
    )
    assert found["data"]["alike"] > 50


def test_it_is_said_which_of_the_two_was_done(older: CommandLine) -> None:
    said = "R-5: the same data, another layout: it was issued by crisis-log 0.1.0, WeasyPrint"
    answer = older.typed("report reprint R-5").done(said)
    assert "those in the issued PDF, which lies beside the register" in answer.out
    assert "its digest alone" in older.typed("report show R-5").done().line_of("in the register")
    french = installed("report", "reprint", "R-5", CRISIS_LOG_LANG="fr").done()
    assert "R-5\u00a0: mêmes données, autre mise en page\u00a0: émis par" in french.out


def test_what_is_handed_out_is_the_file_that_was_issued(older: CommandLine) -> None:
    older.typed("report reprint R-7 --output again.pdf").done("It is the file that was issued")
    assert Path("again.pdf").read_bytes() == (SHELF / "crue-R-7.pdf").read_bytes()


def test_all_of_them_are_compared_without_an_accusation(older: CommandLine) -> None:
    found = older.document("audit verify --reprint")
    assert found["findings"] == []
    about = [one["meaning"] for one in found["notices"] if "another layout" in one["meaning"]]
    assert len(about) == len(REPORTS)
    assert "pages" in found["not_looked_at"]


def test_what_has_no_file_is_not_said_to_be_the_same(older: CommandLine) -> None:
    (SHELF / "crue-R-5.pdf").rename("mine.pdf")
    answer = older.typed("report reprint R-5")
    assert (answer.code, "R-5 was not compared with the log" in answer.out) == (3, True)
    assert not (SHELF / "crue-R-5.pdf").exists()
    found = older.document("audit verify --reprint")
    assert found["findings"] == []
    assert any("R-5 was not compared" in one["meaning"] for one in found["notices"])
    found = older.document("audit verify --reprint --witness mine.pdf")
    assert not any("R-5 was not compared" in one["meaning"] for one in found["notices"])
    found = older.document("report reprint R-5 --issued mine.pdf")
    assert (found["verdict"], found["issued"]) == ("same_data", "given")
    assert (SHELF / "crue-R-5.pdf").read_bytes() == Path("mine.pdf").read_bytes()


def test_a_file_that_was_altered_is_not_what_the_log_is_compared_with(older: CommandLine) -> None:
    path = SHELF / "crue-R-5.pdf"
    path.write_bytes(path.read_bytes()[:-1])
    assert reprinted(older, 5)["verdict"] == "unknown"


def test_the_register_goes_on_and_keeps_what_it_issues(older: CommandLine) -> None:
    older.at("2020-04-06 09:00").given(ISSUING)
    older.given("audit bundle bundle.zip --key key.pem")
    with ZipFile("bundle.zip") as bundle:
        names = {name.removeprefix("bundle/data/") for name in bundle.namelist()}
    assert {f"issued/R-{number}.pdf" for number in REPORTS} <= names
    assert "issued/R-10.pdf" not in names
    assert [name for name in names if name.endswith("-crue-R-10.pdf")]
    rmtree(SHELF)
    assert older.document(f"report reprint R-10 {PLAIN_PAGE}")["verdict"] == "same_bytes"
    assert [path.name for path in SHELF.iterdir()] == ["crue-R-10.pdf"]


def test_a_week_that_was_reported_in_two_halves_can_be_told_whole(older: CommandLine) -> None:
    """R-1 was issued on Friday as final, R-2 on Monday for what came after it."""
    later = older.at("2020-04-06 09:00")
    assert [one["status"] for one in later.document("report list")][:3] == [
        "provisional",
        "final",
        "provisional",  # the corrective of R-1
    ]
    later.typed("report list").done("R-2 does not tell all of 2020-W12: “report rectify R-2” does")
    later.given(f"report rectify R-2 --reason 'The whole week' --key key.pem {PLAIN_PAGE}")
    whole = later.document("report show R-10")
    assert (whole["status"], whole["first_entry"], whole["replaces"]) == ("corrective", 1, [3])
    assert "does not tell all" not in later.typed("report list").done().out
    following = later.document(ISSUING)["report"]
    first = later.document("report show R-9")["known_upto"] + 1
    assert later.document(f"report show {following}")["first_entry"] == first


def test_a_bundle_of_it_is_read_as_the_register_is(older: CommandLine, tmp_path: Path) -> None:
    older.typed("audit bundle bundle")
    Path("bundle/data/issued/R-5.pdf").rename("mine.pdf")
    Path("crue.crisis").unlink()
    rmtree(SHELF)
    auditor = CommandLine(("--register", "bundle"))
    (lacking,) = auditor.document("audit verify")["findings"]
    assert lacking["code"] == "bag"
    assert lacking["expected"].startswith("data/issued/R-5.pdf")
    assert reprinted(auditor, 4)["verdict"] == "same_data"
    told = auditor.typed("report list")
    assert "intact" in told.line_of("R-4 ")
    assert "not there" in told.line_of("R-5 ")
    assert "its digest alone" in auditor.typed("report show R-4").line_of("in the register")
    assert "R-5 was not compared" in auditor.typed("report reprint R-5").out
    found = auditor.document("report reprint R-5 --issued mine.pdf")
    assert (found["verdict"], found["issued"]) == ("same_data", "given")
