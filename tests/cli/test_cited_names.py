"""Sentences cite verbs and options as they are typed in the reader's language."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from crisis_log.cli.groups import WholeHelpGroup, names_in
from crisis_log.cli.names import OPTIONS
from crisis_log.language import DOMAIN, LOCALE_FOLDER
from tests.cli.tree import TREE, WITH_ROOT

CATALOGUE: Final = Path(LOCALE_FOLDER) / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
OPTION: Final = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
CITED: Final = re.compile(r"“([^”]+)”|(?:crisis-log) ((?:[a-z-]+ ?)+)|\(((?:log|journal) )--")
CITED_IN_FRENCH: Final = re.compile(
    r"«\xa0([^»]+)\xa0»|(?:crisis-log) ((?:[a-z-]+ ?)+)|\(((?:log|journal) )--"
)


def sentences() -> Iterator[tuple[str, str]]:
    """Return every sentence of the catalogue: in English, in French."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    for message in catalogue:
        if message.id:
            english, french = (
                [text] if isinstance(text, str) else text for text in (message.id, message.string)
            )
            yield from zip(english, french, strict=False)


SENTENCES: Final = [*sentences()]


def french(option: str) -> set[str]:
    """Return the names that are shown in French for an option, in whichever command."""
    return {
        names.partition(" ")[0]
        for key, names in OPTIONS.items()
        if key.rpartition(" ")[2] == option
    } or {option}


def french_verb(cited: str) -> str | None:
    """Return the French path of the verb that a citation begins with, if it does with one."""
    words, names, path = cited.split(), [], ""
    for word in words:
        group = WITH_ROOT[path]
        there = f"{path} {word}".lstrip()
        if there not in TREE or not isinstance(group, WholeHelpGroup):
            break
        names.append(names_in(group).verb_names(word)[1])
        path = there
    return " ".join(names) or None


def test_sentences_cite_the_options_that_are_shown() -> None:
    for english, translated in SENTENCES:
        expected = [french(name) for name in OPTION.findall(english)]
        cited = OPTION.findall(translated)
        assert len(cited) == len(expected), (english, translated)
        assert all(any(name in names for names in expected) for name in cited), translated


def test_sentences_cite_the_verbs_that_are_shown() -> None:
    for english, translated in SENTENCES:
        cited = ["".join(found) for found in CITED_IN_FRENCH.findall(translated)]
        for found in CITED.findall(english):
            if verb := french_verb("".join(found)):
                assert any(f"{words} ".startswith(f"{verb} ") for words in cited), (
                    verb,
                    translated,
                )
