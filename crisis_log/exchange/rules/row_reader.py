"""The rows of one sheet, read in their order: what is above a row says what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, tzinfo
from typing import Final

from crisis_log.exchange.record import Aside, At, Record, RefusedRow, Told, What
from crisis_log.exchange.rules import times
from crisis_log.exchange.rules.cell_moments import Heard, written_in
from crisis_log.exchange.rules.cell_reader import CellReader, is_copied, is_from_above
from crisis_log.exchange.rules.cells import is_ditto, text_of
from crisis_log.exchange.rules.conditions import Effect, effect_of, is_marked
from crisis_log.exchange.rules.layout import Layout, cells_of
from crisis_log.exchange.rules.model import IGNORED, Rules
from crisis_log.exchange.rules.moments import Course, Moment
from crisis_log.exchange.rules.ours import Ours
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.records import (
    Cell,
    fields_of,
    hour_of_figure,
    lacks,
    missing,
    note_of,
    renamed,
)
from crisis_log.exchange.rules.roles import MOMENTS
from crisis_log.exchange.table import Row, Value
from crisis_log.language import _
from crisis_log.when import Written, show_day_of_week

DATED: Final[frozenset[What]] = frozenset({"line", "decision"})
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
        self._reader = CellReader(layout, rules)
        self._ours = Ours(rules.table, layout.headings) if rules.table else None
        self._is_narrow = sum(role != IGNORED for role in layout.roles) <= 1

    def told(self, row: Row) -> Told:
        """Return what a row becomes."""
        texts = cells_of(row)
        at = At(self._sheet, row.line)
        try:
            if aside := self._aside(row, texts):
                return Aside(at, *aside, texts)
            return self._record(at, row, texts)
        except RowError as error:
            column = "" if error.column is None else self._layout.named(error.column)
            days = error.days or self._course.days
            return RefusedRow(at, column, error.code, str(error), texts, days)

    def _aside(self, row: Row, texts: tuple[str, ...]) -> tuple[str, str] | None:
        """Return why a row is none, if it is none."""
        lines = self._layout.lines
        if not texts:
            return "blank", _("It is blank.")
        if row.line in lines or texts in self._layout.repeated:
            return "heading", _("It has the headings.")
        if row.line <= self._rules.skip or (lines and row.line < lines[-1]):
            return "above", _("It is above the table.")
        return self._ours.aside(texts) if self._ours else self._section(row, texts)

    def _section(self, row: Row, texts: tuple[str, ...]) -> tuple[str, str] | None:
        """Return why a row with one cell alone is none: it heads those under it, or is numbered."""
        filled = [index for index, text in enumerate(texts) if text and not is_copied(row, index)]
        if len(filled) != 1 or self._is_narrow or filled[0] >= len(self._layout.roles):
            return None
        index, role = filled[0], self._layout.roles[filled[0]]
        if role in {"number", IGNORED}:
            return "number-alone", _("It has nothing but its number.")
        written = self._written(index, "date", row.values[index])
        if written and (day := self._day_alone(index, written)):
            self._course.begin(day)
            return "section", _("It heads the rows of {day}.").format(day=show_day_of_week(day))
        is_wide = "merged" in row.marks.get(index + 1, ())
        if is_wide or (role not in {"text", "title"} and not self._is_clock(index, row)):
            return "section", _("It heads the rows under it: “{text}”.").format(text=texts[index])
        return None

    def _written(self, index: int, role: str, value: Value) -> Written | None:
        with suppress(RowError):
            return written_in(Heard(index, role, value), self._rules)
        return None

    def _day_alone(self, index: int, written: Written) -> date | None:
        """Return the day that a cell says, where it says nothing else."""
        if written.clock is None and not written.part_of_day:
            with suppress(RowError):
                return self._course.day_of(Heard(index, "date", None), written)
        return None

    def _is_clock(self, index: int, row: Row) -> bool:
        role = self._layout.roles[index]
        written = self._written(index, role, row.values[index]) if role in MOMENTS else None
        return written is not None and written.clock is not None

    def _record(self, at: At, row: Row, texts: tuple[str, ...]) -> Told:
        effect = effect_of(self._rules.conditions, row, texts, self._layout.headings)
        if effect.is_skipped:
            self._pass_over(row, texts, effect)
            return Aside(at, "rule", _("A rule leaves it out."), texts)
        cells = self._cells(row, texts, effect)
        said = self._reader.said
        moment = self._moment(cells)
        notes = (*self._marked(row, effect), *_ruled(cells))
        if row.marks and all(is_from_above(row, cell.column) for cell in cells):
            return Aside(at, "merged", _("All of it is merged with the row above."), texts)
        if row.is_hidden:
            said = (*said, _("the row is hidden in the file"))
        return self._made(at, cells, moment, said, notes, texts)

    def _cells(self, row: Row, texts: tuple[str, ...], effect: Effect) -> list[Cell]:
        """Return the cells of a row; one that is refused for them still names a day."""
        try:
            return self._reader.cells(row, texts, dict(effect.given))
        except RowError:
            moments = [index for role in MOMENTS for index in self._layout.having(role)]
            self._course.pass_over(
                Heard(index, self._layout.roles[index], row.values[index])
                for index in moments
                if index < len(texts) and texts[index] and not is_ditto(texts[index])
            )
            raise

    def _pass_over(self, row: Row, texts: tuple[str, ...], effect: Effect) -> None:
        """Take the day of a row that is left out for those under it."""
        with suppress(RowError):
            self._moment(self._cells(row, texts, effect))

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
        instant, told, noted = moment or Moment(None)
        near = (instant or self._now).astimezone(self._zone).date()
        fields = fields_of(layout, cells, self._rules, self._zone, near)
        if what in DATED and instant is None:
            column = next((i for i, role in enumerate(layout.roles) if role in MOMENTS), None)
            raise RowError("no-time", _("It says neither a day nor a time of day."), column)
        if what == "indicator" and instant:
            fields.setdefault("as_of", instant.astimezone(self._zone))
        if name := missing(what, fields):
            raise RowError(f"no-{name}", lacks(name), next(iter(layout.having(name)), None))
        fields |= times.besides(cells, self._rules, self._zone, self._now, instant)
        is_ours = self._rules.table is not None
        fields |= {
            "occurred_at": instant,
            "note": note_of(layout, cells, noted, notes, is_ours=is_ours),
            "number": next((text_of(one.value) for one in cells if one.role == "number"), None),
        }
        given = {name: value for name, value in fields.items() if value not in (None, "", ())}
        return Record(at, what, renamed(what, given), texts, (*said, *told))

    def _moment(self, cells: list[Cell]) -> Moment | None:
        """Return when the row happened, if it says so."""
        exact = times.exactly(cells, "occurred_exactly", "occurred_at", self._rules)
        if exact and exact > self._now:
            raise RowError("future", _("It is still to come."))
        if exact:
            return Moment(exact)
        hour = hour_of_figure(self._layout.what, cells)
        moment = self._course.at(
            Heard(cell.column, cell.role, cell.value, cell.is_merged)
            for cell in cells
            if cell.role in MOMENTS and cell is not hour
        )
        if hour and self._says_more(hour):
            return (moment or Moment(None))._replace(noted=hour.column)
        return moment

    def _says_more(self, cell: Cell) -> bool:
        """Whether a cell says more than an instant, as `~14h` and `14h-15h` do."""
        written = written_in(Heard(cell.column, cell.role, cell.value), self._rules)
        return written.is_approximate or written.until is not None

    def _marked(self, row: Row, effect: Effect) -> tuple[str, ...]:
        """Return what the note tells of a row that is struck out; refuse one no rule takes."""
        if not (row.marks and is_marked(row, "struck")):
            return ()
        if effect.is_taken:
            return (_("struck out in the file"),)
        index = next(index for index, marks in row.marks.items() if "struck" in marks)
        raise RowError(
            "struck",
            _("It is struck out: a rule must say whether such rows are taken or left out."),
            index,
        )


def _ruled(cells: Iterable[Cell]) -> Iterator[str]:
    """Return what the note tells of times that the rules give, and not the file."""
    for cell in cells:
        if cell.column is None and cell.role in MOMENTS:
            text = text_of(cell.value)
            yield _("time by the rules of the import: {text}").format(text=text)
