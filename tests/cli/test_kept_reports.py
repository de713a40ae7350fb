"""The issued PDF is in the register, by its digest: whatever carries the register carries it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any
from zipfile import ZipFile

import pytest

from crisis_log.register import Register
from crisis_log.reports.documents.making import make
from tests.attacks.attacker import sql
from tests.cli.case import RECORDED
from tests.cli.running import REGISTER, CommandLine, size
from tests.cli.test_issuing import ISSUE, KEPT, PLAIN_PAGE

ENTRY = 3


@pytest.fixture
def issued(desk: CommandLine) -> CommandLine:
    """A register with a dossier issued as R-1."""
    return desk.given(RECORDED, ISSUE)


@pytest.fixture
def other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version than the one that issued."""
    monkeypatch.setattr("crisis_log.reports.reprinting.made_with", lambda: "crisis-log 9")
    monkeypatch.setattr("crisis_log.reports.reprinting.to_pdf", lambda *_given: b"%PDF other")


def held(path: str) -> bytes | None:
    """Return the file that the register at `path` keeps of its report."""
    with Register.open(path, read_only=True) as register:
        (kept,) = register.entry(ENTRY).attachments
        return register.attachment(kept.sha256)


def test_a_report_is_kept_with_the_entry_that_issues_it(issued: CommandLine) -> None:
    (kept,) = issued.document(f"show {ENTRY}")["attachments"]
    content = KEPT.read_bytes()
    assert kept == {
        "name": "covid-19-R-1.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
    }
    assert held(REGISTER) == content
    issued.given("audit verify")
    assert issued.typed("report show R-1").done().line_of("in the register").endswith("intact")
    assert issued.document("report show R-1")["is_kept"]


def test_a_corrective_one_is_kept_too(issued: CommandLine) -> None:
    issued.given(f"report rectify R-1 --reason 'Wrong signatory' {PLAIN_PAGE}")
    (kept,) = issued.document("show 4")["attachments"]
    assert kept["sha256"] == issued.document("report show R-2")["sha256"]


def test_a_report_too_large_for_a_register_is_not_issued(
    desk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crisis_log.reports.at_hand._LARGEST", 1000)
    desk.given(RECORDED).typed(ISSUE).failed(1, "too large to be kept in the register: .* 1 kB")
    assert not KEPT.parent.exists()
    assert size() == ENTRY - 1


def test_a_backup_carries_the_reports(issued: CommandLine) -> None:
    before = KEPT.read_bytes()
    issued.given("backup copy.backup")
    assert held("copy.backup") == before


def test_reports_come_back_with_a_register_that_is_restored(issued: CommandLine) -> None:
    before = KEPT.read_bytes()
    issued.given("backup copy.backup")
    Path(REGISTER).unlink()
    rmtree(KEPT.parent)
    restore = issued.having("--register", REGISTER)
    answer = restore.typed("restore copy.backup").done()
    said = "The issued report R-1, which the register keeps, lies beside it again."
    assert said in answer.lines
    assert KEPT.read_bytes() == before
    assert restore.document("restore copy.backup")["put_back"] == []


def test_what_lies_in_the_place_of_a_report_stays(issued: CommandLine) -> None:
    issued.given("backup copy.backup")
    KEPT.write_bytes(b"%PDF another")
    assert issued.document("restore copy.backup")["put_back"] == []
    assert KEPT.read_bytes() == b"%PDF another"


def test_a_bundle_carries_each_report_once(issued: CommandLine) -> None:
    issued.given("audit bundle bundle.zip")
    content = KEPT.read_bytes()
    with ZipFile("bundle.zip") as bundle:
        found = [name for name in bundle.namelist() if bundle.read(name) == content]
    digest = sha256(content).hexdigest()
    assert found == [f"bundle/data/attachments/{digest}-covid-19-R-1.pdf"]


def test_a_file_of_a_report_that_was_exchanged_is_in_the_bundle_to_be_found(
    issued: CommandLine,
) -> None:
    KEPT.write_bytes(b"%PDF altered")
    issued.given("audit bundle bundle.zip")
    with ZipFile("bundle.zip") as bundle:
        assert bundle.read("bundle/data/issued/R-1.pdf") == b"%PDF altered"


def test_the_file_beside_is_bundled_where_the_one_kept_was_altered(issued: CommandLine) -> None:
    sql(Path(REGISTER), "UPDATE attachments SET content = CAST('%PDF other' AS BLOB)")
    issued.given("audit bundle bundle.zip")
    with ZipFile("bundle.zip") as bundle:
        assert bundle.read("bundle/data/issued/R-1.pdf") == KEPT.read_bytes()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM attachments",
        "UPDATE attachments SET content = CAST('%PDF other' AS BLOB)",
        "UPDATE attachments SET content = CAST(content || ' ' AS BLOB)",
    ],
)
def test_a_kept_report_that_is_gone_or_altered_is_found(
    issued: CommandLine, statement: str
) -> None:
    sql(Path(REGISTER), statement)
    findings = issued.document("audit verify")["findings"]
    assert [(one["code"], one["entry"]) for one in findings] == [("attachment", ENTRY)]
    assert "covid-19-R-1.pdf" in findings[0]["expected"]
    assert "MISSING OR ALTERED" in issued.typed("report show R-1").done().out
    assert not issued.document("report show R-1")["is_kept"]


