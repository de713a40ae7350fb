"""Replays and comparisons go on where an entry is of a kind that this version does not know."""

import pytest

from crisis_log.audit.replay import differences_between, steps
from crisis_log.register import Register
from crisis_log.slices import journal
from tests.attacks.attacker import edit, regrow, shell
from tests.storage.registers import path_of


@pytest.fixture
def newer(register: Register) -> Register:
    """A register whose entry 2 is of an unknown kind, and entry 3 follows from it."""
    register.record(journal.log("A"), by="secretary")
    with shell(path_of(register)) as connection:
        connection.execute(edit("adopted.v3", "x.v1"))
        regrow(connection)
    return register


def test_a_replay_shows_every_entry(newer: Register) -> None:
    assert [step.entry.number for step in steps(newer, 2, 4)] == [2, 3, 4]
    assert [len(step.changes()) > 0 for step in steps(newer, 2, 4)] == [False, False, True]
    assert [len(step.changes()) > 0 for step in steps(newer, 4)] == [True]


def test_a_comparison_leaves_out_what_cannot_be_folded(newer: Register) -> None:
    changed = {change.subject for change in differences_between(newer, 1, 4)}
    assert changed == {"journal/4"}
    assert differences_between(newer, 0, 1)
    after_it = {change.subject for change in differences_between(newer, 3, 4)}
    assert after_it == {"journal/4"}
    backwards = differences_between(newer, 4, 1)
    assert {change.subject for change in backwards} == {"journal/4"}


def test_instants_and_numbers_are_found(newer: Register) -> None:
    unknown = newer.entry(2, tolerant=True)
    assert newer.number_at(unknown.recorded_at) == 2
    with pytest.raises(ValueError, match="does not know"):
        newer.entry(2)
