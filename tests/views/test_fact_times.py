"""The time of a fact is what is known of it, in every view that tells when it happened."""

from datetime import timedelta

from crisis_log.account import HeldInMemory
from crisis_log.slices import journal, line_course
from crisis_log.striking import strike
from crisis_log.views.delays.report import delays
from crisis_log.views.fact_times import FactTimes, holding_entries
from crisis_log.views.journal_lines import Journal
from crisis_log.views.known_now import account_about
from crisis_log.views.log_lines import log_line
from tests.desk import ZONE
from tests.given import Given, at, given, hour

EARLIER = hour(1) - timedelta(minutes=30)


def retimed() -> Given:
    """Return a register whose line n° 2 is known to have happened before it was opened."""
    return given(
        journal.log("Crue"), line_course.correct(2, occurred_at=EARLIER, reason="mal entendu")
    )


def test_an_entry_is_told_at_the_time_that_is_known_and_others_as_they_are() -> None:
    register = retimed()
    times = FactTimes(HeldInMemory(register.entries))
    assert times.known(register.entries[1]).occurred_at == EARLIER
    assert times.known(register.entries[2]) is register.entries[2]


def test_a_struck_correction_leaves_the_time_as_it_was() -> None:
    register = retimed()
    register.add(strike(3, reason="c’était juste"))
    times = FactTimes(HeldInMemory(register.entries))
    assert times.known(register.entries[1]).occurred_at == hour(2)


def test_a_log_line_has_the_time_that_is_known_and_is_late_by_it() -> None:
    register = retimed()
    line = log_line(register.entries[1], register.state, ZONE)
    assert (line.occurred_at, line.late) == (EARLIER, True)
    (was,) = line.restated
    assert (was.field, was.before) == ("occurred_at", "2020-03-16T10:00:00Z")


def test_lines_are_ordered_and_bounded_by_the_time_that_is_known() -> None:
    register = given(
        journal.log("Crue", line_kind="situation"),
        journal.log("Digue", line_kind="situation"),
        line_course.correct(3, occurred_at=hour(1), reason="mal entendu"),
    )
    lines = Journal(HeldInMemory(register.entries))
    latest = lines.latest("situation")
    assert latest is not None
    assert latest.number == 2
    assert [line.number for line in lines.since("situation", hour(1))] == [2]


def test_a_document_told_again_has_what_is_known_to_be_of_its_time() -> None:
    cut_off = hour(2)
    register = given(
        journal.log("Crue"),
        journal.log("Appris après"),
        line_course.correct(3, occurred_at=hour(1), reason="mal entendu"),
        at(hour(1), journal.log("Datée trop tôt")),
        line_course.correct(5, occurred_at=hour(3), reason="mal entendu"),
    )
    told = account_about(HeldInMemory(register.entries), cut_off)
    assert [entry.number for entry in told.entries()] == [1, 2, 3, 4]


def test_delays_go_by_the_time_that_is_known_and_leave_struck_entries_out() -> None:
    register = given(
        at(hour(0), journal.log("Tard")),
        at(hour(0), journal.log("Rayée")),
        journal.log("À l’heure"),
        line_course.correct(4, occurred_at=hour(1), reason="mal entendu"),
        line_course.correct(2, occurred_at=hour(2), reason="mal entendu"),
        line_course.strike(3, reason="doublon"),
    )
    found = delays(holding_entries(register.state, register.entries), hour(9))
    assert [one.entry for one in found.late_entries] == [4]
