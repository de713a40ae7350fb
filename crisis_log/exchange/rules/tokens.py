"""The words of a line of rules, and what they are together: numbers, a condition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, cast

from crisis_log.exchange.rules.conditions import ANY
from crisis_log.exchange.rules.model import MARKS, Test
from crisis_log.exchange.rules.wordings import TESTS, keyword_meant, keywords
from crisis_log.language import _
from crisis_log.text import folded

_TOKEN: Final = re.compile(r'"((?:[^"]|"")*)"|«\s*([^»]*?)\s*»|“([^”]*)”|([^\s"«“]+)')
_COMMENT: Final = re.compile(r"^\s*[#;]|\s#\s")


class Token(NamedTuple):
    """A word, or a text that was quoted."""

    text: str
    is_quoted: bool = False

    @property
    def keyword(self) -> str | None:
        """The keyword that it is, unless it is quoted."""
        return None if self.is_quoted else keyword_meant().get(folded(self.text))


class Line(NamedTuple):
    """A line of rules, under its number in the file."""

    number: int
    tokens: tuple[Token, ...]


class RuleError(Exception):
    """Why a line is no rule, as a sentence."""


def tokens_of(line: str) -> tuple[Token, ...]:
    """Return the words and quoted texts of a line, without its comment."""
    tokens = []
    for match in _TOKEN.finditer(_without_comment(line)):
        quoted = next((part for part in match.groups()[:3] if part is not None), None)
        if quoted is None:
            tokens.append(Token(match[4]))
        else:
            tokens.append(Token(quoted.replace('""', '"'), is_quoted=True))
    return tuple(tokens)


def _without_comment(line: str) -> str:
    for match in _COMMENT.finditer(line):
        before = line[: match.start()]
        if before.count('"') % 2 == 0 and before.count("«") == before.count("»"):
            return before
    return line


def text_of(tokens: Sequence[Token]) -> str:
    """Return what tokens say together."""
    return " ".join(token.text for token in tokens)


def asked_by(tokens: Sequence[Token]) -> tuple[Test, str, str]:
    """Return what a condition asks: the test, the column and the value."""
    mark = tokens[0].keyword
    if len(tokens) == 1 and mark in MARKS:
        return mark, "", ""
    position = next((i for i, one in enumerate(tokens) if i and one.keyword in TESTS), 0)
    if not position:
        raise RuleError(_("Write: {rule}.").format(rule=_example_of_if()))
    test = cast("Test", tokens[position].keyword)
    if test == "is" and len(tokens) == position + 2 and tokens[-1].keyword == "empty":
        test = "empty"
    column = ANY if tokens[0].keyword == "any" else text_of(tokens[:position])
    value = "" if test == "empty" else text_of(tokens[position + 1 :])
    if test != "empty" and not value:
        raise RuleError(_("Write: {rule}.").format(rule=_example_of_if()))
    return test, column, value


def numbers_of(tokens: Sequence[Token], most: int) -> tuple[int, ...]:
    """Return the numbers of lines that tokens are, 1 or at most so many."""
    if 1 <= len(tokens) <= most and all(one.text.isdecimal() for one in tokens):
        return tuple(int(one.text) for one in tokens)
    raise RuleError(_("“{text}” is no number of a line.").format(text=text_of(tokens)))


def example() -> str:
    known = keywords()
    return f'{known["column"]} "Message" {known["is"]} {_("text")}'


def _example_of_if() -> str:
    known = keywords()
    return f'{known["if"]} "Type" {known["is"]} "test" {known["skip"]}'
