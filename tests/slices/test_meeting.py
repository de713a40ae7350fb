from collections.abc import Sequence
from datetime import datetime

import pytest

from crisis_log import striking
from crisis_log.command import Command
from crisis_log.slices import attendance, cell, journal, meeting
from crisis_log.slices.attendance import MeetingAttended, MeetingExcused, MeetingLeft, stays
from crisis_log.slices.briefing import Briefing
from crisis_log.slices.meeting import ItemTaken, Meeting, MeetingClosed, MeetingOpened
from tests.given import At, Given, at, given, hour

DIRECTOR, LOGISTICS = "Directeur de crise", "Logistique"
AGENDA = ("Situation", "Masques")
OPENED: Command = meeting.open_meeting(agenda=AGENDA, place="Salle 2")


def attended(number: int, *who: str, dated: bool = False) -> Command:
    return attendance.attend(who or [DIRECTOR], at=hour(number), is_dated=dated)


def left(number: int, *who: str) -> Command:
    return attendance.leave(who or [DIRECTOR], at=hour(number))


def excused(number: int, *who: str) -> Command:
    return attendance.excuse(who or [LOGISTICS], at=hour(number))


def closed(number: int, next_at: datetime | None = None) -> Command:
    return meeting.close(next_at=next_at, at=hour(number))


def held(register: Given, number: int = 1) -> Meeting:
    return register.get(Meeting, f"meeting/{number}")


def told(register: Given) -> list[tuple[str, datetime, datetime | None]]:
    return [(stay.function, stay.since, stay.until) for stay in stays(held(register))]


def test_meetings_are_numbered_and_open_one_at_a_time() -> None:
    given().when(OPENED).then(MeetingOpened(number=1, agenda=AGENDA, place="Salle 2"))
    given(OPENED).when(OPENED).then_refused("S-1 is open since 2020-03-16 11:00: close it first")
    given(OPENED, closed(3)).when(OPENED).then(
        MeetingOpened(number=2, agenda=AGENDA, place="Salle 2")
    )


def test_what_is_recorded_between_its_opening_and_its_closing_belongs_to_it() -> None:
    register = given(journal.log("before"), OPENED, journal.log("during"), closed(5))
    assert [held(register).owns(number) for number in range(1, 7)] == [
        *(False, False, False, True, False, False),
    ]


def test_an_open_meeting_owns_all_that_follows() -> None:
    assert held(given(OPENED)).owns(1_000)


def test_what_follows_an_item_belongs_to_it_until_the_next_is_taken() -> None:
    register = given(
        *(OPENED, journal.log("before the agenda"), meeting.take_item(2), journal.log("masks")),
        *(meeting.take_item("Crèches"), journal.log("added"), meeting.take_item(2)),
    )
    assert [held(register).item_of(number) for number in range(3, 9)] == [None, 2, 2, 3, 3, 2]
    assert [item.title for item in held(register).agenda] == [*AGENDA, "Crèches"]


def test_an_item_is_on_the_agenda_or_is_added_to_it() -> None:
    register = given(OPENED)
    register.when(meeting.take_item(2)).then(ItemTaken(number=1, item=2, title="Masques"))
    register.when(meeting.take_item("Crèches")).then(ItemTaken(number=1, item=3, title="Crèches"))
    for number in (0, 3):
        register.when(meeting.take_item(number)).then_refused("agenda of S-1 has 2 items")


def test_an_item_that_was_added_rests_on_those_before_it() -> None:
    register = given(OPENED, meeting.take_item("Crèches"), meeting.take_item("Masques FFP2"))
    register.when(striking.strike(3, reason="no item")).then_refused("n° 4 would not follow")
    register.add(striking.strike(4, reason="no item"))
    register.add(striking.strike(3, reason="no item"))
    assert [item.title for item in held(register).agenda] == [*AGENDA]


def test_a_closing_is_not_struck_once_another_meeting_was_opened() -> None:
    register = given(OPENED, closed(3), OPENED)
    register.when(striking.strike(3, reason="mistake")).then_refused("n° 4 would not follow")


