"""Colours, and whether text in them can be read on white (WCAG 2.2)."""

from typing import Final

CONTRAST_OF_TEXT: Final = 4.5
"""The least contrast of text, WCAG 2.2, success criterion 1.4.3 (level AA)."""
WHITE: Final = "#ffffff"
_KNEE: Final = 0.04045


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the red, green and blue of `#rrggbb`, each from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, “relative luminance”)."""
    red, green, blue = (linear_part(part) for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_part(part: int) -> float:
    """Return the light of one part of a colour, `part` from 0 to 255 (IEC 61966-2-1, sRGB)."""
    share = part / 255
    return share / 12.92 if share <= _KNEE else ((share + 0.055) / 1.055) ** 2.4


def legible(colour: str) -> str:
    """Return `colour`, as much darker as text in it needs to be read on white."""
    shades = (_shade(colour, share) for share in range(255, -1, -1))
    return next(shade for shade in shades if contrast(shade, WHITE) >= CONTRAST_OF_TEXT)


def _shade(colour: str, share: int) -> str:
    return "#" + bytes(part * share // 255 for part in rgb(colour)).hex()
