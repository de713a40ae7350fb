"""The other times of a row: exact ones of our own exports, when it was received, its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from crisis_log.exchange.rules.cell_moments import Heard, written_in
from crisis_log.exchange.rules.cells import text_of
from crisis_log.exchange.rules.model import Rules
from crisis_log.exchange.rules.problem import RowError
from crisis_log.exchange.rules.records import Cell
from crisis_log.language import _
from crisis_log.when import NotATimeError, localised, to_minute

_DAY: Final = timedelta(days=1)
_OVERNIGHT: Final = timedelta(hours=8)
_MINUTE: Final = timedelta(minutes=1)


_ROLES: Final = frozenset(
    {"received_at", "received_exactly", "effective_at", "effective_exactly", "end"}
)


def besides(
    cells: Iterable[Cell], rules: Rules, zone: tzinfo, now: datetime, moment: datetime | None
) -> dict[str, datetime]:
    """Return the other times, as fields, of a row that happened at `moment`.

    Raises:
        RowError: one cannot be read, or is out of order with the others.

    """
    cells = [cell for cell in cells if cell.role in _ROLES]
    if not cells:
        return {}
    received = exactly(cells, "received_exactly", "received_at", rules)
    _after(cells, "end", rules, zone, moment)
    if received is None:
        received = _after(cells, "received_at", rules, zone, moment)
    if received and received > now:
        raise _error(cells, "received_at", "future", _("It is still to come."))
    effective = exactly(cells, "effective_exactly", "effective_at", rules)
    times = {"received_at": received, "effective_at": effective}
    return {name: instant for name, instant in times.items() if instant}


def exactly(cells: Iterable[Cell], role: str, shown: str, rules: Rules) -> datetime | None:
    """Return the exact instant of an export, which is that of the time that it shows beside.

    Raises:
        RowError: it is none, or another: one of the two was changed.

    """
    found = {cell.role: cell for cell in cells if cell.role in {role, shown}}
    if role not in found:
        return None
    cell = found[role]
    text = text_of(cell.value)
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        told = None
    if told is None or told.tzinfo is None:
        sentence = _("“{text}” is not an exact time: 2020-03-18T18:30:00+01:00 is one.")
        raise RowError("not-a-time", sentence.format(text=text), cell.column)
    beside = found.get(shown)
    if beside and not _is_same(told, beside, rules):
        raise RowError(
            "two-times",
            _("The exact time is another: change both, or empty the exact one."),
            beside.column,
        )
    return told.astimezone(UTC)


def _is_same(told: datetime, beside: Cell, rules: Rules) -> bool:
    written = written_in(Heard(beside.column, beside.role, beside.value), rules)
    if written.day is None or written.clock is None:
        return False
    local = datetime.combine(written.day, written.clock)
    return abs(told.replace(tzinfo=None) - local) < _MINUTE


def _after(
    cells: Iterable[Cell], role: str, rules: Rules, zone: tzinfo, moment: datetime | None
) -> datetime | None:
    """Return a time that comes after the row happened, on the same day if it names none."""
    cell = next((one for one in cells if one.role == role), None)
    if cell is None:
        return None
    written = written_in(Heard(cell.column, "time", cell.value), rules)
    own = rules.zone or zone
    start = moment.astimezone(own).replace(tzinfo=None) if moment else None
    day = written.day or (start.date() if start else None)
    if day is None or written.clock is None:
        raise RowError(
            "no-time", _("It says no time of day: write one, or give one by a rule."), cell.column
        )
    local = datetime.combine(day, written.clock) + (_DAY if written.is_next_day else timedelta())
    if written.day is None and start and start - local >= _OVERNIGHT:
        local += _DAY
    try:
        instant = localised(local, own, written.offset)
    except NotATimeError as error:
        raise RowError("not-a-time", str(error), cell.column) from None
    if moment and instant < to_minute(moment):
        code = "end-before-start" if role == "end" else "received-before"
        raise RowError(code, _("It comes before the time of the fact."), cell.column)
    return max(instant, moment) if moment else instant


def _error(cells: Iterable[Cell], role: str, code: str, sentence: str) -> RowError:
    cell = next((one for one in cells if one.role == role), None)
    return RowError(code, sentence, cell.column if cell else None)
