"""What is issued: numbered, sealed, recorded, kept, replaced, and made again to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from crisis_log.audit.attached import DATA_FILE
from crisis_log.audit.shelf import shelf_of
from crisis_log.audit.verify import verify
from crisis_log.audit.witness import read_witnesses
from crisis_log.command import Request
from crisis_log.entry import Entry
from crisis_log.evidence.keys import origin_of
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.register import Register
from crisis_log.reports.completing import Completed, Issued, UnfinishedError, complete
from crisis_log.reports.documents import catalogue, dossier, situation, weekly
from crisis_log.reports.documents.making import (
    AboutAll,
    AboutDecision,
    AboutMeeting,
    AboutWeek,
    Kind,
)
from crisis_log.reports.errors import ReportError
from crisis_log.reports.formats.html import to_html
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.issuing import Order, issue, rectification
from crisis_log.reports.reprinting import Reprinted, reprint
from crisis_log.slices import crisis, decision, issued_report, journal, settings, staffing
from crisis_log.slices.issued_report import ReportIssued
from crisis_log.storage import StorageError
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk, hold_a_meeting, local, record_a_busy_fortnight
from tests.reports.drafts import PLAIN, question_of
from tests.reports.reading import text_of_html
from tests.reports.verapdf import violations

NAME = "covid-19-0badcafe"


class Office:
    """A register with a key, whose reports are issued."""

    def __init__(self, folder: Path, busy: bool = True) -> None:
        self.key = SigningKey.generate(origin_of(NAME))
        self.desk = Desk(folder, register_id=NAME, verifier_key=self.key.verifier_key)
        if busy:
            record_a_busy_fortnight(self.desk)

    @property
    def register(self) -> Register:
        return self.desk.register

    def issue(self, week: str, now: str = "2020-03-30 09:00", **options: Any) -> Issued:
        """Issue the report of a week."""
        return self.order(Order(weekly.DOCUMENT, AboutWeek(week=week)), now, **options)

    def order(self, order: Order, now: str = "2020-03-30 09:00", **options: Any) -> Issued:
        """Issue a report, as a plain page."""
        self.desk.at(now)
        options = {"templates": PLAIN} | options
        return issue(self.register, order, self.key, local(now), by="la secrétaire", **options)

    def rectify(self, number: int, now: str = "2020-04-01 09:00") -> Issued:
        """Replace an issued report."""
        return self.order(rectification(self.register, number, "Count of Friday wrong"), now)

    def reprint(self, number: int) -> Reprinted:
        """Make an issued report again, as a plain page."""
        return reprint(self.register, number, PLAIN)

    def page(self, issued: Issued) -> str:
        """Return the text of the page that an issued report is without plain templates."""
        report = WeeklyReport.model_validate(self.data(issued))
        return text_of_html(to_html(weekly.DOCUMENT, report))

    def data(self, issued: Issued) -> Any:
        """Return the model that an issued file carries."""
        with pikepdf.open(issued.path) as pdf:
            return json.loads(pdf.attachments[DATA_FILE].get_file().read_bytes())


def fact_of(issued: Issued) -> ReportIssued:
    """Return the fact that an issued report was recorded as."""
    entry: Entry = issued.recorded.entries[-1]
    assert isinstance(entry.fact, ReportIssued)
    return entry.fact


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two quiet weeks, recorded: a decision in the first, a line in the second."""
    made = Office(tmp_path, busy=False)
    made.desk.at("2020-03-17 09:00").record(decision.record("Close the parks"))
    made.desk.at("2020-03-25 09:00").record(journal.log("The parks are closed"))
    yield made
    made.register.close()


@pytest.fixture
def busy_office(tmp_path: Path) -> Iterator[Office]:
    """Two busy weeks, recorded."""
    made = Office(tmp_path)
    yield made
    made.register.close()


def test_an_issued_report_has_a_number_a_file_and_an_entry_with_its_digest(office: Office) -> None:
    before = office.register.size()
    issued = office.issue("2020-W12")
    fact = fact_of(issued)
    assert issued.path.name == "covid-19-R-1.pdf"
    assert fact.sha256 == sha256(issued.path.read_bytes()).hexdigest()
    assert (fact.number, fact.position, fact.first_entry) == (1, before, 1)
    assert office.register.size() == before + 1
    assert verify(office.register).findings == ()


def test_an_issued_report_says_what_it_is_and_is_no_draft(office: Office) -> None:
    issued = office.issue("2020-W12")
    text = office.page(issued)
    assert "R-1" in text
    assert "FINAL" in text
    assert "DRAFT" not in text


def test_each_report_begins_where_the_one_before_it_ended(office: Office) -> None:
    first, second = office.issue("2020-W12"), office.issue("2020-W13", "2020-03-30 09:05")
    assert fact_of(second).first_entry == fact_of(first).known_upto + 1