@pytest.mark.parametrize(
    "command",
    [attended(2), excused(2), left(2), meeting.take_item(1), closed(2)],
)
def test_without_an_open_meeting_nothing_of_one_is_recorded(command: Command) -> None:
    given().when(command).then_refused("No meeting is open")
    given(OPENED, closed(3)).when(command).then_refused("No meeting is open")


def test_who_is_named_before_anything_else_is_there_from_the_opening() -> None:
    register = given(OPENED, attended(3), excused(4), attended(5, LOGISTICS))
    assert told(register) == [(DIRECTOR, hour(2), None), (LOGISTICS, hour(2), None)]


def test_who_comes_back_is_there_from_then_on() -> None:
    register = given(OPENED, attended(3), left(4), attended(5))
    assert told(register) == [(DIRECTOR, hour(2), hour(4)), (DIRECTOR, hour(5), None)]


def test_who_comes_later_is_there_from_then_on() -> None:
    register = given(
        *(OPENED, attended(3), journal.log("news"), attended(5, LOGISTICS), attended(6, "DSI")),
    )
    assert told(register) == [
        (DIRECTOR, hour(2), None),
        (LOGISTICS, hour(5), None),
        ("DSI", hour(6), None),
    ]


def test_who_is_said_to_have_come_at_a_time_came_then() -> None:
    register = given(OPENED, at(hour(3), attended(3, dated=True)))
    assert told(register) == [(DIRECTOR, hour(3), None)]


def test_who_leaves_may_come_back_and_stays_until_the_end() -> None:
    register = given(
        *(OPENED, attended(3), left(4), attended(5, dated=True), closed(6)),
    )
    assert told(register) == [(DIRECTOR, hour(2), hour(4)), (DIRECTOR, hour(5), hour(6))]
    meeting_held = held(register)
    found = [attendance.stay_at(meeting_held, "directeur de crise", hour(n)) for n in range(2, 7)]
    assert [stay is not None for stay in found] == [True, True, False, True, False]


def recorded_late(number: int, command: Command) -> At:
    return at(hour(number), command)


def test_attendance_recorded_late_folds_by_the_time_of_the_facts() -> None:
    register = given(
        *(OPENED, journal.log("news"), attended(4), recorded_late(9, closed(9))),
        recorded_late(6, attendance.leave([DIRECTOR], number=1, at=hour(6))),
        recorded_late(5, attendance.attend([LOGISTICS], number=1, at=hour(5), is_dated=True)),
    )
    assert told(register) == [(DIRECTOR, hour(4), hour(6)), (LOGISTICS, hour(5), hour(9))]


def test_an_arrival_recorded_after_the_departure_comes_before_it() -> None:
    register = given(
        *(OPENED, journal.log("news"), recorded_late(6, attended(6)), recorded_late(8, left(8))),
        recorded_late(4, attended(4, dated=True)),
    )
    assert told(register) == [(DIRECTOR, hour(4), hour(8))]


def test_who_is_there_neither_comes_nor_is_excused() -> None:
    register = given(OPENED, attended(3))
    for command in (attended(4), attended(4, "DIRECTEUR DE CRISE"), excused(4, DIRECTOR)):
        register.when(command).then_refused("is at the meeting S-1 since .* [(]n° 3[)]")


def test_who_is_not_there_does_not_leave() -> None:
    given(OPENED).when(left(3)).then_refused("“Directeur de crise” is not at the meeting S-1")


def test_who_was_excused_and_came_all_the_same_was_there() -> None:
    register = given(OPENED, excused(3), attended(4, LOGISTICS))
    assert attendance.excused(held(register)) == []
    register = given(OPENED, excused(3), excused(4))
    assert [one.entry for one in attendance.excused(held(register))] == [3]


def test_functions_are_spelled_as_the_cell_spells_them_and_told_once() -> None:
    register = given(cell.appoint(DIRECTOR, at=hour(2)), OPENED)
    twice = attendance.excuse(["directeur  de crise", "DIRECTEUR DE CRISE", "X"], at=hour(4))
    register.when(twice).then(MeetingExcused(number=1, who=(DIRECTOR, "X")))


