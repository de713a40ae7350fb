"""What the first page of a weekly report says, it says as the log does."""

from __future__ import annotations

from crisis_log.reports.documents import weekly
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import crisis, journal
from tests.desk import Desk
from tests.reports.reading import text_of_html


def test_a_key_point_that_is_doubted_is_marked_so(desk: Desk) -> None:
    desk.record(journal.log("Dam broken", tags=["point-clé"], verification="unverified"))
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12")))
    assert "to be verified Dam broken n° 2" in page
    desk.record(journal.verify(2))
    assert "to be verified Dam" not in text_of_html(
        to_html(weekly.DOCUMENT, desk.report("2020-W12"))
    )


def test_a_closed_crisis_has_no_next_briefing(desk: Desk) -> None:
    desk.record(journal.log("At 18:00", tags=["prochain-point"]))
    desk.record(crisis.close())
    page = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12")))
    assert "Next briefing None: the crisis is closed." in page
