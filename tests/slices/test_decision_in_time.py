"""When a decision is in force, what replaced it, and how its wording changed."""

from datetime import UTC
from typing import Any

import pytest

from crisis_log.command import Command
from crisis_log.slices import decision, decision_course, measure
from crisis_log.slices.decision import Decision, DecisionAdopted, DecisionAmended
from crisis_log.slices.decision_course import DecisionSuperseded
from crisis_log.when import end_of
from tests.dates import MARCH_17, MARCH_18, MARCH_31, noon
from tests.given import Given, at, given

RECORDED = at(noon(16), decision.record("Close the schools", due_on=MARCH_18))


def days_in_force(told: Given, subject: str = "decision/1") -> list[int]:
    model = told.get(Decision, subject)
    return [day for day in range(15, 26) if model.in_force_at(noon(day))]


def test_a_decision_is_in_force_from_the_time_it_was_taken() -> None:
    assert days_in_force(given(RECORDED)) == list(range(16, 26))


def test_a_decision_is_in_force_from_its_effective_date() -> None:
    told = given(at(noon(16), decision.record("X", effective_at=noon(20))))
    assert days_in_force(told) == list(range(20, 26))


def test_a_proposed_decision_is_not_in_force() -> None:
    told = given(at(noon(16), decision.propose("X")))
    assert days_in_force(told) == []


def test_a_proposed_decision_is_in_force_from_its_adoption() -> None:
    told = given(at(noon(16), decision.propose("X")), at(noon(18), decision.adopt(1)))
    assert days_in_force(told) == list(range(18, 26))


def test_a_repealed_decision_is_no_longer_in_force() -> None:
    told = given(RECORDED, at(noon(19), decision_course.repeal(1)))
    assert days_in_force(told) == [16, 17, 18]


def test_a_repeal_for_later_leaves_the_decision_in_force_until_then() -> None:
    told = given(RECORDED, at(noon(18), decision_course.repeal(1, effective_at=noon(22))))
    assert days_in_force(told) == list(range(16, 22))


def test_a_withdrawn_decision_never_was_in_force() -> None:
    assert days_in_force(given(RECORDED, at(noon(19), decision_course.withdraw(1)))) == []


def test_a_suspended_decision_is_not_in_force_until_it_is_resumed() -> None:
    told = given(
        RECORDED, at(noon(18), decision_course.suspend(1)), at(noon(21), decision_course.resume(1))
    )
    assert days_in_force(told) == [16, 17, 21, 22, 23, 24, 25]


def test_an_implemented_decision_stays_in_force() -> None:
    told = given(
        RECORDED,
        at(noon(18), decision_course.implement(1)),
        at(noon(22), decision_course.repeal(1)),
    )
    assert days_in_force(told) == list(range(16, 22))


@pytest.mark.parametrize(
    "ending",
    [
        decision_course.repeal(1),
        decision_course.suspend(1),
        decision_course.supersede(1, by_decision=2),
    ],
    ids=["repealed", "suspended", "superseded"],
)
def test_a_decision_ended_before_its_effective_date_never_takes_effect(ending: Command) -> None:
    told = given(
        at(noon(16), decision.record("X", effective_at=noon(22))),
        at(noon(16), decision.record("Y")),
        at(noon(18), ending),
    )
    assert days_in_force(told) == []


def test_a_superseding_decision_is_seen_from_both_sides() -> None:
    told = given(
        RECORDED,
        at(noon(17), decision.record("Close the nurseries")),
        at(noon(19), decision_course.supersede(1, by_decision=2)),
    )
    older, newer = told.get(Decision, "decision/1"), told.get(Decision, "decision/2")
    assert (older.status, older.superseded_by, older.supersedes) == ("superseded", 2, ())
    assert (newer.status, newer.superseded_by, newer.supersedes) == ("adopted", None, (1,))
    assert days_in_force(told) == [16, 17, 18]
    assert days_in_force(told, "decision/2") == list(range(17, 26))


