"""Issued reports beside the register: found by its id, never replaced, and never ignored."""

from __future__ import annotations

import os
import shutil
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from crisis_log.files import LARGEST
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine, size
from tests.cli.test_issuing import ISSUE, KEPT, PLAIN_PAGE
from tests.storage.registers import run_sql

LOST = KEPT.with_name("covid-19-R-2.pdf")
KNOWN = "is there, and this register does not know it"


@pytest.fixture
def rolled_back(desk: CommandLine) -> CommandLine:
    """A desk whose register was replaced by a backup made before R-2 was issued."""
    desk.given(RECORDED, ISSUE, "backup saved.bak", LINE, ISSUE)
    shutil.copy("saved.bak", REGISTER)
    return desk


def digests() -> dict[str, str]:
    """Return the digests of all reports beside the register, by path."""
    found = sorted(Path().glob("*/*.pdf"))
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in found}


def codes(desk: CommandLine) -> set[str]:
    """Return what a verification finds."""
    return {found["code"] for found in desk.document("audit verify")["findings"]}


def test_the_witness_of_a_rollback_is_never_replaced(rolled_back: CommandLine) -> None:
    before = size(), digests()
    rolled_back.typed(ISSUE).failed(1, KNOWN)
    assert (size(), digests()) == before
    rolled_back.typed(f"report rectify R-1 --reason Wrong {PLAIN_PAGE}").failed(1, KNOWN)
    assert (size(), digests()) == before


def test_a_later_number_that_went_out_is_not_overtaken(rolled_back: CommandLine) -> None:
    LOST.rename(LOST.with_name("covid-19-R-7.pdf"))
    rolled_back.typed(ISSUE).failed(1, KNOWN)


def test_verification_takes_an_unknown_report_for_the_witness_that_it_is(
    rolled_back: CommandLine,
) -> None:
    assert codes(rolled_back) == {"report", "truncated"}
    answer = rolled_back.typed("audit verify")
    assert (answer.code, "NOT consistent" in answer.line_of(f"Witness {LOST.name}")) == (3, True)
    assert answer.line_of("end cut off").startswith("n° ")
    assert "truncated" not in answer.out


def test_a_rewritten_log_is_contradicted_by_the_report_that_it_lost(
    rolled_back: CommandLine,
) -> None:
    rolled_back.given(LINE, LINE)
    assert codes(rolled_back) == {"report", "fork"}


def test_a_report_whose_entry_alone_is_missing_is_found(desk: CommandLine) -> None:
    desk.given(RECORDED, "backup saved.bak", ISSUE)
    shutil.copy("saved.bak", REGISTER)
    assert codes(desk) == {"report"}
    text = desk.typed("audit verify").out
    assert f"Witness {KEPT.name}: the log extends its 2 entries." in text
    assert "- The files beside the register count for nothing here" in text


def test_a_signed_copy_is_a_witness_too(rolled_back: CommandLine) -> None:
    LOST.rename(LOST.with_name("covid-19-R-2-signed.pdf"))
    assert codes(rolled_back) == {"truncated"}


