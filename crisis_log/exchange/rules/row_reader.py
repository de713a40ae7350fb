"""The rows of one sheet, read in their order: what is above a row says what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, tzinfo

from crisis_log.exchange.record import Aside, At, Record, RefusedRow, Told
from crisis_log.exchange.rules import times
from crisis_log.exchange.rules.cells import is_ditto, text_of
from crisis_log.exchange.rules.conditions import Effect, effect_of, is_marked
from crisis_log.exchange.rules.layout import Layout, column_of
from crisis_log.exchange.rules.model import IGNORED, UNKNOWN, Rules
from crisis_log.exchange.rules.moments import Course, Heard, Moment, written_in
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.records import (
    Cell,
    fields_of,
    is_empty,
    lacks,
    missing,
    note_of,
    renamed,
)
from crisis_log.exchange.rules.roles import MOMENTS
from crisis_log.exchange.table import Row, Value
from crisis_log.language import _
from crisis_log.text import plain
from crisis_log.when import show_day_of_week

_DATED = frozenset({"line", "decision"})
"""What is told of no time is no record."""


class RowReader:
    """Tells each row of a sheet what it becomes."""

    def __init__(
        self, sheet: str, layout: Layout, rules: Rules, zone: tzinfo, now: datetime
    ) -> None:
        self._sheet = sheet
        self._layout = layout
        self._rules = rules
        self._zone = zone
        self._now = now
        self._course = Course(rules, zone, now)
        self._above: dict[int, tuple[int, Value]] = {}
        self._carried = {column_of(name, layout.headings) for name in rules.carried}
        self._headings = [plain(heading) for heading in layout.headings]

    def told(self, row: Row) -> Told:
        """Return what a row becomes."""
        texts = tuple(map(text_of, row.values))
        at = At(self._sheet, row.line)
        try:
            if aside := self._aside(row, texts):
                return Aside(at, *aside, texts)
            return self._record(at, row, texts)
        except RowError as error:
            column = "" if error.column is None else self._layout.named(error.column)
            return RefusedRow(at, column, error.code, str(error), texts)

    def _aside(self, row: Row, texts: tuple[str, ...]) -> tuple[str, str] | None:
        """Return why a row is none, if it is none."""
        lines = self._layout.lines
        if not any(texts):
            return "blank", _("It is blank.")
        if row.line in lines or [*map(plain, texts)][: len(self._headings)] == self._headings:
            return "heading", _("It has the headings.")
        if row.line <= self._rules.skip or (lines and row.line < lines[-1]):
            return "above", _("It is above the table.")
        return self._section(row, texts)

    def _section(self, row: Row, texts: tuple[str, ...]) -> tuple[str, str] | None:
        """Return why a row with one cell alone is none: it heads those under it, or is numbered."""
        filled = [index for index, text in enumerate(texts) if text and not _is_copied(row, index)]
        taken = [role for role in self._layout.roles if role != IGNORED]
        if len(filled) != 1 or len(taken) <= 1 or filled[0] >= len(self._layout.roles):
            return None
        index, role = filled[0], self._layout.roles[filled[0]]
        if role in {"number", IGNORED}:
            return "number-alone", _("It has nothing but its number.")
        if day := self._day_alone(index, row.values[index]):
            self._course.begin(day)
            return "section", _("It heads the rows of {day}.").format(day=show_day_of_week(day))
        is_wide = "merged" in row.marks.get(index + 1, ())
        if is_wide or (role not in {"text", "title"} and not self._is_clock(index, row)):
            return "section", _("It heads the rows under it: “{text}”.").format(text=texts[index])
        return None

    def _day_alone(self, index: int, value: Value) -> date | None:
        """Return the day that a cell says, and nothing else."""
        try:
            written = written_in(Heard(index, "date", value), self._rules)
            if written.clock is None and not written.part_of_day and written.is_dated:
                return self._course.day_of(Heard(index, "date", value), written)
        except RowError:
            return None
        return None

    def _is_clock(self, index: int, row: Row) -> bool:
        role = self._layout.roles[index]
        if role not in MOMENTS:
            return False
        try:
            return written_in(Heard(index, role, row.values[index]), self._rules).clock is not None
        except RowError:
            return False

    def _record(self, at: At, row: Row, texts: tuple[str, ...]) -> Told:
        effect = effect_of(self._rules.conditions, row, texts, self._layout.headings)
        if effect.is_skipped:
            self._pass_over(row, texts, effect)
            return Aside(at, "rule", _("A rule leaves it out."), texts)
        cells, said = self._cells(row, texts, effect)
        moment = self._moment(cells)
        notes = (*self._marked(row, effect), *_ruled(cells))
        if not cells or all(_is_above(row, cell.column) for cell in cells):
            return Aside(at, "merged", _("All of it is merged with the row above."), texts)
        return self._made(at, cells, moment, (*said, *self._hidden(row)), notes, texts)

    def _pass_over(self, row: Row, texts: tuple[str, ...], effect: Effect) -> None:
        """Take the day of a row that is left out for those under it."""
        with suppress(RowError):
            self._moment(self._cells(row, texts, effect)[0])

    def _made(
        self,
        at: At,
        cells: list[Cell],
        moment: Moment | None,
        said: tuple[str, ...],
        notes: tuple[str, ...],
        texts: tuple[str, ...],
    ) -> Record:
        """Return the record of the cells of a row."""
        layout, what = self._layout, self._layout.what
        instant = moment.instant if moment else None
        fields = fields_of(layout, cells, self._rules, self._zone, instant)
        if what in _DATED and moment is None:
            raise RowError("no-time", _("It says neither a day nor a time of day."))
        if name := missing(what, fields):
            raise RowError(f"no-{name}", lacks(name), next(iter(layout.having(name)), None))
        more = times.besides(cells, self._rules, self._zone, self._now, moment)
        is_ours = self._rules.table is not None
        noted = moment.noted if moment else None
        fields |= {
            "occurred_at": instant,
            "received_at": more.received_at,
            "note": note_of(layout, cells, noted, notes, is_ours=is_ours) or None,
            "number": next((text_of(one.value) for one in cells if one.role == "number"), None),
        }
        if more.effective_at:
            fields["effective_at"] = more.effective_at
        given = {name: value for name, value in fields.items() if value not in (None, "", ())}
        said = (*said, *(moment.said if moment else ()))
        return Record(at, what, renamed(what, given), texts, said)

    def _moment(self, cells: list[Cell]) -> Moment | None:
        exact = times.exactly(cells, "occurred_exactly", "occurred_at", self._rules)
        if exact:
            if exact > self._now:
                raise RowError("future", _("It is still to come."))
            return Moment(exact)
        heard = [
            Heard(cell.column, cell.role, cell.value, cell.is_merged)
            for cell in cells
            if cell.role in MOMENTS
        ]
        return self._course.at(heard)

    def _cells(
        self, row: Row, texts: tuple[str, ...], effect: Effect
    ) -> tuple[list[Cell], tuple[str, ...]]:
        """Return the cells of a row that are taken, as they are meant, and what is said of that."""
        cells: list[Cell] = []
        said: list[str] = []
        given = dict(effect.given)
        for index, value in enumerate(row.values):
            meant = self._meant(index, value, texts[index], row, said)
            if meant and meant.role not in given:
                cells.append(meant)
        have = {cell.role for cell in cells}
        ruled = {role: text for role, text in self._rules.constants.items() if role not in have}
        cells += [Cell(None, role, text) for role, text in (ruled | given).items()]
        return cells, tuple(said)

    def _meant(self, index: int, value: Value, text: str, row: Row, said: list[str]) -> Cell | None:
        """Return a cell with the value that it has, or that it takes from above; None if empty."""
        role = self._layout.roles[index] if index < len(self._layout.roles) else None
        marks = row.marks.get(index, frozenset())
        if role == IGNORED or _is_copied(row, index):
            return None
        self._check(index, role, text, marks)
        if role is None:
            return None
        is_merged = "merged" in marks
        if self._rules.table is None and (is_ditto(text) or (not text and index in self._carried)):
            if index not in self._above:
                if not text:
                    return None
                reason = _("“{text}” repeats what is above it, and nothing is.").format(text=text)
                raise RowError("nothing-above", reason, index)
            line, value = self._above[index]
            is_merged = role in MOMENTS
            if text:
                said.append(
                    _("“{text}” is that of line {line}: “{value}”").format(
                        text=text, line=line, value=text_of(value)
                    )
                )
        elif self._rules.table is None and is_empty(role, text):
            return None
        if not text_of(value):
            return None
        self._above[index] = (row.line, value)
        return Cell(index, role, value, is_merged)

    def _check(self, index: int, role: str | None, text: str, marks: frozenset[str]) -> None:
        """Refuse a cell that cannot be taken, whatever it is meant to say."""
        if "error" in marks:
            raise RowError(
                "cell-error",
                _("The cell holds an error of the spreadsheet: {text}.").format(text=text or "?"),
                index,
            )
        if "formula" in marks and not text:
            raise RowError(
                "formula",
                _("The formula has no value: open the file in a spreadsheet, and save it again."),
                index,
            )
        if not text:
            return
        if role is None:
            raise RowError(
                "too-many-cells",
                _("“{text}” is beyond the last heading: is a separator in the text?").format(
                    text=text
                ),
                index,
            )
        if role == UNKNOWN:
            raise RowError("column-unknown", _("No rule says what this column is."), index)

    def _marked(self, row: Row, effect: Effect) -> tuple[str, ...]:
        """Return what the note tells of a row that is struck out; refuse one no rule takes."""
        if not is_marked(row, "struck"):
            return ()
        if effect.is_taken:
            return (_("struck out in the file"),)
        index = next(index for index, marks in row.marks.items() if "struck" in marks)
        raise RowError(
            "struck",
            _("It is struck out: a rule must say whether such rows are taken or left out."),
            index,
        )

    def _hidden(self, row: Row) -> Iterator[str]:
        if row.is_hidden:
            yield _("the row is hidden in the file")


def _ruled(cells: Iterable[Cell]) -> Iterator[str]:
    """Return what the note tells of times that the rules give, and not the file."""
    for cell in cells:
        if cell.column is None and cell.role in MOMENTS:
            text = text_of(cell.value)
            yield _("time by the rules of the import: {text}").format(text=text)


def _is_copied(row: Row, index: int) -> bool:
    """Whether a cell has the value of the one on its left, with which it is merged."""
    return (
        index > 0
        and "merged" in row.marks.get(index, ())
        and row.values[index] == row.values[index - 1]
    )


def _is_above(row: Row, column: int | None) -> bool:
    """Whether a cell has the value of the one above, with which it is merged, or is by a rule."""
    return column is None or "merged" in row.marks.get(column, ())