def test_an_altered_kept_report_is_never_taken_for_the_one_issued(issued: CommandLine) -> None:
    before = KEPT.read_bytes()
    KEPT.unlink()
    sql(Path(REGISTER), "UPDATE attachments SET content = CAST('%PDF other' AS BLOB)")
    issued.typed(f"report reprint R-1 {PLAIN_PAGE}").done("the same bytes")
    assert KEPT.read_bytes() == before


def test_another_version_hands_out_what_was_issued(
    issued: CommandLine, other_program: None
) -> None:
    before = KEPT.read_bytes()
    KEPT.unlink()
    answer = issued.typed("report reprint R-1 --output again.pdf").done("another layout")
    assert "It is the file that was issued." in answer.lines
    assert Path("again.pdf").read_bytes() == before
    assert issued.document("report reprint R-1")["issued"] == "register"
    assert KEPT.read_bytes() == before


def test_another_version_takes_the_file_that_it_is_given(
    issued: CommandLine, other_program: None
) -> None:
    KEPT.rename("mine.pdf")
    sql(Path(REGISTER), "DELETE FROM attachments")
    answer = issued.typed("report reprint R-1").failed(3, "")
    assert "was not compared with the log" in answer.out
    answer = issued.typed("report reprint R-1 --issued mine.pdf").done("another layout")
    assert "those in the issued PDF, which was given." in answer.out
    assert KEPT.read_bytes() == Path("mine.pdf").read_bytes()


def test_a_signed_copy_is_what_was_issued_and_more(
    issued: CommandLine, other_program: None
) -> None:
    Path("signed.pdf").write_bytes(KEPT.read_bytes() + b"\n% a signature")
    sql(Path(REGISTER), "DELETE FROM attachments")
    KEPT.unlink()
    found = issued.document("report reprint R-1 --issued signed.pdf")
    assert (found["verdict"], found["issued"]) == ("same_data", "given")


def test_another_file_than_the_one_issued_is_refused(issued: CommandLine) -> None:
    Path("other.pdf").write_bytes(b"%PDF other")
    issued.typed("report reprint R-1 --issued other.pdf").failed(1, "is not R-1 as it was issued")
    issued.typed("report reprint R-1 --issued gone.pdf").failed(4, "gone.pdf")


def test_data_that_the_log_does_not_give_are_told(
    issued: CommandLine, other_program: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(*given: Any) -> Any:
        made = make(*given)
        return made._replace(document=made.document.model_copy(update={"title": "Another"}))

    monkeypatch.setattr("crisis_log.reports.reprinting.make", another)
    answer = issued.typed("report reprint R-1")
    assert answer.code == 3
    line = 'title: "COVID-19 epidemic" in the report, "Another" from the log'
    assert line in answer.line_of("title")
    (difference,) = issued.document("report reprint R-1")["data"]["differing"]
    assert difference["path"] == "title"
    (finding,) = issued.document("audit verify --reprint")["findings"]
    assert (finding["code"], finding["entry"]) == ("report", ENTRY)
