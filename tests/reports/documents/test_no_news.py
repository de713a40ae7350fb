"""What is no news is said once, or not at all."""

from __future__ import annotations

from crisis_log.reports.documents import situation, weekly
from crisis_log.reports.documents.making import AboutAll, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import journal, settings
from crisis_log.views.weekly.report import WeeklyReport
from tests.desk import Desk
from tests.reports.reading import text_of_html


def test_settings_are_counted_and_told_in_one_line_of_a_week(desk: Desk) -> None:
    for key in ("department", "address", "place"):
        desk.record(settings.change(key, "Versailles"))
    desk.record(journal.log("La rivière monte"))
    report = desk.report("2020-W12")
    (entries,) = [one for one in report.key_figures if one.key == "entries"]
    assert entries.now.value == 2  # the opening and the line
    assert [line.number for line in report.log] == [1, 2, 3, 4, 5]
    text = text_of_html(to_html(weekly.DOCUMENT, report))
    assert "Setting “" not in text
    assert "as they only change settings of the register: n° 2 to 4." in text


def test_that_nothing_can_be_compared_is_said_once(desk: Desk) -> None:
    desk.record(journal.log("La rivière monte"))
    told = draft(desk.register, situation.DOCUMENT, AboutAll(), desk.now)
    text = text_of_html(to_html(situation.DOCUMENT, told))
    assert text.count("No earlier figure to compare with.") == 1
    assert "first figure" not in text


def test_no_heading_announces_what_the_first_page_says_already(report: WeeklyReport) -> None:
    decisions = report.decisions.model_copy(update={"expected": ()})
    nothing_expected = report.model_copy(update={"decisions": decisions})
    text = text_of_html(to_html(weekly.DOCUMENT, nothing_expected))
    assert "No decision is submitted to you." in text
    assert "Without change this week" not in text
