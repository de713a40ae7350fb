"""The state after any entry, read from the nearest mark before it, is the one that all make."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.account import Account
from crisis_log.audit.verify import verify
from crisis_log.collection import Collection
from crisis_log.command import Known, Request
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.slices import COLLECTIONS, journal
from crisis_log.slices.journal import Line
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.slices.validation import Validation
from crisis_log.state import State, replay
from crisis_log.storage import Folding
from tests.given import OPENING, Given
from tests.storage.contract.back_ends import NewPlace, begun
from tests.strategies import BEGINNING, Call, often_struck

EVERY = 5
OF_ENTRIES = (Line, StruckEntry, Validation)
"""Known by the number of an entry: no command gives them the next one of their own."""


@pytest.fixture(autouse=True)
def _marks_close_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crisis_log.storage.rows.SNAPSHOT_EVERY", EVERY)


def told(known: Known) -> dict[str, list[object]]:
    """Return all that a state tells of its collections, members and next numbers."""
    return {
        name: [list(known.members(one.model)), _next_number(known, one)]
        for name, one in COLLECTIONS.items()
        if not one.part_of
    }


def _next_number(known: Known, one: Collection) -> int | None:
    is_given = one.numbered and one.model not in OF_ENTRIES
    return known.next_number(one.model) if is_given else None


def recorded(register: Register, history: list[list[Call]]) -> list[Entry]:
    """Record each list in one transaction, but for what is refused; return all entries."""
    register.record_all(Request(command, by="secretary") for command in BEGINNING)
    beside = Given(OPENING, *BEGINNING)
    for together in history:
        try:
            register.record_all(accepted(beside, together))
        except Refused:
            continue
    return list(register.entries())


def accepted(beside: Given, calls: list[Call]) -> Iterator[Request]:
    """Return those of `calls` that a register in memory takes: one refused would stop them all."""
    for call in calls:
        outcome = beside.when(call.command())
        if outcome.refusal is None:
            for fact in outcome.facts:
                beside.add(fact)
            yield Request(call.command(), by="secretary")


def check_against_full_fold(account: Account, entries: list[Entry]) -> None:
    state = State()
    for entry in entries:
        replay([entry], state)
        there = account.state(entry.number)
        assert there.size == entry.number
        assert told(there) == told(state)
        assert [there.get(subject) for subject, _model in state.items()] == [
            model for _subject, model in state.items()
        ]
        for subject in entry.subjects:
            assert there.get(subject) == state.get(subject)
            assert [*there.history(subject)] == [*state.history(subject)]
        assert there.entry(entry.number) == entry
        assert there.entry(entry.number + 1) is None
    for subject in {subject for entry in entries for subject in entry.subjects}:
        assert account.about(subject) == [e.number for e in entries if subject in e.subjects]
    for mark in {mark for entry in entries for mark in entry.marks} | {"none"}:
        numbers = [entry.number for entry in entries if mark in entry.marks]
        assert account.marked(mark) == numbers
        assert account.marked(mark, after=3) == [number for number in numbers if number > 3]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@for_any(st.lists(st.lists(often_struck, min_size=1, max_size=9), min_size=6, max_size=12))
def test_the_state_after_any_entry_equals_a_full_fold(
    new_place: NewPlace, history: list[list[Call]]
) -> None:
    with Register.open(begun(new_place)) as register:
        entries = recorded(register, history)
        check_against_full_fold(register.account(), entries)
        check_against_full_fold(register.proven(), entries)
        assert verify(register).findings == ()
        register.rebuild()
        check_against_full_fold(register.account(), entries)


def test_an_account_tells_nothing_beyond_its_last_entry(new_place: NewPlace) -> None:
    with Register.open(begun(new_place)) as register:
        asked = journal.log("Masks", line_kind="request")
        register.record_all(Request(asked, by="x") for _ in range(12))
        for account in (register.account(7), register.proven().upto(7)):
            register.record(asked, by="x")
            assert (account.size, account.state().size) == (7, 7)
            assert [entry.number for entry in account.entries(after=5)] == [6, 7]
            assert account.marked("kind:request", after=4) == [5, 6, 7]
            assert list(account.upto(3).entries()) == list(account.entries(upto=3))
            assert account.number_at(register.now()) == 7
            assert account.number_at(register.recorded_at(4)) == 4
            with pytest.raises(LookupError):
                account.entry(8)


def test_what_was_left_half_made_answers_nothing(
    new_place: NewPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Register.open(begun(new_place)) as register:
        register.record_all(Request(journal.log("Masks"), by="x") for _ in range(4))
        entries = list(register.entries())
        proven, note = register.proven(), Folding.note

        def interrupted(folding: Folding, entry: Entry) -> None:
            if entry.number == len(entries):
                raise KeyboardInterrupt
            note(folding, entry)

        monkeypatch.setattr(Folding, "note", interrupted)
        with pytest.raises(KeyboardInterrupt):
            proven.state()
        monkeypatch.setattr(Folding, "note", note)
        check_against_full_fold(proven, entries)
        check_against_full_fold(register.proven(), entries)
