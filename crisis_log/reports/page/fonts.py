"""Which fonts pages are set in: those shipped, on every machine, and no others.

A character that the main fonts lack is set in a fallback font; one that no shipped font
has, or that only a private agreement gives a meaning, is printed as its code point,
`[U+4E2D]`. So nothing is lost, no box stands for it (PDF/UA forbids such glyphs), and a page
is the same wherever it is made.
"""

from __future__ import annotations

import os
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain
from typing import Final

from crisis_log.reports.page.templates import shipped
from crisis_log.reports.turns import ALONE

MAIN: Final = "SourceSans3-Regular.ttf"
FALLBACKS: Final = {
    "DejaVuSans.ttf": '"DejaVu Sans"; font-weight: 400',
    "DejaVuSans-Bold.ttf": '"DejaVu Sans"; font-weight: 700',
    "NotoEmoji-Regular.woff2": '"Noto Emoji"',
}
"""The fallback fonts, and how the stylesheet names them."""
_COMMON: Final = (
    "\n\t -~\u00a0-\u017f\u2010-\u201e\u2020-\u2022\u2026\u202f\u20ac\u2190-\u2193\u2212"
)
RARE: Final = re.compile(f"[^{_COMMON}]")
"""What the main font may lack; the others are surely in it."""
_INVISIBLE: Final = frozenset(
    chain(
        (0x00AD, 0x034F, 0x061C, 0xFEFF),
        range(0x200B, 0x2010),
        range(0x202A, 0x202F),
        range(0x2060, 0x2065),
        range(0x2066, 0x2070),
        range(0xFE00, 0xFE10),
    )
)
"""Marks of direction, joining and variation, which have no glyph of their own."""
_WITHOUT_MEANING: Final = frozenset({"Co", "Zl", "Zp"})
"""Categories of characters of which a glyph, if a font has one, says nothing."""
_DRAWN_AS_NOTHING: Final = frozenset(chain((0xFFF9, 0xFFFA, 0xFFFB), range(0xE0000, 0xE0080)))
"""Format characters that have a glyph in a font, and are left out all the same."""

_OUTSIDE_TEXT: Final = r"<(?:style|script|title)\b.*?</(?:style|script|title)>|<[^>]*>"
_UNBROKEN: Final = re.compile(rf"{_OUTSIDE_TEXT}|[^ \t\n\r\f\u200b<]{{150,}}", re.DOTALL)
_UNIT: Final = re.compile(r"&#?\w+;|.", re.DOTALL)
_BREAK: Final = "\u200b"
"""The zero-width space: a line may end there; it is neither drawn nor copied."""
_BETWEEN_BREAKS: Final = 10
_AT_MOST: Final = 40


@contextmanager
def only_shipped() -> Iterator[None]:
    """Hide the machine's own fonts from fontconfig within a block."""
    with ALONE, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
        name, before = "FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE")
        os.environ[name] = str(shipped() / "fonts" / "fonts.conf")
        try:
            yield
        finally:
            if before is None:
                del os.environ[name]
            else:
                os.environ[name] = before


def legible(html: str) -> str:
    """Return `html` with every character legible in the shipped fonts.

    The fallback fonts are named only where they are needed, since each takes time to load.
    Pages whose own stylesheet names no font are set in the main one.
    """
    named = {} if "@font-face" in html else {MAIN: '"Source Sans 3"'}
    named |= FALLBACKS if _lacking(html) else {}
    text = _UNBROKEN.sub(_breakable, spelt_out(html))
    return f"{text}<style>{_faces(named)}</style>" if named else text


def _breakable(found: re.Match[str]) -> str:
    """Let lines end within a text that has no space, or each would be sought in all of it."""
    if found[0].startswith("<"):
        return found[0]
    made: list[str] = []
    length = 0
    for unit in _UNIT.findall(found[0]):
        joins = unicodedata.category(unit[0]) in {"Mn", "Mc", "Me", "Cf"} or made[-1:] == ["\u200d"]
        if length >= (_AT_MOST if joins else _BETWEEN_BREAKS):
            made.append(_BREAK)
            length = 0
        made.append(unit)
        length += 1
    return "".join(made)


def spelt_out(text: str) -> str:
    """Return `text`, what no shipped font has a glyph for being spelt as its code point."""
    return text.translate(
        {
            ord(character): f"[U+{ord(character):04X}]"
            for character in set(RARE.findall(text))
            if not _is_legible(character)
        }
    )


def _is_legible(character: str) -> bool:
    code = ord(character)
    if code in _DRAWN_AS_NOTHING or unicodedata.category(character) in _WITHOUT_MEANING:
        return False
    return code in _INVISIBLE or any(code in _covered(name) for name in (MAIN, *FALLBACKS))


def _lacking(text: str) -> set[str]:
    """Return the characters of `text` that the main font lacks."""
    rare = set(RARE.findall(text))
    return {character for character in rare if ord(character) not in _covered(MAIN)}


def _faces(named: Mapping[str, str]) -> str:
    return "".join(
        f'@font-face {{ font-family: {family}; src: url("fonts/{name}") }}\n'
        for name, family in named.items()
    )


@cache
def _covered(name: str) -> frozenset[int]:
    """Return the code points that a shipped font has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(shipped() / "fonts" / name, lazy=True) as font:
        return frozenset(font.getBestCmap())
