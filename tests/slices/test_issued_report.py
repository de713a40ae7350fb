"""Issued reports: numbered without gaps, never changed, replaced once."""

from typing import Any

import pytest

from crisis_log.slices import crisis, issued_report, journal
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from tests.given import given, hour


def report(number: int = 1, **fields: Any) -> ReportIssued:
    """Return the fact that a weekly report was issued."""
    return ReportIssued.model_validate(
        {
            "number": number,
            "name": "weekly",
            "question": {"week": "2020-W12"},
            "reference": f"COVID-19 / R-{number}",
            "language": "fr",
            "issued_at": hour(1),
            "cut_off": hour(1),
            "first_entry": 1,
            "known_upto": 1,
            "position": 1,
            "checkpoint": "crisis-log/covid-19\n1\nAAAA\n\n— key AAAA\n",
            "sha256": "0" * 64,
            "size": 12,
            "made_with": "crisis-log",
            "templates": "0" * 64,
        }
        | fields
    )


def corrective(number: int, replaced: int) -> ReportIssued:
    """Return the fact that a report was issued in place of another."""
    return report(number, rectifies=replaced, reason="A figure was wrong")


def test_a_report_is_issued_under_the_next_number() -> None:
    given().when(issued_report.issue(report(1))).then(report(1))
    given().when(issued_report.issue(report(2))).then_refused("at the same time")


def test_a_report_cannot_know_entries_that_do_not_exist() -> None:
    given().when(issued_report.issue(report(position=2))).then_refused("at the same time")


def test_no_entry_falls_between_two_weekly_reports() -> None:
    first = given(journal.log("A line"), issued_report.issue(report(known_upto=2, position=2)))
    first.when(issued_report.issue(report(2, first_entry=4))).then_refused("at the same time")
    first.when(issued_report.issue(report(2, first_entry=2))).then_refused("at the same time")
    following = report(2, first_entry=3)
    first.when(issued_report.issue(following)).then(following)


def test_reports_of_another_name_have_no_part_in_the_weekly_series() -> None:
    situation = report(name="situation", question={}, first_entry=None)
    past = given(issued_report.issue(situation))
    past.when(issued_report.issue(report(2))).then(report(2))


def test_a_corrective_report_replaces_another_for_ever() -> None:
    past = given(issued_report.issue(report()), issued_report.issue(corrective(2, 1)))
    assert past.get(IssuedReport, "report/1").replaced_by == 2
    past.when(issued_report.issue(corrective(3, 1))).then_refused("R-1 was replaced by R-2")
    past.when(issued_report.issue(corrective(3, 2))).then(corrective(3, 2))


def test_a_report_that_was_never_issued_cannot_be_replaced() -> None:
    given().when(issued_report.issue(corrective(1, 7))).then_refused("There is no report R-7")


def test_the_corrective_of_a_week_is_not_what_the_next_week_begins_after() -> None:
    past = given(issued_report.issue(report()), issued_report.issue(corrective(2, 1)))
    told = issued_report.last_told(past.state, "weekly")
    assert told is not None
    assert told.number == 1


def test_a_closed_crisis_still_takes_reports() -> None:
    past = given(crisis.close(reason="Over"))
    past.when(issued_report.issue(report())).then(report())


@pytest.mark.parametrize("digest", ["", "ABC", "g" * 64, "0" * 63])
def test_a_digest_is_a_sha_256(digest: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        report(sha256=digest)


def test_the_timeline_says_which_report_it_was() -> None:
    assert "Weekly report COVID-19 / R-1" in report().sentence()
    assert "R-2 issued, corrective of R-1" in corrective(2, 1).sentence()
