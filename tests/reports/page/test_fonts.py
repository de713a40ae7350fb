"""Pages are set in the shipped fonts: every character is legible, none is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from crisis_log.reports.page.fonts import FALLBACKS, MAIN, RARE, legible, only_shipped
from crisis_log.reports.page.templates import shipped

PAGE = "<style>@font-face {{ font-family: x }}</style><p>{}</p>"


def test_the_common_characters_are_all_in_the_main_font() -> None:
    with TTFont(shipped() / "fonts" / MAIN) as font:
        covered = set(font.getBestCmap())
    common = [chr(code) for code in range(0x3000) if not RARE.match(chr(code))]
    assert [one for one in common if ord(one) not in covered and one not in "\n\t"] == []


def test_a_page_in_common_characters_loads_no_fallback_font() -> None:
    page = PAGE.format("Arrêté n° 12 – 1 234,5 % « œuvre » → 18 h 30 … ≤ 3 €")
    assert legible(page) == page


@pytest.mark.parametrize("text", ["مرحبا", "שלום", "🚑", "∅ ∑", "ⵣ"])
def test_what_the_main_font_lacks_is_set_in_a_fallback_font(text: str) -> None:
    page = legible(PAGE.format(text))
    assert text in page
    assert all(f"fonts/{name}" in page for name in FALLBACKS)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("中", "[U+4E2D]"),
        ("\ue000", "[U+E000]"),
        ("\u0378", "[U+0378]"),
        ("\U0010fffe", "[U+10FFFE]"),
        ("\x07", "[U+0007]"),
    ],
)
def test_what_no_shipped_font_has_is_spelt_out(text: str, printed: str) -> None:
    assert f"<p>{printed}</p>" in legible(PAGE.format(text))


def test_marks_of_direction_and_joining_stay() -> None:
    text = "a\u200d\ufe0f\u202b\u202c\u2066\u2069"
    assert text in legible(PAGE.format(text))


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        (MAIN, "LICENSE-SourceSans3.md"),
        ("SourceSerif4-Regular.ttf", "LICENSE-SourceSerif4.md"),
        ("DejaVuSans.ttf", "LICENSE-DejaVu.txt"),
        ("DejaVuSans-Bold.ttf", "LICENSE-DejaVu.txt"),
        ("NotoEmoji-Regular.woff2", "LICENSE-NotoEmoji.txt"),
    ],
)
def test_every_font_is_shipped_with_its_licence(name: str, licence: str) -> None:
    assert (shipped() / "fonts" / name).is_file()
    assert (shipped() / "fonts" / licence).is_file()


def test_pages_whose_stylesheet_names_no_font_are_set_in_the_main_one() -> None:
    assert f"fonts/{MAIN}" in legible("<style>p { color: red }</style><p>x</p>")


def test_the_environment_is_as_it_was_after_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/mine.conf")
    with only_shipped():
        assert Path(os.environ["FONTCONFIG_FILE"]).is_relative_to(shipped())
    assert os.environ["FONTCONFIG_FILE"] == "/mine.conf"
    monkeypatch.delenv("FONTCONFIG_FILE")
    with only_shipped():
        pass
    assert "FONTCONFIG_FILE" not in os.environ
