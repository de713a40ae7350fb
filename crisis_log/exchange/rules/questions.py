"""What is to be said before rows can be taken: nothing that may be meant in two ways is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from crisis_log.exchange.record import What
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.model import IGNORED
from crisis_log.exchange.rules.wordings import column_rule, date_format, day_rule, set_rule
from crisis_log.exchange.table import Row
from crisis_log.language import _
from crisis_log.when import NotATimeError, Order, read_written, show_date

EITHER: Final[tuple[Order, ...]] = ("dmy", "mdy")
_LONGEST_DAY: Final = 4
"""Words that a day has at most: `mardi 24 novembre 2026`."""


class Question(NamedTuple):
    """What is to be said before rows can be taken; `answers` are lines of rules to choose from."""

    code: str
    sentence: str
    answers: tuple[str, ...] = ()


def no_headings(file: str) -> Question:
    """Ask what the columns are."""
    sentence = _(
        "No row of {file} has headings that are known, such as “time” and “text”: write them "
        "above its columns, or say by rules what the columns are."
    ).format(file=file)
    answers = (column_rule("A", "time", "line"), column_rule("B", "text", "line"))
    return Question("no-headings", sentence, answers)


def unknown_column(named: str, name: str, what: What) -> Question:
    """Ask what a column is, which people call `named`, and rules `name`."""
    sentence = _("What is column {column}? Say it by a rule.").format(column=named)
    answers = (column_rule(name, "note", what), column_rule(name, IGNORED, what))
    return Question("column-unknown", sentence, answers)


def no_day(above: Sequence[Row]) -> Question:
    """Ask for the day of the first row; those that stand above the headings may be it."""
    days = dict.fromkeys(
        day for row in above for text in map(text_of, row.values) for day in _days_in(text)
    )
    sentence = _("No row names a day: give that of the first one with “--day”, or by a rule.")
    return Question("no-day", sentence, tuple(map(day_rule, days)))


def no_time(what: What) -> Question:
    """Ask for a time of day, which no row says."""
    sentence = _("No row says a time of day: give one by a rule; the note of each entry tells it.")
    return Question("no-time", sentence, (set_rule("time", "12:00", what),))


def date_order(example: str, *, both: bool) -> Question:
    """Ask in which order numbers say a day; `both` where some are written in either."""
    sentence = _(
        "“{example}” may be the {first} or the {second}: say in which order its dates are."
    )
    if both:
        sentence = _(
            "Some dates are written day first, others month first: “{example}” may be the "
            "{first} or the {second}. Say which is meant where both are possible."
        )
    days = [read_written(example, order).day for order in EITHER]
    first, second = [show_date(day) if day else example for day in days]
    said = sentence.format(example=example, first=first, second=second)
    return Question("date-order", said, tuple(map(date_format, EITHER)))


def _days_in(text: str) -> Iterator[date]:
    """Return the first day that a text names: “Main courante du 24/11/2026”."""
    words = text.split()
    for part in _parts(words):
        try:
            written = read_written(part, "dmy")
        except NotATimeError:
            continue
        if written.day and written.clock is None:
            yield written.day
            return


def _parts(words: Sequence[str]) -> Iterable[str]:
    """Return the words that follow each other in a text, the longest parts first."""
    for start in range(len(words)):
        for end in range(min(start + _LONGEST_DAY, len(words)), start, -1):
            yield " ".join(words[start:end])
