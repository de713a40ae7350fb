"""The course of an indicator in the space of a few words: a line beside its last figure.

It has no axes: what it shows is told in words beside it. A day without a figure is a gap; a day
between two gaps is a dot. Zero is its foot, but where all values are far from it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from crisis_log.reports.charts import Path
from crisis_log.reports.charts.dates import DAY, Days
from crisis_log.reports.charts.indicators import Series, joined
from crisis_log.reports.charts.scale import scale

WIDTH: Final = 160.0
HEIGHT: Final = 36.0
EDGE: Final = 4.0
"""Room around it, for the marks of the first and the last day."""
_STEPS: Final = 10
"""Steps of its scale, which nobody sees: many, so that the line takes the height there is."""
_FEWEST: Final = 2
"""Figures that make a course."""


class Sparkline(NamedTuple):
    """Where everything lies, over the days `first` to `last`.

    `line` joins the days that follow one another; `alone` are those between days without a
    figure; `end` is the last figure. `zero` is None where the scale leaves zero out.
    """

    width: float
    height: float
    first: date
    last: date
    line: Path
    alone: tuple[tuple[float, float], ...]
    end: tuple[float, float]
    target: float | None
    zero: float | None


def sparklines(series: Sequence[Series], first: date, last: date) -> list[Sparkline | None]:
    """Return the course of each from `first` to `last`, None where it has fewer than two figures.

    All are of the same days: from the earliest figure of any of them on.
    """
    drawn = [
        Series(one.name, [point for point in one.points if first <= point.day <= last], one.target)
        for one in series
    ]
    begin = min((one.points[0].day for one in drawn if one.points), default=first)
    return [_sparkline(one, begin, last) if len(one.points) >= _FEWEST else None for one in drawn]


def _sparkline(one: Series, first: date, last: date) -> Sparkline:
    days = Days(first, last, EDGE, WIDTH - EDGE)
    values = [point.value for point in one.points]
    aims = [] if one.target is None else [one.target]
    foot, height = HEIGHT - EDGE, HEIGHT - 2 * EDGE
    up = scale([*values, *aims], base=foot, height=height, steps=_STEPS, cut=True)
    places = [(days.middle(point.day), up.y(point.value)) for point in one.points]
    return Sparkline(
        width=WIDTH,
        height=HEIGHT,
        first=first,
        last=last,
        line=joined(one.points, days, up),
        alone=tuple(places[n] for n in _alone([point.day for point in one.points])),
        end=places[-1],
        target=up.y(one.target) if one.target is not None else None,
        zero=None if up.is_cut else up.zero,
    )


def _alone(days: Sequence[date]) -> list[int]:
    """Return which of these days are next to none of the others."""
    told = {*days}
    return [n for n, day in enumerate(days) if not told & {day - DAY, day + DAY}]
