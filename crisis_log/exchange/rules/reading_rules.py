"""The text of a `.rules` file, read: every line that cannot be is told, with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from crisis_log.exchange.columns import TABLES
from crisis_log.exchange.rules.conditions import ANY
from crisis_log.exchange.rules.model import (
    IGNORED,
    MARKS,
    UNKNOWN,
    VALUES,
    Act,
    BookRules,
    Condition,
    Rules,
    Test,
)
from crisis_log.exchange.rules.roles import TABLE_OF, role_meant
from crisis_log.exchange.rules.wordings import (
    TESTS,
    keyword_meant,
    keywords,
    order_meant,
    what_meant,
    what_words,
)
from crisis_log.exchange.table import column_name
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.text import folded
from crisis_log.when import NotATimeError, read_written
from crisis_log.words import join
from crisis_log.zones import check_time_zone

_TOKEN: Final = re.compile(r'"((?:[^"]|"")*)"|«\s*([^»]*?)\s*»|“([^”]*)”|([^\s"«“]+)')
_COMMENT: Final = re.compile(r"^\s*[#;]|\s#\s")


class _Token(NamedTuple):
    text: str
    is_quoted: bool = False

    @property
    def keyword(self) -> str | None:
        """The keyword that it is, unless it is quoted."""
        return None if self.is_quoted else keyword_meant().get(folded(self.text))


class _Line(NamedTuple):
    number: int
    tokens: tuple[_Token, ...]


class _RuleError(Exception):
    """Why a line is no rule, as a sentence."""


def read_rules(text: str, name: str) -> BookRules:
    """Return the rules that the text of the file `name` says.

    Raises:
        Refused: some of its lines are none; the sentence tells each.

    """
    problems: list[str] = []
    sections: dict[str | None, list[_Line]] = {None: []}
    section: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        tokens = _tokens(line)
        if not tokens:
            continue
        if tokens[0].keyword == "sheet" and len(tokens) > 1:
            section = " ".join(token.text for token in tokens[1:])
            sections.setdefault(section, [])
        else:
            sections[section].append(_Line(number, tokens))
    general = _what_of(sections[None])
    read = {name: _section(lines, problems, general) for name, lines in sections.items()}
    if problems:
        headline = counted(
            "{file}: {count} line is no rule, and nothing is recorded.",
            "{file}: {count} lines are no rules, and nothing is recorded.",
            len(problems),
            file=name,
        )
        raise Refused("\n".join([headline, *problems]))
    every = read.pop(None)
    return BookRules(every, {sheet: rules for sheet, rules in read.items() if sheet})


def _tokens(line: str) -> tuple[_Token, ...]:
    """Return the words and quoted texts of a line, without its comment."""
    tokens = []
    for match in _TOKEN.finditer(_without_comment(line)):
        quoted = next((part for part in match.groups()[:3] if part is not None), None)
        if quoted is None:
            tokens.append(_Token(match[4]))
        else:
            tokens.append(_Token(quoted.replace('""', '"'), is_quoted=True))
    return tuple(tokens)


def _without_comment(line: str) -> str:
    for match in _COMMENT.finditer(line):
        before = line[: match.start()]
        if before.count('"') % 2 == 0 and before.count("«") == before.count("»"):
            return before
    return line


def _what_of(lines: Sequence[_Line]) -> str | None:
    """Return what the rows are, which other rules depend on wherever it is said."""
    for line in lines:
        if line.tokens[0].keyword in {"what", "table"}:
            return what_meant().get(folded(_rest(line.tokens[1:])))
    return None


def _section(lines: Sequence[_Line], problems: list[str], general: str | None) -> Rules:
    reading = _Section(_what_of(lines) or general)
    for line in lines:
        try:
            reading.take(line.tokens)
        except _RuleError as error:
            problems.append(_("Line {line}: {reason}").format(line=line.number, reason=error))
    return reading.rules()


def _rest(tokens: Sequence[_Token]) -> str:
    return " ".join(token.text for token in tokens)


class _Section:
    """The rules of one sheet, or of all, as they are read line by line."""

    def __init__(self, what: Any) -> None:
        self._what = what
        self._fields: dict[str, Any] = {}
        self._columns: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        self._carried: list[str] = []
        self._conditions: list[Condition] = []
        self._readers: Mapping[str, Callable[[Sequence[_Token]], None]] = {
            "carry-down": self._carry,
            "column": self._column,
            "date-format": self._order,
            "day": self._day,
            "fields": self._named,
            "header": self._header,
            "if": self._condition,
            "newest-first": self._newest,
            "set": self._set,
            "skip": self._skip,
            "table": self._table,
            "what": self._rows,
            "zone": self._zone,
        }

    def rules(self) -> Rules:
        """Return the rules that were read."""
        return Rules(
            columns=self._columns,
            constants=self._constants,
            carried=tuple(self._carried),
            conditions=tuple(self._conditions),
            **self._fields,
        )

    def take(self, tokens: Sequence[_Token]) -> None:
        """Take in the rule of a line; raise _RuleError where it is none."""
        reader = self._readers.get(tokens[0].keyword or "")
        if reader is None:
            known = keywords()
            raise _RuleError(
                _("“{word}” begins no rule; these do: {words}.").format(
                    word=tokens[0].text,
                    words=join([known["sheet"], *(known[one] for one in self._readers)], "or"),
                )
            )
        reader(tokens[1:])

    def _rows(self, tokens: Sequence[_Token]) -> None:
        what = what_meant().get(folded(_rest(tokens)))
        if what is None:
            raise _RuleError(
                _("“{word}” is none of these: {words}.").format(
                    word=_rest(tokens), words=join([*what_words().values()], "or")
                )
            )
        self._fields["what"] = what

    def _table(self, tokens: Sequence[_Token]) -> None:
        self._rows(tokens)
        table = TABLE_OF[self._fields["what"]]
        self._fields["table"] = table if table in TABLES else None

    def _skip(self, tokens: Sequence[_Token]) -> None:
        if tokens and tokens[0].keyword == "all":
            self._fields["is_left_out"] = True
        else:
            (self._fields["skip"],) = _numbers(tokens, most=1)

    def _header(self, tokens: Sequence[_Token]) -> None:
        if tokens and tokens[0].keyword == "none":
            self._fields["has_header"] = False
        else:
            self._fields["header"] = _numbers(tokens, most=2)

    def _named(self, tokens: Sequence[_Token]) -> None:
        """Read the roles of all columns in their order: `fields date, time, , text`."""
        for index, name in enumerate(_rest(tokens).split(",")):
            role = self._role(name.strip()) if name.strip() else IGNORED
            self._columns[column_name(index)] = role
        self._fields["has_header"] = "header" in self._fields

    def _column(self, tokens: Sequence[_Token]) -> None:
        position = next((i for i, one in enumerate(tokens) if one.keyword == "is"), 0)
        if not position or position == len(tokens) - 1:
            raise _RuleError(_("Write: {rule}.").format(rule=_example()))
        self._columns[_rest(tokens[:position])] = self._role_of(tokens[position + 1 :])

    def _role_of(self, tokens: Sequence[_Token]) -> str:
        """Return the role that tokens name; an indicator may be named besides."""
        if len(tokens) == 2 and tokens[1].is_quoted and self._role(tokens[0].text) == "indicator":  # noqa: PLR2004 - the word and the name
            return f"{VALUES}{tokens[1].text}"
        return self._role(_rest(tokens))

    def _role(self, name: str) -> str:
        role = UNKNOWN if name == UNKNOWN else role_meant(name, self._what)
        if role is None:
            raise _RuleError(_("“{word}” is nothing that a column can be.").format(word=name))
        return role

    def _order(self, tokens: Sequence[_Token]) -> None:
        order = order_meant(_rest(tokens))
        if order is None:
            raise _RuleError(
                _("“{format}” is no order of dates; write for example {example}.").format(
                    format=_rest(tokens), example="jj/mm/aaaa"
                )
            )
        self._fields["order"] = order

    def _zone(self, tokens: Sequence[_Token]) -> None:
        try:
            self._fields["zone"] = check_time_zone(_rest(tokens))
        except Refused as error:
            raise _RuleError(str(error)) from None

    def _day(self, tokens: Sequence[_Token]) -> None:
        try:
            day = read_written(_rest(tokens), "dmy").day
        except NotATimeError as error:
            raise _RuleError(str(error)) from None
        if day is None:
            raise _RuleError(_("“{text}” names no day.").format(text=_rest(tokens)))
        self._fields["day"] = day

    def _newest(self, tokens: Sequence[_Token]) -> None:
        if tokens:
            raise _RuleError(_("Nothing follows it: “{text}”.").format(text=_rest(tokens)))
        self._fields["newest_first"] = True

    def _carry(self, tokens: Sequence[_Token]) -> None:
        if not tokens:
            raise _RuleError(_("It names no column."))
        self._carried.append(_rest(tokens))

    def _set(self, tokens: Sequence[_Token]) -> None:
        role, text = self._assigned(tokens)
        self._constants[role] = text

    def _assigned(self, tokens: Sequence[_Token]) -> tuple[str, str]:
        """Return the role and the value of `source = SDIS 78`."""
        position = next((i for i, one in enumerate(tokens) if one.text == "="), 0)
        if not position or position == len(tokens) - 1:
            raise _RuleError(_("Write what is set, “=” and the value."))
        return self._role_of(tokens[:position]), _rest(tokens[position + 1 :])

    def _condition(self, tokens: Sequence[_Token]) -> None:
        position = next(
            (i for i, one in enumerate(tokens) if i and one.keyword in {"skip", "take", "set"}), 0
        )
        if not position:
            raise _RuleError(_("It says nothing to do with such rows."))
        act = cast("Act", tokens[position].keyword)
        test, column, value = _asked(tokens[:position])
        role, given = self._assigned(tokens[position + 1 :]) if act == "set" else ("", "")
        self._conditions.append(Condition(test, column, value, act, role, given))


def _asked(tokens: Sequence[_Token]) -> tuple[Test, str, str]:
    """Return what a condition asks: the test, the column and the value."""
    mark = tokens[0].keyword
    if len(tokens) == 1 and mark in MARKS:
        return mark, "", ""
    position = next((i for i, one in enumerate(tokens) if i and one.keyword in TESTS), 0)
    if not position:
        raise _RuleError(_("Write: {rule}.").format(rule=_example_if()))
    test = cast("Test", tokens[position].keyword)
    if test == "is" and len(tokens) == position + 2 and tokens[-1].keyword == "empty":
        test = "empty"
    column = ANY if tokens[0].keyword == "any" else _rest(tokens[:position])
    value = "" if test == "empty" else _rest(tokens[position + 1 :])
    if test != "empty" and not value:
        raise _RuleError(_("Write: {rule}.").format(rule=_example_if()))
    return test, column, value


def _numbers(tokens: Sequence[_Token], most: int) -> tuple[int, ...]:
    """Return the numbers of lines that tokens are, 1 or at most so many."""
    if 1 <= len(tokens) <= most and all(one.text.isdecimal() for one in tokens):
        return tuple(int(one.text) for one in tokens)
    raise _RuleError(_("“{text}” is no number of a line.").format(text=_rest(tokens)))


def _example() -> str:
    known = keywords()
    return f'{known["column"]} "Message" {known["is"]} {_("text")}'


def _example_if() -> str:
    known = keywords()
    return f'{known["if"]} "Type" {known["is"]} "test" {known["skip"]}'
