"""Which fonts pages are set in: those shipped, on every machine, and no others.

A character that the main fonts lack is set in a fallback font; one that no shipped font
has is printed as its code point, `[U+4E2D]`. So nothing is lost, no box stands for it
(PDF/UA forbids such glyphs), and a page is the same wherever it is made.
"""

from __future__ import annotations

import os
import re
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
    return f"{spelt_out(html)}<style>{_faces(named)}</style>" if named else html


def spelt_out(text: str) -> str:
    """Return `text`, what no shipped font has a glyph for being spelt as its code point."""
    return text.translate(
        {
            ord(character): f"[U+{ord(character):04X}]"
            for character in _lacking(text)
            if ord(character) not in _INVISIBLE
            and not any(ord(character) in _covered(name) for name in FALLBACKS)
        }
    )


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
