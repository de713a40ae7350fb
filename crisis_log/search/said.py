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
from crisis_log.fact import Frozen, UntakenFact
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


def texts(entry: Entry) -> list[str]:
    """Return all that is searched of an entry, as it was recorded, text by text."""
    if type(entry.fact) is UntakenFact and entry.fact.recorded:
        entry = entry.but(fact=entry.fact.recorded)
    found = [entry.kind.rpartition(".")[0], *_labels(entry.subjects), entry.by]
    if entry.recorded_by:
        found.append(entry.recorded_by)
    if entry.note:
        found.append(entry.note)
    _gather(entry.taken_from, found)
    found += [attached.name for attached in entry.attachments]
    _gather(entry.fact, found)
    return found


def _labels(subjects: Iterable[str]) -> Iterator[str]:
    """Return what people call these subjects, in any language: `D-3`."""
    for subject in subjects:
        name, _slash, key = subject.partition("/")
        prefix = COLLECTIONS[name].prefix if name in COLLECTIONS else None
        if prefix is not None:
            yield f"{prefix}{key.partition(':')[0]}"


def _gather(value: object, found: list[str]) -> None:
    """Add the texts of a value; what most values are comes first, as many are looked at."""
    match value:
        case None | bool() | datetime():
            pass
        case str():
            if not value.startswith(_DATA):
                found.append(value)
        case tuple() | list():
            for part in value:
                _gather(part, found)
        case int() | float() | Decimal() | date():
            found.append(str(value))
        case Frozen():
            for name, part in vars(value).items():
                if name not in _PROOFS:
                    _gather(part, found)
        case Mapping():
            for name, part in value.items():
                within: list[str] = []
                _gather(part, within)
                found += [f"{name} {text}" for text in within]
        case Iterable():
            for part in value:
                _gather(part, found)


class Indexed(NamedTuple):
    """What an index keeps of an entry: its words in order, and those of their stems that differ."""

    words: str
    stems: str


def indexed(entry: Entry) -> Indexed:
    """Return what an index keeps of `entry`; the same entry always gives the same."""
    words = [word for text in texts(entry) for word in _words(text)]
    stems = dict.fromkeys(root for word in words if (root := stem(word)) != word)
    return Indexed(" ".join(words), " ".join(stems))


@lru_cache(maxsize=256)
def _words(text: str) -> list[str]:
    """Return the words of a text: who records, and the kinds, come again and again."""
    return words_of(text)


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
