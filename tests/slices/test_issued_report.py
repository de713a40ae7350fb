"""Issued reports: numbered without gaps, never changed, replaced once."""

from typing import Any

import pytest

from crisis_log.fact import read_fact
from crisis_log.slices import crisis, issued_report, journal
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from tests.given import given, hour


def report(number: int = 1, **fields: Any) -> ReportIssued:
    """Return the fact that a weekly report was issued."""
    return ReportIssued.model_validate(
        {
            "number": number,
            "name": "weekly",
            "status": "final",
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
    return report(number, rectifies=replaced, reason="A figure was wrong", status="corrective")


def week(number: int, days: int, **fields: Any) -> ReportIssued:
    """Return the fact that a week was reported, which ended so many days after the opening."""
    return report(number, cut_off=hour(24 * days), **fields)


def provisional(number: int, days: int, week: str = "2020-W12", **fields: Any) -> ReportIssued:
    """Return the fact that a week was reported as it stood so many days after the opening."""
    told = report(number, cut_off=hour(24 * days), status="provisional", question={"week": week})
    return told.but(**fields)


def test_a_report_is_issued_under_the_next_number() -> None:
    given().when(issued_report.issue(report(1))).then(report(1))
    given().when(issued_report.issue(report(2))).then_refused("at the same time")


def test_a_report_cannot_know_entries_that_do_not_exist() -> None:
    given().when(issued_report.issue(report(position=2))).then_refused("at the same time")


def test_no_entry_falls_between_two_definitive_reports() -> None:
    first = given(journal.log("A line"), issued_report.issue(week(1, 7, known_upto=2, position=2)))
    first.when(issued_report.issue(week(2, 14, first_entry=4))).then_refused("at the same time")
    first.when(issued_report.issue(week(2, 14, first_entry=2))).then_refused("at the same time")
    following = week(2, 14, first_entry=3)
    first.when(issued_report.issue(following)).then(following)


def test_no_week_is_told_by_two_definitive_reports() -> None:
    first = given(issued_report.issue(week(1, 7)))
    first.when(issued_report.issue(week(2, 7))).then_refused("at the same time")


def test_a_provisional_report_does_not_move_where_the_definitive_one_begins() -> None:
    past = given(issued_report.issue(provisional(1, 5)))
    past.when(issued_report.issue(week(2, 7, first_entry=2))).then_refused("at the same time")
    definitive = week(2, 7, replaces=(1,))
    past.when(issued_report.issue(definitive)).then(definitive)


def test_what_is_replaced_says_so_once_and_for_all() -> None:
    past = given(provisional(1, 3), provisional(2, 5, replaces=(1,)), week(3, 7, replaces=(2,)))
    replaced_by = [one.replaced_by for one in issued_report.issued(past.state)]
    assert replaced_by == [2, 3, None]
    again = week(4, 14, first_entry=2, replaces=(2,))
    past.when(issued_report.issue(again)).then_refused("at the same time")
    past.when(issued_report.issue(corrective(4, 1))).then_refused("R-1 was replaced by R-2")


def test_a_provisional_report_makes_those_of_its_week_out_of_date() -> None:
    past = given(provisional(1, 5), provisional(2, 10, "2020-W13"))
    known = past.state
    assert issued_report.outdated(known, "provisional", "2020-W13", hour(24 * 12)) == [2]
    assert issued_report.outdated(known, "provisional", "2020-W14", hour(24 * 16)) == []


def test_a_definitive_report_makes_those_out_of_date_whose_time_it_tells() -> None:
    unreported = given(provisional(1, 5), provisional(2, 10, "2020-W13"))
    assert issued_report.outdated(unreported.state, "final", "2020-W12", hour(24 * 7)) == [1]
    assert issued_report.outdated(unreported.state, "final", "2020-W13", hour(24 * 14)) == [1, 2]
    reported = given(provisional(1, 5), week(2, 7), provisional(3, 10, "2020-W13"))
    assert issued_report.outdated(reported.state, "final", "2020-W13", hour(24 * 14)) == [3]


def test_the_definitive_report_before_a_week_is_that_of_the_last_week_told() -> None:
    past = given(week(1, 7), week(2, 21), provisional(3, 24, "2020-W15"))
    for days, number in ((7, None), (8, 1), (21, 1), (22, 2), (28, 2)):
        found = issued_report.definitive_before(past.state, hour(24 * days))
        assert (found and found.number) == number


@pytest.mark.parametrize(
    ("cut_off", "fields", "status"),
    [
        ("2020-03-20T16:00:00Z", {}, "provisional"),
        ("2020-03-20T16:00:00.000001Z", {"rectifies": 1}, "provisional"),
        ("2020-03-22T22:59:59.999999Z", {}, "final"),
        ("2020-03-22T18:29:59.999999Z", {}, "final"),  # of a zone with half hours
        ("2020-03-22T22:59:59.999999Z", {"rectifies": 1}, "corrective"),
        ("2020-03-20T16:00:00Z", {"name": "situation"}, "final"),
        ("2020-03-20T16:00:00Z", {"name": "situation", "rectifies": 1}, "corrective"),
    ],
)
def test_what_was_issued_without_a_status_is_provisional_if_its_week_was_not_over(
    cut_off: str, fields: dict[str, Any], status: str
) -> None:
    content = report().model_dump(mode="json") | {"cut_off": cut_off} | fields
    content = {name: value for name, value in content.items() if name not in {"status", "replaces"}}
    read = read_fact("report.issued.v1", content)
    assert isinstance(read, ReportIssued)
    assert (read.status, read.replaces) == (status, ())


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
    told = issued_report.definitive_before(past.state, hour(24 * 7))
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
    assert "R-1 issued, provisional:" in provisional(1, 5).sentence()
    told = provisional(2, 5, replaces=(1,)).sentence()
    assert "R-2 issued, provisional, in place of R-1:" in told
    assert "R-4 issued, in place of R-2 and R-3:" in week(4, 7, replaces=(2, 3)).sentence()
