import pytest

from crisis_log import striking
from crisis_log.command import Command
from crisis_log.slices import cell, handover
from crisis_log.slices.handover import Handover, WatchAccepted, WatchHandedOver
from tests.given import Given, at, given, hour

GIVEN = handover.give("Day watch", from_function="Night watch")


def p_1(register: Given) -> Handover:
    return register.get(Handover, "handover/1")


def test_the_watch_is_handed_over_at_the_last_entry_by_who_records() -> None:
    given(cell.appoint("Ops", at=hour(1))).when(handover.give("Day watch")).then(
        WatchHandedOver(number=1, from_function="secretary", to_function="Day watch", position=2)
    )


def test_functions_are_spelled_as_the_cell_spells_them() -> None:
    register = given(cell.appoint("Day Watch", at=hour(1)), GIVEN)
    assert p_1(register).to_function == "Day Watch"


def test_the_watch_is_handed_over_to_another() -> None:
    own = handover.give("night  WATCH", from_function="Night watch")
    given().when(own).then_refused("“Night watch” has the watch")


def test_what_waits_to_be_accepted_is_not_handed_over_again() -> None:
    register = given(GIVEN)
    register.when(GIVEN).then_refused("P-1 is to be accepted")
    register.when(handover.give("Operations", from_function="Night watch")).then(
        WatchHandedOver(number=2, from_function="Night watch", to_function="Operations", position=2)
    )
    given(GIVEN, handover.accept(at=hour(3))).when(GIVEN).then(
        WatchHandedOver(number=2, from_function="Night watch", to_function="Day watch", position=3)
    )


def test_the_last_one_is_the_last_that_is_told() -> None:
    other = handover.give("Operations", from_function="Night watch")
    register = given(GIVEN, other, striking.strike(3, reason="Mistake"))
    register.when(GIVEN).then_refused("P-1 is to be accepted")
    register.when(handover.accept(at=hour(3))).then(WatchAccepted(number=1, taken_by="Day watch"))


def test_the_last_one_is_accepted_by_whom_it_names_unless_it_is_said() -> None:
    register = given(GIVEN)
    register.when(handover.accept(at=hour(3))).then(WatchAccepted(number=1, taken_by="Day watch"))
    register.when(handover.accept(1, taken_by="Deputy", at=hour(3))).then(
        WatchAccepted(number=1, taken_by="Deputy")
    )


def test_what_was_accepted_holds_from_when_it_was() -> None:
    accepted = p_1(given(GIVEN, at(hour(3), handover.accept(at=hour(3)))))
    assert accepted.status_at(hour(2)) == "given"
    assert accepted.status_at(hour(3)) == "accepted"
    assert accepted.keeper == "Day watch"
    assert accepted.accepted_by == 3


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (handover.accept(at=hour(3)), "P-1 is already accepted, by entry n° 3"),
        (handover.accept(7, at=hour(3)), "There is no handover P-7"),
    ],
)
def test_only_what_waits_is_accepted(command: Command, reason: str) -> None:
    given(GIVEN, handover.accept(at=hour(3))).when(command).then_refused(reason)


def test_nothing_is_accepted_where_nothing_was_given_or_not_yet() -> None:
    given().when(handover.accept(at=hour(3))).then_refused("No watch was handed over")
    register = given(at(hour(2), GIVEN))
    register.when(handover.accept(at=hour(1))).then_refused("it cannot be accepted before")


def test_a_handover_that_was_accepted_is_struck_after_its_acceptance_alone() -> None:
    register = given(GIVEN, handover.accept(at=hour(3)))
    register.when(striking.strike(2, reason="Wrong")).then_refused("n° 3 would not follow")
    register.add(striking.strike(3, reason="Wrong"))
    assert p_1(register).accepted_by is None
    register.add(striking.strike(2, reason="Wrong"))
    register.when(GIVEN).then(
        WatchHandedOver(number=2, from_function="Night watch", to_function="Day watch", position=5)
    )
