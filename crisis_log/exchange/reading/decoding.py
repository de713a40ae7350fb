"""Bytes as text, whatever program wrote them: short files deceive detectors, so rules come first.

UTF-8 and UTF-16 show by themselves. What is left was written by an old Windows, DOS or Mac: only
between those a detector decides, and only where letters are not those of French in Windows.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import Final, NamedTuple

from crisis_log.exchange.reading.problem import NotATableError
from crisis_log.language import _
from crisis_log.text import clean, is_utf16

_OLD: Final = ("cp1252", "cp850", "mac_roman")
_NAMES: Final = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "cp850": "DOS 850",
    "mac_roman": "Mac Roman",
}
_FRENCH: Final = frozenset("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ«»€°’‘“”–—…•§²³µ½¼¾×·±ñÑáíóúß\xa0")
_HEAD: Final = 65_536
_NO_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_END_OF_DOS_FILE: Final = "\x1a"


class Decoded(NamedTuple):
    """A text in its normal form, its lines ended by LF, and what people call its encoding."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """Return the text that a file holds.

    Raises:
        NotATableError: it is no text.

    """
    text, name = _read(content)
    text = text.rstrip(_END_OF_DOS_FILE)
    if found := _NO_TEXT.search(text):
        line = len(re.findall("\r\n|\r|\n", text[: found.start()])) + 1
        if found[0] != "\0":
            raise NotATableError(_no_text())
        raise NotATableError(
            _(
                "its line {line} holds a NUL, which no text does. It is damaged, or was not "
                "written as text. Save it again as CSV."
            ).format(line=line)
        )
    return Decoded(clean(text), name)


def _read(content: bytes) -> tuple[str, str]:
    """Return the text as it is, and what people call its encoding."""
    encoding = _encoding(content)
    if encoding in _OLD and (mixed := _mixed(content, encoding)) is not None:
        return mixed, _("{encoding}, and {other} on some lines").format(
            encoding=_NAMES["utf-8"], other=_NAMES[encoding]
        )
    try:
        return content.decode(encoding), _NAMES[encoding]
    except UnicodeDecodeError as error:
        raise NotATableError(_no_text()) from error


def _mixed(content: bytes, other: str) -> str | None:
    """Return the text of a file that was put together from two, if most lines are UTF-8."""
    lines = content.split(b"\n")
    beyond = [not line.isascii() for line in lines]
    is_utf8 = [
        is_beyond and _is(line, "utf-8") for line, is_beyond in zip(lines, beyond, strict=True)
    ]
    if sum(is_utf8) * 2 <= sum(beyond):
        return None
    try:
        return "\n".join(
            line.decode("utf-8" if is_one or line.isascii() else other)
            for line, is_one in zip(lines, is_utf8, strict=True)
        )
    except UnicodeDecodeError:
        return None


def _no_text() -> str:
    return _("it is neither a spreadsheet nor text. Save the table again as .xlsx or .csv.")


def _encoding(content: bytes) -> str:
    if content.startswith(BOM_UTF8):
        return "utf-8-sig"
    if is_utf16(content):
        return "utf-16"
    if unmarked := _utf16_without_mark(content[:_HEAD]):
        return unmarked
    if _is(content, "utf-8"):
        return "utf-8"
    return _of_an_old_system(content)


def _utf16_without_mark(head: bytes) -> str | None:
    """Return which UTF-16 it is, if every other byte is nearly always zero."""
    pairs = len(head) // 2
    for encoding, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if head[high::2].count(0) * 10 > pairs * 9 and head[low::2].count(0) == 0 and pairs:
            return encoding
    return None


def _of_an_old_system(content: bytes) -> str:
    if _is(content, "cp1252") and {*content.decode("cp1252")} - _ASCII <= _FRENCH:
        return "cp1252"
    from charset_normalizer import from_bytes  # 60 ms that UTF-8 does not pay

    best = from_bytes(content, cp_isolation=[*_OLD]).best()
    return best.encoding if best and best.encoding in _OLD else "cp1252"


_ASCII: Final = frozenset(map(chr, range(128)))


def _is(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
