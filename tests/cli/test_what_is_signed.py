"""What is signed, given out or answered is what was recorded: an altered log is refused."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from crisis_log.account import Account
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.reports.reprint_check import compare_issued
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.storage import AlteredEntryError
from crisis_log.views.document import Edition
from crisis_log.views.situation_report.report import situation_report
from tests.attacks.attacker import edit, sql
from tests.cli.case import LINE, RECORDED
from tests.cli.running import REGISTER, CommandLine
from tests.cli.test_issuing import ISSUE as PLAIN_ISSUE
from tests.cli.test_issuing import KEPT, PLAIN_PAGE
from tests.reports.drafts import PLAIN

ALTERED = "Entry n° 2, or its proof, is not the one that was recorded: nothing was .* signed"
ISSUE = f"report issue situation {PLAIN_PAGE}"
REPRINT = f"audit verify --reprint {PLAIN_PAGE}"


def alter() -> None:
    """Edit the second entry, and the state that follows from it."""
    sql(Path(REGISTER), edit('"by":"the secretary"', '"by":"the mayor"', 2))


@pytest.mark.parametrize(
    "line",
    [
        "audit bundle bundle.zip",
        "audit checkpoint",
        "audit delays",
        "audit prove 1",
        "audit replay",
        "audit status",
        "key show",
        "rebuild --yes",
        "report issue situation",
        "report list",
        "report rectify R-1 --reason late",
        "report reprint R-1",
        "report situation",
        "state --entry 3",
    ],
)
def test_an_altered_entry_is_refused_by_its_number(desk: CommandLine, line: str) -> None:
    desk.given(LINE, RECORDED, ISSUE)
    before = Path(REGISTER).read_bytes()
    alter()
    after = Path(REGISTER).read_bytes()
    assert after != before
    desk.typed(line).failed(4, ALTERED)
    assert Path(REGISTER).read_bytes() == after
    assert not Path("bundle.zip").exists()


def test_an_altered_entry_keeps_nobody_from_recording_and_reading_the_others(
    desk: CommandLine,
) -> None:
    desk.given(LINE, RECORDED)
    alter()
    desk.given(LINE)
    desk.typed("show 4").done("n° 4")
    desk.typed("show 2").failed(4, ALTERED)
    desk.typed("backup copy").done("Copied")


def test_nothing_is_recorded_after_a_last_entry_that_was_altered(desk: CommandLine) -> None:
    desk.given(LINE)
    alter()
    desk.typed(LINE).failed(4, ALTERED)


def test_a_lie_in_the_stored_state_is_not_issued(desk: CommandLine) -> None:
    desk.given(LINE, RECORDED)
    sql(
        Path(REGISTER),
        "UPDATE state SET value = CAST(replace(value, 'COVID-19', 'Plague') AS BLOB)",
    )
    desk.given(ISSUE, "rebuild --yes")
    desk.typed(f"report reprint R-1 {PLAIN_PAGE}").done("the same bytes")


def test_what_is_issued_is_not_found_by_the_stored_marks(desk: CommandLine) -> None:
    desk.given("log 'Masks, please' --kind request", "log 'Gloves, please' --kind request", LINE)
    sql(
        Path(REGISTER),
        "DELETE FROM marks WHERE mark = 'kind:request'",
    )

    def requests(account: Account) -> list[str]:
        now = datetime.now(UTC)
        told = situation_report(account, Edition(issued_at=now), now)
        return [one.text for one in told.requests]

    with Register.open(REGISTER) as register:
        assert requests(register.account()) == []
        assert requests(register.proven()) == ["Gloves, please", "Masks, please"]
    desk.given(ISSUE, f"report reprint R-1 {PLAIN_PAGE} --output again.pdf")
    attached = PdfReader("again.pdf").attachments.values()
    assert any(b"Masks, please" in content for (content,) in attached)


def test_an_issued_report_that_tells_something_else_than_the_log_is_found(
    desk: CommandLine,
) -> None:
    desk.given(LINE, ISSUE)
    desk.typed(REPRINT).done("")
    with Register.open(REGISTER) as register:
        entry = register.entry(3)
        assert isinstance(entry.fact, ReportIssued)
        lie = entry.fact.model_copy(update={"number": 2, "sha256": "0" * 64})
        register.record(issued_report.issue(lie), by="secretary")
        other = lie.model_copy(update={"number": 3, "made_with": "crisis-log 9"})
        register.record(issued_report.issue(other), by="secretary")
        found = compare_issued(register, [PLAIN])
    assert [(finding.code, finding.entry) for finding in found.findings] == [("report", 4)]
    assert [notice.entry for notice in found.notices] == [5]
    assert "another version (crisis-log 9)" in found.notices[0].meaning
    answer = desk.typed(REPRINT).failed(3, "^$")
    assert "its pages tell something else" in answer.out


def test_a_fold_of_an_altered_log_is_refused(desk: CommandLine) -> None:
    desk.given(LINE)
    alter()
    with Register.open(REGISTER) as register, pytest.raises(AlteredEntryError) as refused:
        register.proven().state()
    assert refused.value.number == 2


def test_a_lie_in_the_stored_state_answers_no_question_of_an_audit(desk: CommandLine) -> None:
    desk.given(RECORDED, PLAIN_ISSUE)
    before, key = sha256(KEPT.read_bytes()).hexdigest(), desk.document("key show")
    KEPT.write_bytes(b"%PDF-1.7 another")
    after, other = sha256(KEPT.read_bytes()).hexdigest(), SigningKey.generate("other").verifier_key
    sql(
        Path(REGISTER),
        edit(before, after, table="state"),
        edit(key[0]["verifier_key"], other, table="state"),
    )
    assert "ALTERED" in desk.typed("report list").done().line_of("R-1")
    assert desk.document("report show R-1")["sha256"] == before
    assert not desk.document("report show R-1")["is_intact"]
    assert desk.document("key show") == key
    answer = desk.typed("doctor")
    assert (answer.code, "altered: covid-19-R-1.pdf" in answer.out) == (3, True)
    signed = desk.document("audit status")["verifier_key"]
    assert signed == key[0]["verifier_key"]


def test_a_lie_in_the_stored_state_keeps_no_checkpoint_from_a_document(desk: CommandLine) -> None:
    desk.given(LINE)
    [key] = desk.document("key show")
    other = SigningKey.generate("other").verifier_key
    sql(Path(REGISTER), edit(key["verifier_key"], other, table="state"))
    desk.given("audit bundle bundle.zip")
    with ZipFile("bundle.zip") as bundle:
        assert any("/checkpoints/" in name for name in bundle.namelist())
