"""Rules as the text of a `.rules` file, with what they were guessed from as comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from crisis_log.exchange.rules.model import MARKS, BookRules, Condition, Rules
from crisis_log.exchange.rules.wordings import (
    assignment,
    column_rule,
    date_format,
    day_rule,
    quoted,
    set_rule,
    what_rule,
    what_words,
    word,
)
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.exchange.rules.questions import Question


def written(
    rules: BookRules, why: Sequence[str] = (), questions: Sequence[Question] = (), file: str = ""
) -> str:
    """Return rules as text in the language in use; what is to be asked stands first."""
    lines: list[str] = []
    if file:
        headline = _("How the rows of {file} are taken over.").format(file=file)
        lines.append(f"# {headline}")
    lines += [f"# {sentence}" for sentence in why]
    for question in questions:
        lines += ["", f"# ? {question.sentence}", *(f"#   {one}" for one in question.answers)]
    lines += ["", *_rules(rules.every)] if rules.every != Rules() else []
    for name, own in rules.sheets.items():
        lines += ["", f"{word('sheet')} {quoted(name)}", *_rules(own)]
    return "\n".join(lines).strip("\n") + "\n"


def _rules(rules: Rules) -> Iterator[str]:
    if rules.is_left_out:
        yield f"{word('skip')} {word('all')}"
        return
    if rules.table and rules.what:
        yield f"{word('table')} {what_words()[rules.what]}"
    elif rules.what:
        yield what_rule(rules.what)
    if rules.skip:
        yield f"{word('skip')} {rules.skip}"
    if not rules.has_header:
        yield f"{word('header')} {word('none')}"
    elif rules.header:
        yield f"{word('header')} {' '.join(map(str, rules.header))}"
    for column, role in rules.columns.items():
        yield column_rule(column, role, rules.what)
    yield from _times(rules)
    for column in rules.carried:
        yield f"{word('carry-down')} {quoted(column)}"
    for role, text in rules.constants.items():
        yield set_rule(role, text, rules.what)
    for one in rules.conditions:
        yield _condition(one, rules)


def _times(rules: Rules) -> Iterator[str]:
    if rules.order:
        yield date_format(rules.order)
    if rules.zone:
        yield f"{word('zone')} {rules.zone}"
    if rules.day:
        yield day_rule(rules.day)
    if rules.newest_first:
        yield word("newest-first")


def _condition(one: Condition, rules: Rules) -> str:
    if one.test in MARKS:
        asked = word(one.test)
    else:
        column = word("any") if one.column == "*" else quoted(one.column)
        asked = f"{column} {word(one.test)}"
        if one.test != "empty":
            asked += f" {quoted(one.value)}"
    act = word(one.act)
    if one.act == "set":
        act += f" {assignment(one.role, one.given, rules.what)}"
    return f"{word('if')} {asked} {act}"