def test_the_definitive_report_tells_the_whole_week_and_replaces_the_provisional_one(
    office: Office,
) -> None:
    early = office.issue("2020-W13", "2020-03-26 11:00")
    between = office.desk.at("2020-03-26 11:30").record(journal.log("Told after the first report"))
    late = office.issue("2020-W13", "2020-03-30 09:00")
    assert (fact_of(early).status, fact_of(late).status) == ("provisional", "final")
    assert fact_of(late).first_entry == fact_of(early).first_entry
    told = [line["number"] for line in office.data(late)["log"]]
    assert told == [*range(1, between + 1)]
    assert fact_of(late).replaces == (fact_of(early).number,)
    replaced = issued_report.find(office.register.itself(), 1)
    assert replaced.replaced_by == fact_of(late).number


def test_a_first_report_tells_all_entries_so_far(office: Office) -> None:
    assert fact_of(office.issue("2020-W13")).first_entry == 1


def test_a_week_that_was_reported_cannot_be_issued_again(office: Office) -> None:
    office.issue("2020-W13")
    for week in ("2020-W13", "2020-W12"):
        with pytest.raises(Refused, match=f"R-1 tells the week {week} already.*rectify R-1"):
            office.issue(week)
    assert len(list(issued_report.issued(office.register.state()))) == 1


def test_a_provisional_report_says_so_on_each_page_and_conforms(office: Office) -> None:
    issued = office.issue("2020-W13", "2020-03-26 11:00", templates=None)
    pages = PdfReader(issued.path).pages
    assert len(pages) > 1
    for page in pages:
        assert "Internal use · PROVISIONAL" in page.extract_text()
    assert violations(issued.path.read_bytes()) == []


