"""The French catalogue says everything that the program can say."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "crisis_log/locale/fr/LC_MESSAGES/crisis_log.po"
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
JINJA = {
    f"**.{suffix}": {"trim_blocks": "true", "newstyle_gettext": "true"}
    for suffix in ("html", "svg")
}
METHODS = [
    ("crisis_log/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.svg", "jinja2"),
]


@pytest.fixture(scope="module")
def french() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def said() -> set[tuple[str | None, str]]:
    """Return every message that the code and the templates hold, with its context."""
    messages = set()
    for folder in ("crisis_log", "templates"):
        methods = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in METHODS
            if pattern.startswith(folder)
        ]
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / folder, methods, JINJA, keywords=KEYWORDS
        ):
            messages.add((context, message if isinstance(message, str) else message[0]))
    return messages


def translations(catalogue: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {
        (m.context, m.id if isinstance(m.id, str) else m.id[0]): (
            (m.string,) if isinstance(m.string, str) else tuple(m.string)
        )
        for m in catalogue
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
    """No-break spaces before double punctuation and inside « », curved apostrophes."""
    wrong = re.compile(r"[\u00a0\u202f]%\(| [:;!?»](?:\s|$)|« |[a-zà-ÿ]'[a-zà-ÿ]")
    bad = [text for texts in translations(french).values() for text in texts if wrong.search(text)]
    assert bad == []


def test_the_compiled_catalogue_is_up_to_date(french: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled: dict[object, tuple[str, ...]] = {
            (as_text(context), message): strings
            for (context, message), strings in translations(read_mo(file)).items()
        }
    assert compiled == translations(french)
