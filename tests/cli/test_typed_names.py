"""Verbs and options are typed, and shown, by their names in the reader's language."""

import re
from collections import Counter
from typing import Final

import pytest

from crisis_log.cli.chapters import CHAPTERS
from crisis_log.cli.groups import WholeHelpGroup, names_in
from crisis_log.cli.names import ANYWHERE, OPTIONS, VERBS, Names, command_shown
from crisis_log.text import folded
from tests.cli.running import CommandLine, installed
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


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("adoptée", "adopt"),
        ("suspendues", "suspend"),
        ("rétablie", "resume"),
        ("abrogé", "repeal"),
        ("liste", "list"),
        ("adoptant", "adoptant"),
    ],
)
def test_what_one_hears_is_understood(typed: str, code: str) -> None:
    assert Names("decision").verb_code(typed) == code


def test_a_group_says_how_it_goes_on(desk: CommandLine) -> None:
    said = desk.typed("request 200 beds").failed(2, "No such command '200'").err
    assert "'request' goes on with answer, close or list." in said
    said = desk.typed("meeting close --read").failed(2, "No such option '--read'").err
    assert "It has --next and --meeting." in said


def test_the_main_help_has_chapters_and_begins_with_what_comes_first() -> None:
    told = installed("--help").out.replace("\n\n", "\n").split("Begin:\n")[1]
    first = [found[1] for found in re.finditer(r"^  ([a-z][a-z-]*)  ", told, re.MULTILINE)]
    assert first == [verb for chapter in CHAPTERS.values() for verb in chapter]
    assert first[:3] == ["open", "desk", "use"]


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
        "consigne ajouter 'Fermer les quais' --a 'Voirie, Police'",
        "reunion ouvrir Routes, quais",
        "rapport listé",
        "points chaque heure",
    ],
)
def test_whole_lines_are_typed_in_french(desk: CommandLine, line: str) -> None:
    desk.typed(line).done()


def test_french_is_understood_in_english(desk: CommandLine) -> None:
    desk.typed("mesure ordonner Quais --pilote Voirie").done("M-1 ordered")


SHOWN: Final = re.compile(r"^  (?:-\w, )?(--[a-z0-9-]+)(?: / (--[a-z0-9-]+))?", re.MULTILINE)
"""An option in the list of a help page."""


def shown_options(page: str) -> set[str]:
    """Return the options that a help page lists."""
    listed = re.split("\nOptions.*\n", page, maxsplit=1)[1]
    return {name for found in SHOWN.findall(listed) for name in found if name}


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("path", WITH_ROOT)
def test_a_french_help_page_shows_french_names_and_only_those(
    nothing: CommandLine, path: str
) -> None:
    page = nothing(*path.split(), "--help").done().out
    names, command = names_in(WITH_ROOT[path]), WITH_ROOT[path]
    codes = [name for name in [*option_names(command), "--help"] if name.startswith("--")]
    assert f"crisis-log {command_shown(path)}".strip() in page.splitlines()[0]
    assert shown_options(page) == {names.option_names(code)[1] for code in codes}
    if isinstance(command, WholeHelpGroup):
        for code in command.verbs():
            assert f"\n  {names.verb_names(code)[1]} " in page


@pytest.mark.parametrize("path", WITH_ROOT)
def test_an_english_help_page_shows_english_names_and_only_those(
    nothing: CommandLine, path: str
) -> None:
    page = nothing(*path.split(), "--aide").done().out
    codes = [name for name in [*option_names(WITH_ROOT[path]), "--help"] if name.startswith("--")]
    assert f"crisis-log {path}".strip() in page.splitlines()[0]
    assert shown_options(page) == set(codes)


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("decison liste", "decision"),
        ("décisoin liste", "decision"),
        ("adopter D-1", "decision adopter"),
        ("mesure adopter D-1", "decision adopter"),
        ("adopt D-1", "decision adopter"),
        ("enregistrer X", "decision enregistrer », « pca enregistrer"),
        ("rapport hebdo", "hebdomadaire"),
        ("decision adpoter D-1", "adopter"),
        ("decision adopter D-1 --motfs X", "--motifs"),
        ("decision adopter D-1 --groundz X", "--motifs"),
        ("mesure ordonner X --écheance-le demain", "--echeance"),
        ("etat --registr X", "--registre"),
    ],
)
def test_a_name_that_is_not_known_gets_the_closest(
    desk: CommandLine, line: str, meant: str
) -> None:
    said = desk.typed(line).failed(2, "Vouliez-vous dire").err.replace("\xa0", " ")
    assert f"« {meant} »" in said


