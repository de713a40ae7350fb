"""Who validated an entry, and what corrected since what was validated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crisis_log.command import Command
from crisis_log.slices import decision, decision_course, journal, line_course
from crisis_log.slices.validation import EntryValidated, validate
from crisis_log.state import evolve, replay
from crisis_log.striking import strike
from crisis_log.views.surprises import surprises
from crisis_log.views.validations import validations_of
from tests.given import Past, at, entry_of, given, hour

AMENDED = decision.amend(1, title="Close all", reason="x")


def told(number: int, *past: Past) -> list[tuple[int, tuple[int, ...]]]:
    """Return which entries validate entry `number`, each with what corrected it since."""
    register = given(*past)
    found = validations_of(register.state, register.entries[number - 1])
    assert all(one.validates == number for one in found)
    return [(one.entry, one.corrected_by) for one in found]


def test_nothing_is_told_of_an_entry_that_nobody_validated() -> None:
    assert told(2, decision.record("Close")) == []


def test_a_validation_does_not_stand_for_what_was_amended_since() -> None:
    assert told(2, decision.record("Close"), validate("D-1"), AMENDED) == [(3, (4,))]


def test_what_was_corrected_before_was_seen() -> None:
    assert told(2, decision.record("Close"), AMENDED, validate("D-1")) == [(4, ())]


def test_what_becomes_of_a_decision_corrects_nothing() -> None:
    past = decision.record("Close"), validate("D-1"), decision_course.suspend(1)
    assert told(2, *past) == [(3, ())]


def test_the_amendment_itself_is_validated_by_its_own_number() -> None:
    assert told(3, decision.record("Close"), AMENDED, validate("n° 3")) == [(4, ())]


def test_each_validation_has_its_own_time() -> None:
    again = EntryValidated(entry=2)
    assert told(2, decision.record("Close"), validate("D-1"), AMENDED, again) == [
        (3, (4,)),
        (5, ()),
    ]


@pytest.mark.parametrize(
    "correction",
    [
        line_course.correct(2, text="Gloves", reason="x"),
        strike(2, reason="x"),
    ],
)
def test_a_line_that_was_corrected_or_struck_since_says_so(correction: Command) -> None:
    assert told(2, journal.log("Masks"), validate("n° 2"), correction) == [(3, (4,))]


def test_a_correction_that_is_struck_corrects_nothing_any_more() -> None:
    past = decision.record("Close"), validate("D-1"), AMENDED, strike(4, reason="x")
    assert told(2, *past) == [(3, ())]


def test_a_strike_of_what_was_seen_is_a_correction() -> None:
    past = decision.record("Close"), AMENDED, validate("D-1"), strike(3, reason="x")
    assert told(2, *past) == [(4, (5,))]


def test_who_says_to_have_validated_earlier_saw_no_later_correction() -> None:
    late = at(hour(2) + timedelta(minutes=5), validate("D-1"))
    assert told(2, decision.record("Close"), AMENDED, late) == [(4, (3,))]


def surprised(by: str, recorded_by: str | None, validated_by: str | None) -> list[str]:
    register = given(journal.log("Masks"))
    line = register.entries[1].but(recorded_by=recorded_by)
    state = replay([register.entries[0], line])
    (fact,) = register.when(validate("n° 2")).facts
    entry = entry_of(fact, 3).but(by=by, recorded_by=validated_by)
    return [*surprises(state, evolve(state, entry), entry)]


def test_without_accounts_the_same_name_is_asked_about_and_not_refused() -> None:
    assert surprised("SECRETARY", None, None) == [
        "Entry n° 2 was recorded by “secretary”, too, who validates it."
    ]
    assert surprised("secretary", None, "c.martin") != [], "the entry was of a file"
    assert surprised("Director", None, None) == []


def test_two_accounts_are_told_apart_and_nobody_is_asked() -> None:
    assert surprised("secretary", "s.petit", "c.martin") == []
