"""Of a record of very many decisions, which are told in full, and which in one line."""

from __future__ import annotations

import pytest

from crisis_log.account import HeldInMemory
from crisis_log.slices import decision, decision_course, measure
from crisis_log.views import record_chapters as told_of
from crisis_log.views.decisions_record import DecisionsRecord, RecordedDecision, decisions_record
from crisis_log.views.document import Edition
from crisis_log.views.foremost import Shown
from crisis_log.views.record_chapters import history, record_chapters
from tests.given import Past, given, hour


def record(*past: Past) -> DecisionsRecord:
    account = HeldInMemory(given(*past).entries)
    return decisions_record(account, Edition(issued_at=hour(900)), hour(900))


def labels(shown: Shown[RecordedDecision]) -> tuple[list[str], list[str]]:
    items, others = ([sheet.decision.label for sheet in sheets] for sheets in shown)
    return items, others


def test_those_that_have_ended_give_way_then_those_of_which_nothing_was_said_lately(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(told_of, "TAKEN", 2)
    told = record_chapters(
        record(
            *(decision.record(f"A {n}") for n in range(4)),
            decision.propose("B"),
            decision.amend(1, reason="precision", owner="DGA"),
            decision_course.repeal(4),
        )
    )
    assert labels(told.taken) == (["D-1", "D-3"], ["D-2", "D-4"])
    assert labels(told.overview) == (["D-1", "D-3", "D-5"], ["D-2", "D-4"])


def test_a_record_with_room_for_all_is_told_whole() -> None:
    whole = record(decision.record("A"), decision.propose("B"))
    told = record_chapters(whole)
    assert told.overview == (whole.decisions.all, ())


def test_a_history_tells_what_became_of_the_decision_before_its_many_measures() -> None:
    measures = [measure.order(f"M {n}", decision=1) for n in range(told_of.LINES + 5)]
    (sheet,) = record(
        decision.record("A"), *measures, decision_course.suspend(1, reason="flood")
    ).decisions.all
    shown = history(sheet)
    assert [line.entry for line in shown.items if not line.measure] == [2, len(measures) + 3]
    assert len(shown.items) == told_of.LINES
    assert len(shown.others) == 7
