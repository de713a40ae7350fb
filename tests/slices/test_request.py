"""An answer is said, never guessed; it answers as long as it holds."""

import pytest

from crisis_log.command import Command
from crisis_log.slices import decision, decision_course, journal, line_course, measure, request
from crisis_log.slices.decision import Decision, DecisionAdopted, DecisionProposed
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import MeasureOrdered
from crisis_log.slices.request import RequestClosed, answers_to, status_of
from tests.given import Given, Past, given

MASKS = journal.log("Masks, please", line_kind="request")
"""Recorded as entry n° 2."""


def status(*past: Past) -> str:
    """Return what has become of request n° 2."""
    register = asked(*past)
    return status_of(register.state, register.get(Line, "journal/2"))


def asked(*past: Past) -> Given:
    return given(MASKS, *past)


def test_a_request_is_open_until_something_answers_it() -> None:
    assert status() == "open"
    assert status(journal.log("n° 2 is under study")) == "open", "cited is not answered"
    assert status(decision.record("Close", grounds="see n° 2")) == "open"


@pytest.mark.parametrize(
    "answer",
    [
        journal.log("Sent", line_kind="action", answers=(2,)),
        decision.record("Give masks", answers=(2,)),
        decision_course.record_superseding("Give masks", supersedes=(), answers=(2,)),
        measure.order("Give masks", answers=(2,)),
    ],
)
def test_a_line_a_decision_or_a_measure_answers_it(answer: Command) -> None:
    assert status(answer) == "answered"


def test_one_entry_answers_several_requests_and_one_request_has_several_answers() -> None:
    register = asked(
        journal.log("Gloves, please", line_kind="request"),
        decision.record("Give both", answers=(2, 3, 2)),
        measure.order("Deliver", decision=1, answers=(2,)),
    )
    answers = {n: answers_to(register.state, register.get(Line, f"journal/{n}")) for n in (2, 3)}
    assert [(a.entry, a.subject) for a in answers[2]] == [(4, "decision/1"), (5, "measure/1")]
    assert [(a.entry, a.subject) for a in answers[3]] == [(4, "decision/1")]
    assert register.get(Decision, "decision/1").answers == (2, 3)


def test_answers_are_told_in_the_order_of_their_recording() -> None:
    register = asked(
        decision.propose("Give masks", answers=(2,)),
        journal.log("Promised", answers=(2,)),
        decision.adopt(1),
    )
    answers = answers_to(register.state, register.get(Line, "journal/2"))
    assert [answer.entry for answer in answers] == [4, 5]


STRUCK = line_course.strike(3, reason="typed by mistake")


@pytest.mark.parametrize(
    "past",
    [
        (journal.log("Sent", answers=(2,)), STRUCK),
        (journal.log("Sent", answers=(2,)), line_course.refute(3)),
        (decision.propose("Give masks", answers=(2,)),),
        (decision.propose("Give masks", answers=(2,)), decision.reject(1)),
        (decision.record("Give masks", answers=(2,)), decision_course.withdraw(1)),
    ],
    ids=["struck", "refuted", "proposed", "rejected", "withdrawn"],
)
def test_what_does_not_hold_is_no_answer(past: tuple[Past, ...]) -> None:
    assert status(*past) == "open"


@pytest.mark.parametrize("end", [decision_course.repeal(1), decision_course.suspend(1)])
def test_an_answer_that_ended_later_was_one(end: Command) -> None:
    assert status(decision.record("Give masks", answers=(2,)), end) == "answered"


def test_another_answer_holds_when_one_is_struck() -> None:
    assert status(*[journal.log("Sent", answers=(2,))] * 2, STRUCK) == "answered"


def test_a_proposal_answers_by_its_adoption() -> None:
    register = asked(
        journal.log("Gloves, please", line_kind="request"),
        decision.propose("Give masks", answers=(2,)),
    )
    outcome = register.when(decision.adopt(1, answers=(3,)))
    outcome.then(DecisionAdopted(number=1, answers=(2, 3)))
    register.add(decision.adopt(1, answers=(3,)))
    (answer,) = answers_to(register.state, register.get(Line, "journal/2"))
    assert answer.entry == 5


def test_a_proposal_is_adopted_though_the_request_was_struck_since() -> None:
    proposed = decision.propose("Give masks", answers=(2,))
    register = asked(proposed, line_course.strike(2, reason="duplicate"))
    register.when(decision.adopt(1)).then(DecisionAdopted(number=1, answers=(2,)))


@pytest.mark.parametrize(
    "fact",
    [
        DecisionProposed(number=1, title="Give", answers=(2, 7)),
        MeasureOrdered(number=1, title="Give", answers=(2, 7)),
    ],
)
def test_the_headline_names_what_is_answered(fact: DecisionProposed | MeasureOrdered) -> None:
    assert fact.headline().endswith(", in answer to requests n° 2 and n° 7")
    assert fact.also_about() == ("journal/2", "journal/7")


@pytest.mark.parametrize("command", [journal.log, decision.record, decision.propose, measure.order])
def test_only_a_request_that_stands_can_be_answered(command: object) -> None:
    assert callable(command)
    register = asked(journal.log("Rumour"), decision.record("Close"), MASKS)
    register.add(line_course.strike(5, reason="duplicate"))
    for number, refusal in (
        (3, "n° 3 is not a request"),
        (4, "n° 4 is not a line"),
        (5, "struck by entry n° 6"),
        (9, "no entry n° 9"),
    ):
        register.when(command("Here", answers=(number,))).then_refused(refusal)


# Closed


def test_a_request_is_closed_without_action_and_why() -> None:
    asked().when(request.close(2, reason="no longer needed")).then(
        RequestClosed(request=2, reason="no longer needed")
    )
    assert status(request.close(2, reason="no longer needed")) == "closed"


def test_what_is_closed_can_still_be_answered() -> None:
    closed = request.close(2, reason="none left")
    assert status(closed, journal.log("Found some", answers=(2,))) == "answered"


def test_closing_what_is_answered_closed_struck_or_no_request_is_refused() -> None:
    answered = asked(decision.record("Give masks", answers=(2,)))
    answered.when(request.close(2, reason="R")).then_refused("is answered: n° 3")
    closed = asked(request.close(2, reason="R"))
    closed.when(request.close(2, reason="R")).then_refused("already closed.*n° 3")
    struck = asked(line_course.strike(2, reason="R"), journal.log("Rumour"))
    struck.when(request.close(2, reason="R")).then_refused("struck")
    struck.when(request.close(4, reason="R")).then_refused("is not a request")


def test_an_answer_that_was_struck_lets_the_request_be_closed() -> None:
    answered = asked(journal.log("Sent", answers=(2,)), STRUCK)
    answered.when(request.close(2, reason="R")).then(RequestClosed(request=2, reason="R"))
