from datetime import date

from crisis_log.slices import objective
from crisis_log.slices.objective import Objective, ObjectiveDropped, ObjectiveMet, ObjectiveSet
from tests.given import at, given, hour


def test_objectives_are_numbered_and_met_or_dropped_once() -> None:
    register = given(
        objective.set_("Pay every agent", owner="HR", due_on=date(2020, 3, 31)),
        objective.set_("Feed every child"),
    )
    register.when(objective.meet(1)).then(ObjectiveMet(number=1))
    register.add(objective.meet(1))
    register.when(objective.drop(1, reason="Moot")).then_refused("O-1 is already met")
    register.when(objective.drop(2, reason="Moot")).then(ObjectiveDropped(number=2, reason="Moot"))
    register.when(objective.set_("Third")).then(ObjectiveSet(number=3, title="Third"))
    register.when(objective.meet(9)).then_refused("no objective O-9")


def test_the_hour_of_its_deadline_is_kept_as_the_clocks_of_the_register_show_it() -> None:
    register = given(objective.set_("Pay every agent", due_on=hour(10)))
    assert '"due_on":"2020-03-16T19:00:00+01:00"' in register.entries[-1].to_bytes().decode()


def test_what_an_objective_was_goes_by_the_time_of_the_facts() -> None:
    register = given(
        objective.set_("Pay every agent"), at(hour(1), objective.meet(1, reason="Paid"))
    )
    found = register.get(Objective, "objective/1")
    assert [found.status_at(hour(n)) for n in (0, 1)] == [None, "met"]
    assert register.entries[-1].fact.sentence() == "O-1 met: Paid"
