"""A report is expected until a line that holds brings it, or somebody says it is not."""

from datetime import UTC, date, datetime

import pytest

from crisis_log import striking
from crisis_log.slices import expected_report, journal, line_course
from crisis_log.slices.expected_report import (
    ExpectedReport,
    ReportDropped,
    ReportExpected,
    brought_by,
    status_of,
)
from crisis_log.slices.journal import Line
from tests.given import Given, Past, at, given, hour

EVENING = datetime(2020, 3, 16, 18, tzinfo=UTC)
EXPECTED = expected_report.expect("Beds", source="Hospitals", due=EVENING, since=hour(2))
"""Recorded as entry n° 2: A-1."""
BROUGHT = journal.log("120 beds", expected=(1,))


def status(register: Given, instant: datetime | None = None) -> str:
    report = register.get(ExpectedReport, "expected_report/1")
    return status_of(register.state, report, instant)


def expected(*past: Past) -> Given:
    return given(EXPECTED, *past)


def test_a_line_that_answers_it_brings_it() -> None:
    register = expected(BROUGHT)
    assert status(register) == "received"
    assert status(register, hour(2)) == "expected"
    assert register.get(Line, "journal/3").expected == (1,)


def test_a_number_that_is_cited_brings_nothing() -> None:
    assert status(expected(journal.log("A-1: they will call again"))) == "expected"


@pytest.mark.parametrize("undone", [line_course.strike(3, reason="typo"), line_course.refute(3)])
def test_it_is_expected_again_when_the_line_does_not_hold(undone: Past) -> None:
    assert status(expected(BROUGHT, undone)) == "expected"


def test_one_line_brings_several_and_several_lines_one() -> None:
    second = expected_report.expect("Masks", source="Depot", due=EVENING, since=hour(3))
    register = expected(
        second,
        at(hour(3), journal.log("Both", expected=(2, 1, 2))),
        at(hour(2), journal.log("Beds, at first", expected=(1,))),
    )
    assert register.get(Line, "journal/4").expected == (2, 1)
    first = register.get(ExpectedReport, "expected_report/1")
    assert [one.entry for one in brought_by(register.state, first)] == [5, 4], "by their times"


def test_a_line_of_which_the_time_is_corrected_brings_it_then() -> None:
    register = expected(BROUGHT, line_course.correct(3, occurred_at=hour(2), reason="clock"))
    assert status(register, hour(2)) == "received"


def test_what_nobody_expects_is_brought_by_no_line() -> None:
    expected().when(journal.log("Beds", expected=(1, 2))).then_refused(
        "There is no expected report A-2"
    )


def test_it_is_dropped_once_and_not_after_it_was_received() -> None:
    drop = expected_report.drop(1, reason="no longer of use")
    expected().when(drop).then(ReportDropped(number=1, reason="no longer of use"))
    expected(drop).when(drop).then_refused("A-1 is no longer expected, by entry n° 3")
    expected(BROUGHT).when(drop).then_refused("A-1 was received: n° 3")
    expected().when(expected_report.drop(4, reason="x")).then_refused("no expected report A-4")
    assert status(expected(drop)) == "dropped"
    assert status(expected(drop), hour(2)) == "expected"
    assert status(expected(drop, BROUGHT)) == "received", "it came all the same"


def test_it_is_expected_for_a_time_still_to_come() -> None:
    late = expected_report.expect("Beds", source="Hospitals", due=hour(1), since=hour(2))
    given().when(late).then_refused("would be missing from the start")
    today = expected_report.expect("Beds", source="Hospitals", due=date(2020, 3, 16), since=EVENING)
    given().when(today).then(
        ReportExpected(number=1, text="Beds", source="Hospitals", due=date(2020, 3, 16))
    )


def test_one_that_a_line_brought_cannot_be_struck() -> None:
    expected(BROUGHT).when(striking.strike(2, reason="x")).then_refused("n° 3")
    register = expected(expected_report.drop(1, reason="x"))
    register.add(striking.strike(3, reason="a slip"))
    assert status(register) == "expected"
