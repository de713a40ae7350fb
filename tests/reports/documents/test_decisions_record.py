"""The record of decisions as a page: every field, every step, every entry number."""

from __future__ import annotations

import re
from datetime import date

from crisis_log.reports.documents.decisions import DOCUMENT
from crisis_log.reports.documents.making import AboutPeriod, draft
from crisis_log.reports.formats.html import to_html
from crisis_log.slices import decision, measure
from crisis_log.views.decisions_record import DecisionsRecord
from tests.desk import NOW, Desk
from tests.reports.reading import text_of_html


def record(desk: Desk, since: date | None = None, until: date | None = None) -> DecisionsRecord:
    question = AboutPeriod(since=since, until=until)
    return draft(desk.register, DOCUMENT, question, NOW)


def told(desk: Desk, since: date | None = None, until: date | None = None) -> str:
    return text_of_html(to_html(DOCUMENT, record(desk, since, until)))


def chapter(desk: Desk, name: str) -> str:
    """Return the text of a chapter, without its marks."""
    html = to_html(DOCUMENT, record(desk))
    section = re.search(rf'<section[^>]* id="{name}">(.*?)</section>', html, re.DOTALL)
    assert section is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section[1]))


def test_decisions_expected_are_apart_from_those_taken(busy: Desk) -> None:
    assert re.findall(r"(D-\d) \w+ \w+ \w+", chapter(busy, "expected"))[:1] == ["D-3"]
    taken = chapter(busy, "record")
    assert "D-1 Fermer les musées" in taken
    assert "D-3" not in taken


def test_every_step_of_a_decision_is_told_with_its_entry(busy: Desk) -> None:
    history = [entry.number for entry in busy.register.history("decision/1")]
    taken = chapter(busy, "record")
    shown = taken[taken.index("History of the decision") : taken.index("D-2 Reporter")]
    assert [int(n) for n in re.findall(r"n° (\d+)", shown)] == history
    assert "Owner: DRH → DGA" in shown
    assert "Reason: précision" in shown
    assert "M-1 ordered : Équiper les agents" in shown


def test_what_was_replaced_is_struck_through(busy: Desk) -> None:
    assert re.search(r"<s[^>]*>DRH</s> → DGA", to_html(DOCUMENT, record(busy)))


def test_a_decision_recorded_on_a_later_day_says_so(busy: Desk) -> None:
    assert "adopted on 20 March 2020 at 18:00, recorded late, on 23 March 2020" in told(busy)
    assert "recorded late" in told(busy)


def test_a_period_says_which_decisions_it_tells_and_which_not(busy: Desk) -> None:
    text = told(busy, until=date(2020, 3, 22))
    assert "those with an entry recorded up to Sunday 22 March 2020" in text
    assert "2 decisions have no entry in the period and are left out: D-2, D-3." in text


def test_a_period_without_decisions_and_an_empty_register_say_so(busy: Desk, desk: Desk) -> None:
    assert "No decision has an entry in the period." in told(busy, since=date(2020, 4, 1))
    assert "No decision was recorded." in told(desk)


def test_what_is_missing_is_to_be_completed(desk: Desk) -> None:
    desk.record(decision.record("Fermer"))
    text = told(desk)
    assert "To be completed decided by, situation known, grounds, legal basis" in text


def test_long_texts_are_told_whole(desk: Desk) -> None:
    desk.record(decision.record("Fermer", grounds="motif " * 1_500))
    desk.record(decision.amend(1, reason="cause " * 1_000, grounds="mobile " * 1_500))
    text = told(desk)
    assert text.count("motif") >= 1_500
    assert text.count("cause") >= 1_000
    assert text.count("mobile") >= 2 * 1_500, "as it stands, and in the history"


def test_measures_that_carry_a_decision_out_are_named_with_their_entry(desk: Desk) -> None:
    desk.record(decision.record("Fermer"))
    number = desk.record(measure.order("Poser les scellés", decision=1))
    assert f"M-1 Poser les scellés (ordered) n° {number}" in told(desk)


def test_where_nothing_is_expected_no_decision_is_said_to_wait(desk: Desk) -> None:
    desk.record(decision.record("Fermer"))
    assert "No decision is submitted to you." in chapter(desk, "expected")
    assert "waits for you" not in told(desk)


def test_what_is_to_be_completed_does_not_go_out(busy: Desk) -> None:
    draft_of = record(busy)
    issued = draft_of.model_copy(update={"status": "final", "number": 1})
    assert "to be completed" in text_of_html(to_html(DOCUMENT, draft_of))
    page = text_of_html(to_html(DOCUMENT, issued))
    assert "to be completed" not in page
    assert "not recorded" in page
