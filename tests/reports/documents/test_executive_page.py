"""What the first page of a weekly report says, it says as the log does."""

from __future__ import annotations

from crisis_log.reports.documents import weekly
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import briefing, continuity_plan, crisis, journal, line_course
from tests.desk import Desk, local
from tests.reports.reading import text_of_html


def test_a_key_point_that_is_doubted_is_marked_so(desk: Desk) -> None:
    desk.record(journal.log("Dam broken", tags=["point-clé"], verification="unverified"))
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12")))
    assert "to be verified Dam broken n° 2" in page
    desk.record(line_course.verify(2))
    assert "to be verified Dam" not in text_of_html(
        to_html(weekly.DOCUMENT, desk.report("2020-W12"))
    )


def test_a_closed_crisis_has_no_next_briefing(desk: Desk) -> None:
    desk.record(journal.log("At 18:00", tags=["prochain-point"]))
    desk.record(crisis.close())
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12")))
    assert "Next briefing None: the crisis is closed." in page


def test_a_plan_that_was_not_active_had_no_level_before(desk: Desk) -> None:
    levels = {1: "Watch", 2: "Crisis"}
    desk.record(continuity_plan.register("pca", "Continuity", levels=levels))
    desk.at("2020-03-24 09:00").record(continuity_plan.activate("pca", level=1))
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W13")))
    assert "Continuity: level 1" in page
    assert "level 0" not in page
    desk.at("2020-03-31 09:00").record(continuity_plan.change_level("pca", level=2))
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W14")))
    assert "(level 1 before)" in page


def test_the_report_of_a_week_that_is_not_over_announces_the_definitive_one(desk: Desk) -> None:
    report = desk.report("2020-W12", local("2020-03-18 12:00"))
    page = text_of_html(to_html(weekly.DOCUMENT, report))
    assert "its definitive report will tell the situation on Sunday 22 March 2020" in page


def test_a_line_that_says_when_the_cell_meets_says_when_that_was_noted(desk: Desk) -> None:
    desk.record(journal.log("At 18:00", tags=["prochain-point"]))
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12")))
    assert "Next briefing At 18:00 noted on 16 Mar at 08:01 n° 2" in page


def test_the_rhythm_of_briefings_is_told_and_which_is_not_recorded_as_held(desk: Desk) -> None:
    desk.record(briefing.set_rhythm(times=["08:00", "18:00"], said_at=desk.now))
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12")))
    assert "Rhythm of the briefings: at 08:00 and 18:00. That of 16 Mar at 18:00 is not" in page
