"""The situation report: what holds, what is new since the last point, what is pending."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as for_any

from crisis_log.account import HeldInMemory
from crisis_log.fact import Refused
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
    settings,
    staffing,
)
from crisis_log.slices.decision import Decision
from crisis_log.slices.report_correction import correct_report
from crisis_log.views.document import Edition
from crisis_log.views.situation_report.report import LastPoint, SituationReport, situation_report
from tests.given import Given, at, given, hour
from tests.histories import History, histories
from tests.histories import told as history_told

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
    assert [one.text for one in told(register, hour(26)).lines.events] == ["Point 2", "Point 1"]
    assert [one.text for one in told(register, hour(99)).lines.events] == ["Point 2"]


def test_a_line_that_was_struck_or_refuted_is_not_told_a_corrected_one_is() -> None:
    lines = [journal.log(f"Point {n}", line_kind="communication") for n in range(3)]
    register = given(
        *lines,
        line_course.strike(2, reason="twice"),
        line_course.refute(3),
        line_course.correct(4, "Point two", reason="typing"),
    )
    assert [(one.text, one.sources) for one in told(register).lines.communications] == [
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


def test_decisions_in_force_are_all_told_those_of_the_last_day_first() -> None:
    register = given(decision.record("Old"), decision.propose("Expected"), decision.record("New"))
    found = told(register, hour(27)).decisions
    assert [(one.label, one.is_new) for one in found.in_force] == [("D-3", True), ("D-1", False)]
    assert [one.label for one in found.expected] == ["D-2"]


def test_nothing_falls_between_two_points_issued_more_than_a_day_apart() -> None:
    register = given(
        decision.record("Old"),
        decision.record("New"),
        journal.log("It rains"),
        decision.propose("X"),
    )
    last = LastPoint(number=3, cut_off=hour(2))
    found = told(register, hour(90), last)
    assert (found.since, found.last_point) == (hour(2), last)
    assert [one.label for one in found.decisions.in_force if one.is_new] == ["D-2"]
    assert [one.text for one in found.lines.information] == ["It rains"]


def test_lines_are_told_for_a_day_at_least_but_changes_since_the_last_point() -> None:
    register = given(
        journal.log("It rains"),
        decision.record("Old"),
        measure.order("Count", indicators=[{"name": "missing"}]),
        indicator.report(1, as_of=date(2020, 3, 16), values={"missing": Decimal(3)}),
        decision.record("New"),
        correct_report(1, corrects=5, as_of=date(2020, 3, 16), values={"missing": Decimal(1)}),
    )
    found = told(register, hour(8), LastPoint(number=3, cut_off=hour(5)))
    assert found.since == hour(8) - timedelta(days=1)
    assert [one.text for one in found.lines.information] == ["It rains"]
    assert [one.label for one in found.decisions.in_force if one.is_new] == ["D-2"]
    assert [row.change for row in found.leading] == [Decimal(-2)]
    figures = {one.key: one.change for one in found.key_figures}
    assert (figures["decisions_in_force"], figures["measures_open"]) == (1, 0)


def test_decisions_that_ended_since_are_told_with_their_word_and_no_longer_as_in_force() -> None:
    register = given(
        decision.record("Withdrawn"),
        decision.record("Repealed"),
        decision.record("Superseded"),
        decision_course.withdraw(1),
        decision_course.repeal(2),
        decision_course.record_superseding("Newer", supersedes=(3,)),
        decision.propose("Rejected"),
        decision.reject(5),
        decision.record("Suspended"),
        decision_course.suspend(6),
        decision.record("To come", effective_at=hour(500)),
    )
    found = told(register, hour(20)).decisions
    assert [one.label for one in found.in_force] == ["D-4"]
    assert [(one.label, one.status, one.superseded_by) for one in found.ended] == [
        ("D-5", "rejected", None),
        ("D-3", "superseded", "D-4"),
        ("D-2", "repealed", None),
        ("D-1", "withdrawn", None),
    ]
    assert [one.label for one in found.suspended] == ["D-6"]
    assert [one.label for one in found.to_come] == ["D-7"]
    later = told(register, hour(90)).decisions
    assert later.ended == ()
    assert not any(one.is_new for one in later.in_force)


def test_a_decision_is_late_when_it_was_recorded_long_after_it_happened() -> None:
    register = given(at(hour(1), decision.record("Late")), decision.record("At once"))
    assert {one.label: one.late for one in told(register, hour(20)).decisions.in_force} == {
        "D-1": True,
        "D-2": False,
    }


def test_uncertainties_are_the_lines_to_be_verified_of_any_time() -> None:
    doubtful = journal.log("A dyke leaks", verification="unverified", line_kind="situation")
    register = given(doubtful, doubtful, doubtful, doubtful, journal.log("It rains"))
    for command in (
        line_course.verify(2),
        line_course.refute(3),
        line_course.strike(4, reason="twice"),
    ):
        register.add(command)
    assert [one.sources for one in told(register).lines.unverified] == [(5,)]
    lines = told(register, hour(20)).lines
    assert [one.sources for one in lines.unverified] == [(5,)]
    assert [one.sources for one in lines.events] == [(2,)]


def test_key_points_lead_the_synthesis_then_events_then_what_stands() -> None:
    register = given(
        journal.log("It rains", line_kind="situation"),
        journal.log("The dyke holds", tags=["Point-clé"]),
        measure.order("Pump", due_on=date(2020, 3, 15)),
        journal.log("Pumps, please", line_kind="request"),
    )
    found = told(register, hour(20))
    assert [(one.text, one.sources) for one in found.synthesis] == [
        ("The dyke holds", (3,)),
        ("It rains", (2,)),
        ("0 decisions in force; 1 measure in hand, 1 of them overdue; 1 request open.", (4, 5)),
    ]
    for n in range(3):
        register.add(journal.log(f"Point {n}", tags=["key-point"]))
    assert [one.text for one in told(register, hour(20)).synthesis] == [
        "Point 2",
        "Point 1",
        "Point 0",
    ]


def test_what_stands_begins_with_the_decisions_that_the_reader_has_to_take() -> None:
    register = given(decision.propose("Evacuate"), decision.record("Close"))
    (standing,) = told(register, hour(20)).synthesis
    assert standing.text.startswith("1 decision submitted to you; 1 decision in force")
    assert standing.sources[0] == 2


def test_facts_are_told_once_and_none_that_another_place_tells() -> None:
    register = given(
        journal.log("Key", tags=["key-point"], line_kind="situation"),
        journal.log("Monday at 8", tags=["next-briefing"]),
        journal.log("Shelter", tags=["objective"]),
        journal.log("A road is cut"),
        journal.log("Rumour", verification="unverified"),
    )
    lines = told(register, hour(20)).lines
    assert [one.text for one in lines.information] == ["A road is cut"]
    assert (lines.events, [one.text for one in lines.key_points]) == ((), ["Key"])
    assert told(register, hour(90)).lines.information == ()


def test_the_human_toll_leads_and_what_the_authority_chose_before_it() -> None:
    register = given(
        measure.order("Count", indicators=[{"name": "beds", "target": "80"}, {"name": "deaths"}]),
        indicator.report(
            1, as_of=date(2020, 3, 16), values={"beds": Decimal(60), "deaths": Decimal(1)}
        ),
        settings.change("key_figures", "beds"),
    )
    first = told(given(*(entry.fact for entry in register.entries[1:3])), hour(50))
    assert [row.name for row in first.leading] == ["deaths"]
    assert [(row.name, row.target) for row in first.indicators] == [("beds", Decimal(80))]
    assert [row.name for row in told(register, hour(50)).leading] == ["beds"]


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


def test_the_next_briefing_is_told_until_the_crisis_is_closed() -> None:
    register = given(journal.log("Monday", tags=["next-briefing"]))
    found = told(register).next_briefing
    assert found is not None
    assert found.text == "Monday"
    register.add(crisis.close())
    assert told(register).next_briefing is None


def test_a_point_told_again_knows_what_was_recorded_since_but_not_what_happened_since() -> None:
    register = given(
        journal.log("Wrong", line_kind="situation"),
        measure.order("M", due_on=date(2020, 3, 16)),
        journal.log("Next day", line_kind="situation"),
        at(hour(2), journal.log("Learnt late", line_kind="situation")),
        measure.extend(1, due_on=date(2020, 5, 1)),
        line_course.correct(2, "Right", reason="typing"),
        crisis.close(),
    )
    again = situation_report(HeldInMemory(register.entries), Edition(issued_at=hour(50)), hour(3))
    assert [one.text for one in again.lines.events] == ["Learnt late", "Right"]
    assert again.crisis_status == "open"
    assert [one.measure.due_on for one in again.measures] == [date(2020, 3, 16)]


def test_there_is_no_situation_before_the_crisis_nor_without_a_register() -> None:
    with pytest.raises(Refused, match="nothing held before"):
        told(given(), hour(0))
    with pytest.raises(Refused, match="has not been opened"):
        situation_report(HeldInMemory([]), Edition(issued_at=hour(9)), hour(9))


@for_any(histories)
def test_what_is_in_force_and_nothing_else_is_told_so_whatever_was_recorded(
    history: History,
) -> None:
    register = history_told(history)
    now = hour(register.state.size + 1)
    found = told(register, now).decisions
    in_force = {one.label for one in register.state.members(Decision) if one.in_force_at(now)}
    assert {one.label for one in found.in_force} == in_force
    lists = (found.expected, found.in_force, found.suspended, found.to_come, found.ended)
    labels = [one.label for one_list in lists for one in one_list]
    assert len(labels) == len(set(labels)), "each is told once"
    gone = {"rejected", "repealed", "withdrawn", "superseded"}
    assert {one.status for one in found.ended} <= gone
    assert not gone & {one.status for one in found.in_force}
