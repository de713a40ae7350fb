"""What holds for any fact and any sequence of commands."""

from __future__ import annotations

import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from crisis_log import striking
from crisis_log.command import Request, Subject
from crisis_log.entry import Entry, read_entry
from crisis_log.fact import KINDS
from crisis_log.slices import COLLECTIONS, collection_of, decision, measure, sort_key
from crisis_log.slices.journal import LineLogged
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry, holding
from crisis_log.state import State, decide, evolve
from tests.given import entry_of, follow
from tests.histories import History, histories, struck_histories, told
from tests.strategies import entries


def everything(state: State) -> dict[str, Subject]:
    return dict(state.items())


@for_any(histories)
def test_a_replay_of_the_stored_entries_gives_the_live_state(
    history: History,
) -> None:
    live = told(history)
    replayed = follow(read_entry(entry.to_bytes()) for entry in live.entries)
    assert everything(replayed) == everything(live.state)
    assert replayed.size == live.state.size


@for_any(histories, st.integers(0, 40))
def test_a_replay_can_stop_and_go_on(history: History, stop: int) -> None:
    log = told(history).entries
    resumed = follow(log[stop:], follow(log[:stop]))
    assert everything(resumed) == everything(follow(log))


@for_any(histories)
def test_the_same_entry_always_changes_the_state_in_the_same_way(
    history: History,
) -> None:
    state = State()
    for entry in told(history).entries:
        before = {subject: model.model_dump_json() for subject, model in state.items()}
        first, second = evolve(state, entry), evolve(state, entry)
        after = {subject: model.model_dump_json() for subject, model in state.items()}
        assert first == second
        assert before == after, "evolve changed a state it was only shown"
        assert set(first) == set(entry.subjects)
        state.advance(entry, first)


@for_any(histories)
def test_entries_decisions_and_measures_are_numbered_without_gaps(
    history: History,
) -> None:
    """Also where some were struck: their number is never given again."""
    register = told(history)
    assert [entry.number for entry in register.entries] == list(range(1, register.state.size + 1))
    for model in (decision.Decision, measure.Measure):
        ever = {subject for entry in register.entries for subject in entry.subjects}
        ever = {subject for subject in ever if subject.startswith(f"{model.collection}/")}
        assert ever == {model.named(number) for number in range(1, len(ever) + 1)}
        assert register.state.next_number(model) == len(ever) + 1


@for_any(struck_histories)
def test_struck_entries_are_as_if_they_had_never_been_recorded(history: History) -> None:
    live = told(history)
    never = follow(one for one in holding(live.entries) if not isinstance(one.fact, EntryStruck))
    struck = {StruckEntry.named(one.number) for one in live.state.members(StruckEntry)}
    assert everything(live.state).keys() - everything(never).keys() == struck
    assert everything(never).items() <= everything(live.state).items()


@for_any(struck_histories)
def test_a_strike_right_after_any_entry_gives_the_state_before_it(history: History) -> None:
    log, before = told(history).entries, State()
    for entry in log:
        after = follow([entry], before.copy())
        if not entry.fact.stands and not isinstance(entry.fact, LineLogged):
            request = Request(striking.strike(entry.number, reason="Mistake"), by="secretary")
            (fact,) = decide(after, request)
            follow([entry_of(fact, entry.number + 1)], after)
            told_now = everything(after)
            del told_now[StruckEntry.named(entry.number)]
            assert told_now == everything(before)
        before = follow([entry], before)


@for_any(histories)
def test_a_state_reads_back_from_its_row(history: History) -> None:
    for subject, model in told(history).state.items():
        row = model.model_dump_json(exclude_defaults=True)
        read = collection_of(subject).model.model_validate_json(row)
        assert read == model
        assert read.model_dump_json(exclude_defaults=True) == row
        assert f"{model.collection}/{collection_of(subject).key(sort_key(subject))}" in {
            subject,
            f"{subject}/",
        }


@for_any(histories)
def test_a_status_is_that_of_the_last_phase(history: History) -> None:
    for model in everything(told(history).state).values():
        if isinstance(model, decision.Decision | measure.Measure):
            assert model.phases[-1].status == model.status


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@for_any(data=st.data())
def test_an_entry_reads_back_from_its_bytes(kind: str, data: st.DataObject) -> None:
    entry: Entry = data.draw(entries(kind))
    read = read_entry(entry.to_bytes())
    assert read == entry
    assert type(read.fact) is KINDS[kind]
    assert read.to_bytes() == entry.to_bytes()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@for_any(data=st.data())
def test_every_fact_can_be_said_and_is_about_something(kind: str, data: st.DataObject) -> None:
    entry: Entry = data.draw(entries(kind))
    headline = entry.fact.headline()
    assert headline.strip()
    assert entry.fact.sentence().startswith(headline)
    assert entry.fact.detail() in entry.fact.sentence()
    assert entry.subjects[0] == entry.subject
    assert {subject.partition("/")[0] for subject in entry.subjects} <= set(COLLECTIONS)
