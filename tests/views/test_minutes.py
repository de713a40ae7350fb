"""The minutes of a meeting: what belongs to it, item by item, and what was open at its end."""

from __future__ import annotations

from datetime import datetime

import pytest

from crisis_log import striking
from crisis_log.account import HeldInMemory
from crisis_log.command import Command
from crisis_log.fact import Refused
from crisis_log.slices import (
    assumption,
    attendance,
    briefing,
    cell,
    decision,
    decision_course,
    instruction,
    journal,
    line_course,
    meeting,
    settings,
)
from crisis_log.views.document import Edition
from crisis_log.views.meetings import meeting_at, meeting_of
from crisis_log.views.minutes.report import minutes
from crisis_log.views.minutes.told import MeetingTold, ToldItem, meeting_told
from tests.given import At, Given, at, given, hour

NOW = hour(50)
OPENED = meeting.open_meeting(agenda=("Situation", "Masks"), place="Town hall")
SECRET = journal.log("One case is known by name", confidential=True, verification="unverified")


def closed(number: int, next_at: datetime | None = None) -> At:
    return at(hour(number), meeting.close(next_at=next_at, at=hour(number)))


def told(register: Given, *, without_confidential: bool = False) -> MeetingTold:
    account = HeldInMemory(register.entries)
    return meeting_told(account, 1, NOW, without_confidential=without_confidential)


def texts(item: ToldItem) -> list[str]:
    return [line.text for line in item.entries]


def appointed(function: str, **more: object) -> Command:
    return cell.appoint(function, at=hour(2), **more)  # type: ignore[arg-type]  # of a fact


def test_what_was_recorded_meanwhile_is_told_under_the_item_being_taken() -> None:
    found = told(
        given(
            *(journal.log("before"), OPENED, journal.log("first"), meeting.take_item(2)),
            *(journal.log("masks"), meeting.take_item("Child care"), decision.record("Open")),
            *(meeting.take_item(2), journal.log("masks again"), closed(11), journal.log("after")),
        )
    )
    assert [(item.item, item.title, item.added, item.taken) for item in found.items] == [
        (None, None, False, True),
        (1, "Situation", False, False),
        (2, "Masks", False, True),
        (3, "Child care", True, True),
    ]
    assert list(map(texts, found.items)) == [["first"], [], ["masks", "masks again"], ["Open"]]


def test_facts_are_told_in_the_order_in_which_they_happened() -> None:
    register = given(OPENED, journal.log("second"), at(hour(2), journal.log("first")), closed(9))
    assert texts(told(register).items[0]) == ["first", "second"]


def test_what_is_of_the_register_alone_is_left_out() -> None:
    register = given(OPENED, settings.change("place", "Versailles"), attendance_of("A"), closed(9))
    assert [texts(item) for item in told(register).items] == [[], []]


def attendance_of(*who: str) -> Command:
    return attendance.attend(who, at=hour(8))


def test_who_was_there_is_told_by_role_and_who_is_outside_the_cell() -> None:
    found = told(
        given(
            *(appointed("Logistics", role="logistics"), appointed("Director", role="director")),
            *(appointed("Deputy", role="director", deputy=True), appointed("Finance")),
            OPENED,
            attendance_of("Prefecture", "logistics", "DIRECTOR"),
            attendance.excuse(["Deputy"], at=hour(8)),
        )
    ).attendance
    assert [(one.function, one.role, one.in_cell) for one in found.present] == [
        ("Director", "director", True),
        ("Logistics", "logistics", True),
        ("Prefecture", None, False),
    ]
    assert [(one.function, one.deputy, one.entry) for one in found.excused] == [("Deputy", True, 8)]
    assert [one.function for one in found.unsaid] == ["Finance"]


def test_its_place_in_the_cell_is_that_of_the_time_of_the_meeting() -> None:
    register = given(appointed("A", role="director"), OPENED, attendance_of("A"), closed(9))
    register.add(at(hour(20), cell.relieve("A", at=hour(20))))
    (seat,) = told(register).attendance.present
    assert (seat.in_cell, seat.role) == (True, "director")


def test_who_is_appointed_in_the_course_of_the_meeting_is_of_the_cell() -> None:
    register = given(OPENED, attendance_of("A", "B"), journal.log("news"), appointed("A"))
    register.add(at(hour(9), meeting.close(at=hour(9))))
    register.add(at(hour(20), cell.appoint("B", at=hour(20))))
    found = told(register).attendance.present
    assert {one.function: one.in_cell for one in found} == {"A": True, "B": False}


def test_who_came_after_the_opening_is_late_and_who_left_left() -> None:
    register = given(
        *(OPENED, journal.log("news")),
        at(hour(5), attendance.attend(["A"], at=hour(5), is_dated=True)),
        at(hour(6), attendance.leave(["A"], at=hour(6))),
        closed(9),
    )
    (one,) = told(register).attendance.present
    assert one.late
    assert [(stay.since, stay.until, stay.left_by) for stay in one.stays] == [(hour(5), hour(6), 5)]


def test_decisions_are_told_with_what_the_meeting_did_to_them() -> None:
    register = given(
        *(decision.propose("Close", owner="Director"), decision.record("Earlier"), OPENED),
        *(decision.adopt(1, decided_by="President"), decision.record("Masks", owner="Logistics")),
        *(decision_course.suspend(1), closed(9), decision.amend(3, reason="why", owner="DGA")),
    )
    assert [(one.label, one.did, one.owner, one.entries) for one in told(register).decisions] == [
        ("D-1", ("D-1 adopted", "D-1 suspended"), "Director", (5, 7)),
        ("D-3", ("D-3 adopted",), "DGA", (6,)),
    ]


