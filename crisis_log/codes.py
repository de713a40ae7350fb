"""Codes as people type them: `m4`, `M 04` and `m-04` are M04 where no other one fits better."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from crisis_log.fact import Refused
from crisis_log.language import LANGUAGES, Language, _, current, speaking
from crisis_log.text import folded, plain
from crisis_log.words import join, typed_words

_BETWEEN: Final = re.compile(r"[ ._/'-]+")
_GAP: Final = re.compile(r"(?<!\d) | (?!\d)")
"""A space that does not keep two numbers apart."""
_ENDINGS: Final = re.compile(r"[esx]+\b")
"""Of the feminine and the plural: `adopté`, `adoptée` and `adoptés` are one word."""
_ZEROS: Final = re.compile(r"(?<!\d)0+(?=\d)")


def meant(typed: str, codes: Iterable[str]) -> str | None:
    """Return the one of `codes` that was `typed`, None where none fits.

    As it is written, else without case, accents, spaces and hyphens, else without leading zeros:
    the first of these ways that finds any decides.

    Raises:
        Refused: it finds several, which the sentence names.

    """
    known = tuple(codes)
    for compared in _WAYS:
        wanted = compared(typed)
        found = [code for code in known if wanted and compared(code) == wanted]
        if len(found) > 1:
            raise Refused(
                _("“{typed}” may be {codes}: write which one.").format(
                    typed=typed, codes=join(found, "or")
                )
            )
        if found:
            return found[0]
    return None


def known_as(typed: str, codes: Sequence[str], unknown: str, none: str) -> str:
    """Return the one of `codes` that was `typed`.

    Raises:
        Refused: with the sentence `unknown` about {code} and those {known}, or `none` without any.

    """
    found = meant(typed, codes)
    if found is None:
        raise Refused((unknown if codes else none).format(code=typed, known=join(codes)))
    return found


def worded(typed: str, of: str, codes: Sequence[str]) -> str | None:
    """Return the one of the `codes` of a vocabulary that `typed` can mean, if it means one.

    Accents, case, gender, number, and what stands between words do not count. The words of
    the other language, and the code itself, are understood too: see `words.Words`.
    """
    ways = product(([current()], LANGUAGES), (plain, _without_endings))
    for languages, compared in ways:  # the words of the other language are seldom needed
        wanted = compared(typed)
        found = [code for code in codes if wanted in map(compared, _said(code, of, languages))]
        if len(found) == 1:
            return found[0]
    return None


def _said(code: str, of: str, languages: Sequence[Language]) -> Iterator[str]:
    """Return all that may be typed for a code in some languages."""
    yield code
    for language in languages:
        with speaking(language):
            yield from typed_words(of, code)


def _without_endings(text: str) -> str:
    return plain(_ENDINGS.sub("", folded(text)))


def each_once(codes: Iterable[str], twice: str) -> tuple[str, ...]:
    """Return codes that are each given once; refuse with the sentence `twice` about a {code}."""
    found = tuple(codes)
    for code in found:
        if found.count(code) > 1:
            raise Refused(twice.format(code=code))
    return found


def bare(text: str) -> str:
    """Return a code as it is compared; only what keeps two numbers apart stays: `1.1` is not 11."""
    return _GAP.sub("", _BETWEEN.sub(" ", folded(text)).strip())


def without_zeros(text: str) -> str:
    """Return a code as `bare`, each number in it without zeros before."""
    return _ZEROS.sub("", bare(text))


_WAYS: Final[tuple[Callable[[str], str], ...]] = (str.strip, bare, without_zeros)
