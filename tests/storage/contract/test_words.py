"""The index of words finds what entries say; after any history it is what a rebuild makes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from crisis_log.audit.verify import verify
from crisis_log.command import Request
from crisis_log.fact import Refused
from crisis_log.register import Register
from crisis_log.search import Search, texts
from crisis_log.slices import journal
from crisis_log.storage.streams import Row
from tests.storage.contract.back_ends import NewPlace, begun
from tests.storage.contract.test_snapshots import recorded
from tests.strategies import often_struck
from tests.test_search import HOSTILE

SAID = ("Évacuation de l’école", "Œuvre livrée", "Point de situation", "Les évacués sont là")


def words_of(register: Register) -> list[Row]:
    with register.examining() as seen:
        return list(seen.words.rows())


def all_that(register: Register, words: str, most: int = 1_000) -> list[int]:
    found = register.find(Search(words), 0, register.size(), most)
    assert found is not None
    return list(found)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@for_any(st.lists(st.lists(often_struck, min_size=1, max_size=6), min_size=3, max_size=12))
def test_after_any_history_it_is_what_a_rebuild_makes(new_place: NewPlace, history: list) -> None:  # type: ignore[type-arg]  # as there
    with Register.open(begun(new_place)) as register:
        entries = recorded(register, history)
        kept = words_of(register)
        with register.scratch(words=True) as folding:
            folding.feed(entries)
            assert folding.words is not None
            assert list(folding.words.rows()) == kept
        register.rebuild()
        assert words_of(register) == kept
        assert verify(register).findings == ()
        for words in {text for entry in entries for text in texts(entry)}:
            search = Search(words)
            if search.terms:
                saying = [entry.number for entry in entries if search.finds(entry)]
                assert {*saying} <= {*all_that(register, words)}, words


@pytest.fixture
def told(register: Register) -> Register:
    register.record_all(Request(journal.log(text), by="secretary") for text in SAID)
    return register


def test_the_last_entries_that_say_it_come_first(told: Register) -> None:
    assert all_that(told, "évacués") == [5, 2]
    assert all_that(told, "évacués", most=1) == [5]
    assert told.find(Search("évacués"), 0, 4, 9) == [2]
    assert told.find(Search("évacués"), 2, 5, 9) == [5]
    assert all_that(told, "oeuvre livré") == [3]
    assert all_that(told, "« de situation »") == [4]
    assert set(all_that(told, "« situation de »")) <= {4}  # which is looked at again


@pytest.mark.parametrize("words", HOSTILE)
def test_signs_are_no_language_of_the_index(told: Register, words: str) -> None:
    told.record(journal.log(f"x {words}"), by="secretary")
    search = Search(words)
    if search.terms:
        assert 6 in all_that(told, words)


def test_what_was_refused_is_not_found(told: Register) -> None:
    lines = (Request(journal.log("Évacuée"), by="x"), Request(journal.log(" "), by="x"))
    with pytest.raises(Refused):
        told.record_all(lines)
    assert all_that(told, "évacués") == [5, 2]