def test_instructions_are_told_with_who_has_to_do_them_as_they_stood_at_the_end() -> None:
    register = given(
        *(instruction.give("Earlier", to=["A"]), OPENED),
        instruction.give("Count the masks", to=["Logistics", "Finance"], due=hour(12)),
        *(closed(9), at(hour(20), instruction.done(2))),
    )
    assert [(one.label, one.to, one.due, one.status) for one in told(register).instructions] == [
        ("C-2", "Logistics", hour(12), "given"),
        ("C-3", "Finance", hour(12), "given"),
    ]


def test_what_was_open_is_told_as_it_was_known_at_the_end() -> None:
    register = given(
        *(journal.log("Masks?", line_kind="request"), OPENED, closed(4)),
        journal.log("Sent", answers=[2]),
    )
    assert [one.label for one in told(register).open_points] == ["n° 2"]
    register = given(*(journal.log("Masks?", line_kind="request"), OPENED))
    register.add(journal.log("Sent", answers=[2]))
    assert told(register).open_points == ()


def test_the_next_meeting_is_that_said_at_the_end_or_else_announced_before() -> None:
    after = told(given(OPENED, closed(9, hour(20)))).next_meeting
    assert after is not None
    assert (after.at, after.entry) == (hour(20), 3)
    announced = briefing.schedule(hour(30), place="Town hall", said_at=hour(2))
    after = told(given(announced, OPENED, closed(9))).next_meeting
    assert after is not None
    assert (after.at, after.place, after.entry) == (hour(30), "Town hall", 2)
    assert told(given(OPENED, closed(9))).next_meeting is None
    past = briefing.schedule(hour(5), said_at=hour(2))
    assert told(given(past, OPENED, closed(9))).next_meeting is None


def test_confidential_lines_are_counted_once_and_can_be_left_out() -> None:
    register = given(
        *(
            OPENED,
            SECRET,
            journal.log("open to all"),
            line_course.correct(3, text="by sight", reason="x"),
        ),
        closed(9),
    )
    whole = told(register)
    assert (whole.confidential, len(whole.items[0].entries)) == (2, 3)
    assert [one.entry for one in whole.open_points] == [3]
    without = told(register, without_confidential=True)
    assert without.confidential == 2
    assert [texts(item) for item in without.items] == [["open to all"], [], []]
    assert without.open_points == ()
    for words in ("by name", "by sight"):
        assert words in whole.model_dump_json()
        assert words not in without.model_dump_json()


def test_what_was_open_and_confidential_before_the_meeting_is_left_out_too() -> None:
    register = given(SECRET, OPENED, closed(9))
    assert told(register).confidential == 1
    without = told(register, without_confidential=True)
    assert (without.confidential, without.open_points) == (1, ())


def test_a_decision_in_answer_to_a_confidential_request_is_told() -> None:
    asked = journal.log("Masks for X", line_kind="request", confidential=True)
    register = given(asked, OPENED, decision.record("Masks", answers=[2]), closed(9))
    without = told(register, without_confidential=True)
    assert [one.label for one in without.decisions] == ["D-1"]
    assert "Masks for X" not in without.model_dump_json()


def test_an_assumption_at_risk_that_is_a_confidential_line_is_left_out() -> None:
    rests = assumption.resting_on(decision.record("Wait"), [assumption.Assumed(line=2)])
    register = given(SECRET, rests, OPENED, line_course.refute(2), closed(9))
    whole = told(register)
    assert [one.what for one in whole.open_points] == ["assumption"]
    assert "by name" in whole.model_dump_json()
    without = told(register, without_confidential=True)
    assert (without.confidential, without.open_points) == (1, ())
    assert "by name" not in without.model_dump_json()


def test_the_strike_of_what_was_told_of_a_confidential_line_is_confidential() -> None:
    register = given(SECRET, line_course.verify(2), OPENED)
    register.add(striking.strike(3, reason="it was X"))
    assert "it was X" not in told(register, without_confidential=True).model_dump_json()


def test_a_decision_whose_recording_was_struck_is_none_of_the_meeting() -> None:
    register = given(OPENED, decision.record("Wrong"), decision.record("Right"))
    register.add(striking.strike(3, reason="mistake"))
    assert [one.label for one in told(register).decisions] == ["D-2"]
    (item, *_others) = told(register).items
    assert [(line.number, line.struck_by, line.struck_reason) for line in item.entries] == [
        *((3, 5, "mistake"), (4, None, None), (5, None, None)),
    ]


def test_minutes_are_issued_once_the_meeting_is_closed() -> None:
    account = HeldInMemory(given(OPENED).entries)
    draft = minutes(account, Edition(issued_at=NOW), 1, NOW)
    assert (draft.meeting_status, draft.held_until) == ("open", None)
    with pytest.raises(Refused, match="S-1 is still open"):
        minutes(account, Edition(issued_at=NOW, number=4), 1, NOW)
    with pytest.raises(Refused, match="no meeting S-2"):
        minutes(account, Edition(issued_at=NOW), 2, NOW)


def test_a_meeting_is_held_from_its_opening_until_its_closing() -> None:
    state = given(OPENED, closed(9)).state
    held = [meeting_at(state, hour(number)) for number in (1, 2, 8, 9)]
    assert [one.label if one else None for one in held] == [None, "S-1", "S-1", None]


def test_an_entry_belongs_to_a_meeting_and_to_an_item() -> None:
    register = given(OPENED, journal.log("a"), meeting.take_item(2), journal.log("b"), closed(9))
    found = [meeting_of(register.state, entry) for entry in register.entries]
    assert [one and (one.label, one.item, one.title) for one in found] == [
        *(None, None, ("S-1", None, None), None, ("S-1", 2, "Masks"), None),
    ]
