"""What is said by an entry: its texts, their words, and the stems of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.slices import COLLECTIONS
from crisis_log.text import folded, split, words_of

if TYPE_CHECKING:
    from Stemmer import Stemmer

_PROOFS: Final = frozenset({"checkpoint", "statement", "verifier_key", "made_with"})
"""Fields that hold what programs check, and nobody reads."""
_DATA: Final = "data:"
_APART: Final = "\n|\n"
"""Between texts that are folded at once: no passage is in two of them."""
_SHORTEST: Final = 3
"""Letters from which on a word has a stem."""
_FEMININE: Final = re.compile(r"ee(s?)$")
"""« évacuée », once it has no accents: the stemmer would not know it from « évacué »."""


def texts(entry: Entry) -> Iterator[str]:
    """Return all that is searched of an entry, as it was recorded, text by text."""
    yield entry.kind.rpartition(".")[0]
    yield from _labels(entry.subjects)
    yield entry.by
    yield from filter(None, [entry.note])
    yield from _texts(entry.taken_from)
    yield from (attached.name for attached in entry.attachments)
    yield from _texts(entry.fact)


def _labels(subjects: Iterable[str]) -> Iterator[str]:
    """Return what people call these subjects, in any language: `D-3`."""
    for subject in subjects:
        name, _slash, key = subject.partition("/")
        prefix = COLLECTIONS[name].prefix if name in COLLECTIONS else None
        if prefix is not None:
            yield f"{prefix}{key.partition(':')[0]}"


def _texts(value: object) -> Iterator[str]:
    match value:
        case None | bool() | datetime():
            return
        case str():
            if not value.startswith(_DATA):
                yield value
        case int() | float() | Decimal() | date():
            yield str(value)
        case Frozen():
            yield from _texts([part for name, part in vars(value).items() if name not in _PROOFS])
        case Mapping():
            for name, part in value.items():
                yield from (f"{name} {text}" for text in _texts(part))
        case Iterable():
            for part in value:
                yield from _texts(part)


class Indexed(NamedTuple):
    """What an index keeps of an entry: its words in order, and those of their stems that differ."""

    words: str
    stems: str


def indexed(entry: Entry) -> Indexed:
    """Return what an index keeps of `entry`; the same entry always gives the same."""
    words = words_of(_APART.join(texts(entry)))
    stems = dict.fromkeys(root for word in words if (root := stem(word)) != word)
    return Indexed(" ".join(words), " ".join(stems))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return what a folded French word has in common with its other forms."""
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    return str(_stemmer().stemWord(_FEMININE.sub(r"e\1", word)))


@cache
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer("french")


class Told(NamedTuple):
    """The words of an entry, text by text, and all of them."""

    texts: Sequence[Sequence[str]]
    words: frozenset[str]


def told(entry: Entry) -> Told:
    """Return the words of an entry, to look at it."""
    words = [*map(split, folded(_APART.join(texts(entry))).split("|"))]
    return Told(words, frozenset(chain.from_iterable(words)))
