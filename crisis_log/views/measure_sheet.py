"""What is a measure, with all its fields; what happened to it, and what do its figures say?

A measure may be reported on for years: its last entries are told, and its last days of figures,
with how many there are before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.slices import crisis
from crisis_log.slices.decision import Decision
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay
from crisis_log.slices.measure import Measure
from crisis_log.state import State
from crisis_log.views.decisions_record import HistoryLine, history_line
from crisis_log.views.measure_at import MeasureAt, measure_at
from crisis_log.views.reading import Since, steps_about

LINES: Final = 200
"""Entries about a measure that are told: the last ones."""
VALUES: Final = 200
"""Values of its indicators that are told: the last ones."""


class MeasureEvent(HistoryLine):
    """What an entry did to a measure; `detail` is what it says beside that."""

    detail: str


class FigureLine(NamedTuple):
    """A value of an indicator, and those that it replaced, the first one first."""

    name: str
    unit: str | None
    told: FigureTold
    mistaken: tuple[FigureTold, ...]


class MeasureSheet(NamedTuple):
    """A measure; `decision` is the one that it carries out, if it is recorded.

    `earlier` entries, and `earlier_figures` values, come before those told.
    """

    at: MeasureAt
    decision: Decision | None
    missing: tuple[str, ...]
    history: tuple[MeasureEvent, ...]
    earlier: int
    figures: tuple[FigureLine, ...]
    earlier_figures: int


def measure_sheet(account: Account, measure: Measure, instant: datetime) -> MeasureSheet:
    """Return `measure` as it is at an instant."""
    known = account.state()
    about = account.about(Measure.named(measure.number))
    figures = _figures(known, measure)
    return MeasureSheet(
        at=measure_at(measure, instant, crisis.current(known).zone),
        decision=known.find(Decision, measure.decision) if measure.decision else None,
        missing=measure.missing(),
        history=_history(account, measure, about),
        earlier=max(len(about) - LINES, 0),
        figures=tuple(figures[-VALUES:]),
        earlier_figures=max(len(figures) - VALUES, 0),
    )


def _history(account: Account, measure: Measure, about: Sequence[int]) -> tuple[MeasureEvent, ...]:
    """Return what the last entries `about` a measure did to it, as it was before these."""
    subject, told = Measure.named(measure.number), about[-LINES:]
    before = Since(account.state(told[0] - 1)) if len(told) < len(about) else State()
    known = account.state()
    return tuple(
        MeasureEvent(
            **dict(history_line(known, measure, step)),
            detail=_detail(step.entry),
        )
        for step in steps_about({subject}, account.those(told), before)
    )


def _detail(entry: Entry) -> str:
    """Return what an entry says, but for an amendment or order, which are told field by field."""
    return entry.fact.detail() if isinstance(entry.fact, AboutFigures) else ""


def _figures(known: Known, measure: Measure) -> list[FigureLine]:
    """Return the values that hold, in the order of their days."""
    units = {indicator.name: indicator.unit for indicator in measure.indicators}
    return [
        FigureLine(name, units.get(name), figure, tuple(day.mistaken(name, figure)))
        for day in known.within(FiguresOfDay, measure.number)
        for name in day.figures
        for figure in day.course(name)
    ]
