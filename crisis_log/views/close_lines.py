"""Which line of the last two hours says nearly what another one is about to say?

    the last entries ──beginnings in common──▶ a few lines ──each word alike──▶ the closest one

Lines that give other figures tell of something new, however alike their words are. Whoever writes
a line waits for this: the last entries alone are read, as they are stored, and most are left out
by a look at their words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from pydantic_core import from_json

STRETCH: Final = timedelta(hours=2)
MOST_READ: Final = 256
"""Entries that are looked at, at most: two a minute for two hours, and nobody waits for more."""
_AT_ONCE: Final = 128
_KEPT: Final = 2 * MOST_READ
"""How many entries a desk, which looks at the same ones for each line, need not read again."""
_BEGIN_ALIKE: Final = 0.6
"""The share of the words of both that begin as one of the other does."""
_ALIKE: Final = 0.8
"""The share of the words of both that are alike in the other."""
_SPELT_ALIKE: Final = 80.0
"""In percent of the letters of two words."""
_FIGURE: Final = re.compile(r"\d+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_BEGINNING: Final = 4
_LATIN: Final = re.compile(r"[a-z]")
_LOGGED: Final = b'"kind":"journal.logged.'


class Stored(Protocol):
    """An entry as it is stored."""

    @property
    def number(self) -> int: ...

    @property
    def content(self) -> bytes: ...


Read = Callable[[int, int], Iterable[Stored]]
"""Returns the entries `after` < number ≤ `upto`, in order."""


class LoggedText(NamedTuple):
    """What the line of entry `number` said when it was logged."""

    number: int
    text: str


def lines_since(instant: datetime, last: int, read: Read) -> Iterator[LoggedText]:
    """Return the lines recorded since `instant`, the last first, as far as they can be read.

    They are those among the last `MOST_READ` entries.
    """
    first = max(last - MOST_READ, 0)
    for upto in range(last, first, -_AT_ONCE):
        for stored in reversed([*read(max(upto - _AT_ONCE, first), upto)]):
            try:
                recorded_at, text = _read(stored.content)
            except (ValueError, LookupError, TypeError):  # an audit looks at what was altered
                continue
            if recorded_at < instant:
                return
            if text is not None:
                yield LoggedText(stored.number, text)


@lru_cache(_KEPT)
def _read(content: bytes) -> tuple[datetime, str | None]:
    """Return when an entry was recorded, and what it says where it is a line that was logged."""
    entry = from_json(content)
    text = str(entry["fact"]["text"]) if _LOGGED in content else None
    return datetime.fromisoformat(entry["recorded_at"]), text


def closest(text: str, lines: Iterable[LoggedText]) -> LoggedText | None:
    """Return the one of `lines` that says most nearly the same as `text`, if any is close."""
    asked = _plain(text)
    words, figures = _words(asked), _figures(asked)
    best, found = 0.0, None
    for line in lines:
        said = _plain(line.text)
        if _figures(said) == figures:
            share = 1.0 if said == asked else _share_alike(words, _words(said))
            if share > best:
                best, found = share, line
    return found if best >= _ALIKE else None


@lru_cache(_KEPT)
def _plain(text: str) -> str:
    """Return the letters of `text` without case and accents: many are compared, fast."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return letters.encode("ascii", "ignore").decode() if _LATIN.search(letters) else letters


@lru_cache(_KEPT)
def _figures(said: str) -> tuple[str, ...]:
    return tuple(sorted(_FIGURE.findall(said)))


def _words(said: str) -> frozenset[str]:
    """Return the words that say something: the long ones, where there are any."""
    return frozenset(_LONG_WORD.findall(said) or _WORD.findall(said))


def _share_alike(some: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of the words of both that are alike, 0 where a look says that few are."""
    begin, other = ({word[:_BEGINNING] for word in words} for words in (some, others))
    if not 2 * len(begin & other) > _BEGIN_ALIKE * (len(begin) + len(other)):
        return 0.0
    alike = _how_many_alike(some, others) + _how_many_alike(others, some)
    return alike / (len(some) + len(others))


def _how_many_alike(some: frozenset[str], others: frozenset[str]) -> int:
    """Return how many of `some` words are spelt like one of `others`."""
    from rapidfuzz.fuzz import ratio  # slow to import: only where two lines may be close

    return sum(
        word in others or any(ratio(word, other) >= _SPELT_ALIKE for other in others)
        for word in some
    )
