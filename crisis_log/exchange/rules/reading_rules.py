"""The text of a `.rules` file, read: every line that cannot be is told, with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from crisis_log.exchange.columns import TABLES
from crisis_log.exchange.rules.model import (
    IGNORED,
    UNKNOWN,
    VALUES,
    Act,
    BookRules,
    Condition,
    Rules,
)
from crisis_log.exchange.rules.roles import TABLE_OF, role_meant
from crisis_log.exchange.rules.tokens import (
    Line,
    RuleError,
    Token,
    asked_by,
    example,
    numbers_of,
    text_of,
    tokens_of,
)
from crisis_log.exchange.rules.wordings import (
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


def read_rules(text: str, name: str) -> BookRules:
    """Return the rules that the text of the file `name` says.

    Raises:
        Refused: some of its lines are none; the sentence tells each.

    """
    problems: list[str] = []
    sections: dict[str | None, list[Line]] = {None: []}
    section: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        tokens = tokens_of(line)
        if not tokens:
            continue
        if tokens[0].keyword == "sheet" and len(tokens) > 1:
            section = " ".join(token.text for token in tokens[1:])
            sections.setdefault(section, [])
        else:
            sections[section].append(Line(number, tokens))
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


def _what_of(lines: Sequence[Line]) -> str | None:
    """Return what the rows are, which other rules depend on wherever it is said."""
    for line in lines:
        if line.tokens[0].keyword in {"what", "table"}:
            return what_meant().get(folded(text_of(line.tokens[1:])))
    return None


def _section(lines: Sequence[Line], problems: list[str], general: str | None) -> Rules:
    reading = _Section(_what_of(lines) or general)
    for line in lines:
        try:
            reading.take(line.tokens)
        except RuleError as error:
            problems.append(_("Line {line}: {reason}").format(line=line.number, reason=error))
    return reading.rules()


class _Section:
    """The rules of one sheet, or of all, as they are read line by line."""

    def __init__(self, what: Any) -> None:
        self._what = what
        self._fields: dict[str, Any] = {}
        self._columns: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        self._carried: list[str] = []
        self._conditions: list[Condition] = []
        self._readers: Mapping[str, Callable[[Sequence[Token]], None]] = {
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

    def take(self, tokens: Sequence[Token]) -> None:
        """Take in the rule of a line; raise RuleError where it is none."""
        reader = self._readers.get(tokens[0].keyword or "")
        if reader is None:
            known = keywords()
            raise RuleError(
                _("“{word}” begins no rule; these do: {words}.").format(
                    word=tokens[0].text,
                    words=join([known["sheet"], *(known[one] for one in self._readers)], "or"),
                )
            )
        reader(tokens[1:])

    def _rows(self, tokens: Sequence[Token]) -> None:
        what = what_meant().get(folded(text_of(tokens)))
        if what is None:
            raise RuleError(
                _("“{word}” is none of these: {words}.").format(
                    word=text_of(tokens), words=join([*what_words().values()], "or")
                )
            )
        self._fields["what"] = what

    def _table(self, tokens: Sequence[Token]) -> None:
        self._rows(tokens)
        table = TABLE_OF[self._fields["what"]]
        self._fields["table"] = table if table in TABLES else None

    def _skip(self, tokens: Sequence[Token]) -> None:
        if tokens and tokens[0].keyword == "all":
            self._fields["is_left_out"] = True
        else:
            (self._fields["skip"],) = numbers_of(tokens, most=1)

    def _header(self, tokens: Sequence[Token]) -> None:
        if tokens and tokens[0].keyword == "none":
            self._fields["has_header"] = False
        else:
            self._fields["header"] = numbers_of(tokens, most=2)

    def _named(self, tokens: Sequence[Token]) -> None:
        """Read the roles of all columns in their order: `fields date, time, , text`."""
        for index, name in enumerate(text_of(tokens).split(",")):
            role = self._role(name.strip()) if name.strip() else IGNORED
            self._columns[column_name(index)] = role
        self._fields["has_header"] = "header" in self._fields

    def _column(self, tokens: Sequence[Token]) -> None:
        position = next((i for i, one in enumerate(tokens) if one.keyword == "is"), 0)
        if not position or position == len(tokens) - 1:
            raise RuleError(_("Write: {rule}.").format(rule=example()))
        self._columns[text_of(tokens[:position])] = self._role_of(tokens[position + 1 :])

    def _role_of(self, tokens: Sequence[Token]) -> str:
        """Return the role that tokens name; an indicator may be named besides."""
        if len(tokens) == 2 and tokens[1].is_quoted and self._role(tokens[0].text) == "indicator":  # noqa: PLR2004 - the word and the name
            return f"{VALUES}{tokens[1].text}"
        return self._role(text_of(tokens))

    def _role(self, name: str) -> str:
        role = UNKNOWN if name == UNKNOWN else role_meant(name, self._what)
        if role is None:
            raise RuleError(_("“{word}” is nothing that a column can be.").format(word=name))
        return role

    def _order(self, tokens: Sequence[Token]) -> None:
        order = order_meant(text_of(tokens))
        if order is None:
            raise RuleError(
                _("“{format}” is no order of dates; write for example {example}.").format(
                    format=text_of(tokens), example="jj/mm/aaaa"
                )
            )
        self._fields["order"] = order

    def _zone(self, tokens: Sequence[Token]) -> None:
        try:
            self._fields["zone"] = check_time_zone(text_of(tokens))
        except Refused as error:
            raise RuleError(str(error)) from None

    def _day(self, tokens: Sequence[Token]) -> None:
        try:
            day = read_written(text_of(tokens), "dmy").day
        except NotATimeError as error:
            raise RuleError(str(error)) from None
        if day is None:
            raise RuleError(_("“{text}” names no day.").format(text=text_of(tokens)))
        self._fields["day"] = day

    def _newest(self, tokens: Sequence[Token]) -> None:
        if tokens:
            raise RuleError(_("Nothing follows it: “{text}”.").format(text=text_of(tokens)))
        self._fields["newest_first"] = True

    def _carry(self, tokens: Sequence[Token]) -> None:
        if not tokens:
            raise RuleError(_("It names no column."))
        self._carried.append(text_of(tokens))

    def _set(self, tokens: Sequence[Token]) -> None:
        role, text = self._assigned(tokens)
        self._constants[role] = text

    def _assigned(self, tokens: Sequence[Token]) -> tuple[str, str]:
        """Return the role and the value of `source = SDIS 78`."""
        position = next((i for i, one in enumerate(tokens) if one.text == "="), 0)
        if not position or position == len(tokens) - 1:
            raise RuleError(_("Write what is set, “=” and the value."))
        return self._role_of(tokens[:position]), text_of(tokens[position + 1 :])

    def _condition(self, tokens: Sequence[Token]) -> None:
        position = next(
            (i for i, one in enumerate(tokens) if i and one.keyword in {"skip", "take", "set"}), 0
        )
        if not position:
            raise RuleError(_("It says nothing to do with such rows."))
        act = cast("Act", tokens[position].keyword)
        test, column, value = asked_by(tokens[:position])
        role, given = self._assigned(tokens[position + 1 :]) if act == "set" else ("", "")
        self._conditions.append(Condition(test, column, value, act, role, given))
