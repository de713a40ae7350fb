"""The authority's colour on its documents: the accent, its tints, and the ink to write on them.

Blacks, greys and the red of alerts stay as they are. Whatever the colour, tints tell
themselves apart by their lightness, and so in black and white.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from crisis_log.colour import CONTRAST_OF_TEXT, contrast, linear_part, rgb

DEFAULT: Final = "#17375e"
INK: Final = "#1b1f24"
PAPER: Final = "#ffffff"
_INKS: Final = (PAPER, INK, "#000000")
_SHARES: Final = (0.12, 0.26, 0.5, 0.7, 1.0)
_LIVELIER: Final = 0.75
"""Light tints keep somewhat more of their colour than a mix would."""
_KNEE: Final = 0.0031308
_Matrix = tuple[tuple[float, float, float], ...]
_TO_CONES: Final[_Matrix] = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Final[_Matrix] = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB: Final[_Matrix] = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_CONES: Final[_Matrix] = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


@dataclass(frozen=True)
class Palette:
    """The accent, and its tints from the lightest to the accent itself."""

    accent: str
    grades: tuple[str, ...]

    @property
    def inks(self) -> tuple[str, ...]:
        """What to write with on each of the grades."""
        return tuple(ink_on(grade) for grade in self.grades)

    @property
    def light(self) -> str:
        """The tint that dark text is well read on."""
        return self.grades[1]

    @property
    def strong(self) -> str:
        """The tint next to the accent."""
        return self.grades[3]


@cache
def palette(colour: str | None) -> Palette:
    """Return the palette of the authority's `colour`, `#rrggbb`, or of ours."""
    accent = colour or DEFAULT
    return Palette(accent, tuple(tint(accent, share) for share in _SHARES))


def tint(colour: str, share: float) -> str:
    """Return a mix of `colour` and white, 1 being the colour itself, as the eye sees shares.

    It is mixed in Oklab (B. Ottosson, “A perceptual color space for image processing”,
    2020): mixes of red, green and blue look gaudy or grey, by the colour.
    """
    if share >= 1:
        return colour
    linear = tuple(linear_part(part) for part in rgb(colour))
    lightness, *hues = _times(_TO_LAB, tuple(cone ** (1 / 3) for cone in _times(_TO_CONES, linear)))
    mixed = (1 - (1 - lightness) * share, *(hue * share**_LIVELIER for hue in hues))
    cones = tuple(cone**3 for cone in _times(_FROM_LAB, mixed))
    return "#" + bytes(_part(value) for value in _times(_FROM_CONES, cones)).hex()


def _times(matrix: _Matrix, vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _part(linear: float) -> int:
    """Return a part of a colour, from 0 to 255; the inverse of `linear_part`."""
    inside = min(max(linear, 0.0), 1.0)
    curved = 12.92 * inside if inside <= _KNEE else 1.055 * inside ** (1 / 2.4) - 0.055
    return round(curved * 255)


@cache
def ink_on(fill: str) -> str:
    """Return white, our ink or black: the first that text on `fill` is read in."""
    return next(ink for ink in _INKS if contrast(ink, fill) >= CONTRAST_OF_TEXT)
