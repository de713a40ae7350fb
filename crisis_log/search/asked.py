"""What a search asks: terms, each of which an entry must say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from crisis_log.entry import Entry
from crisis_log.language import Language, current
from crisis_log.search.said import Told, stem, told
from crisis_log.text import WORD, folded, split, words_of
from crisis_log.words import vocabularies

_BEGINNING: Final = 4
"""Letters from which on a word also finds those that begin with it."""
_ELIDED: Final = re.compile(r"(?<!\w)(?:[cdjlmnst]|qu)'(?=\w)")
_EMPTY: Final = frozenset(
    {"a", "an", "and", "au", "aux", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l"}
    | {"la", "le", "les", "of", "ou", "par", "pour", "sur", "the", "to", "un", "une"}
)
"""Words that are not looked for, where there are others: nearly every entry has them."""
_PART: Final = re.compile(r'[«“"]([^»”"]*)[»”"]|(\S+)')
"""A passage in quotes, or what stands between spaces."""

Words = tuple[str, ...]
Place = tuple[int, int]
"""From which character of a text to before which."""


class Passage:
    """Words that follow each other, as they are."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words: Words = tuple(words)

    def is_in(self, entry: Told) -> bool:
        """Whether one of the texts of an entry says it."""
        return entry.words.issuperset(self.words) and any(
            next(self._starts(text), None) is not None for text in entry.texts
        )

    def places(self, text: str) -> list[Place]:
        """Return where a text, as people wrote it, says it."""
        written = [*WORD.finditer(text)]
        starts = self._starts([folded(word[0]) for word in written])
        last = len(self.words) - 1
        return [(written[start].start(), written[start + last].end()) for start in starts]

    def _starts(self, words: Sequence[str]) -> Iterator[int]:
        length = len(self.words)
        for start in range(len(words) - length + 1):
            if (*words[start : start + length],) == self.words:
                yield start


class Word:
    """A word, found in all its forms, and in longer words where it is long enough.

    Where it stands for codes, in the language of who asks, these are found too.
    """

    def __init__(self, word: str) -> None:
        self.words: Words = (word,)
        self.root = stem(word)
        self.is_beginning = len(word) >= _BEGINNING and word.isalpha()
        self.codes = [Passage(code) for code in _codes().get(self.root, ())]
        self._met: dict[str, bool] = {}

    def is_in(self, entry: Told) -> bool:
        """Whether one of the texts of an entry says it."""
        return any(map(self._meets, entry.words)) or any(code.is_in(entry) for code in self.codes)

    def places(self, text: str) -> list[Place]:
        """Return where a text, as people wrote it, says it."""
        return [word.span() for word in WORD.finditer(text) if self._meets(folded(word[0]))]

    def _meets(self, word: str) -> bool:
        """Whether it is found in a folded word; entries say the same ones again and again."""
        met = self._met.get(word)
        if met is None:
            (own,) = self.words
            begins = self.is_beginning and word.startswith(own)
            met = self._met[word] = begins or word == own or stem(word) == self.root
        return met


Term = Passage | Word


class Search:
    """A search for all the words of a text; those in quotes stand together, as they are.

    What is asked for `beside` them is to be found as well.
    """

    def __init__(self, text: str, beside: Sequence[Term] = ()) -> None:
        terms = list(_terms(text))
        telling = [term for term in terms if not _EMPTY.issuperset(term.words)]
        self.terms: Final[Sequence[Term]] = [*(telling or terms), *beside]

    def finds(self, entry: Entry) -> bool:
        """Whether `entry` says every term."""
        words = told(entry)
        return all(term.is_in(words) for term in self.terms)


def _terms(text: str) -> Iterator[Term]:
    for quoted, part in _PART.findall(folded(text)):
        words = split(quoted or _ELIDED.sub("", part))
        has_number = any(not word.isalpha() for word in words)
        if words and (quoted or (has_number and len(words) > 1)):
            yield Passage(words)
        else:
            yield from map(Word, words)


def _codes() -> Mapping[str, dict[Words, None]]:
    """Return the codes that the language in use has one word for, by the stem of that."""
    return _codes_of(current())


@cache
def _codes_of(_language: Language) -> Mapping[str, dict[Words, None]]:
    found: dict[str, dict[Words, None]] = {}
    for codes in vocabularies().values():
        for code, name in codes.items():
            match words_of(name):
                case [word]:
                    found.setdefault(stem(word), {})[tuple(words_of(code))] = None
    return found
