"""What puts an assumption at risk is named, whenever it was recorded; no decision changes by it."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given as given_any

from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.slices import (
    assumption,
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
)
from crisis_log.slices.assumption import Assumed, Assumption
from crisis_log.slices.decision import Decision
from crisis_log.slices.report_correction import correct_report
from crisis_log.striking import strike
from crisis_log.views.assumptions import AssumptionNow, assumptions_of, at_risk, put_at_risk
from crisis_log.views.open_points import open_points
from tests.given import Given, Past, at, given, hour
from tests.histories import History, histories, told

LICENCES = measure.order("Deploy licences", indicators=({"name": "licences"},))
ASSUMED = Assumed("Enough licences", indicator=" Licences", at_least=Decimal(1500))
LATEST = hour(99)


def resting(*assumed: Assumed) -> Command:
    return assumption.resting_on(decision.record("Remote work", owner="HR"), assumed)


def counted(licences: int, as_of: datetime) -> Command:
    return indicator.report(1, as_of=as_of, values={"licences": Decimal(licences)})


def risks(register: Given, instant: datetime = LATEST) -> list[tuple[str, str, int]]:
    found = at_risk(HeldInMemory(register.entries), instant)
    return [(one.decision, one.label, one.risk.entry) for one in found if one.risk]


def only(register: Given) -> AssumptionNow:
    (one,) = assumptions_of(
        HeldInMemory(register.entries), register.get(Decision, "decision/1"), LATEST
    )
    return one


def test_a_value_that_crosses_the_tripwire_is_named_and_stays_named() -> None:
    register = given(LICENCES, resting(ASSUMED), counted(1500, hour(5)))
    assert risks(register) == []
    register.add(counted(1480, hour(6)))
    assert risks(register) == [("D-1", "H-1", 6)]
    register.add(counted(1600, hour(7)))
    assert risks(register) == [("D-1", "H-1", 6)]
    (text,) = [one.risk.text for one in [only(register)] if one.risk]
    assert "licences = 1,480 (M-1, 2020-03-16 15:00); last value: 1,600" in text
    assert risks(register, hour(5)) == []


def test_every_decision_that_rests_on_it_is_flagged_and_none_changes() -> None:
    register = given(LICENCES, resting(ASSUMED), resting(ASSUMED))
    before = [register.get(Decision, f"decision/{n}") for n in (1, 2)]
    register.add(counted(12, hour(8)))
    assert risks(register) == [("D-1", "H-1", 7), ("D-2", "H-2", 7)]
    assert [register.get(Decision, f"decision/{n}") for n in (1, 2)] == before


@pytest.mark.parametrize("at_once", [1400, 1600])
def test_the_value_that_held_when_it_was_made_counts_and_none_before_it(at_once: int) -> None:
    register = given(LICENCES, counted(10, hour(1)), counted(at_once, hour(2)), resting(ASSUMED))
    assert risks(register) == ([("D-1", "H-1", 4)] if at_once < 1500 else [])


def test_a_value_told_late_counts_by_the_time_that_it_is_of() -> None:
    register = given(LICENCES, counted(1600, hour(2)), at(hour(4), resting(ASSUMED)))
    register.add(counted(10, hour(1)))
    assert risks(register) == []
    register.add(counted(10, hour(3)))
    assert risks(register) == [("D-1", "H-1", 7)]


def test_a_value_that_was_put_right_or_struck_does_not_count() -> None:
    register = given(LICENCES, resting(ASSUMED), counted(1480, hour(5)))
    wrong: Past = correct_report(1, corrects=5, as_of=hour(5), values={"licences": Decimal(1580)})
    corrected = Given(*(entry.fact for entry in register.entries), wrong)
    assert [risks(register), risks(corrected)] == [[("D-1", "H-1", 5)], []]
    register.add(strike(5, reason="Typed wrong"))
    assert risks(register) == []


def test_a_refuted_line_puts_at_risk_what_rests_on_it_until_it_is_verified() -> None:
    register = given(journal.log("1,500 licences came"), resting(Assumed(line=2)))
    assert (only(register).text, only(register).risk) == ("1,500 licences came", None)
    register.add(line_course.refute(2))
    assert risks(register) == [("D-1", "H-1", 5)]
    register.add(line_course.verify(2))
    assert risks(register) == []
    assert risks(register, hour(5)) == [("D-1", "H-1", 5)]


def test_a_struck_line_puts_at_risk_what_rests_on_it() -> None:
    register = given(journal.log("1,500 licences came"), resting(Assumed(line=2)))
    register.add(line_course.strike(2, reason="Another register"))
    assert risks(register) == [("D-1", "H-1", 5)]


def test_what_was_dropped_or_has_ended_is_flagged_no_more() -> None:
    register = given(LICENCES, resting(ASSUMED), resting(ASSUMED), counted(12, hour(8)))
    register.add(assumption.drop(1, reason="Bought more"))
    register.add(decision_course.repeal(2))
    assert risks(register) == []
    assert risks(register, hour(8)) == [("D-2", "H-2", 7)]
    assert only(register).status == "dropped"


def test_who_records_it_is_told_and_it_is_an_open_point_of_the_owner() -> None:
    register = given(LICENCES, resting(ASSUMED), counted(12, hour(5)))
    account = HeldInMemory(register.entries)
    (said,) = put_at_risk(account, register.entries[-1])
    assert said == (
        "D-1 rests on H-1 “Enough licences”, which is at risk: licences = 12 (M-1, 2020-03-16 "
        "14:00); tripwire: at least 1,500"
    )
    assert [*put_at_risk(account, register.entries[1])] == []
    (point,) = (one for one in open_points(account, LATEST) if one.what == "assumption")
    assert (point.label, point.who, point.status, point.entry) == ("H-1", "HR", "at_risk", 5)


@given_any(histories)
def test_what_is_at_risk_is_made_and_names_an_entry_that_says_so(history: History) -> None:
    register = told(history)
    account = HeldInMemory(register.entries)
    for one in at_risk(account, LATEST):
        assert one.risk is not None
        entry = account.entry(one.risk.entry)
        assert one.status == "made"
        assert entry.number <= register.state.size
        assumed = register.get(Assumption, f"assumption/{one.label.removeprefix('H-')}")
        if one.risk.cause == "crossed" and assumed.tripwire:
            values = getattr(entry.fact, "values", {})
            assert any(map(assumed.tripwire.is_crossed_by, values.values()))
        else:
            assert f"journal/{assumed.line}" in entry.subjects
