"""Rules that fit a book, guessed from all its rows: what they are, why, and what is to be asked.

Nothing is guessed that could be meant in two ways: it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from itertools import chain, islice
from typing import Final, NamedTuple

from crisis_log.exchange.record import What
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.evidence import Evidence
from crisis_log.exchange.rules.headings import Headings, find
from crisis_log.exchange.rules.layout import SOUGHT, Layout, layout_of
from crisis_log.exchange.rules.model import FLAG, IGNORED, UNKNOWN, BookRules, Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.roles import KIND_WORDS, NOTED, columns_of
from crisis_log.exchange.rules.understanding import named_sheets
from crisis_log.exchange.rules.wordings import column_rule, date_format, day_rule
from crisis_log.exchange.table import Book, Row, Sheet, column_name
from crisis_log.language import _, counted, ngettext
from crisis_log.progress import passing
from crisis_log.when import NotATimeError, Order, read_written, show_date, show_day_of_week
from crisis_log.words import join


class Question(NamedTuple):
    """What is to be said before rows can be taken; `answers` are lines of rules to choose from."""

    code: str
    sentence: str
    answers: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """Rules for a book, why they are so, and what they leave open."""

    rules: BookRules
    why: tuple[str, ...]
    questions: tuple[Question, ...]


class _Guess(NamedTuple):
    rules: Rules
    why: tuple[str, ...]
    questions: tuple[Question, ...] = ()


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
    asked = () if understood else (_no_headings(book),)
    several = len(chosen) > 1
    why = tuple(
        _("{sheet}: {sentence}").format(sheet=name, sentence=sentence) if several else sentence
        for name, guess in guesses.items()
        for sentence in guess.why
    )
    questions = tuple(dict.fromkeys(one for guess in understood for one in guess.questions))
    return Suggestion(_gathered(guesses), why, (*asked, *questions))


def _gathered(guesses: dict[str, _Guess]) -> BookRules:
    """Return the rules of the only sheet as those of all, or else each under its name."""
    if len(guesses) == 1:
        (guess,) = guesses.values()
        return BookRules(guess.rules._replace(is_left_out=False))
    return BookRules(sheets={name: guess.rules for name, guess in guesses.items()})


def _guess(sheet: Sheet, zone: tzinfo, now: datetime, given: Rules, *, is_named: bool) -> _Guess:
    if sheet.is_hidden and not is_named:
        return _Guess(Rules(is_left_out=True), (_("it is hidden, and left out"),))
    rows = sheet.rows()
    first = [*islice(rows, SOUGHT)]
    if not any(value is not None for row in first for value in row.values):
        return _Guess(Rules(is_left_out=True), (_("it is empty"),))
    if crisis_log := _form_of_crisis_log(first):
        return crisis_log
    found = find(first, sheet.name, given.what)
    if found is None:
        return _Guess(Rules(is_left_out=True), (_("no row has headings that are known"),))
    if found.table:
        rules = Rules(what=found.what, header=found.lines, table=found.table, order="dmy")
        return _Guess(rules, (_("it is an export of this program"),))
    return _Fitting(sheet, found, given, zone, now).guess(chain(first, rows), first)


def _no_headings(book: Book) -> Question:
    return Question(
        "no-headings",
        _(
            "No row of {file} has headings that are known, such as “time” and “text”: write them "
            "above its columns, or say by rules what the columns are."
        ).format(file=book.name),
        (column_rule("A", "time", "line"), column_rule("B", "text", "line")),
    )


_FORM: Final = ("date", "time")


def _form_of_crisis_log(rows: Sequence[Row]) -> _Guess | None:
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
    return _Guess(rules, (_("it has the columns of a file of CrisisLog, without headings"),))


_NARROW: Final = 6


def _is_of_crisis_log(row: Row) -> bool:
    if len(row.values) < _NARROW - 1:
        return False
    day, clock = map(text_of, row.values[:2])
    try:
        return read_written(day, "dmy").day is not None and ":" in clock
    except NotATimeError:
        return False


class _Fitting:
    """The rules that fit a sheet with headings."""

    def __init__(
        self, sheet: Sheet, found: Headings, given: Rules, zone: tzinfo, now: datetime
    ) -> None:
        self._sheet = sheet
        self._found = found
        self._given = given
        self._zone = zone
        self._now = now
        self._questions: list[Question] = []

    def guess(self, rows: Iterator[Row], first: Sequence[Row]) -> _Guess:
        """Return the rules that fit all `rows`, of which the `first` hold the headings."""
        bare = Rules(what=self._found.what, header=self._found.lines)
        layout = layout_of(self._sheet, bare)
        if layout is None:
            raise RowError("no-headings", "")
        evidence = Evidence(layout)
        for row in passing(rows, total=self._sheet.size or 0):
            if row.line > self._found.lines[-1]:
                evidence.see(row)
        roles = self._roles(layout, evidence)
        rules = self._given._replace(
            what=layout.what,
            header=self._found.lines if len(self._found.lines) > 1 else (),
            columns=self._columns(layout, roles, evidence),
            order=self._given.order or self._order(evidence),
            newest_first=evidence.is_newest_first,
        )
        day = rules.day or self._day_of_name()
        if day is None and not evidence.days and self._is_timed(roles, layout.what):
            self._ask_day(first)
        rules = rules._replace(day=day)
        why = tuple(self._why(layout, roles, rules, evidence))
        return _Guess(rules, why, tuple(self._questions))

    def _is_timed(self, roles: Sequence[str], what: What) -> bool:
        return what in {"line", "decision"} and "time" in roles

    def _roles(self, layout: Layout, evidence: Evidence) -> list[str]:
        """Return the roles of columns, as what they hold shows them."""
        roles = list(layout.roles)
        for index, role in enumerate(roles):
            if self._is_coded(role) and not evidence.is_worded(index):
                roles[index] = _OTHERWISE.get(role, "note")
            elif role == UNKNOWN and not evidence.filled[index]:
                roles[index] = IGNORED
        if "received_at" in roles and not {"time", "occurred_at"} & {*roles}:
            roles[roles.index("received_at")] = "time"
        return roles

    def _is_coded(self, role: str) -> bool:
        column = columns_of(self._found.what).get(role)
        return column is not None and column.type == "code"

    def _columns(self, layout: Layout, roles: Sequence[str], evidence: Evidence) -> dict[str, str]:
        """Return the roles by headings, or by letters where two headings are the same."""
        columns: dict[str, str] = {}
        for index, (heading, role) in enumerate(zip(layout.headings, roles, strict=True)):
            is_needed = bool(heading) or evidence.filled[index]
            if not is_needed:
                continue
            alone = heading and layout.headings.count(heading) == 1
            name = heading if alone else column_name(index)
            columns[name] = role
            if role == UNKNOWN:
                self._questions.append(_unknown_column(layout.named(index), name, layout.what))
        return columns

    def _order(self, evidence: Evidence) -> Order | None:
        """Return the order of days in numbers, which all values decide; else ask for it."""
        if not evidence.ambiguous:
            return evidence.order
        seen = evidence.orders_seen
        if evidence.order:
            return evidence.order
        if not any(seen.values()) and self._is_future(evidence.ambiguous):
            return "dmy"
        example = evidence.ambiguous[0]
        answers = (date_format("dmy"), date_format("mdy"))
        sentence = _(
            "“{example}” may be the {first} or the {second}: say in which order its dates are."
        )
        if all(seen.values()):
            sentence = _(
                "Some dates are written day first, others month first: “{example}” may be the "
                "{first} or the {second}. Say which is meant where both are possible."
            )
        first, second = (read_written(example, order).day for order in _EITHER)
        shown = [show_date(day) if day else example for day in (first, second)]
        self._questions.append(
            Question(
                "date-order",
                sentence.format(example=example, first=shown[0], second=shown[1]),
                answers,
            )
        )
        return None

    def _is_future(self, texts: Sequence[str]) -> bool:
        """Whether the days are still to come if the month is first, and are not if the day is."""
        today = self._now.astimezone(self._zone).date()

        def to_come(order: Order) -> bool:
            days = (read_written(text, order).day for text in texts)
            return any(day > today for day in days if day)

        return to_come("mdy") and not to_come("dmy")

    def _day_of_name(self) -> date | None:
        """Return the day that the name of the sheet says."""
        try:
            written = read_written(self._sheet.name, "dmy")
        except NotATimeError:
            return None
        return written.day

    def _ask_day(self, first: Sequence[Row]) -> None:
        answers = tuple(map(day_rule, self._days_above(first)))
        self._questions.append(
            Question(
                "no-day",
                _("No row names a day: give that of the first one with “--day”, or by a rule."),
                answers,
            )
        )

    def _days_above(self, first: Sequence[Row]) -> list[date]:
        """Return the days that stand above the headings."""
        found: dict[date, None] = {}
        for row in first:
            if row.line >= self._found.lines[0]:
                break
            for text in map(text_of, row.values):
                found |= dict.fromkeys(_days_in(text))
        return [*found]

    def _why(
        self, layout: Layout, roles: Sequence[str], rules: Rules, evidence: Evidence
    ) -> Iterator[str]:
        lines = join([str(line) for line in self._found.lines])
        yield ngettext(
            "its headings are on line {lines}",
            "its headings are on lines {lines}",
            len(self._found.lines),
        ).format(lines=lines)
        for index, role in enumerate(roles):
            if layout.headings[index] and role not in {UNKNOWN, IGNORED}:
                yield from self._why_column(layout, index, role)
        yield from self._why_times(rules, evidence)
        if evidence.struck:
            yield counted(
                "{count} row is struck out: it is refused unless a rule takes it or leaves it out",
                "{count} rows are struck out: they are refused unless a rule takes them or leaves "
                "them out",
                evidence.struck,
            )

    def _why_column(self, layout: Layout, index: int, role: str) -> Iterator[str]:
        column = layout.named(index)
        if role == "tags" and layout.roles[index] == "line_kind":
            yield _("{column}: tags, for not all its words are kinds of lines").format(
                column=column
            )
        elif role in NOTED:
            yield _("{column}: told in the note").format(column=column)

    def _why_times(self, rules: Rules, evidence: Evidence) -> Iterator[str]:
        if rules.order and evidence.orders:
            shown = date_format(rules.order).split(maxsplit=1)[-1]
            yield _("dates are written {format}: no other order fits all of them").format(
                format=shown
            )
        if rules.newest_first:
            yield _("the newest rows are first: they are recorded from the last one up")
        if rules.day and not self._given.day:
            yield _("its name says its day: {day}").format(day=show_day_of_week(rules.day))
        if evidence.days and evidence.days < evidence.rows:
            yield _("a row that names no day is of the day of the row above it")


_OTHERWISE: Final = {"line_kind": "tags", "status": "state"}
"""What a column is that has other words than those of a code; a note, of any other code."""
_EITHER: Final[tuple[Order, ...]] = ("dmy", "mdy")


def _unknown_column(named: str, name: str, what: What) -> Question:
    return Question(
        "column-unknown",
        _("What is column {column}? Say it by a rule.").format(column=named),
        (column_rule(name, "note", what), column_rule(name, IGNORED, what)),
    )


def _days_in(text: str) -> Iterator[date]:
    """Return the days that a text names: “Main courante du 24/11/2026”."""
    words = text.split()
    for start in range(len(words)):
        for end in range(min(start + 4, len(words)), start, -1):
            try:
                written = read_written(" ".join(words[start:end]), "dmy")
            except NotATimeError:
                continue
            if written.day and written.clock is None:
                yield written.day
                return
