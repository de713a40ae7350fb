"""Text from outside passes one gate; two texts are compared in one way."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.text import NotTextError, as_code, clean, decoded, folded, says, visible

ALIKE: Final = (
    ("l’accueil", "l'accueil"),
    ("cœur", "coeur"),
    ("CŒUR", "cœur"),
    ("ex æquo", "EX AEQUO"),
    ("ﬁnances", "finances"),
    ("Straße", "STRASSE"),
    ("élève", "e\u0301le\u0300ve"),
    ("élève", "ELEVE"),
    ("D\u20113", "D-3"),
    ("D\u20103", "D-3"),
    ("Paris\u2013Lyon", "Paris-Lyon"),
    ("n°\u00a03", "n° 3"),
    ("2\u202f185 agents", "2 185 agents"),
    ("an\u00adti\u00adci\u00adper", "anticiper"),
    ("au\u200bdacieux", "audacieux"),
    ("fermer\r\nl’accueil", "fermer l’accueil"),
    ("№ 5", "no 5"),
    ("Ｄ-３", "D-3"),
)
RESPELLED: Final = {
    "'": "’ʼ‘´",
    "’": "'",
    "-": "\u2010\u2011\u2012\u2013",
    " ": "\u00a0\u202f\n",
    "œ": ("oe",),
    "æ": ("AE",),
    "é": ("e", "e\u0301", "É"),
    "ß": ("ss",),
    "f": ("F", "\u00adf"),
    "i": ("I", "i\u200b"),
}
TEXTS: Final = st.text(st.sampled_from([*RESPELLED, "a", "b", "3"]), max_size=30)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_people_read_as_the_same_is_found_either_way(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert says([f"… {one} …"], other)
    assert says([f"… {other} …"], one)


@pytest.mark.parametrize(("one", "other"), [("D-3", "D-4"), ("cote", "cotes"), ("M-1", "M1")])
def test_what_differs_is_told_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(TEXTS, st.data())
def test_a_text_is_found_however_it_is_spelt(text: str, data: st.DataObject) -> None:
    spelt = "".join(data.draw(st.sampled_from([sign, *RESPELLED.get(sign, "")])) for sign in text)
    assert folded(spelt) == folded(text)


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_part_of_any_text_is_found_in_it(text: str, first: int, last: int) -> None:
    assert says([text], text[first:last])


@given(st.text(max_size=40))
def test_what_was_folded_stays_so(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_two_texts_of_an_entry_are_not_run_together() -> None:
    assert not says(["one", "two"], "one two")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_the_gate_gives_the_normal_form_and_once_is_enough(text: str) -> None:
    passed = clean(text)
    assert passed == unicodedata.normalize("NFC", passed)
    assert passed == clean(unicodedata.normalize("NFD", text))
    assert "\r" not in passed
    for gate in (clean, as_code):
        assert gate(gate(text)) == gate(text)


def test_a_line_ends_in_one_way_whatever_the_system() -> None:
    assert clean("a\rb\r\nc\r\r\nd\r\re\n") == "a\nb\nc\nd\n\ne\n"


@pytest.mark.parametrize(("text", "says"), [("a\0b", "holds a NUL"), ("\udcff", "not valid text")])
def test_what_is_no_text_is_refused(english: None, text: str, says: str) -> None:
    for gate in (clean, as_code):
        with pytest.raises(NotTextError, match=says):
            gate(text)


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ("n°\u00a02", "n° 2"),
        ("D\u20113", "D-3"),
        ("D\u2013\u00ad3", "D-3"),
        ("\u200eM-1\u200f", "M-1"),
        ("2\u202f185", "2 185"),
        ("\u22125", "-5"),
        ("  pca\u00a0", "pca"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
    ],
)
def test_a_code_copied_from_a_page_is_as_a_keyboard_types_it(typed: str, passed: str) -> None:
    assert as_code(typed) == passed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_text_file_is_read_whatever_editor_wrote_it(encoding: str, ending: str) -> None:
    written = f"fermé{ending}ouvert".encode(encoding)
    assert decoded(written, "file") == "fermé\nouvert"


@pytest.mark.parametrize(
    "content", ["é".encode("latin-1"), b"\xff\xfea", "é".encode("utf-16-le"), b"\xff\xfe\x00\xd8"]
)
def test_a_file_that_is_no_text_is_a_sentence(english: None, content: bytes) -> None:
    with pytest.raises(NotTextError, match=r"(is not UTF-8 text|holds a NUL).*save it again"):
        decoded(content, "notes.txt")


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", " "])
def test_a_space_of_any_width_is_shown_as_it_is(space: str) -> None:
    assert visible(f"n°{space}3{space}: x") == f"n°{space}3{space}: x"


@pytest.mark.parametrize("sign", ["\u202e", "\u0085", "\u2028", "\x1b"])
def test_a_sign_that_acts_on_a_terminal_is_spelled(sign: str) -> None:
    assert visible(f"a{sign}b") == f"a{sign.encode('unicode_escape').decode()}b"
