"""The words of a file of rules, in each language; those of both are understood in any.

what lines
column "Heure" is time of day
if "Type" is "DEM" set kind of line = request
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from crisis_log.exchange.record import WHATS, What
from crisis_log.exchange.rules.model import VALUES, Test
from crisis_log.exchange.rules.roles import role_word
from crisis_log.language import LANGUAGES, pgettext, speaking
from crisis_log.text import folded
from crisis_log.when import Order, show_date
from crisis_log.words import status_word

Keyword = str
_PLAIN: Final = re.compile(r"[\w:.,/'’-]+(?: [\w:.,/'’-]+)*")
"""A value that needs no quotes."""
TESTS: Final[tuple[Test, ...]] = ("is", "contains", "begins", "empty")


def keywords() -> Mapping[Keyword, str]:
    """Return the words of rules in the language in use."""
    return {
        "all": pgettext("rules", "all"),
        "any": pgettext("rules", "any"),
        "begins": pgettext("rules", "begins"),
        "carry-down": pgettext("rules", "carry-down"),
        "coloured": pgettext("rules", "coloured"),
        "column": pgettext("rules", "column"),
        "contains": pgettext("rules", "contains"),
        "date-format": pgettext("rules", "date-format"),
        "day": pgettext("rules", "day"),
        "empty": pgettext("rules", "empty"),
        "fields": pgettext("rules", "fields"),
        "header": pgettext("rules", "header"),
        "hidden": pgettext("rules", "hidden"),
        "if": pgettext("rules", "if"),
        "is": pgettext("rules", "is"),
        "newest-first": pgettext("rules", "newest-first"),
        "none": pgettext("rules", "none"),
        "set": pgettext("rules", "set"),
        "sheet": pgettext("rules", "sheet"),
        "skip": pgettext("rules", "skip"),
        "struck": pgettext("rules", "struck"),
        "table": pgettext("rules", "table"),
        "take": pgettext("rules", "take"),
        "what": pgettext("rules", "what"),
        "zone": pgettext("rules", "zone"),
    }


def what_words() -> Mapping[What, str]:
    """Return what rules call the rows of a table, in the language in use."""
    return {one: status_word("row", one) for one in WHATS}


def formats() -> Mapping[Order, str]:
    """Return how rules write the order of days in numbers, in the language in use."""
    return {
        "dmy": pgettext("rules", "dd/mm/yyyy"),
        "mdy": pgettext("rules", "mm/dd/yyyy"),
        "ymd": pgettext("rules", "yyyy-mm-dd"),
    }


@cache
def keyword_meant() -> Mapping[str, Keyword]:
    """Return keywords by their words in every language, as `folded`."""
    known: dict[str, Keyword] = {}
    for language in LANGUAGES:
        with speaking(language):
            known |= {folded(word): keyword for keyword, word in keywords().items()}
    return known


@cache
def what_meant() -> Mapping[str, What]:
    """Return what rows are by the words and codes for it, as `folded`."""
    known: dict[str, What] = {one: one for one in WHATS}
    for language in LANGUAGES:
        with speaking(language):
            known |= {folded(word): what for what, word in what_words().items()}
    return known


def order_meant(text: str) -> Order | None:
    """Return the order of day, month and year in a format: `jj/mm/aaaa`, `yyyy-mm-dd`."""
    letters = folded(text).split(" ")[0].replace("j", "d").replace("a", "y")
    order = "".join(dict.fromkeys(letter for letter in letters if letter in "dmy"))
    return next((one for one in formats() if one == order), None)


def word(keyword: Keyword) -> str:
    """Return a keyword in the language in use."""
    return keywords()[keyword]


def quoted(text: str) -> str:
    """Return a text as rules quote it."""
    return '"' + text.replace('"', '""') + '"'


def what_rule(what: What) -> str:
    """Return the rule that says what rows are."""
    return f"{word('what')} {what_words()[what]}"


def column_rule(column: str, role: str, what: What | None) -> str:
    """Return the rule that says what a column is, by its heading or letter."""
    return f"{word('column')} {quoted(column)} {word('is')} {shown_role(role, what)}"


def set_rule(role: str, text: str, what: What | None) -> str:
    """Return the rule that gives a value to what the rows leave empty."""
    return f"{word('set')} {assignment(role, text, what)}"


def assignment(role: str, text: str, what: What | None) -> str:
    """Return what a rule gives to a role: `source = "SDIS 78"`."""
    shown = text if _PLAIN.fullmatch(text) else quoted(text)
    return f"{shown_role(role, what)} = {shown}"


def shown_role(role: str, what: What | None) -> str:
    """Return a role as rules name it."""
    if role.startswith(VALUES):
        return f"{role_word('indicator', 'indicator')} {quoted(role.removeprefix(VALUES))}"
    return role_word(role, what)


def date_format(order: Order) -> str:
    """Return the rule that says in which order days are written."""
    return f"{word('date-format')} {formats()[order]}"


def day_rule(day: date) -> str:
    """Return the rule that gives the day of the first row."""
    return f"{word('day')} {show_date(day)}"
