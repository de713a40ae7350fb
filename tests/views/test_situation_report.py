"""The situation report: what holds, what is new since the last point, what is pending."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from crisis_log.account import HeldInMemory
from crisis_log.fact import Refused
from crisis_log.slices import continuity_plan, crisis, decision, journal, measure, staffing
from crisis_log.views.document import Edition
from crisis_log.views.situation_report import LastPoint, SituationReport, situation_report
from tests.given import Given, at, given, hour

NOW = hour(100)
PLAN = continuity_plan.register(
    "pca", "Continuity", objectives=["Keep essential missions going"], headcount=100
)


def told(register: Given, now: datetime = NOW, last: LastPoint | None = None) -> SituationReport:
    return situation_report(HeldInMemory(register.entries), Edition(issued_at=now), now, last)


def test_objectives_are_those_of_active_plans_then_the_lines_tagged_so() -> None:
    tagged = journal.log("Shelter the patients", tags=["Objectif"])
    registered = told(given(PLAN, tagged))
    assert [one.text for one in registered.objectives] == ["Shelter the patients"]
    active = told(given(PLAN, tagged, continuity_plan.activate("pca", level=1)))
    assert [(one.text, one.sources) for one in active.objectives] == [
        ("Keep essential missions going", (2,)),
        ("Shelter the patients", (3,)),
    ]


def test_lines_of_the_last_day_are_told_the_newest_first_or_else_the_last_one() -> None:
    lines = [journal.log(f"Point {n}", line_kind="situation") for n in range(3)]
    register = given(*lines)
    assert [one.text for one in told(register, hour(26)).events] == ["Point 2", "Point 1"]
    assert [one.text for one in told(register, hour(99)).events] == ["Point 2"]


def test_a_line_that_was_struck_or_refuted_is_not_told_a_corrected_one_is() -> None:
    lines = [journal.log(f"Point {n}", line_kind="communication") for n in range(3)]
    register = given(
        *lines,
        journal.strike(2, reason="twice"),
        journal.refute(3),
        journal.correct(4, "Point two", reason="typing"),
    )
    assert [(one.text, one.sources) for one in told(register).communications] == [
        ("Point two", (4, 7))
    ]


def test_overdue_measures_come_first_with_their_days_late() -> None:
    register = given(
        measure.order("Later", due_on=date(2020, 4, 30)),
        measure.order("Late", due_on=date(2020, 3, 18)),
        measure.order("Done", due_on=date(2020, 3, 18)),
        measure.complete(3),
    )
    found = told(register, hour(96)).measures
    assert [(one.measure.title, one.overdue, one.days_late) for one in found] == [
        ("Late", True, 2),
        ("Later", False, 0),
    ]


def test_decisions_taken_are_those_of_the_last_day_and_those_expected_stay() -> None:
    register = given(decision.record("Old"), decision.propose("Expected"), decision.record("New"))
    found = told(register, hour(27))
    assert [one.label for one in found.decisions_taken] == ["D-3"]
    assert [one.label for one in found.decisions_expected] == ["D-2"]


def test_nothing_falls_between_two_points_issued_more_than_a_day_apart() -> None:
    register = given(decision.record("Old"), decision.record("New"))
    last = LastPoint(number=3, cut_off=hour(2))
    found = told(register, hour(90), last)
    assert (found.since, found.since_report) == (hour(2), 3)
    assert [one.label for one in found.decisions_taken] == ["D-2"]
    recent = told(register, hour(90), LastPoint(number=3, cut_off=hour(89)))
    assert (recent.since, recent.since_report) == (hour(90) - timedelta(days=1), None)


def test_figures_are_compared_with_what_was_known_then() -> None:
    register = given(
        measure.order("First"),
        measure.order("Second"),
        at(hour(2), measure.order("Recorded late")),
    )
    figures = {one.key: one for one in told(register, hour(27)).key_figures}
    assert figures["measures_open"].now.value == 3
    assert figures["measures_open"].change == 1
    first = {one.key: one for one in told(register, hour(4)).key_figures}
    assert first["measures_open"].before is None


def test_agents_are_those_of_the_last_working_day() -> None:
    friday, sunday = date(2020, 3, 20), date(2020, 3, 22)
    register = given(
        PLAN,
        staffing.count("pca", day=friday, counts={"on_site": 60}),
        staffing.count("pca", day=sunday, counts={"on_site": 5}),
    )
    monday = hour(24 * 7)
    figures = {one.key: one.now for one in told(register, monday).key_figures}
    assert (figures["agents_on_site"].value, figures["agents_on_site"].as_of) == (60, friday)


def test_a_request_is_pending_until_it_is_answered() -> None:
    register = given(
        journal.log("Masks, please", line_kind="request"),
        journal.log("Gloves, please", line_kind="request"),
        decision.record("Give masks", grounds="n° 3 comes later", answers=(2,)),
    )
    assert [one.text for one in told(register).requests] == ["Gloves, please"]


def test_the_next_briefing_is_the_last_line_tagged_so() -> None:
    assert told(given()).next_briefing is None
    register = given(
        journal.log("Monday", tags=["next-briefing"]),
        journal.log("Tuesday", tags=["Prochain-Point"]),
        journal.log("Wednesday"),
    )
    briefing = told(register).next_briefing
    assert briefing is not None
    assert (briefing.text, briefing.sources) == ("Tuesday", (3,))


def test_a_point_told_again_knows_what_was_recorded_since_but_not_what_happened_since() -> None:
    register = given(
        journal.log("Wrong", line_kind="situation"),
        measure.order("M", due_on=date(2020, 3, 16)),
        journal.log("Next day", line_kind="situation"),
        at(hour(2), journal.log("Learnt late", line_kind="situation")),
        measure.extend(1, due_on=date(2020, 5, 1)),
        journal.correct(2, "Right", reason="typing"),
        crisis.close(),
    )
    again = situation_report(HeldInMemory(register.entries), Edition(issued_at=hour(50)), hour(3))
    assert [one.text for one in again.events] == ["Learnt late", "Right"]
    assert again.crisis_status == "open"
    assert [one.measure.due_on for one in again.measures] == [date(2020, 3, 16)]


def test_there_is_no_situation_before_the_crisis_nor_without_a_register() -> None:
    with pytest.raises(Refused, match="nothing held before"):
        told(given(), hour(0))
    with pytest.raises(Refused, match="has not been opened"):
        situation_report(HeldInMemory([]), Edition(issued_at=hour(9)), hour(9))
