"""Verbs and options are typed, and shown, by their names in the reader's language."""

from collections import Counter
from typing import Final

import pytest

from crisis_log.cli.groups import WholeHelpGroup, names_in
from crisis_log.cli.names import ANYWHERE, OPTIONS, VERBS
from crisis_log.text import folded
from tests.cli.running import CommandLine
from tests.cli.tree import WITH_ROOT, option_names

LONG_OPTIONS: Final = {
    (path, name)
    for path, one in WITH_ROOT.items()
    for name in option_names(one)
    if name.startswith("--")
}


@pytest.mark.parametrize("path", [path for path in WITH_ROOT if path])
def test_every_verb_is_in_the_table(path: str) -> None:
    assert path in VERBS or path.rpartition(" ")[2] in ANYWHERE


def test_every_option_is_in_the_table() -> None:
    assert {name for path, name in LONG_OPTIONS if f"{path} {name}" not in OPTIONS} <= set(OPTIONS)


def test_no_verb_of_the_table_is_left_over() -> None:
    assert set(VERBS) - set(WITH_ROOT) == set()
    assert set(ANYWHERE) <= {path.rpartition(" ")[2] for path in set(WITH_ROOT) - set(VERBS)}


def test_no_option_of_the_table_is_left_over() -> None:
    there = {name for _path, name in LONG_OPTIONS} | {"--help"}
    there |= {f"{path} {name}" for path, name in LONG_OPTIONS}
    assert set(OPTIONS) - there == set()


@pytest.mark.parametrize("table", [ANYWHERE, VERBS, OPTIONS])
def test_names_are_written_as_they_are_compared(table: dict[str, str]) -> None:
    for names in table.values():
        assert names == folded(names)


@pytest.mark.parametrize("path", WITH_ROOT)
def test_no_two_options_of_a_command_have_a_name_in_common(path: str) -> None:
    names = names_in(WITH_ROOT[path])
    codes = {name for name in [*option_names(WITH_ROOT[path]), "--help"] if name.startswith("--")}
    assert shared({code: names.option_names(code) for code in codes}) == []


@pytest.mark.parametrize(
    "path", [p for p, one in WITH_ROOT.items() if isinstance(one, WholeHelpGroup)]
)
def test_no_two_verbs_of_a_group_have_a_name_in_common(path: str) -> None:
    group = WITH_ROOT[path]
    assert isinstance(group, WholeHelpGroup)
    assert shared({code: names_in(group).verb_names(code) for code in group.verbs()}) == []


def shared(names: dict[str, list[str]]) -> list[str]:
    """Return the names that several have."""
    count = Counter(name for called in names.values() for name in set(called))
    return [name for name, of in count.items() if of > 1]


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    "line",
    [
        "journal 'Crue de la Seine' --type demande --source SDIS --quand 'il y a 1 minute'",
        "log 'Crue de la Seine' --kind request --source SDIS --at 'il y a 1 minute'",
        "JOURNAL 'Crue' --SOURCE SDIS",
        "journal Crue --sources SDIS",
        "décision enregistrer 'Fermer les écoles' --motifs Crue --échéance demain",
        "decisions enregistrer 'Fermer les écoles' --motif Crue",
        "mesure ordonner 'Fermer les quais' --pilote Voirie --echeance 'dans 2 h'",
        "mesures ordonner 'Fermer les quais' --organisme 78 --indicateur Quais --chiffre-clé",
        "pca enregistrer mairie --intitule Mairie --niveau 1=Veille",
        "objectif fixer 'Reloger' --pilote CCAS",
        "consigne donner 'Fermer les quais' --à Voirie --echeance 'dans 2 h'",
        "attendre 'Bilan' --de SDIS --avant 'dans 1 h'",
        "points prochain 'dans 1 h' --lieu Mairie",
        "cellule designer Directeur --role direction",
        "reunion ouvrir --ordre-du-jour Routes --par Secrétaire",
        "passation --a 'Nuit'",
        "passation transmettre --à 'Nuit' --oui",
        "site ajouter mairie=Mairie --organisme 78",
        "niveau 2 --motif Crue",
        "parametres definir colour '#17375e'",
        "état --inscription 1 --tout",
        "chronologie --depuis '2 h' --dernières 3",
        "rapport liste",
        "clé montrer",
        "clore --motif Fin --oui",
    ],
)
def test_whole_lines_are_typed_in_french(desk: CommandLine, line: str) -> None:
    desk.typed(line).done()


def test_french_is_understood_in_english(desk: CommandLine) -> None:
    desk.typed("mesure ordonner Quais --pilote Voirie").done("M-1 ordered")
