"""Agents by day and modality: stacked columns, and the line of the declared headcount."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from crisis_log.reports.charts import SIZE, WIDTH, text_width
from crisis_log.staffing import Modality
from crisis_log.views.weekly_plans import PlanSheet, StaffingDay

_LEFT: Final = 38.0
_RIGHT: Final = 4.0
_TOP: Final = 40.0
_HEIGHT: Final = 165.0
_BOTTOM: Final = 30.0
_COLUMN: Final = 0.72
_LEGEND_GAP: Final = 16.0
_LEAST_HEIGHT_FOR_TEXT: Final = 11.0
_TICKS: Final = 5


@dataclass(frozen=True)
class Part:
    """Agents of one modality on one day; `value` is None where the text would not fit."""

    modality: Modality
    y: float
    height: float
    value: int | None


@dataclass(frozen=True)
class Column:
    """A day; without parts when nobody counted."""

    day: date
    x: float
    width: float
    middle: float
    parts: tuple[Part, ...]
    top: float
    total: int | None
    revised: bool


@dataclass(frozen=True)
class Tick:
    """A value of the scale and how far down it lies."""

    value: int
    y: float


@dataclass(frozen=True)
class Key:
    """A modality in the legend."""

    modality: Modality
    label: str
    x: float


@dataclass(frozen=True)
class StaffingChart:
    """Where everything lies."""

    width: float
    height: float
    left: float
    right: float
    base: float
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[Key, ...]
    headcount: Tick | None
    headcount_end: float
    week_line: float | None


def staffing_chart(
    plan: PlanSheet, monday: date, labels: dict[Modality, str], headcount_label: str
) -> StaffingChart:
    """Return the geometry of the staffing of `plan` by the week that begins on `monday`.

    `labels` are those of the legend. The label of the headcount ends at the right, or
    at the line between the weeks when the days after it leave it no room.
    """
    headcount = plan.now.staffing.headcount if plan.now.staffing else None
    totals = [day.counted.total for day in plan.series if day.counted]
    step = _step(max([*totals, headcount or 0, 1]))
    count = -(-max([*totals, headcount or 0, 1]) // step)
    base = _TOP + _HEIGHT
    unit = _HEIGHT / (count * step)
    slot = (WIDTH - _LEFT - _RIGHT) / len(plan.series)
    days_before = sum(day.day < monday for day in plan.series)
    week_line = _LEFT + days_before * slot if 0 < days_before < len(plan.series) else None
    right = WIDTH - _RIGHT
    crosses = week_line is not None and right - week_line < text_width(headcount_label, SIZE) + 8
    return StaffingChart(
        width=WIDTH,
        height=base + _BOTTOM,
        left=_LEFT,
        right=right,
        base=base,
        columns=tuple(
            _column(day, plan.modalities, _LEFT + n * slot, slot, base, unit)
            for n, day in enumerate(plan.series)
        ),
        ticks=tuple(Tick(n * step, base - n * step * unit) for n in range(count + 1)),
        legend=_legend(plan.modalities, labels),
        headcount=Tick(headcount, base - headcount * unit) if headcount else None,
        headcount_end=week_line - 4 if week_line is not None and crosses else right,
        week_line=week_line,
    )


def _column(
    day: StaffingDay,
    modalities: tuple[Modality, ...],
    x: float,
    slot: float,
    base: float,
    unit: float,
) -> Column:
    width = slot * _COLUMN
    parts: list[Part] = []
    top = base
    for modality in modalities:
        agents = day.counted.agents.get(modality, 0) if day.counted else 0
        height = agents * unit
        if not agents:
            continue
        top -= height
        fits = height >= _LEAST_HEIGHT_FOR_TEXT and text_width(f"{agents:_}", SIZE) <= width
        parts.append(Part(modality, top, height, agents if fits else None))
    return Column(
        day=day.day,
        x=x + (slot - width) / 2,
        width=width,
        middle=x + slot / 2,
        parts=tuple(parts),
        top=top,
        total=day.counted.total if day.counted else None,
        revised=bool(day.replaced),
    )


def _step(highest: int) -> int:
    """Return a round step that divides `highest` into about five."""
    power: int = 10 ** max(len(str(highest // _TICKS)) - 1, 0)
    return next(power * n for n in (1, 2, 5, 10) if power * n * _TICKS >= highest or n == 10)  # noqa: PLR2004


def _legend(modalities: tuple[Modality, ...], labels: dict[Modality, str]) -> tuple[Key, ...]:
    keys, x = [], _LEFT
    for modality in modalities:
        keys.append(Key(modality, labels[modality], x))
        x += 13 + text_width(labels[modality], SIZE) + _LEGEND_GAP
    return tuple(keys)
