"""What became of each request is what its answers, its closing and the texts that cite it say."""

from hypothesis import given as given_any
from hypothesis import strategies as st

from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.slices import decision, decision_course, journal, line_course, measure, request
from crisis_log.slices.answers import Answering
from crisis_log.views.requests import RequestNow, open_requests, requests
from tests.given import Given, at, given, hour

MASKS = journal.log("Masks, please", line_kind="request", source="Hospital")


def found(register: Given) -> dict[int, RequestNow]:
    return {one.number: one for one in requests(HeldInMemory(register.entries))}


def test_an_answer_is_told_by_what_gives_it_and_when() -> None:
    register = given(
        MASKS,
        at(hour(2), decision.record("Give masks", answers=(2,))),
        measure.order("Deliver masks", decision=1, answers=(2,)),
        journal.log("Delivered", answers=(2,)),
    )
    asked = found(register)[2]
    assert (asked.text, asked.source, asked.status) == ("Masks, please", "Hospital", "answered")
    assert [(one.label, one.text, one.entry, one.occurred_at) for one in asked.answers] == [
        ("D-1", "Give masks", 3, hour(2)),
        ("M-1", "Deliver masks", 4, hour(4)),
        ("n° 5", "Delivered", 5, hour(5)),
    ]
    assert asked.cited_by == ()


def test_a_citation_is_shown_as_one_and_is_no_answer() -> None:
    register = given(
        MASKS,
        journal.log("n° 2 is with the prefecture"),
        journal.log("See n° 2, typed twice"),
        line_course.strike(4, reason="duplicate"),
        decision.record("Give masks", grounds="n° 2", answers=(2,)),
        line_course.correct(2, "Masks, please: 200", reason="n° 2 was unclear"),
    )
    assert found(register)[2].cited_by == (3,)
    assert found(register)[2].sources == (2, 7)


def test_a_proposed_answer_leaves_it_open_and_is_told() -> None:
    register = given(MASKS, decision.propose("Give masks", answers=(2,)))
    asked = found(register)[2]
    assert (asked.status, asked.answers) == ("open", ())
    assert [(one.label, one.entry) for one in asked.proposed] == [("D-1", 3)]
    register.add(decision.reject(1))
    assert found(register)[2].proposed == ()


def test_what_is_closed_says_by_which_entry_and_why() -> None:
    asked = found(given(MASKS, request.close(2, reason="none left")))[2]
    assert (asked.status, asked.closed_by, asked.closed_reason) == ("closed", 3, "none left")


def test_a_struck_request_is_none() -> None:
    assert found(given(MASKS, line_course.strike(2, reason="duplicate"))) == {}


def test_the_last_asked_comes_first_and_those_that_are_open_by_when_they_were_asked() -> None:
    register = given(MASKS, at(hour(1), MASKS), MASKS, journal.log("Sent", answers=(4,)))
    assert [*found(register)] == [4, 3, 2]
    assert [one.number for one in open_requests(HeldInMemory(register.entries))] == [2, 3]


NUMBERS = st.integers(2, 6)
THINGS = st.integers(1, 2)
ANSWERS = st.lists(NUMBERS, max_size=2)
COMMANDS = st.one_of(
    st.just(MASKS),
    st.builds(journal.log, text=st.sampled_from(["Sent", "n° 2", "n° 3"]), answers=ANSWERS),
    st.builds(decision.propose, title=st.just("Give"), answers=ANSWERS),
    st.builds(decision.adopt, number=THINGS, answers=ANSWERS),
    st.builds(decision.reject, number=THINGS),
    st.builds(decision_course.withdraw, number=THINGS),
    st.builds(measure.order, title=st.just("Give"), answers=ANSWERS),
    st.builds(line_course.strike, number=NUMBERS, reason=st.just("R")),
    st.builds(line_course.refute, number=NUMBERS),
    st.builds(request.close, number=NUMBERS, reason=st.just("see n° 2")),
)


@given_any(st.lists(COMMANDS, min_size=5, max_size=20))
def test_whatever_happens_a_request_is_answered_by_what_says_so_alone(
    history: list[Command],
) -> None:
    register = given(MASKS, MASKS)
    for command in history:
        for fact in register.when(command).facts:
            register.add(fact)
    answering = {
        (number, entry.number)
        for entry in register.entries
        if isinstance(entry.fact, Answering)
        for number in entry.fact.answers
    }
    told = found(register)
    unanswered = {one.number for one in open_requests(HeldInMemory(register.entries))}
    assert unanswered == {n for n in told if told[n].status == "open"}
    for asked in told.values():
        answers = {(asked.number, one.entry) for one in (*asked.answers, *asked.proposed)}
        assert answers <= answering
        assert (asked.status == "answered") == bool(asked.answers)
        assert asked.status != "closed" or asked.closed_by
        assert not answers & {(asked.number, entry) for entry in asked.cited_by}
