"""Where a register goes on, once it was moved."""

from crisis_log.slices import crisis, journal, location
from crisis_log.slices.location import Location, RegisterMoved, RegisterStayed, RegisterTakenUp
from tests.given import given

MOVED = RegisterMoved(moved_to="service=crise register=covid-19")


def test_a_register_that_was_moved_takes_no_entry_and_says_where_it_goes_on() -> None:
    past = given(MOVED)
    past.when(journal.log("too late")).then_refused("was moved to service=crise register=covid-19")
    past.when(crisis.close()).then_refused("nothing was recorded here")
    past.when(location.move("elsewhere.crisis")).then_refused("was moved to")


def test_where_it_was_taken_up_it_takes_entries_again() -> None:
    given(MOVED).when(location.take_up("a.crisis")).then(RegisterTakenUp(came_from="a.crisis"))
    past = given(MOVED, RegisterTakenUp(came_from="a.crisis"))
    assert past.get(Location, "location").moved_to is None
    past.when(location.move("b.crisis")).then(RegisterMoved(moved_to="b.crisis"))


def test_a_move_that_came_to_nothing_leaves_it_where_it_was() -> None:
    given(MOVED).when(location.stay()).then(RegisterStayed())
    given(MOVED, RegisterStayed()).when(location.move("b.crisis")).then(
        RegisterMoved(moved_to="b.crisis")
    )


def test_what_was_not_moved_is_neither_taken_up_nor_stays() -> None:
    given().when(location.take_up("a.crisis")).then_refused("was not moved")
    given().when(location.stay()).then_refused("was not moved")


def test_a_closed_crisis_is_moved_too() -> None:
    given(crisis.close()).when(location.move("b.crisis")).then(RegisterMoved(moved_to="b.crisis"))
