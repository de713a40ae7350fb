"""What is counted is said in its plural form, and its thousands are set apart."""

from __future__ import annotations

import re
from typing import Final

import catalogue
import pytest
from babel.messages.catalog import Catalog

from crisis_log import language
from crisis_log.audit.bundle import verify as verifier
from crisis_log.cli import click_words
from crisis_log.reports.page.render import environment
from tests.test_catalogue import PO

Forms = tuple[str, ...]
NUMBER: Final = re.compile(r"\{count\}|%\(num\)s")
PLACEHOLDER: Final = r"(?:\{\w+\}|%\(\w+\)s)"
NEVER_NONE: Final = re.compile("^(One|The (first )?one|every hour$|Plan .* the one day|Proven)")
"""Messages said only where there is one at the least, which their singular may spell out."""
COUNTS: Final = (0, 1, 2, 1000)


@pytest.fixture(scope="module")
def french() -> Catalog:
    return catalogue.read(PO)


def counting(told: Catalog) -> list[tuple[Forms, Forms]]:
    """Return our messages with plural forms, and the French ones; click counts by itself."""
    forms = [(tuple(m.id), tuple(m.string)) for m in told if m.id and not isinstance(m.id, str)]
    return [pair for pair in forms if NUMBER.search(pair[0][1])]


def said(ids: Forms, number: int) -> str:
    """Return what people read where `number` things are counted: on a terminal, or on a page."""
    found = re.findall(r"\{(\w+)\}|%\((\w+)\)", "".join(ids))
    named = {a or b: "x" for a, b in found if (a or b) not in {"count", "num"}}
    if "%(" not in ids[1]:
        return language.counted(ids[0], ids[1], number, **named)
    template = environment().from_string("{{ ngettext(one, more, number, **named) }}")
    return template.render(one=ids[0], more=ids[1], number=number, named=named)


@pytest.mark.parametrize("number", COUNTS)
def test_none_and_one_are_singular_in_french(french: Catalog, number: int) -> None:
    written = "1\u202f000" if number == 1000 else str(number)
    with language.speaking("fr"):
        for ids, forms in counting(french):
            if number or not NEVER_NONE.search(ids[0]):
                expected = NUMBER.sub(written, forms[number >= 2])
                assert _spaced(said(ids, number)) == _spaced(re.sub(PLACEHOLDER, "x", expected))
                assert written in said(ids, number) or NEVER_NONE.search(ids[0]), ids


@pytest.mark.parametrize("number", COUNTS)
def test_one_alone_is_singular_in_english(french: Catalog, number: int) -> None:
    written = "1,000" if number == 1000 else str(number)
    with language.speaking("en"):
        for ids, _forms in counting(french):
            expected = NUMBER.sub(written, ids[number != 1])
            assert said(ids, number) == re.sub(PLACEHOLDER, "x", expected), ids


def test_no_message_of_one_form_counts(french: Catalog) -> None:
    """What is counted in one message is counted nowhere without plural forms."""
    pairs = counting(french)
    english = {noun for ids, _forms in pairs for noun in plurals(*ids)}
    in_french = {noun for _ids, forms in pairs for noun in plurals(*forms)}
    assert {"entries", "agents", "bytes"} <= english
    assert {"inscriptions", "agents", "octets"} <= in_french
    ours = [m for m in french if m.id and not {m.id, m.string} & {*click_words.MESSAGES}]
    single = [(m.id, str(m.string)) for m in ours if isinstance(m.id, str)]
    wrong = [m for m in single if counts(m[0], english) or counts(m[1], in_french)]
    assert wrong == []


def plurals(one: str, more: str) -> set[str]:
    """Return the words of `more` that are plurals of words of `one`."""
    words, others = (
        set(re.findall(r"[^\W\d_]{4,}", re.sub(PLACEHOLDER, "", text))) for text in (one, more)
    )
    return {w for w in others if w.endswith("s") and (w[:-1] in words or f"{w[:-3]}y" in words)}


def counts(text: str, nouns: set[str]) -> bool:
    """Whether something is put in front of one of `nouns`."""
    return bool(re.search(rf"{PLACEHOLDER}[ \u00a0](?:[\w-]+ )?(?:{'|'.join(nouns)})\b", text))


@pytest.mark.parametrize(("number", "written"), [(999, "999"), (1000, "1 000"), (2185, "2 185")])
def test_a_whole_number_is_written_alike_on_a_terminal_and_on_a_page(
    number: int, written: str
) -> None:
    with language.speaking("fr"):
        page = environment().from_string("{{ number | number }}").render(number=number)
        assert language.whole(number) == page == written.replace(" ", "\u202f")


# The stand-alone verifier, which has words of its own


def test_the_verifier_counts_as_the_program_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for position, spoken in enumerate(("fr", "en")):
        monkeypatch.setattr(verifier.Speech, "language", position)
        for number in COUNTS:
            heard = verifier.say("register", id="x", root="y", count=number)
            with language.speaking("fr" if spoken == "fr" else "en"):
                entries = language.counted("{count} entry", "{count} entries", number)
            assert entries in heard


def test_the_verifier_has_a_singular_of_all_that_it_counts() -> None:
    for what, texts in verifier.WORDS.items():
        for text in texts:
            assert "{n} " not in text or re.search(r"n°[ \u00a0]\{n\} ", text), what
            assert "{count}" not in text or f"{what.removesuffix(', one')}, one" in verifier.WORDS


def _spaced(text: str) -> str:
    """Return `text` with one kind of space: pages set those of French by themselves."""
    return re.sub(r"\s", " ", text)
