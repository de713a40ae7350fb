"""Numbers as people type them: read whole, in one way, or refused."""

import re
from decimal import Decimal
from typing import Final

from crisis_log.language import _, whole

_SPACE: Final = "[ \u00a0\u202f]"
_NUMBER: Final = re.compile(
    rf"(?P<sign>[-\u2212])?(?P<whole>0|[1-9]\d*|[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+)(?:[.,](?P<part>\d+))?",
    re.ASCII,
)
_TWO_READINGS: Final = re.compile(r"[-\u2212]?[1-9]\d{0,2}(?:[.,]\d{3})+", re.ASCII)
_LONGEST: Final = 40
"""More letters than any number has that a register can keep."""


class NotANumberError(ValueError):
    """What was typed is not a number; the message is a sentence for people."""


def parse_number(text: str) -> Decimal:
    """Read a number typed the French or the English way: `1 200,5` or `1200.5`.

    Spaces stand between groups of three alone. `1,200` and `1.200` are 1.2 to some and 1200
    to others.

    Raises:
        NotANumberError: with a sentence that says what to type instead.

    """
    typed = text.strip()
    if _TWO_READINGS.fullmatch(typed):
        raise NotANumberError(
            _("“{value}” can be read in two ways; write 1200 or 1,2.").format(value=text)
        )
    match = _NUMBER.fullmatch(typed) if len(typed) <= _LONGEST else None
    if match is None:
        raise NotANumberError(
            _("“{value}” is not a number; write for example 1200, 1 200 or 12,5.").format(
                value=text
            )
        )
    digits = re.sub(_SPACE, "", match["whole"])
    sign, part = "-" if match["sign"] else "", f".{match['part']}" if match["part"] else ""
    return Decimal(f"{sign}{digits}{part}")


def parse_whole(text: str, least: int, most: int) -> int:
    """Read a whole number from `least` to `most`.

    Raises:
        NotANumberError: with a sentence that says what to type instead.

    """
    number = parse_number(text)
    if not is_whole(number):
        raise NotANumberError(_("“{value}” is not a whole number.").format(value=text))
    check_range(text, number, least, most)
    return int(number)


def is_whole(number: Decimal) -> bool:
    """Whether a number that was typed has no decimal part: `12`, not `12,0`."""
    return not number.as_tuple().exponent


def check_range(text: str, number: Decimal, least: int, most: int) -> None:
    """Refuse the number typed as `text` unless it lies from `least` to `most`."""
    if not least <= number <= most:
        raise NotANumberError(
            _("{value} is not in the range {range}.").format(
                value=text, range=f"{whole(least)} – {whole(most)}"
            )
        )
