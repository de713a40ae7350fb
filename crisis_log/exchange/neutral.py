"""Texts that a spreadsheet would take for a formula, in a file that has no types: an apostrophe.

    =1+1  →  '=1+1          -5, +33 6 12 …, 12:00  →  as they are

What was put before a text is taken off again where it is read.
"""

import re
from typing import Final

_ACTING: Final = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""A beginning that a spreadsheet acts on, or one that could be taken for our own sign."""
_HARMLESS: Final = re.compile(r"[+-][\d\s.,:()/\u00a0\u202f-]*")
"""A number, a phone number, an offset: nothing in it can be called."""
_SIGN: Final = "'"


def neutral(text: str) -> str:
    """Return `text` as it can be opened by a spreadsheet."""
    is_acting = _ACTING.match(text) and not _HARMLESS.fullmatch(text)
    return f"{_SIGN}{text}" if is_acting else text


def as_written(cell: str) -> str:
    """Return the text that `neutral` made a cell of."""
    bare = cell.removeprefix(_SIGN)
    return bare if bare != cell and neutral(bare) == cell else cell
