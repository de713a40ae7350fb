"""What a withdrawn decision had superseded is as it was, once somebody says so."""

from __future__ import annotations

from crisis_log.slices import decision_course, decision_revival
from crisis_log.slices.decision import Decision, DecisionAdopted
from crisis_log.slices.decision_course import (
    DecisionSuperseded,
    DecisionSuspended,
    DecisionWithdrawn,
)
from crisis_log.slices.decision_revival import DecisionRevived
from tests.given import Past, at, given, hour

TWO = (DecisionAdopted(number=1, title="Close"), DecisionAdopted(number=2, title="Open"))
SUPERSEDED = (*TWO, DecisionSuperseded(number=1, by_decision=2))
WITHDRAWN = (*SUPERSEDED, DecisionWithdrawn(number=2))
REVIVED = (*WITHDRAWN, DecisionRevived(number=1, withdrawn=2))


def first(*past: Past) -> Decision:
    return given(*past).get(Decision, "decision/1")


def test_it_is_in_force_without_interruption() -> None:
    decision = first(*REVIVED)
    assert (decision.status, decision.superseded_by) == ("adopted", None)
    assert [decision.in_force_at(hour(number)) for number in range(1, 8)] == [False, *[True] * 6]
    since = decision.in_force_since(hour(7))
    assert since
    assert (since.since, since.entry) == (hour(2), 2)


def test_it_is_what_it_was_before_it_was_superseded() -> None:
    suspended = DecisionSuspended(number=1)
    decision = first(
        *TWO,
        suspended,
        DecisionSuperseded(number=1, by_decision=2),
        DecisionWithdrawn(number=2),
        DecisionRevived(number=1, withdrawn=2),
    )
    assert (decision.status, decision.phases[-1].since) == ("suspended", hour(4))
    assert not decision.in_force_at(hour(9))


def test_what_takes_its_place_later_does_so_again() -> None:
    decision = first(
        *REVIVED,
        DecisionAdopted(number=3, title="Half open"),
        DecisionSuperseded(number=1, by_decision=3),
    )
    assert (decision.status, decision.superseded_by) == ("superseded", 3)
    assert decision.in_force_at(hour(7))
    assert not decision.in_force_at(hour(8))


def test_the_withdrawn_decision_supersedes_nothing_any_more() -> None:
    register = given(*REVIVED)
    withdrawn = register.get(Decision, "decision/2")
    assert (withdrawn.status, withdrawn.supersedes) == ("withdrawn", ())
    assert decision_revival.to_be_revived(register.state, withdrawn) == []
    before = given(*WITHDRAWN)
    revivable = decision_revival.to_be_revived(before.state, before.get(Decision, "decision/2"))
    assert [one.number for one in revivable] == [1]


def test_a_withdrawal_that_revives_is_one_request() -> None:
    given(*SUPERSEDED).when(decision_revival.withdraw(2, reason="Illegal", revive=(1, 1))).then(
        DecisionWithdrawn(number=2, reason="Illegal"),
        DecisionRevived(number=1, withdrawn=2, reason="Illegal"),
    )


def test_only_what_the_withdrawn_decision_superseded_is_revived() -> None:
    withdraw = decision_revival.withdraw(2, revive=(1,))
    given(*TWO).when(withdraw).then_refused("D-1 is not superseded by D-2")
    given(*SUPERSEDED).when(decision_revival.withdraw(2, revive=(9,))).then_refused(
        "no decision D-9"
    )
    given(*REVIVED).when(withdraw).then_refused("D-2 is withdrawn; .* only when it is")


def test_it_may_be_revived_later_if_what_superseded_it_is_withdrawn() -> None:
    revive = decision_revival.revive(1, reason="Needed")
    given(*WITHDRAWN).when(revive).then(DecisionRevived(number=1, withdrawn=2, reason="Needed"))
    given(*SUPERSEDED).when(revive).then_refused("D-1 is superseded by D-2, which is adopted")
    given(*TWO).when(revive).then_refused("D-1 is adopted; .* only when it is superseded")
    given(*SUPERSEDED, decision_course.repeal(2)).when(revive).then_refused("which is repealed")


def test_a_supersession_that_takes_effect_later_never_does() -> None:
    decision = first(
        *TWO,
        DecisionSuperseded(number=1, by_decision=2, effective_at=hour(30)),
        at(hour(5), DecisionWithdrawn(number=2)),
        DecisionRevived(number=1, withdrawn=2),
    )
    assert decision.in_force_at(hour(40))
    assert decision.ends(hour(6)) is None
