"""The French catalogue says everything that the program can say."""

import re
from string import Formatter

import catalogue
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from crisis_log import language
from tests.cli.running import installed
from tests.english import english_in, shared, words

PO = catalogue.LOCALE / "fr/LC_MESSAGES/crisis_log.po"


@pytest.fixture(scope="module")
def french() -> Catalog:
    return catalogue.read(PO)


def said() -> set[tuple[str | None, str]]:
    """Return every message that the code and the templates hold, with its context."""
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogue.extract()
        if message.id
    }


def translations(told: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {
        (m.context, m.id if isinstance(m.id, str) else m.id[0]): (
            (m.string,) if isinstance(m.string, str) else tuple(m.string)
        )
        for m in told
        if m.id
    }


def as_text(context: object) -> object:
    """Return a context as text: Babel reads those of compiled catalogues as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def test_every_message_has_a_french_translation(french: Catalog) -> None:
    known = translations(french)
    missing = sorted(str(key) for key in said() if not all(known.get(key, ("",))))
    assert missing == []


def test_no_translation_outlives_its_message(french: Catalog) -> None:
    assert sorted(str(key) for key in translations(french).keys() - said()) == []


def test_nothing_is_fuzzy(french: Catalog) -> None:
    assert [m.id for m in french if m.id and m.fuzzy] == []


def test_translations_have_the_placeholders_of_their_original(french: Catalog) -> None:
    def placeholders(text: str) -> set[str]:
        named = {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}
        return named | set(re.findall(r"%\((\w+)\)s", text))

    for message in french:
        if not message.id:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        allowed = set().union(*map(placeholders, originals))
        strings = [message.string] if isinstance(message.string, str) else message.string
        for string in strings:
            assert placeholders(string) <= allowed, message.id
        if isinstance(message.id, str):
            assert placeholders(strings[0]) == allowed, message.id


def test_french_typography_is_kept(french: Catalog) -> None:
    """No-break spaces before double punctuation, inside « », after n°; curved apostrophes.

    Before what a page fills in, the page puts them itself.
    """
    wrong = re.compile(r"[nN]° (?!%)|[\u00a0\u202f]%\(| [:;!?»](?:\s|$)|« |[a-zà-ÿ]'[a-zà-ÿ]")
    bad = [text for texts in translations(french).values() for text in texts if wrong.search(text)]
    assert bad == []


def test_catalogues_name_no_place_in_the_code(french: Catalog) -> None:
    """Moving code, or saying nothing new, leaves them as they are."""
    assert "#:" not in PO.read_text(encoding="utf-8")
    ids = [m.id if isinstance(m.id, str) else m.id[0] for m in french if m.id]
    assert ids == sorted(ids)


def test_the_compiled_catalogue_is_up_to_date(french: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled: dict[object, tuple[str, ...]] = {
            (as_text(context), message): strings
            for (context, message), strings in translations(read_mo(file)).items()
        }
    assert compiled == translations(french)


def test_the_program_says_what_the_catalogue_says(french: Catalog) -> None:
    """It reads compiled catalogues by itself."""
    with language.speaking("fr"):
        for (context, message), strings in translations(french).items():
            if context is not None:
                assert (language.pgettext(context, message),) == strings
            elif len(strings) > 1:
                counted = [language.ngettext(message, "", number) for number in (1, 2)]
                assert tuple(counted) == strings
            else:
                assert (language._(message),) == strings


def test_the_catalogue_of_click_says_what_ours_says(french: Catalog) -> None:
    with PO.with_name("click.mo").open("rb") as file:
        said_by_click = translations(read_mo(file))
    assert (None, "No such option {name!r}.") in said_by_click
    assert said_by_click.items() <= translations(french).items()


def test_click_speaks_the_language_of_the_program() -> None:
    answer = installed("log", "--help", CRISIS_LOG_LANG="fr")
    assert "Afficher cette aide." in answer.done().out
    installed("--nothing", CRISIS_LOG_LANG="fr").failed(2, "n’existe pas")


def test_what_separates_parts_of_a_sentence_is_translated() -> None:
    package = language.LOCALE_FOLDER.parent
    joined = [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"""["'] ?; ["']\.join""", path.read_text(encoding="utf-8"))
    ]
    assert joined == []


def test_no_french_sentence_has_an_english_word(french: Catalog) -> None:
    found = {text: english_in(text) for texts in translations(french).values() for text in texts}
    assert {text: words for text, words in found.items() if words} == {}


def test_no_word_passes_for_french_that_no_french_sentence_says(french: Catalog) -> None:
    said = {
        word for texts in translations(french).values() for text in texts for word in words(text)
    }
    assert shared() - said <= {"fr", "id", "mode", "tsa", "unique"}  # said without a sentence
