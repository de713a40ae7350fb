"""What somebody waits for is told once by a report: in its own place, or among the open points."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crisis_log.reports.documents import situation, weekly
from crisis_log.reports.documents.making import AboutAll, AboutWeek, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, instruction, journal
from tests.desk import NOW, Desk, local
from tests.reports.reading import text_of_html
from tests.speaking import speaking

OTHERS = "Other open points"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a decision to be reviewed, a request and an instruction nobody acknowledged."""
    desk = Desk(tmp_path).at("2020-03-18 09:00")
    desk.record(decision.record("Close", review_on=date(2020, 3, 30)))
    desk.record(journal.log("Masks, please", line_kind="request", source="Mayor"))
    desk.record(instruction.give("Count the masks", to=["HR"], due=local("2020-03-18 12:00")))
    return desk


def test_the_week_tells_what_is_neither_a_deadline_nor_the_next_briefing(desk: Desk) -> None:
    with speaking("en"):
        report = draft(desk.register, weekly.DOCUMENT, AboutWeek(week="2020-W12"), NOW)
        page = text_of_html(to_html(weekly.DOCUMENT, report))
    assert [one.what for one in report.open_points] == ["instruction", "request"]
    told = page.partition(OTHERS)[2].partition("The next weekly report")[0]
    assert "C-1 Count the masks (instruction, HR" in told
    assert "overdue" in told
    assert "n° 3 Masks, please (request, Mayor)" in told
    assert "D-1" not in told, "its review is among the deadlines"


def test_a_week_without_open_points_has_no_heading_for_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path).at("2020-03-18 09:00")
    desk.record(decision.record("Close"))
    with speaking("en"):
        report = draft(desk.register, weekly.DOCUMENT, AboutWeek(week="2020-W12"), NOW)
        assert OTHERS not in text_of_html(to_html(weekly.DOCUMENT, report))
    assert report.open_points == ()


def test_the_situation_tells_what_no_other_list_of_it_does(desk: Desk) -> None:
    with speaking("en"):
        report = draft(desk.register, situation.DOCUMENT, AboutAll(), desk.now)
        page = text_of_html(to_html(situation.DOCUMENT, report))
    assert [one.what for one in report.open_points] == ["instruction"]
    told = page.partition(OTHERS)[2].partition("Impacts")[0]
    assert "C-1 Count the masks (HR, " in told
    assert page.count("Masks, please") == 1


def test_of_many_open_points_a_week_tells_the_most_urgent(desk: Desk) -> None:
    desk.record_all(journal.log(f"Request {n}", line_kind="request") for n in range(12))
    with speaking("en"):
        report = draft(desk.register, weekly.DOCUMENT, AboutWeek(week="2020-W12"), NOW)
        told = text_of_html(to_html(weekly.DOCUMENT, report)).partition(OTHERS)[2]
    assert len(report.open_points) == 14
    assert "and 6 others, in the data attached to this document" in told
    assert told.index("C-1 Count the masks") < told.index("Request 0")