def test_a_decision_can_supersede_others_as_it_is_recorded() -> None:
    told = given(RECORDED, at(noon(16), decision.record("Close the nurseries")))
    outcome = told.when(
        decision_course.record_superseding("All", supersedes=(1, 2, 1), effective_at=noon(20))
    )
    outcome.then(
        DecisionAdopted(number=3, title="All", effective_at=noon(20)),
        DecisionSuperseded(number=1, by_decision=3, effective_at=noon(20)),
        DecisionSuperseded(number=2, by_decision=3, effective_at=noon(20)),
    )
    after = given(
        RECORDED,
        at(noon(16), decision.record("Close the nurseries")),
        *(at(noon(19), fact) for fact in outcome.facts),
    )
    assert after.get(Decision, "decision/3").supersedes == (1, 2)
    assert days_in_force(after) == [16, 17, 18, 19]
    assert days_in_force(after, "decision/3") == list(range(20, 26))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (decision_course.record_superseding("All", supersedes=(9,)), "no decision D-9"),
        (decision_course.record_superseding("All", supersedes=(2,)), "D-2 is proposed"),
        (decision_course.record_superseding("All", supersedes=(3,)), "no decision D-3"),
        (decision_course.supersede(1, by_decision=1), "cannot supersede itself"),
        (decision_course.supersede(1, by_decision=2), "D-2 is proposed"),
        (decision_course.supersede(1, by_decision=9), "no decision D-9"),
    ],
)
def test_what_supersedes_and_what_is_superseded_must_both_hold(command: Command, why: str) -> None:
    given(RECORDED, decision.propose("Later")).when(command).then_refused(why)


def test_two_decisions_cannot_supersede_each_other() -> None:
    given(RECORDED, decision_course.record_superseding("All", supersedes=(1,))).when(
        decision_course.supersede(2, by_decision=1)
    ).then_refused("D-1 is superseded")


def test_an_amendment_says_only_what_changes() -> None:
    given(RECORDED).when(
        decision.amend(
            1, reason="Delay", title="Close the schools", due_on=MARCH_31, options=["A", "B"]
        )
    ).then(
        DecisionAmended(
            number=1, changes={"due_on": "2020-03-31", "options": ["A", "B"]}, reason="Delay"
        )
    )


def test_an_amended_decision_reads_as_amended() -> None:
    told = given(RECORDED, decision.amend(1, reason="Delay", due_on=MARCH_31, owner="DGS"))
    model = told.get(Decision, "decision/1")
    assert (model.due_on, model.owner, model.title) == (MARCH_31, "DGS", "Close the schools")
    assert model.status == "adopted"


def test_an_amendment_can_take_a_field_away() -> None:
    told = given(RECORDED, decision.amend(1, reason="No deadline", due_on=None))
    assert told.get(Decision, "decision/1").due_on is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Nothing changes"),
        ({"title": " Close the schools "}, "Nothing changes"),
        ({"due_on": MARCH_18}, "Nothing changes"),
        ({"title": ""}, "title: some text is needed"),
        ({"title": None}, "title"),
        ({"status": "repealed"}, "status"),
    ],
)
def test_an_amendment_that_changes_nothing_or_too_much_is_refused(
    fields: dict[str, Any], why: str
) -> None:
    given(RECORDED).when(decision.amend(1, reason="Why", **fields)).then_refused(why)


def test_an_amendment_needs_a_reason() -> None:
    given(RECORDED).when(decision.amend(1, reason="", owner="DGS")).then_refused("reason")


def test_a_decision_is_overdue_the_day_after_its_deadline_while_it_waits() -> None:
    told = given(RECORDED).get(Decision, "decision/1")
    assert [told.is_overdue(end_of(day, UTC), UTC) for day in (MARCH_17, MARCH_18, MARCH_31)] == [
        False,
        False,
        True,
    ]
    done = given(RECORDED, decision_course.implement(1)).get(Decision, "decision/1")
    assert not done.is_overdue(end_of(MARCH_31, UTC), UTC)


def test_a_decision_knows_the_measures_that_carry_it_out() -> None:
    told = given(
        RECORDED,
        measure.order("Warn the heads", decision=1),
        measure.order("Unrelated"),
        measure.order("Lock the doors", decision=1),
    )
    assert told.get(Decision, "decision/1").measures == (1, 3)
