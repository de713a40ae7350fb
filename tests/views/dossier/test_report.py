"""What a dossier holds: recorded when the decision was adopted, received by then, or later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as for_any
from hypothesis import settings as hypothesis_settings

from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    decision_course,
    indicator,
    journal,
    line_course,
    measure,
    mission,
    settings,
    staffing,
)
from crisis_log.slices.journal import LineLogged
from crisis_log.slices.report_correction import correct_report
from crisis_log.striking import strike
from crisis_log.views.document import Edition
from crisis_log.views.dossier.later import Later
from crisis_log.views.dossier.recorded import Inscription, RecordedThen
from crisis_log.views.dossier.report import Dossier, dossier
from tests.given import Given, at, given, hour
from tests.histories import History, histories, told

DAY = date(2020, 3, 16)
LINE = journal.log("Twelve cases")
RECORDED = decision.record("Close the schools", owner="DGA")
PLAN = continuity_plan.register(
    "pca",
    "Continuity",
    headcount=100,
    missions=[{"code": "pmi", "title": "Mother and child"}],
)


def made(entries: list[Entry], number: int = 1) -> Dossier:
    subject = f"decision/{number}"
    history = [entry for entry in entries if subject in entry.subjects]
    return dossier(number, history, iter(entries), Edition(issued_at=hour(999)))


def of(register: Given, number: int = 1) -> Dossier:
    return made(register.entries, number)


def known(register: Given, number: int = 1) -> RecordedThen:
    found = of(register, number).recorded
    assert found is not None
    return found


def learnt(register: Given, number: int = 1) -> list[int]:
    return [one.number for one in known(register, number).entries]


def related(register: Given, number: int = 1) -> list[tuple[int, str, tuple[int, ...]]]:
    return [(one.number, one.relation, one.refers_to) for one in of(register, number).later]


def only(register: Given, number: int = 1) -> Later:
    (later,) = of(register, number).later
    return later


# Then and later


def test_recorded_then_is_what_was_recorded_by_the_adoption() -> None:
    told = given(LINE, RECORDED, journal.log("Thirteen cases"))
    assert learnt(told) == [1, 2]
    assert known(told).last_entry == 2
    assert of(told).later == ()


def test_what_is_known_is_told_in_the_order_in_which_it_was_learnt() -> None:
    told = given(LINE, at(hour(1), journal.log("Learnt late")), RECORDED)
    assert learnt(told) == [1, 2, 3]
    late = known(told).entries[2]
    assert (late.occurred_at, late.recorded_at, late.late) == (hour(1), hour(3), True)


def test_an_adoption_recorded_late_cuts_at_the_instant_of_the_adoption() -> None:
    told = given(LINE, journal.log("Recorded meanwhile"), at(hour(2), RECORDED))
    assert of(told).decision.instant == hour(2)
    assert learnt(told) == [1, 2]
    later = only(told)
    assert (later.number, later.relation, later.recorded_between) == (3, "between", True)
    assert not later.happened_before


def test_what_is_recorded_at_the_very_instant_of_the_adoption_is_known() -> None:
    assert learnt(given(LINE, at(hour(2), RECORDED))) == [1, 2]
    assert learnt(given(LINE, at(hour(2) - timedelta(microseconds=1), RECORDED))) == [1]


def test_what_had_happened_and_was_recorded_after_is_later_and_says_so() -> None:
    told = given(RECORDED, at(hour(1), journal.log("A case of that morning")))
    later = only(told)
    assert (later.number, later.relation) == (3, "recorded_after")
    assert later.happened_before
    assert not later.recorded_between


def test_what_had_happened_and_was_recorded_before_the_late_adoption_has_both_marks() -> None:
    told = given(LINE, at(hour(1), journal.log("Late")), at(hour(2), RECORDED))
    later = only(told)
    assert (later.number, later.relation) == (3, "recorded_after")
    assert later.happened_before
    assert later.recorded_between


def received(register: Given, number: int, by: int) -> list[Entry]:
    """Return the entries, that of `number` declared as received at hour `by`."""
    entries = list(register.entries)
    entries[number - 1] = entries[number - 1].but(received_at=hour(by))
    return entries


def test_what_was_declared_as_received_by_then_is_apart_from_what_was_recorded() -> None:
    caught_up = given(LINE, RECORDED, at(hour(1), journal.log("The dike gave way")))
    told = made(received(caught_up, number=4, by=3))
    assert [one.number for one in told.received] == [4]
    assert told.received[0].received_at == hour(3)
    assert told.later == ()
    assert told.recorded is not None
    assert told.recorded.last_entry == 2


def test_what_was_received_only_after_that_instant_is_later() -> None:
    caught_up = given(LINE, at(hour(2), RECORDED), at(hour(1), journal.log("The dike gave way")))
    told = made(received(caught_up, number=4, by=3))
    assert told.received == ()
    assert [(one.number, one.relation) for one in told.later] == [(4, "recorded_after")]


def test_what_was_received_by_then_says_what_it_corrects() -> None:
    caught_up = given(LINE, RECORDED, at(hour(2), line_course.correct(2, "Thirteen", reason="R")))
    (one,) = made(received(caught_up, number=4, by=3)).received
    assert one.refers_to == (2,)


def test_what_became_of_the_decision_is_later_whenever_it_was_received() -> None:
    told = made(received(given(LINE, RECORDED, decision_course.repeal(1)), number=4, by=3))
    assert (told.received, [one.relation for one in told.later]) == ((), ["decision"])


def test_the_decision_tells_what_its_own_words_cite_and_what_it_answers() -> None:
    asked = journal.log("Open a shelter?", line_kind="request")
    told = given(
        LINE,
        asked,
        decision.propose("Open", situation="Twelve cases (n° 2)"),
        decision.adopt(1, answers=[3]),
    )
    dossier_of = of(told)
    assert dossier_of.decision.cites == (2, 3)
    found = [dossier_of.of(number) for number in (2, 3, 99)]
    assert [one and one.number for one in found] == [2, 3, None]


def test_what_happens_after_and_concerns_nothing_known_is_left_out() -> None:
    told = given(
        RECORDED, LINE, measure.order("Unrelated"), decision.propose("Another"), PLAN, LINE
    )
    assert of(told).later == ()


def test_a_decision_older_than_the_register_is_known_to_have_known_nothing() -> None:
    told = given(at(hour(0), RECORDED))
    assert of(told).recorded is None
    assert [(one.number, one.relation) for one in of(told).later] == [(1, "between")]


def test_settings_of_documents_are_left_out_and_counted() -> None:
    told = given(settings.change("place", "Nanterre"), LINE, RECORDED)
    assert learnt(told) == [1, 3]
    assert known(told).left_out == (2,)


def test_settings_of_documents_are_never_later_knowledge() -> None:
    told = given(LINE, settings.change("place", "Nanterre"), at(hour(2), RECORDED))
    assert of(told).later == ()


def test_there_is_no_dossier_of_a_decision_that_is_not_there() -> None:
    with pytest.raises(Refused, match="There is no decision D-2 in this register"):
        of(given(RECORDED), 2)


# The decision


def test_the_decision_is_told_as_adopted_and_not_as_amended() -> None:
    told = given(RECORDED, decision.amend(1, reason="R", owner="The mayor", title="Close all"))
    then = of(told).decision
    assert (then.decision.title, then.decision.owner) == ("Close the schools", "DGA")
    later = only(told)
    assert (later.relation, later.refers_to) == ("decision", (2,))
    assert {(c.field, c.before, c.after) for c in later.changes} == {
        ("owner", "DGA", "The mayor"),
        ("title", "Close the schools", "Close all"),
    }


def test_the_decision_has_the_fields_of_its_proposal_and_of_its_adoption() -> None:
    told = given(
        decision.propose("Close", owner="DGA", grounds="Cases"),
        decision.amend(1, reason="R", grounds="Many cases"),
        decision.adopt(1, owner="DRH"),
    )
    then = of(told).decision
    assert (then.decision.owner, then.decision.grounds) == ("DRH", "Many cases")
    assert then.proposal is not None
    assert then.outcome is not None
    assert (then.proposal.entry, then.outcome.entry) == (2, 4)
    assert learnt(told) == [1, 2, 3]


def test_the_delay_of_its_recording_stands_beside_the_adoption() -> None:
    then = of(given(LINE, LINE, at(hour(1), RECORDED))).decision.outcome
    assert then is not None
    assert (then.occurred_at, then.recorded_at, then.late) == (hour(1), hour(4), True)


def test_a_proposal_recorded_after_the_instant_still_tells_what_the_decision_is() -> None:
    told = given(
        LINE,
        at(hour(1), decision.propose("Close", owner="DGA")),
        at(hour(2), decision.adopt(1)),
    )
    assert of(told).decision.decision.owner == "DGA"
    assert learnt(told) == [1, 2]
    assert of(told).later == ()


def test_a_proposal_amended_between_the_adoption_and_its_recording_is_told_as_it_was() -> None:
    told = given(
        decision.propose("Close", owner="DGA"),
        decision.amend(1, reason="R", owner="The mayor"),
        at(hour(2), decision.adopt(1)),
    )
    assert of(told).decision.decision.owner == "DGA"
    later = only(told)
    assert (later.relation, later.recorded_between) == ("decision", True)


def test_a_proposal_struck_at_the_instant_that_holds_again_tells_the_decision() -> None:
    told = given(
        decision.propose("Close", owner="DGA"),
        strike(2, reason="Mistaken for another"),
        LINE,
        strike(3, reason="It was right"),
        at(hour(4), decision.adopt(1)),
    )
    assert of(told).decision.decision.owner == "DGA"
    assert of(told).decision.own == (2, 6)


def test_a_rejected_decision_is_told_at_its_rejection() -> None:
    told = given(LINE, decision.propose("Close"), LINE, decision.reject(1, reason="No need"), LINE)
    then = of(told).decision
    assert (then.basis, then.instant, then.decision.status) == ("rejection", hour(5), "rejected")
    assert then.outcome is not None
    assert then.outcome.reason == "No need"
    assert learnt(told) == [1, 2, 3, 4]


def test_a_decision_never_adopted_is_told_at_its_proposal() -> None:
    told = given(LINE, decision.propose("Close"), LINE, decision.amend(1, reason="R", owner="DGA"))
    then = of(told).decision
    assert (then.basis, then.instant, then.outcome) == ("proposal", hour(3), None)
    assert then.missing[-2:] == ("owner", "due_on")
    assert learnt(told) == [1, 2]
    assert related(told) == [(5, "decision", (3,))]


@pytest.mark.parametrize(
    ("command", "entry"),
    [
        (decision_course.suspend(1), 4),
        (decision_course.repeal(1), 4),
        (decision_course.withdraw(1), 4),
        (decision_course.implement(1), 4),
    ],
)
def test_what_became_of_the_decision_is_later(command: Command, entry: int) -> None:
    assert related(given(LINE, RECORDED, command)) == [(entry, "decision", (3,))]


def test_each_step_of_the_decision_follows_the_one_before() -> None:
    told = given(
        RECORDED, decision_course.suspend(1), decision_course.resume(1), decision_course.repeal(1)
    )
    assert related(told) == [
        (3, "decision", (2,)),
        (4, "decision", (3,)),
        (5, "decision", (4,)),
    ]


def test_what_became_of_its_measures_is_later_and_of_other_measures_is_not() -> None:
    told = given(
        RECORDED,
        measure.order("Warn the heads", decision=1),
        measure.order("Unrelated"),
        indicator.report(1, as_of=DAY, progress=50),
        indicator.report(2, as_of=DAY, progress=50),
        measure.complete(1),
    )
    assert related(told) == [(3, "measure", ()), (5, "measure", ()), (7, "measure", (3,))]


def test_a_measure_ordered_under_the_proposal_is_recorded_then() -> None:
    told = given(
        decision.propose("Close"),
        measure.order("Prepare", decision=1),
        decision.adopt(1),
        measure.complete(1),
    )
    assert of(told).decision.decision.measures == (1,)
    assert [held.label for held in known(told).measures] == ["M-1"]
    assert related(told) == [(5, "measure", (3,))]


def test_what_the_same_request_recorded_is_told_as_one_act() -> None:
    told = given(decision.record("Old"), decision_course.record_superseding("New", supersedes=(1,)))
    entries = [
        entry.model_copy(update={"request_id": "r"}) if entry.number > 2 else entry
        for entry in told.entries
    ]
    assert [(one.number, one.relation) for one in made(entries, 2).later] == [(4, "act")]


# What was known


def test_a_line_stands_as_it_stood_with_its_verification_of_then() -> None:
    told = given(
        journal.log("Twelve cases", verification="unverified"),
        RECORDED,
        line_course.refute(2),
        line_course.correct(2, "Two cases", reason="Mistyped"),
        line_course.strike(2, reason="Rumour"),
    )
    line = known(told).entries[1].line
    assert line is not None
    assert (line.text, line.verification, line.struck_by) == ("Twelve cases", "unverified", None)
    assert line.earlier == ()
    assert related(told) == [(n, "correction", (2,)) for n in (4, 5, 6)]


def test_a_line_corrected_before_the_adoption_reads_as_corrected() -> None:
    told = given(LINE, line_course.correct(2, "Two cases", reason="Mistyped"), RECORDED)
    line = known(told).entries[1].line
    assert line is not None
    assert line.text == "Two cases"
    assert [earlier.text for earlier in line.earlier] == ["Twelve cases"]
    assert learnt(told) == [1, 2, 3]


def test_a_line_verified_again_after_points_to_the_line_itself() -> None:
    told = given(LINE, line_course.refute(2), RECORDED, line_course.verify(2))
    assert related(told) == [(5, "correction", (2,))]


def test_a_line_learnt_late_is_told_as_it_stands_now() -> None:
    told = given(RECORDED, at(hour(1), LINE), line_course.strike(3, reason="Double"))
    line = of(told).later[0].line
    assert line is not None
    assert line.struck_by == 4


def test_a_count_of_agents_is_the_one_known_and_its_correction_points_to_it() -> None:
    told = given(
        PLAN,
        continuity_plan.activate("pca", level=1),
        staffing.count("pca", day=DAY, counts={"on_site": 60}),
        RECORDED,
        staffing.count("pca", day=DAY, counts={"on_site": 70}),
        staffing.count("pca", day=DAY, counts={"on_site": 20}, organisation="78"),
        staffing.count("pca", day=DAY, counts={"on_site": 75}),
    )
    (plan,) = known(told).plans
    assert plan.staffing is not None
    assert (plan.level, plan.staffing.total, plan.staffing.entries) == (1, 60, (4,))
    assert plan.staffing_recorded_at == hour(4)
    assert related(told) == [(6, "correction", (4,)), (8, "correction", (4,))]


def test_a_figure_is_the_latest_known_and_what_replaces_it_points_to_it() -> None:
    def figure(value: int, day: date = DAY) -> Command:
        return indicator.report(1, as_of=day, values={"licences": Decimal(value)})

    def corrected(value: int, entry: int) -> Command:
        return correct_report(1, corrects=entry, as_of=DAY, values={"licences": Decimal(value)})

    told = given(
        measure.order("Licences", indicators=({"name": "licences", "unit": "accounts"},)),
        figure(10),
        RECORDED,
        corrected(12, 3),
        figure(30, DAY + timedelta(days=1)),
        corrected(10, 5),
    )
    (known_figure,) = known(told).figures
    assert (known_figure.value, known_figure.unit, known_figure.entry) == (
        Decimal(10),
        "accounts",
        3,
    )
    assert related(told) == [(5, "correction", (3,)), (7, "correction", (3,))]


def test_a_progress_is_the_latest_known_with_the_entry_that_reported_it() -> None:
    told = given(
        measure.order("Licences"),
        indicator.report(1, as_of=DAY, progress=40),
        RECORDED,
        indicator.report(1, as_of=DAY, progress=30),
        indicator.report(1, as_of=DAY + timedelta(days=1), progress=90),
    )
    (held,) = known(told).measures
    assert (held.progress, held.progress_entry) == (40, 3)
    assert related(told) == [(5, "correction", (3,))]


def test_levels_are_those_of_then_and_their_changes_are_later() -> None:
    told = given(
        PLAN,
        crisis.change_level("Alert"),
        continuity_plan.activate("pca", level=1),
        RECORDED,
        crisis.change_level("Crisis"),
        continuity_plan.change_level("pca", level=2),
    )
    level = known(told).level
    assert level is not None
    assert (level.level, level.entry, level.recorded_at) == ("Alert", 3, hour(3))
    assert [plan.level for plan in known(told).plans] == [1]
    assert related(told) == [(6, "change", (3,)), (7, "change", (4,))]


def test_a_mission_disturbed_then_is_told_and_its_return_is_later() -> None:
    told = given(
        PLAN,
        mission.change("pca", "pmi", "suspended"),
        RECORDED,
        mission.change("pca", "pmi", "restored"),
    )
    assert [(m.plan, m.label, m.status) for m in known(told).missions] == [
        ("pca", "pmi", "suspended")
    ]
    assert related(told) == [(5, "change", (3,))]


def test_other_decisions_are_told_as_they_were_then() -> None:
    told = given(
        decision.record("In force"),
        decision.record("Suspended"),
        decision_course.suspend(2),
        decision.record("To come", effective_at=hour(50)),
        decision.propose("Expected"),
        decision.record("Repealed"),
        decision_course.repeal(5),
        decision.propose("Asked about"),
        decision.adopt(6),
        decision_course.repeal(1),
        decision.adopt(4),
        decision.amend(3, reason="R", owner="DGA"),
    )
    held = [(d.label, d.status, d.entry) for d in known(told, 6).decisions]
    assert held == [
        ("D-1", "adopted", 2),
        ("D-2", "suspended", 4),
        ("D-3", "adopted", 5),
        ("D-4", "proposed", 6),
    ]
    assert related(told, 6) == [
        (11, "change", (2,)),
        (12, "change", (6,)),
        (13, "correction", (5,)),
    ]


def test_a_title_amended_since_is_not_the_one_told_as_known() -> None:
    told = given(
        decision.propose("Old title"),
        decision.adopt(1),
        decision.record("Asked about"),
        decision.amend(1, reason="R", title="New title"),
    )
    assert [held.title for held in known(told, 2).decisions] == ["Old title"]
    assert known(told, 2).entries[2].title == "Old title"


# No hindsight


@for_any(histories)
@hypothesis_settings(max_examples=30)
def test_nothing_recorded_then_depends_on_what_was_recorded_after(
    history: History,
) -> None:
    entries = told(history).entries
    for number in {e.fact.number for e in entries if isinstance(e.fact, decision.DecisionAdopted)}:
        whole = made(entries, number)
        adoption = whole.decision.decisive.entry
        cut = made(entries[:adoption], number)
        assert whole.decision == cut.decision
        assert whole.recorded == cut.recorded
        assert all(one.recorded_at <= whole.decision.instant for one in known_ones(whole))
        assert [one.number for one in cut.later] == [
            one.number for one in whole.later if one.recorded_between
        ]


@for_any(histories)
@hypothesis_settings(max_examples=20)
def test_no_entry_is_both_recorded_then_and_known_later(history: History) -> None:
    entries = told(history).entries
    known = HeldInMemory(entries).state()
    for number in range(1, 4):
        if known.get(f"decision/{number}") is None:  # never told, or struck
            with pytest.raises(Refused):
                made(entries, number)
            continue
        whole = made(entries, number)
        first_later = whole.recorded.last_entry if whole.recorded else 0
        later = [one.number for one in whole.later]
        assert later == sorted(set(later))
        assert all(one > first_later for one in later)
        assert not set(later) & set(whole.decision.own)
        assert all(n < one.number for one in whole.later for n in one.refers_to)
        assert all(late in later for late in learnt_late(entries, whole))


def learnt_late(entries: list[Entry], whole: Dossier) -> list[int]:
    """Return the lines that tell of a time before the adoption and were not known by then."""
    return [
        entry.number
        for entry in entries
        if isinstance(entry.fact, LineLogged)
        and entry.occurred_at <= whole.decision.instant < entry.recorded_at
    ]


def known_ones(whole: Dossier) -> tuple[Inscription, ...]:
    return whole.recorded.entries if whole.recorded else ()
