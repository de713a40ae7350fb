"""The gate for text that comes from outside, and how two texts are compared.

Keyboards, pages, editors and systems write the same text in different ways. At the gate,
what cannot matter becomes one (the normal form, ends of lines, a byte order mark) and what
is no text is refused with a sentence. Nothing that a register already holds passes here:
stored bytes stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from functools import lru_cache
from itertools import filterfalse
from typing import Final

from crisis_log.language import _

_BOM: Final = "\ufeff"
_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair."""
_LINE_END: Final = re.compile("\r+\n|\r")
_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""Signs without width that copying adds: soft hyphens, marks of direction and order."""
_JOINERS: Final = dict.fromkeys(map(ord, "\u200c\u200d\ufe0e\ufe0f"))
"""Signs without width that change how those beside them are drawn."""
_HYPHENS: Final = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘‛ʼ′´`＇"), "'")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
"""Letters that no normal form takes apart, though people type them so."""
_CODE: Final = _UNSEEN | _HYPHENS
_GROUPED: Final = re.compile(r"[ ,](?<=\d[ ,])(?=\d{3}(?!\d))")
"""What stands between the groups of three of a number."""
_TURNING: Final = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Marks that turn the direction of what follows."""
WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 40
"""Longer ones are no words: digests, keys, data."""
_COMPARED: Final = _CODE | _JOINERS | _APOSTROPHES


class NotTextError(ValueError):
    """What was given is no text; the message is a sentence for people."""


def clean(text: str) -> str:
    """Return a text from outside in its normal form (NFC), its lines ended by LF.

    Raises:
        NotTextError: it holds half of a surrogate pair, as bytes that are not UTF-8 become
            in arguments, or a NUL.

    """
    if _HALF.search(text):
        raise NotTextError(_("What was typed is not valid text; type it again."))
    if "\0" in text:
        raise NotTextError(holds_nul())
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text.lstrip(_BOM)))


def holds_nul() -> str:
    """Return why a text with a NUL is refused: databases end texts there, or do not take them."""
    return _("The text holds a NUL, which no text does: save it again as UTF-8, or type it again.")


def as_code(text: str) -> str:
    """Return a label, a number or a code from outside: pages print it in signs of their own.

    No-break spaces become spaces, every hyphen and dash `-`; what has no width goes.

    Raises:
        NotTextError: as `clean`.

    """
    return " ".join(clean(text.translate(_CODE)).split())


def decoded(content: bytes, source: str) -> str:
    """Return the text that a file or an input holds; messages call it `source`.

    UTF-8 is expected; UTF-16 is read where a byte order mark says so.

    Raises:
        NotTextError: it is no text.

    """
    try:
        text = content.decode("utf-16" if is_utf16(content) else "utf-8")
    except UnicodeDecodeError as error:
        raise NotTextError(
            _("{source} is not UTF-8 text: save it again as UTF-8.").format(source=source)
        ) from error
    return clean(text)


def legible(content: bytes) -> str:
    """Return what can be read in a file that may be no text, its lines ended by LF."""
    text = content.decode("utf-16" if is_utf16(content) else "utf-8", errors="replace")
    return _LINE_END.sub("\n", text.lstrip(_BOM))


def visible(text: str) -> str:
    r"""Return a text from outside on one line; what acts on a terminal becomes as `\u202e`."""
    return "".join(
        sign
        if _is_space(sign)
        or (sign.isprintable() and unicodedata.bidirectional(sign) not in _TURNING)
        else sign.encode("unicode_escape").decode()
        for sign in text
    )


def _is_space(sign: str) -> bool:
    """Whether it is a space, of whatever width: Python says of most that they do not print."""
    return unicodedata.category(sign) == "Zs"


def in_utf8(content: bytes) -> bytes:
    """Return what a file holds; what a shell wrote as UTF-16, such as a key in PEM, in UTF-8."""
    return legible(content).encode() if is_utf16(content) else content


def is_utf16(content: bytes) -> bool:
    """Whether a byte order mark says so."""
    return content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


@lru_cache(maxsize=256)
def folded(text: str) -> str:
    """Return `text` as it is compared, whatever the keyboard or the page it comes from.

    Case, accents, ligatures, apostrophes, hyphens and dashes, the width of spaces and the
    ends of lines do not count, nor what groups the digits of a number.
    """
    plain = _BEYOND_ASCII.sub(lambda signs: _plain(signs[0]), text).casefold().replace("`", "'")
    return _GROUPED.sub("", " ".join(plain.split()))


@lru_cache(maxsize=1024)
def _plain(signs: str) -> str:
    letters = unicodedata.normalize("NFKD", signs.translate(_COMPARED)).casefold()
    plain = unicodedata.normalize("NFKD", letters.translate(_LETTERS)).translate(_COMPARED)
    return "".join(filterfalse(unicodedata.combining, plain))


def plain(text: str) -> str:
    """Return the letters and digits of `text` as they are compared."""
    return "".join(filter(str.isalnum, folded(text)))


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text, each `folded`."""
    return split(folded(text))


def split(folded_text: str) -> list[str]:
    """Return the words and numbers of a text that is `folded`."""
    return [word for word in WORD.findall(folded_text) if len(word) <= _LONGEST_WORD]


def says(texts: Iterable[str], words: str) -> bool:
    """Whether one of `texts` says `words`, compared as `folded`."""
    wanted = folded(words)
    return any(wanted in folded(text) for text in texts)
