r"""The one file of CrisisLog, an older log: `24-11-2026|09:10:00|info|texte|COD|10.0.0.1`.

Its texts are escaped as JSON has them (`\n`, `\u00e9`), but for the `|` that they may hold.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from crisis_log.exchange.reading.rows import text_value
from crisis_log.exchange.table import Row
from crisis_log.language import _
from crisis_log.text import NotTextError

_BEGINNING: Final = re.compile(r"\d\d-\d\d-\d{4}\|\d\d:\d\d:\d\d\|")
_SAMPLE: Final = 100
_MOST_OTHERS: Final = 10
_AFTER_TEXT: Final = 2
"""Where it came from, and the address of the machine."""


def is_form(lines: Sequence[str]) -> bool:
    """Whether nearly all lines begin as those of CrisisLog."""
    filled = [*islice(filter(str.strip, lines), _SAMPLE)]
    others = sum(not _BEGINNING.match(line) for line in filled)
    return bool(filled) and others * _MOST_OTHERS <= len(filled)


class Form:
    """The rows of such a file."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        counts = Counter(line.count("|") for line in lines if line.strip())
        self._width = counts.most_common(1)[0][0] + 1

    def rows(self) -> Iterator[Row]:
        for line, text in enumerate(self._lines, 1):
            yield Row(line, tuple(map(_unescaped, self._cells(text))))

    def remarks(self) -> Iterator[str]:
        yield _("It is a file of CrisisLog: its texts are read as it escapes them.")

    def _cells(self, line: str) -> list[str]:
        cells = line.split("|")
        begin, end = self._width - _AFTER_TEXT - 1, len(cells) - _AFTER_TEXT
        if len(cells) <= self._width or begin < 0:
            return cells
        return [*cells[:begin], "|".join(cells[begin:end]), *cells[end:]]


def _unescaped(cell: str) -> str | None:
    if "\\" not in cell:
        return text_value(cell)
    bare = cell.strip()
    is_quoted = bare.startswith('"') and bare.endswith('"')
    try:
        return text_value(json.loads(bare if is_quoted else f'"{bare}"', strict=False))
    except (ValueError, NotTextError):
        return text_value(cell)
