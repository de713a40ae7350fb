"""What cells hold, as text for people and as the values of fields; dates are in `moments`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from crisis_log.codes import worded
from crisis_log.exchange.columns import parted
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.roles import kind_of
from crisis_log.exchange.table import Value
from crisis_log.language import _
from crisis_log.numbers import NotANumberError, parse_number
from crisis_log.slices.decision import ACTS, STATUSES
from crisis_log.slices.journal import LINE_KINDS
from crisis_log.text import folded
from crisis_log.when import show_date
from crisis_log.words import join, status_word

_CODES: Final = {
    "act": ACTS,
    "decision": STATUSES,
    "line_kind": LINE_KINDS,
    "verification": ("unverified", "verified", "refuted"),
}
"""The codes that a cell may say the word of, by vocabulary."""
_YES: Final = frozenset({"oui", "o", "yes", "y", "x", "1", "vrai", "true", "v", "ok", "fait"})
_NO: Final = frozenset({"non", "n", "no", "0", "faux", "false", ""})
_RANKS: Final = {
    **dict.fromkeys(("essential", "essentielle"), True),
    **dict.fromkeys(("secondary", "secondaire", "accessoire"), False),
}
_TICKS: Final = "✓✔☑✅×✗"
NOTHING: Final = frozenset({"-", "--", "---", ".", "/", "?", "…", "..."})
"""What people fill a cell with that has nothing to say."""
DITTO: Final = frozenset(
    {'"', "''", '""', "//", "/ /", "idem", "idem.", "id", "id.", "ditto", "〃", "» »"}
)
"""What says that a cell is as the one above it, as `folded`."""
_LONGEST_DITTO: Final = 12
_DASHED_DITTO: Final = re.compile(r"[-\s]*(?://|\"|''|idem|〃)[-\s.]*")
_BETWEEN: Final = re.compile(r"[;\n]+")
_BETWEEN_WORDS: Final = re.compile(r"[;,\n|/]+")


def text_of(value: Value) -> str:  # noqa: PLR0911 - one a type
    """Return what a cell holds as people read it, empty where it is blank."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return f"{show_date(value.date())} {_clock(value.time())}"
        case date():
            return show_date(value)
        case time():
            return _clock(value)
        case timedelta():
            minutes = value // timedelta(minutes=1)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return f"{Decimal(value).normalize():f}" if value else "0"


def _clock(clock: time) -> str:
    return clock.isoformat("seconds" if clock.second else "minutes")


def is_ditto(text: str) -> bool:
    """Whether a cell says that it is as the one above."""
    if len(text) > _LONGEST_DITTO:
        return False
    plain_text = folded(text)
    return plain_text in DITTO or _DASHED_DITTO.fullmatch(plain_text) is not None


def texts_of(text: str, *, are_words: bool, is_ours: bool) -> tuple[str, ...]:
    """Return the texts of a cell that may hold several; words stand between commas, too."""
    if is_ours:
        return parted(text)
    parts = (_BETWEEN_WORDS if are_words else _BETWEEN).split(text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def flag_of(text: str) -> bool:
    """Return what a cell says by yes or no, a cross, a rank.

    Raises:
        RowError: it says neither.

    """
    word = folded(text)
    if word in _RANKS:
        return _RANKS[word]
    if word in _YES or (text and text in _TICKS):
        return True
    if word in _NO:
        return False
    raise RowError(
        "not-yes-or-no",
        _("“{value}” does not say yes or no.").format(value=text),
    )


def number_of(value: Value) -> Decimal:
    """Return the number of a cell.

    Raises:
        RowError: it holds none.

    """
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    try:
        return parse_number(text_of(value).removesuffix("%"))
    except NotANumberError as error:
        raise RowError("not-a-number", str(error)) from None


def whole_of(value: Value) -> int:
    """Return the whole number of a cell.

    Raises:
        RowError: it holds none.

    """
    number = number_of(value).normalize()
    if number != number.to_integral_value():
        sentence = _("“{value}” is not a whole number.").format(value=text_of(value))
        raise RowError("not-a-whole-number", sentence)
    return int(number)


def code_of(text: str, of: str) -> str:
    """Return the code of a vocabulary that a cell says the word of.

    Raises:
        RowError: it says none.

    """
    found = kind_of(text) if of == "line_kind" else worded(text, of, _CODES[of])
    if found is None:
        words = join([status_word(of, code) for code in _CODES[of]], last="or")
        sentence = _("“{value}” is none of these: {words}.").format(value=text, words=words)
        raise RowError("unknown-word", sentence)
    return found


def says_code(text: str, of: str) -> bool:
    """Whether a cell says the word of a code of a vocabulary."""
    try:
        code_of(text, of)
    except RowError:
        return False
    return True


_WORDS: Final = frozenset({"tags", "organisations", "sites"})


def field_value(field: str, kind: str, of: str, value: Value, *, is_ours: bool) -> Any:
    """Return the value of a field from its cell; `kind` is the type of its column."""
    text = text_of(value)
    reading: dict[str, Callable[[], Any]] = {
        "texts": lambda: texts_of(text, are_words=field in _WORDS, is_ours=is_ours),
        "flag": lambda: flag_of(text),
        "whole": lambda: whole_of(value),
        "number": lambda: number_of(value),
        "code": lambda: code_of(text, of),
    }
    return reading.get(kind, lambda: text)()
