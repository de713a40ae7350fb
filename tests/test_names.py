"""A name of a file that every system can hold, and that none takes for another."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis_log.names import LONGEST, distinct, portable, shortened


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("arrêté n° 12.pdf", "arrêté n° 12.pdf"),
        ("re\u0301sume\u0301.pdf", "résumé.pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1 .tar.gz", "_Com1 .tar.gz"),
        ("LPT².pdf", "_LPT².pdf"),
        ("console.txt", "console.txt"),
        ("note. . ", "note"),
        (" note", "note"),
        ('a:b*c?"<d>|e.pdf', "a_b_c___d__e.pdf"),
        ("C:\\x\\y.pdf", "C__x_y.pdf"),
        ("../../x", "x"),
        ("..", "_"),
        ("", "_"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u200bb\x07\x1b[31m", "ab[31m"),
        ("a\u00a0b\tc", "a b c"),
    ],
)
def test_a_name_is_made_one_that_every_system_holds(name: str, expected: str) -> None:
    assert portable(name) == expected


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_any_name_becomes_a_portable_one_once_and_for_all(name: str) -> None:
    made = portable(name)
    assert 0 < len(made.encode()) <= LONGEST + 1
    assert made == unicodedata.normalize("NFC", made)
    assert made.isprintable()
    assert not set(made) & set('\\/:*?"<>|')
    assert made == made.rstrip(". ")
    assert portable(made) == made
    assert Path(made).name == made


@pytest.mark.parametrize("sign", ["x", "é", "報", "🚨"])
def test_a_long_name_is_cut_between_characters_and_keeps_its_ending(sign: str) -> None:
    made = portable(sign * 300 + ".tar.pdf")
    assert made.endswith(".pdf")
    assert LONGEST - 4 <= len(made.encode()) <= LONGEST
    assert set(made.removesuffix(".pdf")) == {sign}


def test_an_ending_too_long_to_be_one_is_cut_too() -> None:
    assert shortened("a." + "x" * 300, 100) == "a." + "x" * 98


def test_names_that_some_system_takes_for_one_are_told_apart() -> None:
    names = ["A.pdf", "a.pdf", "é.pdf", "e\u0301.pdf", "É.pdf", "2-a.pdf", "STRASSE", "straße"]
    assert distinct(names) == [
        "A.pdf",
        "2-a.pdf",
        "é.pdf",
        "2-e\u0301.pdf",
        "3-É.pdf",
        "2-2-a.pdf",
        "STRASSE",
        "2-straße",
    ]


@given(st.lists(st.sampled_from(["a", "A", "2-a", "2-A", "é", "É"])))
def test_as_many_names_come_out_as_went_in_all_different(names: list[str]) -> None:
    made = distinct(names)
    assert len({name.casefold() for name in made}) == len(names)
    assert all(new.endswith(old) for new, old in zip(made, names, strict=True))


def test_the_longest_name_can_be_used_here(tmp_path: Path) -> None:
    for name in distinct([portable("報" * 200)] * 3):
        (tmp_path / name).write_bytes(b"")
    assert len([*tmp_path.iterdir()]) == 3
