"""What a search asks, and which words of an entry answer it.

    entry ──▶ texts ──▶ words ──▶ stems     kept in an index: see `storage.words`
    what was typed ──▶ terms ───────────▶   found there, and looked at again in the entry itself

Only what was recorded is searched, never how it is shown: so an index follows from the log, in
whatever language it is read. A word of that language which stands for a code finds the code.
"""

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
from crisis_log.language import Language, current
from crisis_log.slices import COLLECTIONS
from crisis_log.text import WORD, folded, split, words_of
from crisis_log.words import vocabularies

if TYPE_CHECKING:
    from Stemmer import Stemmer

_PROOFS: Final = frozenset({"checkpoint", "statement", "verifier_key", "made_with"})
"""Fields that hold what programs check, and nobody reads."""
_DATA: Final = "data:"
_APART: Final = "\n|\n"
"""Between texts that are folded at once: no passage is in two of them."""
_BEGINNING: Final = 4
"""Letters from which on a word also finds those that begin with it."""
_SHORTEST: Final = 3
"""Letters from which on a word has a stem."""
_FEMININE: Final = re.compile(r"ee(s?)$")
"""« évacuée », once it has no accents: the stemmer would not know it from « évacué »."""
_ELIDED: Final = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)'(?=\w)")
_EMPTY: Final = frozenset(
    {"a", "an", "and", "au", "aux", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l"}
    | {"la", "le", "les", "of", "ou", "par", "pour", "sur", "the", "to", "un", "une"}
)
"""Words that are not looked for, where there are others: nearly every entry has them."""
_PART: Final = re.compile(r'[«“"]([^»”"]*)[»”"]|(\S+)')
"""A passage in quotes, or what stands between spaces."""

Words = Sequence[str]
Place = tuple[int, int]
"""From which character of a text to before which."""


def texts(entry: Entry) -> Iterator[str]:
    """Return all that is searched of an entry, as it was recorded, text by text."""
    yield entry.kind.rpartition(".")[0]
    yield from _labels(entry.subjects)
    yield entry.by
    yield from filter(None, [entry.note])
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


class Term(NamedTuple):
    """Words that must follow each other; one that `bends` is also found by its other forms.

    `codes` are those that it stands for, in the language of who asks, as words.
    """

    words: tuple[str, ...]
    bends: bool = False
    codes: tuple[tuple[str, ...], ...] = ()

    @property
    def is_beginning(self) -> bool:
        """Whether longer words that begin with it are found too."""
        (word, *_others) = self.words
        return self.bends and len(word) >= _BEGINNING and word.isalpha()

    @property
    def root(self) -> str:
        """The stem of one that bends."""
        return stem(self.words[0])

    def meets(self, word: str) -> bool:
        """Whether one that bends is found in a folded `word`."""
        begins = self.is_beginning and word.startswith(self.words[0])
        return begins or word == self.words[0] or stem(word) == self.root

    def places(self, text: str) -> list[Place]:
        """Return where a text, as people wrote it, says it."""
        words = [(place.span(), folded(place[0])) for place in WORD.finditer(text)]
        if self.bends:
            return [place for place, word in words if self.meets(word)]
        length, said = len(self.words), [word for _place, word in words]
        return [
            (words[first][0][0], words[first + length - 1][0][1])
            for first in range(len(words) - length + 1)
            if (*said[first : first + length],) == self.words
        ]

    def is_in(self, told: Sequence[Words], words: frozenset[str]) -> bool:
        """Whether one of these texts, which hold these words, says it."""
        passages = self.codes if self.bends else (self.words,)
        return (self.bends and any(map(self.meets, words))) or any(
            _holds(text, passage)
            for passage in passages
            if words.issuperset(passage)
            for text in told
        )


class Search:
    """A search for all the words of a text; those in quotes stand together, as they are."""

    def __init__(self, text: str) -> None:
        terms = list(_terms(text))
        telling = [term for term in terms if not _EMPTY.issuperset(term.words)]
        self.terms: Final = telling or terms

    def places(self, text: str) -> list[Place]:
        """Return where a text says one of the words, in order; none of these overlap."""
        places: list[Place] = []
        for begin, end in sorted(place for term in self.terms for place in term.places(text)):
            if places and begin < places[-1][1]:
                places[-1] = places[-1][0], max(end, places[-1][1])
            else:
                places.append((begin, end))
        return places

    def finds(self, entry: Entry) -> bool:
        """Whether `entry` says every word."""
        told = [*map(split, folded(_APART.join(texts(entry))).split("|"))]
        words = frozenset(chain.from_iterable(told))
        return all(term.is_in(told, words) for term in self.terms)


def _terms(text: str) -> Iterator[Term]:
    for passage, part in _PART.findall(folded(text)):
        words = split(passage or _ELIDED.sub("", part))
        has_number = any(not word.isalpha() for word in words)
        if words and (passage or (has_number and len(words) > 1)):
            yield Term(tuple(words))
        else:
            yield from (Term((word,), bends=True, codes=_codes(word)) for word in words)


def _codes(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the codes that a word stands for in the language in use."""
    return tuple(_said(current()).get(stem(word), {}))


@cache
def _said(_language: Language) -> Mapping[str, dict[tuple[str, ...], None]]:
    """Return the codes of that language, the one in use, by the stem of the word for them."""
    said: dict[str, dict[tuple[str, ...], None]] = {}
    for codes in vocabularies().values():
        for code, name in codes.items():
            match words_of(name):
                case [word]:
                    said.setdefault(stem(word), {})[tuple(words_of(code))] = None
    return said


def _holds(words: Words, passage: Words) -> bool:
    """Whether `passage` stands in `words`, each after the other."""
    return any(
        list(words[start : start + len(passage)]) == list(passage)
        for start in range(len(words) - len(passage) + 1)
    )
