"""Which words are English: those of what we, and the libraries that speak for us, say in English.

A word that is French too is in `shared_words.txt`, which somebody read; nothing else is let pass.
"""

import argparse
import os
import re
from collections.abc import Iterable
from errno import errorcode
from functools import cache
from pathlib import Path
from typing import Final

import catalogue
import click
from asn1crypto.x509 import NameType
from babel.messages.extract import extract_from_dir, extract_from_file

from crisis_log.cli.names.options import OPTIONS
from crisis_log.cli.names.verbs import ANYWHERE, VERBS
from crisis_log.fact import KINDS
from crisis_log.slices import SLICES, common_words, open_point_words

_SHARED: Final = Path(__file__).with_name("shared_words.txt")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_NO_SENTENCE: Final = re.compile(
    r"""\w*\.tlog-\s*proof | \{[^{}]*\}|%\(\w+\)\w        # placeholders
    | crisis-log | Crisis\sLog | \*?\.crisis\b      # the program, and its files
    | \$\w+ | \b[A-Z]+_[A-Z_]+\b      # variables of the environment
    | \bhttps?://\S+ | week-end
    | [\w./~-]*/[\w./~-]*             # paths
    | [\w+=-]*\d[\w+=-]*             # digests, numbers, labels
    | \b[\w-]+\.[a-z][a-z0-9-]{1,12}\b""",
    re.VERBOSE,
)
"""What is in no language."""

_PARTS_OF_NAMES: Final = NameType._map.values()  # noqa: SLF001 - it lists them nowhere else


def words(text: str) -> set[str]:
    """Return the words of a text, but for names of files and the like."""
    return {word.casefold() for word in _WORD.findall(_NO_SENTENCE.sub(" ", text))}


def english_in(told: str, typed: Iterable[str] = ()) -> set[str]:
    """Return the English words of a text, but for those that were typed by whoever reads it."""
    return (words(told) & english()) - {word for text in typed for word in _all_words(text)}


@cache
def english() -> frozenset[str]:
    """Return the words that are English, and French not as well."""
    said = {word for text in _said() for word in words(text)}
    return frozenset(said - shared() - {word for name in _names() for word in words(name)})


@cache
def shared() -> frozenset[str]:
    """Return the words that are English and French."""
    return frozenset(_SHARED.read_text(encoding="utf-8").split())


def _all_words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _names() -> Iterable[str]:
    """Return the French names of verbs and options: without accents, some seem English."""
    return (*VERBS.values(), *ANYWHERE.values(), *OPTIONS.values())


def _said() -> Iterable[str]:
    """Return what is said in English by us, by click, by the system and by Python."""
    for message in catalogue.extract():
        yield from [message.id] if isinstance(message.id, str) else message.id
    yield from map(os.strerror, errorcode)
    yield from (NameType(part).human_friendly for part in _PARTS_OF_NAMES)
    yield from KINDS
    for taught in (*(declared.words for declared in SLICES), common_words, open_point_words):
        yield from taught().fields
        yield from (code for codes in taught().codes.values() for code in codes)
    by_click = extract_from_dir(
        Path(click.__file__).parent, [("**.py", "python")], keywords={"_": None}
    )
    yield from (str(message) for _file, _line, message, *_more in by_click)
    by_python = extract_from_file("python", argparse.__file__, keywords={"_": None})
    yield from (str(message) for _line, message, *_more in by_python)
