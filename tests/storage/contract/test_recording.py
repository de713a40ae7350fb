"""What a register does with one request: all of it once, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.command import Command, File, Known, Request
from crisis_log.fact import Fact, Refused
from crisis_log.register import Register
from crisis_log.slices import COLLECTIONS, crisis, decision, decision_course, journal, measure
from crisis_log.slices import continuity_plan as plans
from crisis_log.state import replay
from crisis_log.storage import Place, place
from tests.storage.contract.back_ends import NewPlace, begun
from tests.storage.contract.soundness import check_sound
from tests.storage.registers import folded_rows, opening, stored_index, stored_rows
from tests.strategies import BEGINNING, Call, calls


def test_the_first_entry_is_the_opening(new_place: NewPlace) -> None:
    there = new_place("covid-19")
    recorded = Register.create(there, Request(opening(), by="secretary", note="Drill"))
    with Register.open(there) as register:
        assert list(register.entries()) == list(recorded.entries)
        (entry,) = recorded.entries
        assert (entry.number, entry.kind, entry.note) == (1, "crisis.opened.v2", "Drill")
        assert entry.register_id == register.register_id
        assert register.register_id.startswith("covid-19-")


@pytest.mark.parametrize(
    "asked",
    [
        Request(journal.log("A\0B"), by="secretary"),
        Request(journal.log("A", tags=("fire", "flo\0od")), by="secretary"),
        Request(journal.log("A"), by="secre\0tary"),
        Request(journal.log("A"), by="secretary", note="\\\0"),
        Request(journal.log("A"), by="secretary", files=[File("a\0b", "text/plain", b"A")]),
    ],
    ids=["text", "tag", "author", "note", "file"],
)
def test_a_text_with_a_nul_is_refused_and_leaves_nothing(
    register: Register, asked: Request
) -> None:
    with pytest.raises(Refused, match="NUL"):
        register.record_all([asked])
    assert register.size() == 1


def test_a_text_that_speaks_of_a_nul_is_kept_as_it_is(register: Register) -> None:
    for text in ("\\u0000", "\\\\u0000", "a\\\\\\u0000b"):
        (entry,) = register.record(journal.log(text), by="secretary").entries
        assert register.entry(entry.number).fact == entry.fact


def test_a_nul_that_was_recorded_before_in_a_file_stays_readable(tmp_path: Path) -> None:
    there = place(tmp_path / "old.crisis")
    with patch("crisis_log.recording._check_no_nul"):
        Register.create(there, Request(opening(), by="secretary", note="A\0B"))
    with Register.open(there) as register:
        assert register.entry(1).note == "A\0B"
        register.record(journal.log("C"), by="secretary")
    check_sound(there)


def test_a_recorded_entry_is_there_when_the_register_is_opened_again(there: Place) -> None:
    with Register.open(there) as register:
        (entry,) = register.record(journal.log("Bridge closed"), by="secretary").entries
    with Register.open(there) as register:
        assert register.entry(2) == entry
        (stored,) = register.stored(after=1)
        assert stored == (2, "journal.logged.v3", entry.to_bytes())


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(st.lists(st.tuples(calls, st.booleans()), min_size=20, max_size=40))
def test_state_rows_equal_a_full_rebuild_byte_for_byte(
    new_place: NewPlace, history: list[tuple[Call, bool]]
) -> None:
    there = begun(new_place)
    with Register.open(there) as register:
        register.record_all(Request(command, by="secretary") for command in BEGINNING)
        for call, look in history:
            try:
                register.record(call.command(), by="secretary")
            except Refused:
                continue
            if look:
                list(register.state().members(decision.Decision))
        rows, index = stored_rows(register), stored_index(register)
        assert rows == folded_rows(register)
        assert register.rebuild() == len(rows)
        assert (stored_rows(register), stored_index(register)) == (rows, index)
        live, folded = register.state(), replay(register.entries())
        assert live.size == folded.size
        for collection in COLLECTIONS.values():
            model = collection.model
            assert list(live.members(model)) == list(folded.members(model))
    check_sound(there)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_any(st.lists(calls, min_size=20, max_size=40))
def test_many_requests_in_one_transaction_give_what_they_give_one_by_one(
    new_place: NewPlace, history: list[Call]
) -> None:
    there = begun(new_place)
    with Register.open(begun(new_place)) as one_by_one, Register.open(there) as together:
        accepted = list(BEGINNING)
        one_by_one.record_all(Request(command, by="secretary") for command in BEGINNING)
        for call in history:
            try:
                one_by_one.record(call.command(), by="secretary")
            except Refused:
                continue
            accepted.append(call.command())
        together.record_all(Request(command, by="secretary") for command in accepted)
        facts = [
            [entry.fact for entry in register.entries()] for register in (one_by_one, together)
        ]
        assert facts[0] == facts[1]
    check_sound(there)


def test_a_refused_request_leaves_nothing(register: Register) -> None:
    before = list(register.stored())
    with pytest.raises(Refused, match="no decision D-1"):
        register.record(decision.adopt(1), by="secretary", request_id="refused")
    assert list(register.stored()) == before
    assert not register.record(journal.log("A"), by="x", request_id="refused").repeated


def test_one_refusal_among_many_requests_leaves_none_of_them(register: Register) -> None:
    commands = [decision.propose("A"), decision.adopt(1), decision.adopt(1)]
    with pytest.raises(Refused, match="D-1 is adopted"):
        register.record_all(Request(command, by="secretary") for command in commands)
    assert register.size() == 1
    assert register.state().get("decision/1") is None
    (entry,) = register.record(decision.propose("B"), by="secretary").entries
    assert (entry.number, entry.subject) == (2, "decision/1")


def test_a_command_that_breaks_leaves_nothing(register: Register) -> None:
    def broken(known: Known, request: Request) -> list[Fact]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        register.record(broken, by="secretary")
    assert register.record(journal.log("A"), by="secretary").entries[0].number == 2


def test_requests_of_one_transaction_see_each_other(register: Register) -> None:
    recorded = register.record_all(
        Request(command, by="secretary")
        for command in (
            decision.record("A"),
            decision_course.record_superseding("B", supersedes=(1,)),
            measure.order("M", decision=2),
            measure.order("N", decision=2),
        )
    )
    assert [[entry.number for entry in each.entries] for each in recorded] == [
        [2],
        [3, 4],
        [5],
        [6],
    ]
    newer = register.state().get("decision/2")
    assert isinstance(newer, decision.Decision)
    assert (newer.supersedes, newer.measures) == ((1,), (1, 2))


def test_decisions_are_listed_in_the_order_of_their_numbers(register: Register) -> None:
    register.record_all(Request(decision.record("A"), by="secretary") for _ in range(12))
    for state in (register.state(), replay(register.entries())):
        numbers = [member.number for member in state.members(decision.Decision)]
        assert numbers == list(range(1, 13))
        assert state.next_number(decision.Decision) == 13


REQUEST = "7d1f"


@pytest.mark.parametrize("again", [REQUEST, f" {REQUEST} "])
def test_a_request_recorded_before_is_answered_with_its_entries(
    register: Register, again: str
) -> None:
    register.record(decision.record("A"), by="secretary")
    first = register.record(
        decision_course.record_superseding("B", supersedes=(1,)), by="secretary", request_id=REQUEST
    )
    register.record(journal.log("Meanwhile"), by="secretary")
    before = list(register.stored())
    second = register.record(
        decision_course.record_superseding("B", supersedes=(1,)), by="x", request_id=again
    )
    assert (first.repeated, second.repeated) == (False, True)
    assert len(first.entries) == 2
    assert list(second.entries) == list(first.entries)
    assert list(register.stored()) == before


@pytest.mark.parametrize("again", [REQUEST, f" {REQUEST} "])
def test_a_request_with_spaces_around_its_id_is_the_same_request(
    register: Register, again: str
) -> None:
    first = register.record(journal.log("A"), by="secretary", request_id=f" {REQUEST} ")
    second = register.record(journal.log("A"), by="secretary", request_id=again)
    assert second.repeated
    assert list(second.entries) == list(first.entries)


@pytest.mark.parametrize("again", [REQUEST, f" {REQUEST} "])
def test_a_request_repeated_in_one_transaction_is_recorded_once(
    register: Register, again: str
) -> None:
    recorded = register.record_all(
        Request(journal.log("A"), by="secretary", request_id=request_id)
        for request_id in (REQUEST, again)
    )
    assert [each.repeated for each in recorded] == [False, True]
    assert register.size() == 2


def test_a_repeated_request_is_answered_even_when_it_would_now_be_refused(
    register: Register,
) -> None:
    register.record(decision.propose("A"), by="secretary")
    register.record(decision.adopt(1), by="secretary", request_id=REQUEST)
    register.record(crisis.close(), by="secretary")
    assert register.record(decision.adopt(1), by="secretary", request_id=REQUEST).repeated


@pytest.mark.parametrize("none", [None, "", " "])
def test_each_request_without_id_is_its_own(register: Register, none: str | None) -> None:
    entries = [
        register.record(journal.log("A"), by="secretary", request_id=none).entries[0]
        for _ in range(3)
    ]
    assert len({entry.request_id for entry in entries}) == 3


def test_the_history_of_a_subject_is_the_entries_that_changed_it(register: Register) -> None:
    for command in (
        decision.propose("A"),
        journal.log("Meanwhile"),
        decision.adopt(1),
        measure.order("M", decision=1),
        decision_course.record_superseding("B", supersedes=(1,)),
    ):
        register.record(command, by="secretary")
    assert [entry.number for entry in register.history("decision/1")] == [2, 4, 5, 7]
    assert [entry.number for entry in register.history("decision/2")] == [6, 7]
    assert register.history("decision/3") == []


@pytest.mark.parametrize("number", [0, -1, 3, 10**30, -(10**30)])
def test_an_entry_that_does_not_exist_is_refused(register: Register, number: int) -> None:
    register.record(journal.log("A"), by="secretary")
    with pytest.raises(Refused, match=r"no entry n° .*the last is n° 2"):
        register.entry(number)


HALF = "half \ud83d"


@pytest.mark.parametrize(
    "command",
    [
        journal.log(HALF),
        decision.record(HALF),
        plans.register(HALF, "Plan"),
        plans.activate(HALF, level=1),
        plans.lift(HALF),
        crisis.join_organisation(HALF, "Name"),
        decision.record("A", organisations=(HALF,)),
    ],
)
def test_text_that_is_not_unicode_is_refused_not_an_error(
    register: Register, command: Command
) -> None:
    with pytest.raises(Refused):
        register.record(command, by="secretary")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(
            (field, text)
            for field in ("by", "request_id", "note")
            for text in (HALF, "a" * 100_001)
        ),
        ("by", " "),
        ("note", " "),
    ],
)
def test_a_request_that_cannot_be_kept_is_refused(
    register: Register, field: str, text: str
) -> None:
    envelope: dict[str, Any] = {"by": "secretary"} | {field: text}
    with pytest.raises(Refused):
        register.record(journal.log("A"), **envelope)
    assert register.size() == 1


def test_a_state_that_was_read_stays_as_it_was_while_others_write(there: Place) -> None:
    with Register.open(there) as reader, Register.open(there) as writer:
        seen = reader.state()
        writer.record(decision.record("A"), by="secretary")
        assert seen.size == 1
        assert list(seen.members(decision.Decision)) == []
        assert reader.state().size == 2
