from collections.abc import Callable
from datetime import datetime

import pytest

from crisis_log.command import Command
from crisis_log.slices import cell
from crisis_log.slices.cell import Member, MemberAppointed, MemberRelieved
from tests.given import At, Given, at, given, hour

DIRECTOR = "Directeur de crise"
RECORDED = hour(2)
"""When the first entry after the opening is."""


def appointed(function: str = DIRECTOR, instant: datetime = RECORDED, **more: object) -> Command:
    return cell.appoint(function, at=instant, **more)  # type: ignore[arg-type]  # fields of a fact


def relieved(function: str = DIRECTOR, instant: datetime = RECORDED) -> Command:
    return cell.relieve(function, at=instant)


def at_hour(number: int, command: Callable[[str, datetime], Command]) -> At:
    """Put a command of the cell to the register at an hour, recorded whenever it comes."""
    return at(hour(number), command(DIRECTOR, hour(number)))


def serving(register: Given, number: int) -> bool:
    return cell.serves_at(register.state, DIRECTOR, hour(number))


def test_a_function_is_in_the_cell_from_its_appointment_until_it_is_relieved() -> None:
    register = given(at_hour(1, appointed), at_hour(4, relieved))
    assert [serving(register, number) for number in range(6)] == [
        *(False, True, True, True),  # relieved at an hour, it is not there at that hour
        *(False, False),
    ]


def test_what_is_recorded_late_holds_from_when_it_happened() -> None:
    register = given(
        at_hour(5, appointed), at_hour(8, relieved), at_hour(1, appointed), at_hour(3, relieved)
    )
    assert [serving(register, number) for number in range(1, 9)] == [
        *(True, True, False, False),
        *(True, True, True, False),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "directeur de crise",
        "  DIRECTEUR  de\u00a0crise ",
        "Directeur\u202fde crise",
    ],
)
def test_a_function_is_the_same_but_for_case_and_spaces(typed: str) -> None:
    register = given(appointed())
    assert cell.as_named(register.state, typed) == DIRECTOR
    register.when(relieved(typed, hour(3))).then(MemberRelieved(function=DIRECTOR))


def test_either_apostrophe_is_typed_and_either_normal_form() -> None:
    assert cell.key("Chef d'état-major") == cell.key("chef d’E\u0301tat-major")


@pytest.mark.parametrize("typed", ["Directeur de la crise", "Directeur", "Directrice de crise"])
def test_another_function_is_never_guessed(typed: str) -> None:
    assert cell.as_named(given(appointed()).state, typed) == typed


def test_a_function_may_hold_any_sign() -> None:
    register = given(appointed("Astreinte : cadre / nuit"))
    assert cell.as_named(register.state, "ASTREINTE : Cadre / nuit") == "Astreinte : cadre / nuit"
    assert register.entries[-1].fact.sentence()


def test_one_that_is_in_the_cell_is_not_appointed_again() -> None:
    register = given(appointed(role="director", organisation="78"))
    register.when(appointed()).then_refused("already in the crisis cell, since 2020-03-16 11:00")
    register.when(appointed(role="director")).then_refused("already")


def test_one_that_is_in_the_cell_may_get_another_role_and_keeps_the_rest() -> None:
    register = given(appointed(role="planning", organisation="78", deputy=True))
    change = appointed(role="liaison", instant=hour(3))
    register.when(change).then(
        MemberAppointed(function=DIRECTOR, role="liaison", organisation="78")
    )
    register.add(change)
    terms = register.get(Member, f"cell/{cell.key(DIRECTOR)}").terms()
    assert [(term.place(), term.since, term.until) for term in terms] == [
        ("planning, deputy, 78", hour(2), hour(3)),
        ("liaison, 78", hour(3), None),
    ]


def test_who_is_not_in_the_cell_cannot_leave_it() -> None:
    given().when(relieved()).then_refused("not in the crisis cell")
    register = given(at_hour(1, appointed), at_hour(2, relieved))
    register.when(relieved(instant=hour(2))).then_refused("not in the crisis cell")


def test_its_organisation_is_one_of_the_register() -> None:
    given().when(appointed(organisation="75")).then_refused("No organisation has the code 75")


def test_the_cell_is_told_by_role_and_deputies_last() -> None:
    register = given(
        appointed("Adjoint", role="director", deputy=True),
        appointed("Chauffeur"),
        appointed("Secrétaire", role="secretary"),
        appointed("Directeur", role="director"),
    )
    told = [member.function for member, _term in cell.members_at(register.state, hour(9))]
    assert told == ["Directeur", "Adjoint", "Secrétaire", "Chauffeur"]


@pytest.mark.parametrize("function", ["", " \n ", "x" * 201])
def test_a_function_is_some_text_and_short(function: str) -> None:
    given().when(appointed(function)).then_refused("(?i)function")


def test_an_appointment_recorded_late_folds_by_the_time_of_the_facts() -> None:
    late = at(hour(5), appointed(instant=hour(5), role="legal"))
    register = given(at(hour(10), appointed(instant=hour(10), role="director")), late)
    terms = register.get(Member, Member.named(cell.key(DIRECTOR))).terms()
    assert [(one.role, one.since, one.until) for one in terms] == [
        ("legal", hour(5), hour(10)),
        ("director", hour(10), None),
    ]
