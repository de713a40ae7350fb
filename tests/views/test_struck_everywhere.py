"""An entry that is struck is shown as struck, or not told at all, and counts for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crisis_log.account import HeldInMemory
from crisis_log.reports.documents import after_action as after_action_file
from crisis_log.reports.documents import decisions as decisions_record
from crisis_log.reports.documents import dossier as dossier_page
from crisis_log.reports.documents import register as complete_register
from crisis_log.reports.documents import situation as situation_page
from crisis_log.reports.documents import weekly
from crisis_log.reports.documents.making import AboutAll, AboutPeriod, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    decision_course,
    journal,
    line_course,
    measure,
)
from crisis_log.striking import strike
from crisis_log.views.after_action.chronology import chronology
from crisis_log.views.after_action.corrections import corrections
from crisis_log.views.delays.report import delays
from crisis_log.views.document import Edition
from crisis_log.views.dossier.report import dossier
from crisis_log.views.fact_times import holding_entries
from crisis_log.views.log_lines import log_line
from crisis_log.views.reading import steps
from tests.desk import ZONE, Desk, local
from tests.given import Given, at, given, hour
from tests.reports.reading import text_of_html
from tests.speaking import speaking

MISTAKE = "typed in the wrong register"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with speaking("en"):
        yield desk
    desk.register.close()


def ordered_twice() -> Given:
    return given(
        measure.order("Masks"),
        at(hour(1), measure.order("Masks again")),
        strike(3, reason=MISTAKE),
    )


def test_a_log_line_says_by_which_entry_and_why() -> None:
    register = ordered_twice()
    line = log_line(register.entries[2], register.state, ZONE)
    assert (line.struck_by, line.struck_reason) == (4, MISTAKE)
    assert log_line(register.entries[1], register.state, ZONE).struck_by is None


def test_the_chronology_has_no_struck_fact_of_note() -> None:
    register = ordered_twice()
    told = chronology(register.state, register.entries, ZONE)
    numbers = [number for day in told.days for fact in day.facts for number in fact.sources]
    assert numbers == [1, 2]


def test_the_delays_leave_struck_entries_out() -> None:
    register = ordered_twice()
    found = delays(holding_entries(register.state, register.entries), hour(9))
    assert found.late_entries == ()
    assert [one.label for one in found.measures] == ["M-1"]
    assert found.last_entry == 4


def test_the_corrections_of_the_crisis_name_it() -> None:
    (found,) = corrections(steps(ordered_twice().entries))
    assert (found.what, found.about, found.status) == ("entry", "3", "struck")
    assert (found.shown_by, found.changed_by, found.reason) == ((3,), (4,), MISTAKE)
    assert found.changes[0].before == "M-2 ordered: Masks again"


def test_a_dossier_shows_what_had_been_struck_by_then_and_what_was_later() -> None:
    level = crisis.change_level("Alert")
    register = given(level, strike(2, reason=MISTAKE), decision.record("Close the schools"))
    register.add(strike(3, reason="it was right"))
    found = dossier(1, register.entries[3:4], iter(register.entries), Edition(issued_at=hour(99)))
    assert found.recorded is not None
    assert found.recorded.level is None
    level_then = next(one for one in found.recorded.entries if one.number == 2)
    assert level_then.struck is not None
    assert level_then.struck.struck_by == 3
    (later,) = found.later
    assert (later.number, later.relation, later.refers_to) == (5, "correction", (3,))


def test_a_dossier_of_a_decision_adopted_anew_is_of_the_adoption_that_holds() -> None:
    register = given(
        decision.propose("Close the schools"),
        decision.adopt(1),
        strike(3, reason=MISTAKE),
        decision.adopt(1),
    )
    history = [*HeldInMemory(register.entries).state().history("decision/1")]
    found = dossier(1, history, iter(register.entries), Edition(issued_at=hour(99)))
    assert found.decision.decisive.entry == 5


def test_a_week_tells_no_struck_fact_as_news_and_its_log_shows_it(desk: Desk) -> None:
    desk.record(crisis.change_level("Wrong level"))
    desk.record(decision.record("Wrong decision"))
    desk.record(measure.order("Wrong measure"))
    for number in (2, 3, 4):
        desk.record(strike(number, reason=MISTAKE))
    report = desk.report("2020-W12")
    assert report.key_points == ()
    figures = {figure.key: figure.now.value for figure in report.key_figures}
    assert figures["decisions_taken"] == 0
    assert [line.number for line in report.log if line.struck_by] == [2, 3, 4]
    page = text_of_html(to_html(weekly.DOCUMENT, report))
    assert f"struck by n° 5 ({MISTAKE})" in page


def test_what_a_report_had_shown_and_is_struck_since_is_an_erratum(desk: Desk) -> None:
    desk.record(crisis.change_level("Wrong level"))
    desk.at("2020-03-23 09:00").record(strike(2, reason=MISTAKE))
    report = desk.report("2020-W13")
    (erratum,) = [one for one in report.errata if one.what == "entry"]
    assert (erratum.about, erratum.reason, erratum.changed_by) == ("2", MISTAKE, (3,))
    page = text_of_html(to_html(weekly.DOCUMENT, report))
    assert "Entry n° 2" in page
    assert "crisis level changed to “Wrong level” → struck" in page


def test_a_strike_that_is_struck_is_no_erratum_of_what_it_struck(desk: Desk) -> None:
    desk.record(crisis.change_level("Right level"))
    desk.at("2020-03-23 09:00").record(strike(2, reason=MISTAKE))
    desk.record(strike(3, reason="it was right"))
    assert [one.about for one in desk.report("2020-W13").errata if one.what == "entry"] == []


def test_every_page_that_has_entries_marks_the_struck_ones(desk: Desk) -> None:
    desk.record(decision.record("Close the schools"))
    desk.record(decision_course.suspend(1, reason="wrong one"))
    desk.record(strike(3, reason=MISTAKE))
    desk.record(continuity_plan.register("pca", "Continuity", levels={1: "Watch"}))
    now = local("2020-03-18 12:00")
    told = draft(desk.register, complete_register.DOCUMENT, AboutPeriod(), now)
    assert told.struck == 1
    for page in (
        to_html(complete_register.DOCUMENT, told),
        to_html(
            decisions_record.DOCUMENT,
            draft(desk.register, decisions_record.DOCUMENT, AboutPeriod(), now),
        ),
        to_html(
            after_action_file.DOCUMENT,
            draft(desk.register, after_action_file.DOCUMENT, AboutAll(), now),
        ),
    ):
        assert "struck" in text_of_html(page)
        assert "n° 4" in text_of_html(page)


def test_every_page_shows_what_was_found_of_a_line_and_what_it_said_before(desk: Desk) -> None:
    desk.record(journal.log("Bridge closed", source="Police", tags=["point-clé"]))
    desk.record(line_course.verify(2, source="Prefecture", reason="Called back"))
    desk.record(line_course.correct(2, source="Mayor", reason="Misheard"))
    desk.record(journal.log("The bridge is closed"))
    desk.record(line_course.duplicate(5, duplicate_of=2))
    desk.record(decision.record("Open another bridge"))
    now = local("2020-03-16 12:00")
    register = text_of_html(
        to_html(
            complete_register.DOCUMENT,
            draft(desk.register, complete_register.DOCUMENT, AboutPeriod(), now),
        )
    )
    assert "verified on 16 Mar at 08:02 by " in register
    assert "(source: Prefecture; Called back)" in register
    assert "Source: Police replaced by n° 4 (Misheard)" in register
    assert "duplicate n° 2" in register
    assert "told again by n° 5" in register
    week = text_of_html(to_html(weekly.DOCUMENT, desk.report("2020-W12", now)))
    assert "Bridge closed n° 2, n° 4 verified on 16 Mar at 08:02" in week
    point = draft(desk.register, situation_page.DOCUMENT, AboutAll(), now)
    assert "verified on 16 Mar" in text_of_html(to_html(situation_page.DOCUMENT, point))
    shown = text_of_html(to_html(dossier_page.DOCUMENT, desk.dossier(1)))
    assert "verified on 16 Mar" in shown
    assert "Police replaced by n° 4 (Misheard)" in shown
