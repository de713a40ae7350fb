"""A row that was read, as the record of what it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from typing import Any, Final, NamedTuple

from crisis_log.codes import worded
from crisis_log.deadline import Due
from crisis_log.exchange.columns import COUNTS
from crisis_log.exchange.record import What
from crisis_log.exchange.rules.cell_moments import Heard, at_clock, due_of, due_written
from crisis_log.exchange.rules.cells import NOTHING, field_value, flag_of, number_of, text_of
from crisis_log.exchange.rules.layout import Layout
from crisis_log.exchange.rules.model import FLAG, VALUES, Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.roles import NOTED, columns_of, role_word
from crisis_log.exchange.table import Value
from crisis_log.language import _
from crisis_log.slices import measure
from crisis_log.text import folded
from crisis_log.words import field_name, status_word

Fields = dict[str, Any]


class Cell(NamedTuple):
    """A cell that is not empty: its column by index, the role of that, its value.

    What a rule gives is of no column.
    """

    column: int | None
    role: str
    value: Value
    is_merged: bool = False


NEEDED: Final[Mapping[What, tuple[str, ...]]] = {
    "line": ("text",),
    "decision": ("title",),
    "measure": ("title",),
    "indicator": ("measure", "as_of"),
    "staffing": ("plan", "day"),
    "mission": ("plan", "code", "title"),
}
"""The fields without which there is no such record."""
_RENAMED: Final[Mapping[What, Mapping[str, str]]] = {"staffing": {"plan": "code"}}
"""What facts call a field that tables call otherwise."""
_APART: Final = frozenset(
    {"occurred_at", "occurred_exactly", "received_at", "received_exactly", "effective_exactly"}
)
"""Fields that the times of a row make together."""


def fields_of(layout: Layout, cells: list[Cell], rules: Rules, zone: tzinfo, near: date) -> Fields:
    """Return the fields of the record that the cells of a row make, its times apart.

    Days without a year are those that are `near`est.

    Raises:
        RowError: a cell cannot be taken, or one is missing.

    """
    columns = columns_of(layout.what)
    found: Fields = {}
    if clock := hour_of_figure(layout.what, cells):
        found["as_of"] = _as_of(cells, clock, rules, zone, near)
    for cell in cells:
        column = columns.get(cell.role)
        if column is None or cell.role in _APART or (clock and cell.role == "as_of"):
            continue
        if column.type in {"due", "day", "instant"}:
            value: Any = due_of(Heard(cell.column, cell.role, cell.value), rules, zone, near)
        else:
            value = _value(cell, column.type, column.of, is_ours=rules.table is not None)
        if cell.role == "text" and cell.role in found:
            found["text"] += f" – {value}"  # the same in every language: rows are known by it
        elif cell.role == "tags" and "tags" in found:
            found["tags"] = tuple(dict.fromkeys((*found["tags"], *value)))
        else:
            found[cell.role] = value
    return _SHAPES[layout.what](layout, cells, found)


def hour_of_figure(what: What, cells: list[Cell]) -> Cell | None:
    """Return the cell with the time of a figure, which is not when it was told of."""
    roles = {cell.role: cell for cell in cells}
    return roles.get("time") if what == "indicator" and "date" not in roles else None


def _as_of(cells: list[Cell], clock: Cell, rules: Rules, zone: tzinfo, near: date) -> Due:
    """Return the instant of a figure whose time has a cell of its own."""
    hour = Heard(clock.column, clock.role, clock.value)
    days = [Heard(one.column, one.role, one.value) for one in cells if one.role == "as_of"]
    if not days and rules.day:
        days = [Heard(None, "as_of", rules.day)]
    if not days:
        return due_of(hour, rules, zone, near)
    return due_written(hour, at_clock(days[0], hour, rules), rules, zone, near)


def _value(cell: Cell, kind: str, of: str, *, is_ours: bool) -> Any:
    try:
        return field_value(cell.role, kind, of, cell.value, is_ours=is_ours)
    except RowError as error:
        raise RowError(error.code, str(error), cell.column) from None


def note_of(
    layout: Layout, cells: list[Cell], noted: int | None, more: tuple[str, ...], *, is_ours: bool
) -> str:
    """Return the note of an entry: what a row says besides, each after its heading.

    So does the cell of the column `noted`, whatever it is.
    """
    parts = [
        text_of(cell.value)
        if is_ours or _is_plain_note(layout, cell)
        else _("{headline}: {detail}").format(
            headline=_heading(layout, cell), detail=text_of(cell.value)
        )
        for cell in cells
        if cell.role in NOTED or (noted is not None and cell.column == noted)
    ]
    return "\n".join([*parts, *more])


_OBSERVATIONS: Final = frozenset(
    {"note", "notes", "observation", "observations", "remarque", "remarques"}
)


def _is_plain_note(layout: Layout, cell: Cell) -> bool:
    """Whether a cell is of the one column of notes, whose heading says no more than that."""
    return cell.role == "note" and (
        cell.column is None or folded(layout.headings[cell.column]) in _OBSERVATIONS
    )


def _heading(layout: Layout, cell: Cell) -> str:
    """Return what the note calls a cell: its heading, or the word for what it is."""
    heading = "" if cell.column is None else layout.headings[cell.column]
    return heading or role_word(cell.role, layout.what)


def is_empty(role: str, text: str) -> bool:
    """Whether a cell says nothing: it is blank, or filled with a dash where no text is meant."""
    return not text or (role not in {"text", "title"} and text in NOTHING)


def missing(what: What, fields: Fields) -> str | None:
    """Return the field that a record of `what` needs and has not, if one is."""
    return next((name for name in NEEDED[what] if not fields.get(name)), None)


def _line(_layout: Layout, cells: list[Cell], found: Fields) -> Fields:
    for cell in cells:
        if cell.role.startswith(FLAG) and _is_crossed(cell):
            kind = cell.role.removeprefix(FLAG)
            if found.get("line_kind", kind) != kind:
                sentence = _("Its crosses say two kinds of line; leave one.")
                raise RowError("two-kinds", sentence, cell.column)
            found["line_kind"] = kind
    return {name: value for name, value in found.items() if value is not False}


def _is_crossed(cell: Cell) -> bool:
    try:
        return flag_of(text_of(cell.value))
    except RowError as error:
        raise RowError(error.code, str(error), cell.column) from None


def _as_it_is(_layout: Layout, _cells: list[Cell], found: Fields) -> Fields:
    return found


def _indicator(layout: Layout, cells: list[Cell], found: Fields) -> Fields:
    name, value = found.pop("indicator", None), found.pop("value", None)
    values = {name: value} if name and value is not None else {}
    for cell in cells:
        if cell.role.startswith(VALUES):
            try:
                values[cell.role.removeprefix(VALUES)] = number_of(cell.value)
            except RowError as error:
                raise RowError(error.code, str(error), cell.column) from None
    if not values and found.get("progress") is None and not found.get("text"):
        column = next(iter(layout.having("value")), None)
        raise RowError("no-value", _("It gives no value."), column)
    shares = _in_percent(cells, found.get("unit"), name)
    given = {"values": values, "in_percent": shares}
    return found | {field: told for field, told in given.items() if told}


def _in_percent(cells: list[Cell], unit: str | None, name: str | None) -> tuple[str, ...]:
    """Return the indicators of which a row writes the value in percent, where no column says so.

    Raises:
        RowError: a column says another unit.

    """
    shares: list[str] = []
    for cell in cells:
        is_value = cell.role == "value" or cell.role.startswith(VALUES)
        if not is_value or not text_of(cell.value).endswith("%"):
            continue
        if unit and unit != "%":
            sentence = _("It is a value in “%”, and its unit is “{unit}”: correct one of the two.")
            raise RowError("two-units", sentence.format(unit=unit), cell.column)
        shares.append(name or "" if cell.role == "value" else cell.role.removeprefix(VALUES))
    return () if unit else tuple(shares)


def _staffing(layout: Layout, _cells: list[Cell], found: Fields) -> Fields:
    counts = {
        name.removeprefix(COUNTS): value for name, value in found.items() if name.startswith(COUNTS)
    }
    if not counts:
        raise RowError("no-count", _("It counts no agents."))
    negative = [name for name, value in counts.items() if value < 0]
    if negative:
        column = layout.having(f"{COUNTS}{negative[0]}")[0]
        raise RowError("negative", _("Agents are counted from 0."), column)
    return {name: value for name, value in found.items() if not name.startswith(COUNTS)} | {
        "counts": counts
    }


def _measure(layout: Layout, cells: list[Cell], found: Fields) -> Fields:
    """Return the fields of a measure; of one that is over, a row does not tell since when."""
    for cell in (cell for cell in cells if cell.role == "state"):
        status = worded(text_of(cell.value), "measure", measure.STATUSES)
        if status and status not in measure.OPEN:
            raise RowError(
                "ended",
                _(
                    "It is {status}, and the row does not tell since when: leave its state out, "
                    "then record what became of it."
                ).format(status=status_word("measure", status)),
                cell.column,
            )
    return _as_it_is(layout, cells, found)


_SHAPES: Final[Mapping[What, Callable[[Layout, list[Cell], Fields], Fields]]] = {
    "line": _line,
    "decision": _as_it_is,
    "measure": _measure,
    "indicator": _indicator,
    "staffing": _staffing,
    "mission": _as_it_is,
}


def renamed(what: What, fields: Fields) -> Fields:
    """Return fields as facts call them."""
    names = _RENAMED.get(what, {})
    return {names.get(name, name): value for name, value in fields.items()}


def lacks(name: str) -> str:
    """Return the sentence that refuses a row without that field."""
    if name == "as_of":
        return _("It says neither a day nor a time of day.")
    return _("{field}: a value is needed.").format(field=field_name(name))
