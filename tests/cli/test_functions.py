"""Several functions typed one after the other are those that were meant."""

import pytest

from crisis_log.cli.desk.typed_line import arguments_of
from crisis_log.cli.functions import functions_in
from crisis_log.cli.root import root
from tests.cli.running import CommandLine

THREE = ["directrice de crise", "chef de salle", "secrétaire"]


@pytest.mark.parametrize(
    ("words", "functions"),
    [
        (["directrice", "de", "crise,", "chef", "de", "salle,", "secrétaire"], THREE),
        (["directrice de crise, chef de salle, secrétaire"], THREE),
        (["directrice de crise", "chef de salle", "secrétaire"], THREE),
        (["directrice de crise", "chef de salle, secrétaire,"], THREE),
        (["directrice", "de", "crise,", "chef de salle", "secrétaire"], THREE),
        (["préfecture,", "mairie", "de", "Saint-Rémy"], ["préfecture", "mairie de Saint-Rémy"]),
        (["DGS", "DRH"], ["DGS", "DRH"]),
    ],
)
def test_a_comma_ends_a_function(words: list[str], functions: list[str]) -> None:
    assert functions_in(words) == functions


@pytest.mark.parametrize(
    "typed",
    [
        "directrice de crise, chef de salle, secrétaire",
        '"directrice de crise" "chef de salle" secrétaire',
        '"directrice de crise", "chef de salle", secrétaire',
        '"directrice de crise" chef de salle, secrétaire',
    ],
)
def test_at_a_desk_spaces_end_none(typed: str) -> None:
    *verb, _end, first, second, third = [*arguments_of(f"/reunion presents {typed}", root), *"  "][
        :6
    ]
    assert verb == ["reunion", "presents"]
    assert functions_in(filter(str.strip, [first, second, third])) == THREE


def test_at_a_desk_one_function_of_two_words_is_one() -> None:
    arguments = arguments_of("/reunion depart responsable solidarités", root)
    assert arguments[-1] == "responsable solidarités"


def test_a_function_of_the_cell_with_a_comma_in_its_name_stays_whole(desk: CommandLine) -> None:
    desk.given("cell appoint 'Director, finance'", "cell appoint Secretary")
    desk.given("instruction give Pay --to 'director, finance' --to 'Secretary, Prefecture'")
    given = [desk.document(f"instruction show C-{number}")["to"] for number in (1, 2, 3)]
    assert given == ["Director, finance", "Secretary", "Prefecture"]
