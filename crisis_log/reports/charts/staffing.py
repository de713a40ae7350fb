"""Agents by modality over time: stacked columns, and the line of the declared headcount.

A column is a day, up to a month and a half of them; beyond, a week: the mean of its
working days, as those of the other days would say how many do not work then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from crisis_log.reports.charts import (
    LINE,
    SIZE,
    WIDTH,
    Path,
    boxes,
    figure_width,
    in_lines,
    text_width,
)
from crisis_log.reports.charts.dates import Days, Mark, is_working
from crisis_log.reports.charts.scale import Scale, Tick, scale
from crisis_log.slices.staffing import Modality
from crisis_log.views.staffing_days import StaffingDay
from crisis_log.words import status_word

MOST_DAYS: Final = 45
_LEFT: Final = 38.0
_RIGHT: Final = 4.0
_TOP: Final = 40.0
_HEIGHT: Final = 165.0
_BOTTOM: Final = 30.0
_COLUMN: Final = 0.76
_WIDEST: Final = 60.0
_THIN: Final = 12.0
_LEGEND_GAP: Final = 16.0
_LEAST_HEIGHT_FOR_TEXT: Final = 11.0
_STEPS: Final = 5
_WIDE: Final = 36.0
_PATTERNED: Final[frozenset[Modality]] = frozenset({"reserve", "sick_leave"})


# What is drawn


@dataclass(frozen=True)
class Slot:
    """A day, or a week from `first` on; `agents` is None when nobody counted."""

    first: date
    days: int
    agents: Mapping[Modality, int] | None
    revised: bool = False

    @property
    def is_weekend(self) -> bool:
        """Whether it is a Saturday or a Sunday."""
        return self.days == 1 and not is_working(self.first)


def slots(days: Sequence[StaffingDay]) -> list[Slot]:
    """Return the columns of `days`, in the order of time: days, or weeks if they are many."""
    if len(days) <= MOST_DAYS:
        return [
            Slot(
                one.day, 1, one.counted.agents if one.counted else None, revised=bool(one.replaced)
            )
            for one in days
        ]
    weeks = groupby(days, key=lambda one: one.day - timedelta(days=one.day.weekday()))
    return [_week(monday, [*ones]) for monday, ones in weeks]


def _week(monday: date, days: Iterable[StaffingDay]) -> Slot:
    """Return the mean of the working days that were counted, rounded to whole agents."""
    working = [one for one in days if one.counted and is_working(one.day)]
    counts = [one.counted.agents for one in working if one.counted]
    modalities = dict.fromkeys(name for agents in counts for name in agents)
    return Slot(
        first=monday,
        days=7,
        agents={
            name: round(sum(agents.get(name, 0) for agents in counts) / len(counts))
            for name in modalities
        }
        if counts
        else None,
        revised=any(one.replaced for one in working),
    )


# Where it lies


class Layer(NamedTuple):
    """All columns' parts of one modality, as the path of their outlines."""

    modality: Modality
    path: Path


class Value(NamedTuple):
    """A number of agents, written where it fits; on a patterned fill, on a box this wide."""

    modality: Modality
    agents: int
    x: float
    y: float
    box: float | None


class Column(NamedTuple):
    """A day or week, from `day` on; dates are written under it where columns are wide."""

    day: date
    x: float
    width: float
    middle: float
    top: float
    total: int | None
    revised: bool


class Key(NamedTuple):
    """A modality in the legend."""

    modality: Modality
    label: str
    x: float
    y: float


