from decimal import Decimal

import pytest

from crisis_log.slices import assumption, decision, decision_course, journal, line_course
from crisis_log.slices.assumption import (
    Assumed,
    Assumption,
    AssumptionDropped,
    AssumptionMade,
    Tripwire,
)
from crisis_log.slices.decision import Decision, DecisionAdopted
from tests.given import given

LICENCES = Assumed("Enough licences", indicator="licences", at_least=Decimal(1500))
WIRE = Tripwire(indicator="licences", at_least=Decimal(1500))


def test_a_decision_is_recorded_with_what_it_rests_on_in_one_request() -> None:
    register = given(journal.log("1,500 licences came"))
    taking = decision.record("Remote work")
    register.when(assumption.resting_on(taking, [LICENCES, Assumed(line=2)])).then(
        DecisionAdopted(number=1, title="Remote work"),
        AssumptionMade(number=1, decision=1, title="Enough licences", tripwire=WIRE),
        AssumptionMade(number=2, decision=1, line=2),
    )
    register.add(assumption.resting_on(taking, [LICENCES, Assumed(line=2)]))
    assert register.get(Decision, "decision/1").assumptions == (1, 2)


def test_a_proposal_and_its_adoption_may_rest_on_something_too() -> None:
    register = given(assumption.resting_on(decision.propose("Masks"), [Assumed("Masks come")]))
    register.add(assumption.resting_on(decision.adopt(1), [Assumed("Nurses come")]))
    assert register.get(Decision, "decision/1").assumptions == (1, 2)


def test_an_assumption_changes_nothing_else_of_a_decision() -> None:
    plain = given(decision.record("Remote work")).get(Decision, "decision/1")
    resting = given(assumption.resting_on(decision.record("Remote work"), [LICENCES]))
    assert resting.get(Decision, "decision/1").but(assumptions=()) == plain


@pytest.mark.parametrize("course", [line_course.refute(2), line_course.strike(2, reason="Wrong")])
def test_no_decision_can_rest_on_a_line_that_does_not_hold(course: object) -> None:
    register = given(journal.log("1,500 licences came"), course)  # type: ignore[arg-type]  # a command
    taking = assumption.resting_on(decision.record("Remote work"), [Assumed(line=2)])
    register.when(taking).then_refused("struck or refuted")


def test_what_has_ended_rests_on_nothing_more() -> None:
    register = given(decision.record("Remote work"), decision_course.repeal(1))
    register.when(assumption.add(1, LICENCES)).then_refused("D-1 is repealed: it rests on nothing")


def test_an_assumption_is_dropped_once_and_stays_told_with_its_decision() -> None:
    register = given(assumption.resting_on(decision.record("Remote work"), [LICENCES]))
    dropping = assumption.drop(1, reason="Bought more")
    register.when(dropping).then(AssumptionDropped(number=1, decision=1, reason="Bought more"))
    register.add(dropping)
    register.when(dropping).then_refused("H-1 is already dropped")
    assert register.get(Assumption, "assumption/1").status == "dropped"
    assert register.get(Decision, "decision/1").assumptions == (1,)


@pytest.mark.parametrize(
    ("wire", "problem"),
    [
        ({"indicator": "beds"}, "give both"),
        ({"at_most": Decimal(3)}, "give both"),
        ({"indicator": "beds", "at_least": Decimal(3), "at_most": Decimal(2)}, "check both"),
        ({"indicator": " ", "at_least": Decimal(3)}, "some text is needed"),
    ],
)
def test_a_tripwire_is_whole_or_refused(wire: dict[str, object], problem: str) -> None:
    register = given(decision.record("Remote work"))
    assumed = Assumed("Enough", **wire)  # type: ignore[arg-type]  # as typed
    register.when(assumption.add(1, assumed)).then_refused(problem)


def test_a_bound_itself_is_borne() -> None:
    both = Tripwire(indicator="beds", at_least=Decimal(3), at_most=Decimal(5))
    assert [both.is_crossed_by(Decimal(n)) for n in (2, 3, 5, 6)] == [True, False, False, True]
