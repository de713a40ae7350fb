"""Rules that fit a book, guessed from all its rows: what they are, why, and what is to be asked.

Nothing is guessed that could be meant in two ways: it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import chain, islice
from typing import Final, NamedTuple

from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.fitting import Fitting, Guess
from crisis_log.exchange.rules.headings import find
from crisis_log.exchange.rules.layout import SOUGHT
from crisis_log.exchange.rules.model import FLAG, IGNORED, BookRules, Rules
from crisis_log.exchange.rules.questions import Question, no_headings
from crisis_log.exchange.rules.roles import KIND_WORDS
from crisis_log.exchange.rules.understanding import named_sheets
from crisis_log.exchange.table import Book, Row, Sheet, column_name
from crisis_log.language import _
from crisis_log.when import NotATimeError, read_written


class Suggestion(NamedTuple):
    """Rules for a book, why they are so, and what they leave open."""

    rules: BookRules
    why: tuple[str, ...]
    questions: tuple[Question, ...]


def suggest(
    book: Book,
    zone: tzinfo,
    now: datetime,
    sheets: Sequence[str] = (),
    given: Rules = Rules(),  # noqa: B008 - immutable
) -> Suggestion:
    """Return rules that fit a book, or the `sheets` named; `given` is what is known already."""
    chosen = named_sheets(book, sheets)
    guesses = {
        sheet.name: _guess(sheet, zone, now, given, is_named=bool(sheets)) for sheet in chosen
    }
    understood = [one for one in guesses.values() if not one.rules.is_left_out]
    asked = () if understood else (no_headings(book.name),)
    several = len(chosen) > 1
    why = tuple(
        _("{sheet}: {sentence}").format(sheet=name, sentence=sentence) if several else sentence
        for name, guess in guesses.items()
        for sentence in guess.why
    )
    questions = tuple(dict.fromkeys(one for guess in understood for one in guess.questions))
    return Suggestion(_gathered(guesses), why, (*asked, *questions))


def _gathered(guesses: dict[str, Guess]) -> BookRules:
    """Return the rules of the only sheet as those of all, or else each under its name."""
    if len(guesses) == 1:
        (guess,) = guesses.values()
        return BookRules(guess.rules._replace(is_left_out=False))
    return BookRules(sheets={name: guess.rules for name, guess in guesses.items()})


def _guess(sheet: Sheet, zone: tzinfo, now: datetime, given: Rules, *, is_named: bool) -> Guess:
    if sheet.is_hidden and not is_named:
        return Guess(Rules(is_left_out=True), (_("it is hidden, and left out"),))
    rows = sheet.rows()
    first = [*islice(rows, SOUGHT)]
    if not any(value is not None for row in first for value in row.values):
        return Guess(Rules(is_left_out=True), (_("it is empty"),))
    if crisis_log := _form_of_crisis_log(first):
        return crisis_log
    found = find(first, sheet.name, given.what)
    if found is None:
        return Guess(Rules(is_left_out=True), (_("no row has headings that are known"),))
    if found.table:
        rules = Rules(what=found.what, header=found.lines, table=found.table, order="dmy")
        return Guess(rules, (_("it is an export of this program"),))
    fitted = Fitting(sheet, found, given, zone, now).guess(chain(first, rows), first)
    return fitted or Guess(Rules(is_left_out=True), (_("no row has headings that are known"),))


_FORM: Final = ("date", "time")


def _form_of_crisis_log(rows: Sequence[Row]) -> Guess | None:
    """Return the rules of a file of CrisisLog, which has no headings, if this is one."""
    filled = [row for row in rows if any(row.values)]
    if not filled or not all(_is_of_crisis_log(row) for row in filled):
        return None
    width = max(len(row.values) for row in filled)
    kinds = [f"{FLAG}{KIND_WORDS[word]}" for word in ("info", "dem", "act", "pt")]
    middle = ["line_kind"] if width <= _NARROW else kinds
    roles = [*_FORM, *middle, "text", "source", IGNORED]
    columns = {column_name(index): role for index, role in enumerate(roles[:width])}
    rules = Rules(what="line", has_header=False, columns=columns, order="dmy")
    return Guess(rules, (_("it has the columns of a file of CrisisLog, without headings"),))


_NARROW: Final = 6


def _is_of_crisis_log(row: Row) -> bool:
    if len(row.values) < _NARROW - 1:
        return False
    day, clock = map(text_of, row.values[:2])
    try:
        return read_written(day, "dmy").day is not None and ":" in clock
    except NotATimeError:
        return False
