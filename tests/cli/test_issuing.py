"""Reports are issued, listed, shown, replaced and made again at the command line."""

from pathlib import Path

import pytest

from tests.cli.case import RECORDED
from tests.cli.running import CommandLine, size
from tests.reports.drafts import PLAIN

PLAIN_PAGE = f"--templates {PLAIN}"
ISSUE = f"report issue dossier D-1 {PLAIN_PAGE}"
KEPT = Path("covid-19-reports/covid-19-R-1.pdf")


@pytest.fixture
def issued(desk: CommandLine) -> CommandLine:
    """A register with a dossier issued as R-1."""
    return desk.given(RECORDED, ISSUE)


def test_issuing_says_the_number_the_file_and_the_digest(desk: CommandLine) -> None:
    answer = desk.given(RECORDED).typed(ISSUE).done("n° 3 · R-1 issued")
    assert "File: covid-19-reports/covid-19-R-1.pdf" in answer.lines
    assert KEPT.read_bytes().startswith(b"%PDF")
    assert any(line.startswith("SHA-256: ") for line in answer.lines)


def test_issuing_answers_in_json_with_the_entry_and_the_file(desk: CommandLine) -> None:
    document = desk.given(RECORDED).document(ISSUE)
    assert (document["label"], document["report"]) == ("R-1", "R-1")
    assert Path(document["path"]).exists()


def test_a_copy_goes_where_it_is_asked(issued: CommandLine) -> None:
    issued.typed(f"{ISSUE} --output copy.pdf").done("Copy: copy.pdf")
    assert Path("copy.pdf").read_bytes() == Path("covid-19-reports/covid-19-R-2.pdf").read_bytes()


def test_a_request_given_again_issues_nothing_more(desk: CommandLine) -> None:
    line = f"{ISSUE} --request-id once"
    first = desk.given(RECORDED).document(line)
    assert desk.document(line) == first
    assert size() == 3


def test_issued_reports_are_listed_with_what_became_of_them(issued: CommandLine) -> None:
    issued.given(f"report rectify R-1 --reason 'Wrong signatory' {PLAIN_PAGE}")
    _headers, first, second = issued.typed("report list").done().lines
    assert "replaced by R-2" in first
    assert "corrective of R-1" in second


def test_an_altered_file_is_listed_as_such(issued: CommandLine) -> None:
    KEPT.write_bytes(b"%PDF altered")
    assert "ALTERED" in issued.typed("report list").done().line_of("R-1")
    assert issued.document("report show R-1")["is_intact"] is False
    issued.typed("audit verify").failed(3, "")


def test_a_report_is_shown_with_all_that_is_known_of_it(issued: CommandLine) -> None:
    text = issued.typed("report show R-1").done().out
    for words in ("Dossier of a decision D-1", "intact", "SHA-256", "sealed at", "n° 3"):
        assert words in text


def test_a_lost_file_is_made_again_from_the_log(issued: CommandLine) -> None:
    before = KEPT.read_bytes()
    KEPT.unlink()
    assert "not there" in issued.typed("report show R-1").done().out
    issued.typed(f"report reprint R-1 {PLAIN_PAGE}").done("the same bytes")
    assert KEPT.read_bytes() == before


def test_a_file_that_is_there_is_not_touched(issued: CommandLine) -> None:
    KEPT.write_bytes(b"%PDF altered")
    issued.typed(f"report reprint R-1 --output again.pdf {PLAIN_PAGE}").done("the same bytes")
    assert KEPT.read_bytes() == b"%PDF altered"
    assert Path("again.pdf").stat().st_size > 1000


def test_other_templates_tell_the_same_data(issued: CommandLine) -> None:
    Path("mine/partials").mkdir(parents=True)
    Path("mine/partials/dossier_method.html").write_text("<p>Ours</p>", encoding="utf-8")
    before = KEPT.read_bytes()
    KEPT.unlink()
    answer = issued.typed("report reprint R-1 --templates mine").done("issued with other templates")
    assert "Its file was not there, and is now." in answer.lines
    assert KEPT.read_bytes() == before


def test_nothing_is_issued_without_the_key(desk: CommandLine) -> None:
    desk.given(RECORDED).typed(f"{ISSUE} --key gone.pem").failed(2, "gone.pem")
    assert size() == 2
    assert not KEPT.exists()