@dataclass(frozen=True)
class StaffingChart:
    """Where everything lies; `marks` are the dates under columns too narrow for their own.

    `seam` is how wide the line between parts is: little, where columns are thin.
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    base: float
    columns: tuple[Column, ...]
    layers: tuple[Layer, ...]
    values: tuple[Value, ...]
    weekends: Path
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[Key, ...]
    headcount: Tick | None
    headcount_end: float
    week_line: float | None
    seam: float


def staffing_chart(
    columns: Sequence[Slot],
    modalities: Sequence[Modality],
    headcount: int | None,
    headcount_label: str,
    line_at: date | None = None,
    width: float = WIDTH,
) -> StaffingChart:
    """Return the geometry of `columns`, one at least, all of them days or all weeks.

    A line before the day `line_at` parts what is told from what came before. The label of
    the headcount ends at the right, or at that line when the days after it leave it no room.
    """
    counts = [one.agents for one in columns if one.agents is not None]
    values = [*(sum(agents.values()) for agents in counts), headcount or 0, 1]
    right = width - _RIGHT
    legend = tuple(_legend(modalities, right - _LEFT))
    top = _TOP + (legend[-1].y if legend else 0)
    up = scale(values, base=top + _HEIGHT, height=_HEIGHT, steps=_STEPS)
    last = columns[-1]
    days = Days(columns[0].first, last.first + timedelta(days=last.days - 1), _LEFT, right)
    placed = [_column(one, days, up) for one in columns]
    wide = placed[0].width >= _WIDE * _COLUMN and last.days == 1
    line = days.x(line_at) if line_at and days.first < line_at <= days.last else None
    crosses = line is not None and right - line < text_width(headcount_label) + 8
    layers, written = _stacked([*zip(columns, placed, strict=True)], modalities, up)
    return StaffingChart(
        width=width,
        height=up.base + _BOTTOM,
        left=_LEFT,
        right=right,
        top=top,
        base=up.base,
        columns=tuple(placed),
        layers=tuple(layers),
        values=tuple(written),
        weekends=boxes(
            (days.x(one.first), top, days.unit, _HEIGHT) for one in columns if one.is_weekend
        ),
        marks=() if wide else days.marks(),
        ticks=up.ticks(),
        legend=legend,
        headcount=_headcount(headcount, up),
        headcount_end=line - 4 if line is not None and crosses else right,
        week_line=line,
        seam=0.3 if placed[0].width < _THIN else 0.7,
    )


def _headcount(headcount: int | None, up: Scale) -> Tick | None:
    return Tick(up.low + headcount, up.y(headcount)) if headcount else None


def _column(slot: Slot, days: Days, up: Scale) -> Column:
    room = days.unit * slot.days
    width = min(room * _COLUMN, _WIDEST)
    x = days.x(slot.first)
    total = None if slot.agents is None else sum(slot.agents.values())
    return Column(
        day=slot.first,
        x=x + (room - width) / 2,
        width=width,
        middle=x + room / 2,
        top=up.y(total or 0),
        total=total,
        revised=slot.revised,
    )


def _stacked(
    columns: Sequence[tuple[Slot, Column]], modalities: Sequence[Modality], up: Scale
) -> tuple[list[Layer], list[Value]]:
    """Return each modality's parts of the columns, and the numbers that fit in them."""
    below = [0] * len(columns)
    layers: list[Layer] = []
    values: list[Value] = []
    for modality in modalities:
        rectangles: list[tuple[float, float, float, float]] = []
        for n, (slot, column) in enumerate(columns):
            agents = (slot.agents or {}).get(modality, 0)
            if not agents:
                continue
            foot, top = up.y(below[n]), up.y(below[n] + agents)
            below[n] += agents
            rectangles.append((column.x, top, column.width, foot - top))
            values.extend(_value(modality, agents, column, top, foot))
        layers.append(Layer(modality, boxes(rectangles)))
    return layers, values


def _value(
    modality: Modality, agents: int, column: Column, top: float, foot: float
) -> Iterator[Value]:
    width = figure_width(f"{agents:_}".replace("_", " ")) + 4
    if foot - top >= _LEAST_HEIGHT_FOR_TEXT and width <= column.width:
        box = width if modality in _PATTERNED else None
        yield Value(modality, agents, column.middle, (top + foot) / 2, box)


def _legend(modalities: Sequence[Modality], room: float) -> Iterator[Key]:
    labels = [status_word("modality", modality) for modality in modalities]
    places = in_lines((13 + text_width(label, SIZE) + _LEGEND_GAP for label in labels), room)
    for modality, label, (x, line) in zip(modalities, labels, places, strict=True):
        yield Key(modality, label, _LEFT + x, line * LINE)
