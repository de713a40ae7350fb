"""The figures of an indicator within one day: a dot at each hour, joined in their order.

Hours are as long as they were: a day on which the clocks change has an hour less, or more.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, tzinfo
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from crisis_log.reports.charts import LINE, SIZE, Path, figure_width, lines, wrapped
from crisis_log.reports.charts.indicators import ABOVE, BELOW, HEIGHT, PANEL, beside_target
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


def hours_charts(
    days: Sequence[Hours], zone: tzinfo, width: float = PANEL
) -> tuple[list[tuple[Hours, HoursChart]], int]:
    """Return the last days, each with its chart, and how many others there are."""
    drawn = sorted(days, key=lambda told: told.day)[-_DRAWN:]
    return [(told, _chart(told, zone, width)) for told in drawn], len(days) - len(drawn)


def _chart(told: Hours, zone: tzinfo, width: float) -> HoursChart:
    titles = wrapped(told.name[:1].upper() + told.name[1:], SIZE, width)
    plot = (len(titles) + 2) * LINE + ABOVE
    up, left = beside_target([one.value for one in told.points], told.target, plot, cut=True)
    place = partial(_x, told.day, (left, width), zone)
    places = [(place(one.placed), up.y(one.value)) for one in told.points]
    x, y = places[-1]
    half = figure_width(number(told.points[-1].value), _LARGE) / 2 + 1
    inside = x + half <= width
    return HoursChart(
        width=width,
        height=plot + HEIGHT + BELOW,
        left=left,
        right=width,
        plot=plot,
        foot=up.base,
        titles=tuple((9 + 11 * n, line) for n, line in enumerate(titles)),
        grid=lines(((left, tick.y), (width, tick.y)) for tick in up.ticks()),
        ticks=up.ticks(),
        hours=(*_hours(told.day, zone, place), Hour(24, width)),
        line=lines(pairwise(places)),
        dots=tuple(places),
        target=up.y(told.target) if told.target is not None else None,
        is_cut=up.is_cut,
        last=(x if inside else width, y - 5),
        anchor="middle" if inside else "end",
    )


def _x(day: date, between: tuple[float, float], zone: tzinfo, instant: datetime) -> float:
    """Return where an instant of `day` lies, which is drawn `between` two places."""
    begin, end = start_of(day, zone), end_of(day, zone)
    left, right = between
    return left + (right - left) * ((instant - begin) / (end - begin))


def _hours(day: date, zone: tzinfo, place: Callable[[datetime], float]) -> Iterator[Hour]:
    for hour in range(0, 24, _EVERY):
        yield Hour(hour, place(datetime.combine(day, time(hour), zone)))
