"""The record of decisions: which are told, in which group, with which history."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from crisis_log.account import HeldInMemory
from crisis_log.fact import Refused
from crisis_log.slices import decision, decision_course, measure
from crisis_log.views.decisions_record import DecisionsRecord, RecordedDecision, decisions_record
from crisis_log.views.document import Edition
from tests.given import Given, at, given, hour

NOW = hour(200)
DAY = date(2020, 3, 16)
NEXT = date(2020, 3, 17)


def told(
    register: Given,
    since: date | None = None,
    until: date | None = None,
    cut_off: datetime = NOW,
) -> DecisionsRecord:
    edition = Edition(issued_at=NOW)
    return decisions_record(HeldInMemory(register.entries), edition, cut_off, since, until)


def only(register: Given) -> RecordedDecision:
    (sheet,) = told(register).decisions.all
    return sheet


def labels(sheets: tuple[RecordedDecision, ...]) -> list[str]:
    return [sheet.decision.label for sheet in sheets]


def test_those_expected_are_apart_from_those_taken_and_those_rejected() -> None:
    decisions = told(
        given(
            decision.record("Taken"),
            decision.propose("Expected"),
            decision.propose("Rejected"),
            decision.reject(3),
            decision.record("Repealed"),
            decision_course.repeal(4),
        )
    ).decisions
    assert labels(decisions.taken) == ["D-1", "D-4"]
    assert labels(decisions.expected) == ["D-2"]
    assert labels(decisions.rejected) == ["D-3"]
    assert [sheet.status for sheet in decisions.all] == [
        "adopted",
        "proposed",
        "rejected",
        "repealed",
    ]


def test_every_entry_about_a_decision_is_in_its_history() -> None:
    sheet = only(
        given(
            decision.propose("Close", owner="A"),
            decision.adopt(1, owner="B"),
            measure.order("Lock the doors", decision=1),
            decision_course.suspend(1, reason="flood"),
            decision_course.resume(1),
            decision_course.implement(1),
        )
    )
    assert [line.entry for line in sheet.history] == [2, 3, 4, 5, 6, 7]
    assert sheet.history[2].measure == "Lock the doors"
    assert sheet.history[3].reason == "flood"
    assert [one.entry for one in sheet.measures] == [4]
    assert sheet.status == "implemented"


def test_an_amendment_is_told_field_by_field_with_the_old_wording() -> None:
    sheet = only(
        given(
            decision.record("Close", owner="A"),
            decision.amend(1, reason="delegated", owner="B", grounds="cold"),
        )
    )
    amended = sheet.history[1]
    assert amended.reason == "delegated"
    assert {(one.field, one.before, one.after) for one in amended.changes} == {
        ("owner", "A", "B"),
        ("grounds", None, "cold"),
    }


def test_what_an_adoption_replaces_of_the_proposal_is_told_what_it_adds_is_not() -> None:
    sheet = only(
        given(decision.propose("Close", owner="A"), decision.adopt(1, owner="B", grounds="cold"))
    )
    assert [(one.field, one.before) for one in sheet.history[1].changes] == [("owner", "A")]


def test_a_decision_superseded_and_the_one_that_supersedes_it_both_say_so() -> None:
    old, new = told(
        given(decision.record("Old"), decision_course.record_superseding("New", supersedes=[1]))
    ).decisions.taken
    assert old.status == "superseded"
    assert [line.entry for line in old.history] == [2, 4]
    assert [line.entry for line in new.history] == [3, 4]


def test_a_decision_recorded_long_after_it_was_taken_is_recorded_late() -> None:
    assert only(given(at(hour(1), decision.record("Close")))).late
    assert not only(given(decision.record("Close"))).late


def test_a_period_selects_decisions_by_any_entry_and_cuts_no_history_short() -> None:
    padding = [measure.order(f"M {n}") for n in range(20)]
    register = given(
        decision.record("First"), decision.record("Second"), *padding, decision_course.repeal(1)
    )
    record = told(register, since=NEXT)
    assert labels(record.decisions.taken) == ["D-1"]
    assert record.left_out == ("D-2",)
    assert [line.entry for line in record.decisions.taken[0].history] == [2, 24]
    assert labels(told(register, until=DAY).decisions.taken) == ["D-1", "D-2"]
    assert told(register, since=date(2020, 3, 19)).decisions.all == ()


def test_a_record_told_again_knows_corrections_but_no_later_event() -> None:
    register = given(
        decision.propose("Close"),
        decision.adopt(1),
        decision.record("Later"),
        decision.amend(1, reason="typing", title="Closed"),
    )
    record = told(register, cut_off=hour(2))
    assert labels(record.decisions.expected) == ["D-1"]
    assert record.decisions.all[0].decision.title == "Closed"
    assert len(record.decisions.all) == 1


def test_missing_fields_and_deadlines_are_told_as_on_any_sheet() -> None:
    sheet = only(given(decision.record("Close", due_on=DAY)))
    assert sheet.overdue
    assert "grounds" in sheet.missing


def test_without_a_register_there_is_nothing_to_record() -> None:
    with pytest.raises(Refused, match="has not been opened"):
        decisions_record(HeldInMemory([]), Edition(issued_at=hour(9)), hour(9))