def test_what_is_no_report_is_none(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    (KEPT.parent / "note.pdf").write_bytes(b"%PDF-1.7 a delivery note")
    assert codes(desk) == set()


def test_an_unknown_report_that_cannot_be_read_is_named_all_the_same(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    LOST.write_bytes(b"%PDF-1.7 torn")
    assert codes(desk) == {"report"}
    desk.typed(ISSUE).failed(1, KNOWN)


def test_list_and_doctor_name_the_unknown_report(rolled_back: CommandLine) -> None:
    assert "UNKNOWN" in rolled_back.typed("report list").done().line_of("R-2 ")
    known, unknown = rolled_back.document("report list")
    assert (known["label"], known["is_known"]) == ("R-1", True)
    assert (unknown["label"], unknown["is_known"]) == ("R-2", False)
    assert unknown["path"] == str(LOST)
    answer = rolled_back.typed("doctor")
    assert (answer.code, LOST.name in answer.line_of("Issued reports")) == (3, True)


@pytest.mark.parametrize("name", ["covid-19.bak", "other.crisis"])
def test_a_copy_of_the_register_shares_its_reports(desk: CommandLine, name: str) -> None:
    desk.given(RECORDED, ISSUE)
    shutil.copy(REGISTER, name)
    desk.having("--register", REGISTER).given(ISSUE)
    before = digests()
    copy = desk.having("--register", name)
    copy.typed(ISSUE).failed(1, KNOWN)
    assert digests() == before


def test_a_renamed_register_finds_its_reports(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    Path(REGISTER).rename("crisis.crisis")
    assert "intact" in desk.typed("report list").done().line_of("R-1")
    desk.given(ISSUE)
    assert list(digests()) == [str(KEPT), str(LOST)]
    assert desk.document("report show R-2")["is_intact"]


def test_reports_are_found_when_their_folder_was_renamed_with_the_register(
    desk: CommandLine,
) -> None:
    desk.given(RECORDED, ISSUE)
    Path(REGISTER).rename("crisis.crisis")
    KEPT.parent.rename("crisis-reports")
    assert desk.document("report show R-1")["path"] == str(Path("crisis-reports") / KEPT.name)
    desk.given(ISSUE)
    assert sorted(path.name for path in Path("crisis-reports").iterdir()) == [KEPT.name, LOST.name]


@pytest.mark.skipif(sys.platform == "win32", reason="links are for administrators there")
def test_a_register_reached_by_a_link_finds_its_reports(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    Path("elsewhere").mkdir()
    Path("elsewhere/link.crisis").symlink_to(Path(REGISTER).absolute())
    linked = desk.having("--register", "elsewhere/link.crisis")
    assert "intact" in linked.typed("report list").done().line_of("R-1")
    linked.given(ISSUE)
    assert list(digests()) == [str(KEPT), str(LOST)]


def test_another_register_of_the_same_name_has_a_folder_of_its_own(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    before = digests()
    Path("archive").mkdir()
    Path(REGISTER).rename(f"archive/{REGISTER}")
    desk.given("open covid-19 --title Next --authority A", RECORDED)
    desk.typed("report list").done("No report has been issued")
    path = Path(desk.document(ISSUE)["path"])
    assert path.parent != KEPT.parent
    assert path.parent.name.startswith("covid-19-")
    assert digests() == before | {str(path): sha256(path.read_bytes()).hexdigest()}
    assert codes(desk) == set()
    desk.having("--register", f"archive/{REGISTER}").typed("report list").done("not there")
    shutil.move(f"archive/{REGISTER}", "first.crisis")
    first = desk.having("--register", "first.crisis")
    assert "intact" in first.typed("report list").done().line_of("R-1")


def test_a_report_of_another_register_among_its_own_is_told_apart(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    Path("other").mkdir()
    desk.having("--register", "other").given("open covid-19 --title Other --authority A")
    other = desk.having("--register", f"other/{REGISTER}")
    other.given(RECORDED, ISSUE)
    shutil.copy(Path("other") / KEPT, LOST)
    assert codes(desk) == {"witness"}
    desk.typed(ISSUE).failed(1, KNOWN)


def test_a_shelf_from_before_any_report_the_register_knows_is_its_own(desk: CommandLine) -> None:
    desk.given(RECORDED, "backup saved.bak", LINE, ISSUE)
    shutil.copy("saved.bak", "renamed.crisis")
    Path(REGISTER).unlink()
    desk.typed(ISSUE).failed(1, KNOWN)
    assert codes(desk) == {"report", "truncated"}


def test_a_file_that_cannot_be_read_is_not_said_to_be_absent(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    KEPT.unlink()
    KEPT.mkdir()
    assert "cannot be read" in desk.typed("report list").done().line_of("R-1")


def test_a_file_too_large_to_be_read_stops_no_audit(desk: CommandLine) -> None:
    desk.given(RECORDED, ISSUE)
    KEPT.with_name("notes.pdf").touch()
    os.truncate(KEPT.with_name("notes.pdf"), LARGEST + 1)
    desk.typed("audit verify").done()
    os.truncate(KEPT, LARGEST + 1)
    found = desk.typed("audit verify")
    assert (found.code, "it cannot be read" in found.out) == (3, True)
    assert desk.typed("doctor").code == 3


def test_a_damaged_log_does_not_hide_what_lies_beside_it(rolled_back: CommandLine) -> None:
    run_sql(Path(REGISTER), "DROP TRIGGER entries_are_never_changed")
    assert codes(rolled_back) >= {"schema", "report", "truncated"}