@pytest.mark.parametrize("who", [[], [" "]])
def test_somebody_is_named(who: Sequence[str]) -> None:
    given(OPENED).when(attendance.attend(who, at=hour(3))).then_refused("(?i)who|function")


def test_attendance_is_of_the_time_of_the_meeting() -> None:
    given(OPENED).when(attended(1)).then_refused("S-1 was opened on .* 11:00, after .* 10:00")
    register = given(OPENED, recorded_late(4, closed(4)))
    late = attendance.attend([DIRECTOR], number=1, at=hour(5), is_dated=True)
    register.when(late).then_refused("was held from .* 11:00 to .* 13:00, not on .* 14:00")
    register.when(attendance.attend([DIRECTOR], number=1, at=hour(3), is_dated=True)).then(
        MeetingAttended(number=1, who=(DIRECTOR,))
    )
    register.when(attendance.leave([DIRECTOR], number=7, at=hour(3))).then_refused("no meeting S-7")


def test_a_meeting_is_closed_once() -> None:
    register = given(OPENED, closed(3))
    register.when(meeting.close(number=1, at=hour(4))).then_refused("S-1 was closed on .* 12:00")
    register.when(meeting.take_item(1, number=1)).then_refused("S-1 was closed on .* 12:00")


def test_it_announces_the_next_one_which_is_the_next_briefing() -> None:
    given(OPENED).when(closed(3, hour(20))).then(MeetingClosed(number=1, next_at=hour(20)))
    register = given(OPENED, closed(3, hour(20)))
    said = register.get(Briefing, "briefing").next_at(hour(4))
    assert said is not None
    assert (said.at, said.since, said.entry) == (hour(20), hour(3), 3)
    assert held(register).next_at == hour(20)


def test_the_next_one_comes_after_it() -> None:
    given(OPENED).when(closed(3, hour(3))).then_refused("The next meeting comes after")


def test_what_was_announced_already_is_not_announced_twice() -> None:
    register = given(OPENED, closed(3, hour(20)), OPENED, closed(5, hour(20)))
    assert len(register.get(Briefing, "briefing").announced) == 1


def test_a_departure_rests_on_the_arrival() -> None:
    register = given(OPENED, attended(3), left(4))
    register.when(striking.strike(3, reason="mistake")).then_refused("n° 4 would not follow")
    register.add(striking.strike(4, reason="mistake"))
    assert told(register) == [(DIRECTOR, hour(2), None)]
    register.when(striking.strike(2, reason="no meeting")).then_refused("n° 3 would not follow")


def test_a_meeting_whose_closing_is_struck_is_open_again() -> None:
    register = given(OPENED, closed(3, hour(20)))
    register.add(striking.strike(3, reason="mistake"))
    assert held(register).closed is None
    assert register.state.get("briefing") is None
    register.when(left(5)).then_refused("is not at the meeting")
    register.when(closed(5)).then(MeetingClosed(number=1))


def test_the_number_of_a_struck_meeting_is_never_given_again() -> None:
    register = given(OPENED, striking.strike(2, reason="mistake"))
    assert register.state.get("meeting/1") is None
    register.when(OPENED).then(MeetingOpened(number=2, agenda=AGENDA, place="Salle 2"))


def test_what_a_departure_says() -> None:
    fact = MeetingLeft(number=1, who=(DIRECTOR, LOGISTICS))
    assert fact.sentence() == "meeting S-1, departure: Directeur de crise and Logistique"
    assert fact.functions() == (DIRECTOR, LOGISTICS)


def test_it_does_not_end_before_who_came_or_left() -> None:
    register = given(OPENED, journal.log("news"), at(hour(8), attended(8)))
    register.when(closed(7)).then_refused("S-1 ends after 2020-03-16 17:00, when somebody came")
    register.when(closed(8)).then(MeetingClosed(number=1))
    given(OPENED, at(hour(8), excused(8))).when(closed(7)).then(MeetingClosed(number=1))
