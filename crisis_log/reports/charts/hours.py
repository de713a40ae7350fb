"""The figures of an indicator within one day: a dot at each hour, joined in their order.

Hours are as long as they were: a day on which the clocks change has an hour less, or more.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, tzinfo
from itertools import pairwise
from typing import Final, NamedTuple

from crisis_log.reports.charts import LINE, SIZE, Path, figure_width, lines, wrapped
from crisis_log.reports.charts.indicators import ABOVE, BELOW, HEIGHT, beside_target
from crisis_log.reports.charts.indicators import PANEL as WIDTH
from crisis_log.reports.charts.scale import Tick
from crisis_log.reports.page.typography import number
from crisis_log.views.hourly import Hours
from crisis_log.when import end_of, start_of

_DRAWN: Final = 12
"""Days, the last ones."""
_EVERY: Final = 6
_LARGE: Final = 10.4


class Hour(NamedTuple):
    """An hour that is written under the chart."""

    hour: int
    x: float


class HoursChart(NamedTuple):
    """Where everything lies; `last` is where the last value is written, on its right or left."""

    width: float
    height: float
    left: float
    right: float
    plot: float
    foot: float
    titles: tuple[tuple[int, str], ...]
    grid: Path
    ticks: tuple[Tick, ...]
    hours: tuple[Hour, ...]
    line: Path
    dots: tuple[tuple[float, float], ...]
    target: float | None
    is_cut: bool
    last: tuple[float, float]
    anchor: str


def hours_charts(days: Sequence[Hours], zone: tzinfo) -> tuple[list[tuple[Hours, HoursChart]], int]:
    """Return the last days, each with its chart, and how many others there are."""
    drawn = sorted(days, key=lambda told: told.day)[-_DRAWN:]
    return [(told, _chart(told, zone)) for told in drawn], len(days) - len(drawn)


def _chart(told: Hours, zone: tzinfo) -> HoursChart:
    titles = wrapped(told.name[:1].upper() + told.name[1:], SIZE, WIDTH)
    plot = (len(titles) + 2) * LINE + ABOVE
    up, left = beside_target([one.value for one in told.points], told.target, plot, cut=True)
    places = [(_x(one.placed, told.day, left, zone), up.y(one.value)) for one in told.points]
    x, y = places[-1]
    half = figure_width(number(told.points[-1].value), _LARGE) / 2 + 1
    inside = x + half <= WIDTH
    return HoursChart(
        width=WIDTH,
        height=plot + HEIGHT + BELOW,
        left=left,
        right=WIDTH,
        plot=plot,
        foot=up.base,
        titles=tuple((9 + 11 * n, line) for n, line in enumerate(titles)),
        grid=lines(((left, tick.y), (WIDTH, tick.y)) for tick in up.ticks()),
        ticks=up.ticks(),
        hours=tuple(_hours(told.day, left, zone)),
        line=lines(pairwise(places)),
        dots=tuple(places),
        target=up.y(told.target) if told.target is not None else None,
        is_cut=up.is_cut,
        last=(x if inside else WIDTH, y - 5),
        anchor="middle" if inside else "end",
    )


def _x(instant: datetime, day: date, left: float, zone: tzinfo) -> float:
    """Return where an instant of `day` lies."""
    begin, end = start_of(day, zone), end_of(day, zone)
    return left + (WIDTH - left) * ((instant - begin) / (end - begin))


def _hours(day: date, left: float, zone: tzinfo) -> Iterator[Hour]:
    for hour in range(0, 24, _EVERY):
        instant = datetime.combine(day, time(hour), zone)
        yield Hour(hour, _x(instant, day, left, zone))
    yield Hour(24, WIDTH)
