"""The one reading of a log: what each entry changes, and what they add up to."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given as for_any

import crisis_log
from crisis_log.fact import Amendment, UntakenFact
from crisis_log.slices import decision, journal, line_course
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line
from crisis_log.state import State, replay
from crisis_log.views.changes import Change, changes
from crisis_log.views.reading import history_of, step, steps
from tests.given import given
from tests.histories import History, histories, told

ROOM = Path(crisis_log.__file__).parent


@for_any(histories)
def test_the_steps_of_a_log_add_up_to_its_replay(history: History) -> None:
    log = told(history).entries
    state = State()
    walked = list(steps(log, state))
    assert [one.entry for one in walked] == log
    assert dict(state.items()) == dict(replay(log).items())
    assert state.size == len(log)


@for_any(histories)
def test_what_a_step_changes_is_all_that_differs_between_the_states_around_it(
    history: History,
) -> None:
    state = State()
    before = dict(state.items())
    for one in steps(told(history).entries, state):
        after = dict(state.items())
        subjects = before.keys() | after.keys()
        found = [c for s in subjects for c in changes(s, before.get(s), after.get(s))]
        assert sorted(one.changes(), key=_name) == sorted(found, key=_name)
        before = after


@for_any(histories)
def test_the_history_of_a_subject_is_what_the_steps_say_of_it(history: History) -> None:
    log = told(history).entries
    subject = Decision.named(1)
    about = [entry for entry in log if subject in entry.subjects]
    of_all = [one.changes(subject) for one in steps(log) if subject in one.entry.subjects]
    assert [one.changes() for one in history_of(subject, about)] == of_all


def test_a_step_knows_what_a_subject_was_and_has_become() -> None:
    log = given(
        journal.log("Crue"), line_course.correct(2, text="Crue lente", reason="relu")
    ).entries
    *_earlier, corrected = steps(log)
    before, after = corrected.before(Line, 2), corrected.after(Line, 2)
    assert before is not None
    assert after is not None
    assert (before.text, after.text) == ("Crue", "Crue lente")
    assert corrected.before(Line, 1) is None, "it does not change that"
    assert list(corrected.members(Line)) == [after]


def test_an_amendment_may_give_a_first_value_where_another_entry_only_replaces_one() -> None:
    log = given(
        decision.propose("Fermer"),
        decision.amend(1, owner="DG", reason="complété"),
    ).entries
    proposed, amended = list(steps(log))[1:]
    fields = {"title", "owner"}
    assert isinstance(amended.entry.fact, Amendment)
    assert [change.field for change in amended.reworded(fields)] == ["owner"]
    assert amended.amendments() == amended.changes()
    assert proposed.reworded(fields) == ()
    assert proposed.amendments() == ()


def test_an_entry_that_does_not_follow_changes_nothing_and_says_so() -> None:
    opening, _missing, adopted, line = given(
        decision.propose("Fermer"),
        decision.adopt(1),
        journal.log("Fermé"),
    ).entries
    state = State()
    found = list(steps([opening, adopted, line], state))
    assert [isinstance(one.entry.fact, UntakenFact) for one in found] == [False, True, False]
    assert found[1].changes() == ()
    assert "without effect" in found[1].entry.fact.sentence()
    assert "does not follow" in found[1].entry.fact.sentence()
    assert "D-1" in found[1].entry.fact.sentence()
    assert state.find(Decision, 1) is None
    assert state.find(Line, 4) is not None
    assert state.size == 4


def test_a_state_that_was_copied_stays_as_it_is() -> None:
    opening, line = given(journal.log("Crue")).entries
    state = replay([opening])
    kept = state.copy()
    step(line, state)
    assert (kept.size, state.size) == (1, 2)
    assert kept.find(Line, 2) is None


def test_a_log_is_folded_where_it_is_written_and_here_alone() -> None:
    folding = {
        path.relative_to(ROOM).as_posix()
        for path in ROOM.rglob("*.py")
        if re.search(r"\bevolve\(|\.advance\(", path.read_text(encoding="utf-8"))
        and path.parent.name != "slices"
    }
    keys_alone = "audit/seal_keys.py"  # each believed once its statement is
    assert folding == {"state.py", "recording.py", "views/reading.py", keys_alone}


def _name(change: Change) -> tuple[str, str]:
    return change.subject, change.field
