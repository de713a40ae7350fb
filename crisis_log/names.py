"""Names of files that every system can hold, and that none takes for one another."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

LONGEST: Final = 200
"""In bytes: systems allow 255, and we put something before or after."""
_UNNAMED: Final = "_"
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|]')
"""What Windows does not take in a name."""
_DEVICES: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE
)
"""Names that are devices on Windows, with any ending: “Naming Files, Paths, and Namespaces”."""
_LONGEST_ENDING: Final = 20


def portable(name: str, most: int = LONGEST) -> str:
    """Return `name`, the last part of a path, so that every system can hold it.

    It is in the normal form NFC, without signs that act or cannot be seen, and takes at most
    `most` bytes; its ending is kept.
    """
    last = unicodedata.normalize("NFC", PurePosixPath(name).name)
    seen = "".join(" " if sign.isspace() else sign for sign in last)
    seen = "".join(sign for sign in seen if sign.isprintable())
    plain = shortened(_FORBIDDEN.sub("_", seen).strip(), most).rstrip(". ")
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    return plain or _UNNAMED


def shortened(name: str, most: int) -> str:
    """Return `name` cut before its ending to at most `most` bytes, never within a character."""
    if _size(name) <= most:
        return name
    stem, ending = os.path.splitext(name)  # noqa: PTH122 - a name, not a path
    if _size(ending) > _LONGEST_ENDING:
        stem, ending = name, ""
    return stem.encode(errors="replace")[: most - _size(ending)].decode(errors="ignore") + ending


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def distinct(names: Iterable[str]) -> list[str]:
    """Return `names` such that no system takes two for one: the second of two is `2-name`."""
    taken: dict[str, str] = {}
    for name in names:
        candidate, number = name, 1
        while _read_alike(candidate) in taken:
            number += 1
            candidate = f"{number}-{name}"
        taken[_read_alike(candidate)] = candidate
    return [*taken.values()]


def _read_alike(name: str) -> str:
    """Return what names have in common that some system takes for one (Unicode 3.13, D145)."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