def test_of_two_reports_of_a_week_issued_at_the_same_time_one_is_issued(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Order(weekly.DOCUMENT, AboutWeek(week="2020-W13"))
    drawn: list[bytes] = []

    def draw_while_another_is_issued(*arguments: Any) -> bytes:
        if not drawn:
            drawn.append(b"")
            office.order(order)
        return to_pdf(*arguments)

    monkeypatch.setattr("crisis_log.reports.issuing.to_pdf", draw_while_another_is_issued)
    with pytest.raises(Refused, match="at the same time; ask for this one again"):
        office.order(order)
    assert [one.label for one in issued_report.issued(office.register.itself())] == ["R-1"]
    assert [path.name for _, path in shelf_of(office.register).files()] == ["covid-19-R-1.pdf"]
    monkeypatch.undo()
    with pytest.raises(Refused, match="R-1 tells the week 2020-W13 already"):
        office.order(order)


def test_a_corrective_report_tells_the_same_week_by_what_is_known_now(
    busy_office: Office,
) -> None:
    office = busy_office
    issued = office.issue("2020-W13")
    corrected = office.desk.at("2020-03-31 10:00").record(
        staffing.count("pca", day=date(2020, 3, 27), counts={"on_site": 7}, reason="Found")
    )
    again = office.rectify(1)
    data = office.data(again)
    assert (data["status"], data["rectifies"]) == ("corrective", 1)
    assert data["period"] == office.data(issued)["period"]
    assert data["first_entry"] == office.data(issued)["first_entry"]
    assert data["last_entry"] == office.data(issued)["last_entry"]
    assert corrected in [n for each in data["rectified"] for n in each["changed_by"]]
    assert data["known_upto"] == fact_of(again).position
    text = office.page(again)
    for words in ("CORRECTIVE OF REPORT R-1", "What has changed", "Count of Friday wrong"):
        assert words in text


def test_a_corrective_report_without_a_change_says_that_no_figure_changed(tmp_path: Path) -> None:
    office = Office(tmp_path, busy=False)
    office.issue("2020-W12")
    again = office.rectify(1, "2020-03-30 10:00")
    assert office.data(again)["rectified"] == []
    assert "No figure and no statement of report R-1 has changed" in office.page(again)


def test_a_replaced_report_is_replaced_once(office: Office) -> None:
    office.issue("2020-W12")
    office.rectify(1)
    with pytest.raises(Refused, match="R-1 was replaced by R-2"):
        office.rectify(1)


def test_the_report_after_a_corrective_one_begins_where_the_replaced_one_ended(
    office: Office,
) -> None:
    first = office.issue("2020-W12")
    office.rectify(1, "2020-03-30 09:10")
    assert fact_of(office.issue("2020-W13")).first_entry == fact_of(first).known_upto + 1


@pytest.mark.parametrize("kind", catalogue.DOCUMENTS, ids=catalogue.names())
def test_a_report_is_made_again_from_the_log_to_the_byte(
    office: Office, kind: Kind[Any, Any]
) -> None:
    if kind.question is AboutMeeting:
        hold_a_meeting(office.desk)
    issued = office.order(Order(kind, question_of(kind)))
    office.desk.record(journal.log("Something later"))
    office.order(Order(situation.DOCUMENT, AboutAll()), "2020-03-30 10:00")
    office.desk.record(crisis.close(reason="Over"))
    made = office.reprint(1)
    assert made.is_same
    assert made.pdf == issued.path.read_bytes()


def test_a_corrective_report_is_made_again_too(office: Office) -> None:
    office.issue("2020-W12")
    issued = office.rectify(1)
    assert office.reprint(2).pdf == issued.path.read_bytes()


def test_a_report_made_again_with_other_templates_says_so(office: Office, tmp_path: Path) -> None:
    office.issue("2020-W12")
    folder = tmp_path / "mine" / "partials"
    folder.mkdir(parents=True)
    (folder / "glossary.html").write_text("<p>Ours</p>", encoding="utf-8")
    made = reprint(office.register, 1, tmp_path / "mine")
    assert (made.is_same, made.same_program, made.same_templates) == (False, True, False)


def test_a_report_issued_with_own_templates_is_made_again_with_them(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "mine" / "partials"
    folder.mkdir(parents=True)
    (folder / "glossary.html").write_text("<p>Ours</p>", encoding="utf-8")
    office.issue("2020-W12", templates=tmp_path / "mine")
    assert reprint(office.register, 1, tmp_path / "mine").is_same
    assert not reprint(office.register, 1).same_templates


def test_what_cannot_be_rendered_is_not_issued(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "partials"
    folder.mkdir(parents=True)
    (folder / "glossary.html").write_text("{{ nothing.at.all }}", encoding="utf-8")
    before = office.register.size()
    with pytest.raises(ReportError, match="line 1"):
        office.issue("2020-W12", templates=tmp_path / "mine")
    assert office.register.size() == before
    assert not shelf_of(office.register).folder.exists()


def test_what_cannot_be_written_is_not_issued(office: Office) -> None:
    shelf_of(office.register).folder.write_bytes(b"in the way")
    before = office.register.size()
    with pytest.raises(FileError, match="folder of the issued reports"):
        office.issue("2020-W12")
    assert office.register.size() == before


def test_an_error_before_the_entry_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise StorageError("the disk failed")

    monkeypatch.setattr("crisis_log.storage.batch.append_entries", fail)
    before = office.register.size(), office.register.checkpoints()
    with pytest.raises(StorageError, match="the disk failed"):
        office.issue("2020-W12")
    assert (office.register.size(), office.register.checkpoints()) == before
    assert list(shelf_of(office.register).folder.iterdir()) == []


def test_an_error_after_the_entry_says_that_the_report_is_issued(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise StorageError("The disk failed: nothing was recorded.")

    with monkeypatch.context() as failing:
        failing.setattr("crisis_log.storage.evidence.add_checkpoint", fail)
        with pytest.raises(UnfinishedError, match="R-1 is issued and recorded") as caught:
            office.issue("2020-W12", request_id="once")
    assert "nothing was recorded" not in str(caught.value)
    assert "--request-id once" in str(caught.value)
    assert office.register.checkpoints() == []
    answer = office.register.answer("once")
    assert answer is not None
    assert complete(office.register, answer, PLAIN).completed == Completed(False, True)
    assert [one.carrier for one in office.register.checkpoints()] == ["report/R-1"]
    assert complete(office.register, answer, PLAIN).completed == Completed(False, False)


def test_a_refused_issue_leaves_no_file(office: Office) -> None:
    office.issue("2020-W12")
    files = sorted(shelf_of(office.register).folder.iterdir())
    with pytest.raises(Refused):
        office.issue("2020-W12")
    assert sorted(shelf_of(office.register).folder.iterdir()) == files


def test_another_key_than_the_register_s_issues_nothing(office: Office) -> None:
    other = SigningKey.generate(origin_of(NAME))
    order = Order(weekly.DOCUMENT, AboutWeek(week="2020-W12"))
    with pytest.raises(Refused, match="not the key that signs"):
        issue(office.register, order, other, local("2020-03-30 09:00"), by="la secrétaire")


def test_an_issued_report_is_a_witness_of_its_position(office: Office) -> None:
    issued = office.issue("2020-W12")
    stored = office.register.checkpoints()[-1]
    assert (stored.carrier, stored.size) == ("report/R-1", fact_of(issued).position)
    (witness,) = read_witnesses(str(issued.path))
    assert witness.note == fact_of(issued).checkpoint


def test_the_same_request_is_issued_once(office: Office) -> None:
    order = Order(dossier.DOCUMENT, AboutDecision(decision=1))
    issued = office.order(order, request_id="once")
    request = Request(issued_report.issue(fact_of(issued)), "me", None, "once")
    assert office.register.record_all([request])[0].repeated


def test_a_report_on_last_week_is_signed_by_today_s_signatory(office: Office) -> None:
    office.desk.at("2020-03-30 08:00").record(settings.change("signatory_name", "Camille Martin"))
    data = office.data(office.issue("2020-W13"))
    assert data["authority"]["signatory_name"] == "Camille Martin"
    office.desk.record(settings.change("signatory_name", "Dominique Petit"))
    assert office.reprint(1).is_same


def test_what_was_decided_after_the_week_is_no_part_of_its_corrective_report(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, busy=False)
    office.desk.at("2020-03-18 10:00").record(decision.propose("Close the parks"))
    office.issue("2020-W12", "2020-03-23 08:00")
    office.desk.at("2020-03-24 10:00").record(decision.adopt(1))
    data = office.data(office.rectify(1, "2020-03-25 10:00"))
    assert [sheet["status"] for sheet in data["decisions"]["expected"]] == ["proposed"]
    assert data["decisions"]["to_come"] == []
    office.register.close()
