"""The after-action file: the whole crisis, from its entries alone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from crisis_log.account import HeldInMemory
from crisis_log.fact import Refused
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    decision_course,
    expected_report,
    indicator,
    instruction,
    journal,
    line_course,
    measure,
    staffing,
)
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.after_action import chronology
from crisis_log.views.after_action.report import AfterActionFile, after_action
from crisis_log.views.document import Edition
from tests.given import Given, at, given, hour

NOW = hour(200)
DAY = date(2020, 3, 16)
PLAN = continuity_plan.register("pca", "Continuity", headcount=100, levels={1: "low", 2: "high"})


def told(register: Given, now: datetime = NOW) -> AfterActionFile:
    return after_action(HeldInMemory(register.entries), Edition(issued_at=now), now)


def test_an_open_crisis_says_so_and_a_closed_one_says_when_it_ended() -> None:
    assert told(given()).closing is None
    closing = told(given(crisis.close())).closing
    assert closing is not None
    assert (closing.since, closing.entry) == (hour(2), 2)
    assert told(given(crisis.close(), crisis.reopen())).closing is None


def test_the_chronology_tells_the_facts_of_note_by_their_day() -> None:
    padding = [journal.log(f"line {n}") for n in range(20)]
    register = given(
        crisis.change_level("Alert"),
        journal.log("Roads cut", tags=["point-clé"]),
        *padding,
        at(hour(3), decision.record("Close")),
    )
    days = told(register).chronology.days
    assert [(day.day, [fact.sources[0] for fact in day.facts]) for day in days] == [
        (DAY, [1, 2, 3, 24])
    ]
    assert days[0].facts[-1].late


def test_a_long_chronology_leaves_out_what_matters_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronology, "MOST", 4)
    orders = [measure.order(f"M {n}") for n in range(5)]
    found = told(given(*orders, decision.record("Close"), crisis.change_level("Alert"))).chronology
    told_of = [fact.sort for day in found.days for fact in day.facts]
    assert told_of == ["crisis", "measure", "decision", "crisis"]
    assert found.left_out == {"measure": 4}


def test_measures_are_told_by_what_became_of_them() -> None:
    register = given(
        measure.order("In time", due_on=date(2020, 3, 20)),
        measure.complete(1),
        measure.order("Late", due_on=date(2020, 3, 15)),
        measure.complete(2),
        measure.order("Lifted", due_on=date(2020, 3, 15)),
        measure.lift(3),
        measure.order("Overdue", due_on=date(2020, 3, 17)),
        measure.order("Open", due_on=DAY),
        measure.extend(5, due_on=date(2020, 4, 30)),
        measure.order("Undated"),
        measure.complete(6),
    )
    found = {one.title: one for one in told(register).measures}
    assert [one.outcome for one in found.values()] == [
        "on_time",
        "late",
        "abandoned",
        "overdue",
        "open",
        "undated",
    ]
    assert (found["Late"].days_late, found["Lifted"].days_late) == (1, 0)
    assert (found["Open"].extended_by, found["Open"].first_due_on) == ((10,), DAY)
    assert told(register).counts.measures["overdue"] == 1


def test_decisions_are_told_with_their_delays_and_whether_the_deadline_was_kept() -> None:
    register = given(
        decision.propose("Kept", due_on=date(2020, 3, 20)),
        decision.adopt(1),
        decision_course.implement(1),
        decision.record("Missed", due_on=DAY),
        decision.record("Running", due_on=date(2020, 4, 30)),
        decision.record("Undated"),
    )
    found = told(register).decisions
    assert [one.deadline for one in found] == ["kept", "missed", "running", "none"]
    assert found[0].delays.delays["proposal_to_adoption"].end == 3


def test_a_decision_that_ended_after_its_deadline_without_being_done_has_missed_it() -> None:
    register = given(
        decision.record("Too late", due_on=date(2020, 3, 1)),
        decision_course.repeal(1),
        decision.record("In time", due_on=date(2020, 4, 30)),
        decision_course.repeal(2),
    )
    assert [one.deadline for one in told(register).decisions] == ["missed", "none"]


def test_corrections_say_what_was_replaced_why_and_by_which_entry() -> None:
    register = given(
        PLAN,
        staffing.count("pca", day=DAY, counts={"on_site": 10}),
        staffing.count("pca", day=DAY, counts={"on_site": 12}, reason="late answers"),
        measure.order("M"),
        indicator.report(1, as_of=DAY, values={"beds": Decimal(5)}),
        correct_report(1, corrects=6, as_of=DAY, values={"beds": Decimal(6)}, text="recount"),
        journal.log("120 cases"),
        line_course.correct(8, "210 cases", reason="inverted"),
        journal.log("twice"),
        line_course.strike(10, reason="double"),
        measure.amend(1, reason="typing", title="N"),
        measure.amend(1, reason="new", owner="A"),
    )
    found = told(register).corrections
    assert [(one.what, one.shown_by, one.changed_by, one.reason) for one in found] == [
        ("staffing", (3,), (4,), "late answers"),
        ("indicator", (6,), (7,), "recount"),
        ("line", (8,), (9,), "inverted"),
        ("line", (10,), (11,), "double"),
        ("wording", (), (12,), "typing"),
    ]
    assert [(c.before, c.after) for one in found for c in one.changes][:2] == [
        (10, 12),
        (Decimal(5), Decimal(6)),
    ]


def test_plans_are_told_with_their_highest_level_and_the_days_with_most_agents() -> None:
    days = [date(2020, 3, day) for day in (16, 17, 18)]
    counts = [
        staffing.count("pca", day=day, counts={"on_site": on_site, "remote": 40})
        for day, on_site in zip(days, (50, 60, 55), strict=True)
    ]
    register = given(
        PLAN,
        continuity_plan.activate("pca", level=2),
        continuity_plan.change_level("pca", level=1),
        *counts,
    )
    (plan,) = told(register, hour(120)).plans
    assert plan.highest is not None
    assert (plan.highest.level, plan.highest.entry) == (2, 3)
    assert plan.most_on_site is not None
    assert (plan.most_on_site.day, plan.most_on_site.entries) == (days[1], (6,))
    assert plan.active_days == 5
    assert plan.not_counted == (date(2020, 3, 19), date(2020, 3, 20))


def test_indicators_are_told_from_their_first_to_their_last_value() -> None:
    values = [
        indicator.report(1, as_of=date(2020, 3, 16 + n), values={"beds": Decimal(value)})
        for n, value in enumerate((5, 9, 7))
    ]
    (series,) = told(given(measure.order("M"), *values), hour(120)).indicators
    assert [int(point.value) for point in series.points] == [5, 9, 7]
    found = (series.lowest.entry, series.highest.entry, series.latest.entry)
    assert found == (3, 4, 5)


def test_open_questions_are_what_the_log_itself_shows() -> None:
    register = given(
        PLAN,
        journal.log("Rumour", verification="unverified"),
        journal.log("Masks, please", line_kind="request"),
        decision.propose("Close"),
        measure.order("Silent", due_on=DAY, owner="A", category="B"),
        staffing.count("pca", day=DAY, counts={"on_site": 90}),
    )
    found = told(register).open_questions
    assert [one.sources for one in found.unverified] == [(3,)]
    assert [one.sources for one in found.requests] == [(4,)]
    assert [one.label for one in found.decisions_expected] == ["D-1"]
    assert [one.label for one in found.overdue] == ["M-1"]
    assert [one.label for one in found.never_reported] == ["M-1"]
    assert [(one.plan, one.days, one.widest.gap) for one in found.gaps] == [("pca", 1, 10)]
    assert [one.label for one in found.missing] == ["pca", "D-1"]
    assert found.count == 8


def test_what_was_asked_of_others_and_not_done_is_an_open_question() -> None:
    expects = [
        expected_report.expect(what, source="ARS", due=hour(9), since=hour(1)) for what in "AB"
    ]
    register = given(
        instruction.give("Deliver", to=["Depot", "Press"]),
        *expects,
        instruction.done(2),
        journal.log("Twelve", expected=(2,)),
    )
    found = told(register).open_questions
    assert [(one.label, one.without_receipt) for one in found.instructions] == [("C-1", True)]
    assert [(one.label, one.status) for one in found.expected_reports] == [("A-1", "missing")]


def test_observations_are_the_lines_tagged_for_the_review() -> None:
    register = given(journal.log("Test the phones", tags=["RETEX"]), journal.log("Other"))
    assert [one.text for one in told(register).observations] == ["Test the phones"]


def test_a_file_told_again_knows_nothing_that_happened_since() -> None:
    register = given(measure.order("M"), measure.order("Later"), crisis.close())
    again = after_action(HeldInMemory(register.entries), Edition(issued_at=hour(50)), hour(2))
    assert [one.label for one in again.measures] == ["M-1"]
    assert again.closing is None


def test_without_a_register_there_is_no_file() -> None:
    with pytest.raises(Refused, match="has not been opened"):
        after_action(HeldInMemory([]), Edition(issued_at=hour(9)), hour(9))


def test_a_fact_of_note_names_its_decision_as_that_was_called_then() -> None:
    register = given(
        decision.record("Close"),
        decision.amend(1, reason="typing", title="Closing"),
        decision_course.implement(1),
    )
    (day,) = told(register).chronology.days
    assert [(fact.headline, fact.title, fact.text) for fact in day.facts[1:]] == [
        ("D-1 adopted", "Close", ""),
        ("D-1 implemented", "Closing", ""),
    ]