def test_a_name_like_none_is_offered_none(desk: CommandLine) -> None:
    assert "mean" not in desk.typed("qqqq").failed(2, "No such command 'qqqq'").err
    assert "mean" not in desk("").failed(2, "No such command ''").err


def test_what_many_groups_have_is_not_listed(desk: CommandLine) -> None:
    assert "mean" not in desk.typed("list").failed(2, "No such command 'list'").err


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize("line", ["point prochain 'dans 1 h'", "points prochain 'dans 1 h'"])
def test_a_briefing_is_a_point_too(desk: CommandLine, line: str) -> None:
    desk.typed(line).done("prochain point")
    desk.typed("point").done("COVID-19")


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    "line",
    [
        "journal Crue --par Élu",
        "journal Crue --par=Élu",
        "journal Crue --PAR Élu",
        "--par Élu journal Crue",
        "journal Crue --by Élu",
    ],
)
def test_a_global_option_may_follow_the_verb_by_any_of_its_names(
    desk: CommandLine, line: str
) -> None:
    desk.typed(line).done()
    assert desk.document("montrer 2")["by"] == "Élu"


@pytest.mark.usefixtures("french")
def test_an_option_of_a_verb_is_not_taken_for_a_global_one(desk: CommandLine) -> None:
    desk.typed("attendre Bilan --de SDIS --by 'dans 1 h' --par Élu").done()
    assert desk.document("show 2")["by"] == "Élu"


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("journal -- '--motif de la venue'", "text", "--motif de la venue"),
        ("journal Crue --source --registre", "source", "--registre"),
        ("journal Crue --source=--motif", "source", "--motif"),
    ],
)
def test_a_value_may_look_like_an_option(
    desk: CommandLine, line: str, field: str, value: str
) -> None:
    desk.typed(line).done()
    assert desk.document("montrer 2")["fact"][field] == value


@pytest.mark.usefixtures("french")
def test_a_refusal_cites_the_name_that_is_shown(desk: CommandLine) -> None:
    said = desk.typed("strike 1").failed(2, "--motif").err.replace("\xa0", " ")
    assert "« --motif »" in said
    assert "crisis-log rayer --aide" in said
    desk.typed("journal X --source").failed(2, "--source")
    desk.typed("log X --at").failed(2, "--quand")
    desk.typed("log X --at jamais").failed(2, "--quand")


def test_json_keeps_the_code_names(desk: CommandLine) -> None:
    desk.given("mesure ordonner Quais --pilote Voirie")
    assert desk.document("mesure montrer M-1")["owner"] == "Voirie"
    assert desk.document("chronologie")[-1]["kind"].startswith("measure.ordered")


@pytest.mark.parametrize("lang", [["--langue", "en"], ["--langue=en"], ["--lang", "EN"]])
def test_the_language_is_chosen_by_either_name(lang: list[str]) -> None:
    installed(*lang, "etat", "-h", CRISIS_LOG_LANG="fr").done("Usage: crisis-log state")


def test_the_language_that_is_spoken_shows_the_names() -> None:
    installed("state", "--help", CRISIS_LOG_LANG="fr").done("crisis-log etat ")


def spellings(name: str) -> set[str]:
    """Return a name as people type it: in capitals, with accents, with another kind of dash."""
    return {name, name.upper(), name.replace("e", "é"), name.replace("a", "à").title()}


@pytest.mark.parametrize("path", WITH_ROOT)
def test_every_name_of_every_option_is_understood(path: str) -> None:
    names = names_in(WITH_ROOT[path])
    for code in option_names(WITH_ROOT[path]):
        if code.startswith("--"):
            typed = {way for name in names.option_names(code) for way in spellings(name)}
            assert {names.option_code(way) for way in typed} == {code}


@pytest.mark.parametrize(
    "path", [p for p, one in WITH_ROOT.items() if isinstance(one, WholeHelpGroup)]
)
def test_every_name_of_every_verb_is_understood(path: str) -> None:
    group = WITH_ROOT[path]
    assert isinstance(group, WholeHelpGroup)
    for code in group.verbs():
        typed = {way for name in names_in(group).verb_names(code) for way in spellings(name)}
        assert {names_in(group).verb_code(way) for way in typed} == {code}


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("passation accepter --a Nuit", "--a"),
        ("mesure ordonner X --e demain", "--e"),
        ("mesure ordonner X --organism 78", "--organism"),
    ],
)
def test_a_part_of_a_name_is_no_name(desk: CommandLine, line: str, missing: str) -> None:
    said = desk.typed(line).failed(2, "n’existe pas|No such option").err
    assert missing in said
