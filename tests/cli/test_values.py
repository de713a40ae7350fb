"""Values are typed, listed and refused in the words of the reader's language."""

import re

import click
import pytest

from crisis_log.cli.coded import Coded
from crisis_log.language import LANGUAGES, Language
from crisis_log.slices import typed
from crisis_log.text import folded
from crisis_log.words import typed_words
from tests.cli.running import CommandLine, installed
from tests.cli.walking import commands, help_pages, path_of
from tests.speaking import speaking


@pytest.fixture
def asked() -> list[tuple[str, Coded]]:
    """Each closed set of codes that a command asks for, with the path of the command."""
    return [
        (path_of(command), kind)
        for command, _context in commands()
        for parameter in command.params
        for kind in (parameter.type, getattr(parameter.type, "among", None))
        if isinstance(kind, Coded)
    ]


@pytest.fixture
def kinds(asked: list[tuple[str, Coded]]) -> list[Coded]:
    """Each of those sets once."""
    return [*{(kind.of, kind.codes): kind for _path, kind in asked}.values()]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    spoken: Language = request.param
    return spoken


def ways(kind: Coded, code: str) -> list[str]:
    """Return the ways to type a code, in the language spoken, as hurried hands do."""
    said = [code, kind.shown(code), *typed_words(kind.of, code)]
    return [form for way in said for form in (way, way.upper(), folded(way), way.replace(" ", "-"))]


def test_every_word_means_one_code_in_either_language(
    kinds: list[Coded], language: Language
) -> None:
    for kind, code in [(each, code) for each in kinds for code in each.codes]:
        with speaking(language):
            said = ways(kind, code)
        for spoken in LANGUAGES:
            with speaking(spoken):
                assert {way: kind.meant(way) for way in said} == dict.fromkeys(said, code)


def test_what_is_shown_needs_no_quotes(kinds: list[Coded], language: Language) -> None:
    with speaking(language):
        shown = [kind.shown(code) for kind in kinds for code in kind.codes]
    assert not [word for word in shown if re.search(r"[\s'’_]", word)]


@pytest.mark.parametrize(
    ("of", "said", "code"),
    [
        ("decision", ("adopté", "ADOPTÉS", "adoptees", "adoptée"), "adopted"),
        ("decision", ("en vigueur", "en-vigueur"), "in_force"),
        ("decision", ("mise en oeuvre", "Mises-en-Œuvre", "mis en œuvre"), "implemented"),
        (
            "verification",
            ("à vérifier", "a verifier", "non vérifié", "non-vérifiées"),
            "unverified",
        ),
        ("verification", ("vérifié", "vérifiées", "verified"), "verified"),
        ("modality", ("télétravail", "teletravail", "à distance", "remote"), "remote"),
        ("mission", ("rétabli", "rétablies", "restored"), "restored"),
        ("act", ("arrêtés", "arrete", "order"), "order"),
        ("line_kind", ("demandes", "request"), "request"),
        ("line_kind", ("retex", "retour d'expérience", "lesson learnt"), "retex"),
        ("kind", ("décisions", "decision"), "decision"),
        ("kind", ("lignes", "journal", "main courante"), "journal"),
    ],
)
def test_accents_case_gender_and_number_are_forgiven(
    kinds: list[Coded], of: str, said: tuple[str, ...], code: str
) -> None:
    kind = next(kind for kind in kinds if kind.of == of and code in kind.codes)
    assert {way: kind.meant(way) for way in said} == dict.fromkeys(said, code)


def test_every_help_page_lists_what_can_be_typed_in_the_language_of_the_reader(
    asked: list[tuple[str, Coded]], language: Language
) -> None:
    told = help_pages(language)
    for path, kind in asked:
        with speaking(language):
            words = [*map(kind.shown, kind.codes)]
        page = "".join(told[path].split())
        assert [word for word in words if word not in page] == [], path


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("log X --kind informtion", "« information »"),
        ("decision list --status adoptte", "« adoptée »"),
        ("cell appoint F --role secretaria", "« secrétariat »"),
        ("timeline --kind décison", "« décision »"),
        ("timeline --order saisi", None),
        ("report situation --format pfd", "« pdf »"),
    ],
)
def test_the_closest_word_is_offered(line: str, offered: str | None, desk: CommandLine) -> None:
    answer = installed(*line.split(), CRISIS_LOG_LANG="fr")
    told = re.sub(r"\s", " ", answer.err)
    if offered is None:
        answer.done()
    else:
        assert answer.code == 2
        assert f"Vouliez-vous dire {offered} ?" in told


def test_what_may_be_typed_for_two_codes_is_understood_as_neither() -> None:
    kind = Coded("nothing", ["note", "notes"])
    assert (kind.meant("Notes"), kind.meant("notess")) == ("notes", None)


def test_a_word_of_one_language_is_no_other_code_in_the_other(kinds: list[Coded]) -> None:
    for kind in kinds:
        for code in kind.codes:
            for spoken in LANGUAGES:
                with speaking(spoken):
                    words = typed_words(kind.of, code)
                for reader in LANGUAGES:
                    with speaking(reader):
                        assert {kind.meant(word) for word in words} == {code}


def test_the_facts_of_every_kind_have_a_word(kinds: list[Coded], language: Language) -> None:
    (kind,) = [kind for kind in kinds if kind.of == "kind"]
    with speaking(language):
        assert [*typed.typed_words().typed["kind"]] == [*kind.codes]


def test_no_word_is_kept_for_what_nobody_can_type(kinds: list[Coded]) -> None:
    taught = {(of, code) for of, ways in typed.typed_words().typed.items() for code in ways}
    assert taught <= {(kind.of, code) for kind in kinds for code in kind.codes}


def test_a_default_is_told_in_the_language_of_the_reader() -> None:
    answer = installed("timeline", "--help", CRISIS_LOG_LANG="fr", COLUMNS="200")
    assert "[par défaut\u00a0: saisie]" in answer.done().out


def test_no_parameter_is_of_a_kind_that_speaks_english() -> None:
    """Those of click have words of their own: `INTEGER RANGE`, `[1<=x<=9]`."""
    silent = click.Path | click.types.UnprocessedParamType | click.types.StringParamType
    by_click = [
        (context.command_path, parameter.opts)
        for command, context in commands()
        for parameter in command.params
        if type(parameter.type).__module__ == "click.types"
        and not (isinstance(parameter, click.Option) and parameter.is_flag)
        and not (isinstance(parameter.type, silent) and parameter.metavar)
    ]
    assert by_click == []


@pytest.mark.parametrize("said", ["due", "--due", "echeance", "échéance", "deadline", "due_on"])
def test_a_field_is_emptied_by_the_name_of_the_option_that_gives_it(
    desk: CommandLine, said: str
) -> None:
    desk.given("decision record Masks --due 2099-01-01")
    desk("decision", "amend", "D-1", f"--clear={said}", "--reason", "R").done("amended")
    assert desk.document("decision show D-1")["due_on"] is None


def test_a_subject_of_which_there_is_one_is_named_by_its_word(desk: CommandLine) -> None:
    (opening,) = desk.document("timeline --subject crise")
    assert opening["kind"].startswith("crisis.opened")


def test_a_language_is_named_whatever_the_case() -> None:
    assert "Usage:" in installed("--lang", "EN", "--help", CRISIS_LOG_LANG="fr").done().out
