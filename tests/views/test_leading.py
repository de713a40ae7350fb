"""Which indicators count what happens to people, in the words of two languages."""

import pytest

from crisis_log.views.leading import toll


def test_the_gravest_comes_first() -> None:
    names = ["hébergés au gymnase", "Personnes disparues", "hospitalisations (78)", "DÉCÈS"]
    assert sorted(names, key=lambda name: toll(name) or 0) == [
        "DÉCÈS",
        "Personnes disparues",
        "hospitalisations (78)",
        "hébergés au gymnase",
    ]


@pytest.mark.parametrize(
    "name", ["décès à l’hôpital (92)", "blessés", "évacués", "deaths", "people sheltered"]
)
def test_what_happens_to_people_is_the_human_toll(name: str) -> None:
    assert toll(name) is not None


@pytest.mark.parametrize(
    "name", ["deadlines met", "ordinateurs remis", "mortier", "licences", "appels traités"]
)
def test_other_figures_are_not(name: str) -> None:
    assert toll(name) is None
