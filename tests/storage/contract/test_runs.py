"""Many requests in one transaction are written run by run: all of them, or none."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from signal import SIGINT
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log import outcome, striking
from crisis_log.command import Changed, File, Known, Recorded, Request
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.outcome import Outcome
from crisis_log.recording import Recording
from crisis_log.register import Register
from crisis_log.slices import decision, decision_course, journal, measure
from crisis_log.storage import Place
from tests.storage.contract.back_ends import NewPlace, begun
from tests.storage.contract.soundness import check_sound
from tests.strategies import BEGINNING, Call, calls

RUN = 3
RUNS = 4


@pytest.fixture(autouse=True)
def short_runs() -> Iterator[None]:
    """Let a run be of few entries."""
    with patch("crisis_log.storage.writing.RUN", RUN):
        yield


@pytest.fixture
def run() -> Iterator[Outcome]:
    """A run of the program, and what it recorded."""
    present = Outcome()
    outcome.begin(present)
    yield present
    outcome.begin(Outcome())


def line(number: int, request_id: str | None = None) -> Request:
    return Request(journal.log(f"Line {number}"), by="secretary", request_id=request_id)


def lines(count: int = RUN * RUNS) -> list[Request]:
    return [line(number, f"line-{number}") for number in range(count)]


def record_lines(recording: Recording, count: int = RUN * RUNS) -> list[Recorded]:
    return [*map(recording.record, lines(count))]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(st.lists(calls, min_size=20, max_size=40))
def test_they_give_what_they_give_one_by_one(new_place: NewPlace, history: list[Call]) -> None:
    there = begun(new_place)
    with Register.open(begun(new_place)) as one_by_one, Register.open(there) as together:
        for command in BEGINNING:
            one_by_one.record(command, by="secretary")
        with together.recording() as recording:
            for command in BEGINNING:
                recording.record(Request(command, by="secretary"))
            for call in history:
                answers = set()
                try:
                    one_by_one.record(call.command(), by="secretary")
                except Refused as refusal:
                    answers.add(str(refusal))
                try:
                    recording.record(Request(call.command(), by="secretary"))
                except Refused as refusal:
                    answers.add(str(refusal))
                assert len(answers) < 2
        facts = [
            [entry.fact for entry in register.entries()] for register in (one_by_one, together)
        ]
        assert facts[0] == facts[1]
    check_sound(there)


def test_a_refusal_that_ends_the_block_leaves_nothing_of_any_run(
    there: Place, register: Register
) -> None:
    file = File("a.txt", "text/plain", b"attached")
    requests = [
        Request(journal.log("A"), by="secretary", files=[file]),
        *lines(),
        Request(decision.adopt(1), by="secretary"),
    ]
    with pytest.raises(Refused, match="no decision D-1"):
        register.record_all(requests)
    assert register.size() == 1
    assert register.attachment(file.sha256) is None
    assert register.answer("line-0") is None
    assert register.record(journal.log("B"), by="secretary").entries[0].number == 2
    check_sound(there)


@pytest.mark.parametrize("before", range(RUN + 1))
def test_a_request_refused_at_its_second_entry_leaves_neither(
    there: Place, register: Register, before: int
) -> None:
    def heed(_known: Known, _changes: Changed, entry: Entry) -> None:
        if entry.kind.startswith("decision.superseded"):
            raise Refused("not this one")

    newer = decision_course.record_superseding("B", supersedes=(1,))
    with register.recording() as recording:
        recording.record(Request(decision.record("A"), by="director"))
        record_lines(recording, before)
        with pytest.raises(Refused, match="not this one"):
            recording.record(Request(newer, by="director", request_id="refused", heed=heed))
        (first, second) = recording.record(
            Request(newer, by="director", request_id="taken")
        ).entries
    assert (first.number, second.number) == (before + 3, before + 4)
    assert register.answer("refused") is None
    assert [one.title for one in register.state().members(decision.Decision)] == ["A", "B"]
    check_sound(there)


def test_what_is_known_is_told_whichever_run_it_is_in(there: Place, register: Register) -> None:
    register.record(journal.log("Before"), by="secretary", request_id="before")
    with register.recording() as recording:
        first = record_lines(recording, RUN + 1)
        again = record_lines(recording, RUN + 1)
        assert recording.record(line(0, "before")).repeated
    assert [one.repeated for one in first + again] == [*[False] * (RUN + 1), *[True] * (RUN + 1)]
    assert [one.entries for one in again] == [[*one.entries] for one in first]
    assert register.size() == 2 + RUN + 1
    check_sound(there)


def test_a_later_run_strikes_and_answers_what_an_earlier_one_holds(
    there: Place, register: Register
) -> None:
    asked = journal.log("Masks?", line_kind="request")
    with register.recording() as recording:
        recording.record(Request(asked, by="secretary"))
        recording.record(Request(decision.record("A"), by="director"))
        record_lines(recording)
        recording.record(Request(journal.log("They come", answers=(2,)), by="secretary"))
        recording.record(Request(striking.strike(3, reason="Typed twice"), by="secretary"))
    state = register.state()
    assert state.get("decision/1") is None
    request = state.get("journal/2")
    assert isinstance(request, journal.Line)
    assert [answer.entry for answer in request.answered_by] == [3 + RUN * RUNS + 1]
    check_sound(there)


def test_memory_holds_one_run_at_most(register: Register) -> None:
    made: list[weakref.ref[Entry]] = []
    held = []
    with register.recording() as recording:
        for number in range(RUN * RUNS):
            (entry,) = recording.record(line(number)).entries
            made.append(weakref.ref(entry))
            del entry
            held.append(sum(one() is not None for one in made))
    assert max(held) <= RUN


def test_the_run_of_the_program_knows_the_numbers_of_all(register: Register, run: Outcome) -> None:
    with register.recording() as recording:
        record_lines(recording, RUN * RUNS + 1)
    assert run.numbers == [*range(2, RUN * RUNS + 3)]
    assert [entry.number for entry in run.recorded] == run.numbers[-1:]
    with register.recording() as recording:
        record_lines(recording, RUN)
    assert len(run.numbers) == RUN * RUNS + 1, "all were known"


@pytest.mark.parametrize("at", range(RUN * 2 + 1))
def test_an_interruption_at_any_request_leaves_nothing(
    there: Place, register: Register, run: Outcome, at: int
) -> None:
    def interrupted() -> Iterator[Request]:
        yield from lines(at)
        run.interrupt(SIGINT)

    with pytest.raises(KeyboardInterrupt):
        register.record_all(interrupted())
    assert (register.size(), run.numbers) == (1, [])
    check_sound(there)


def test_a_copy_of_a_copy_holds_the_first_alone(register: Register) -> None:
    """Else who goes on from copy to copy would hold them all."""
    state = register.state()
    between = state.copy()
    last = between.copy()
    gone = weakref.ref(between)
    del between
    assert gone() is None
    assert last.size == state.size


def test_what_is_tried_rests_on_what_was_tried_before_it(register: Register) -> None:
    tried = register.rehearsal()
    for number in range(1, 4):
        (entry,) = tried.record(Request(decision.record(f"A {number}"), by="x")).entries
        assert entry.subject == f"decision/{number}"
        tried.record(line(number))
    tried.record(Request(measure.order("M", decision=3), by="x"))
    with pytest.raises(Refused, match="no decision D-4"):
        tried.record(Request(measure.order("N", decision=4), by="x"))
    assert register.size() == 1
