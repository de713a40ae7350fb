"""Indicators side by side, each in a panel of its own with a scale of its own.

A column is a day for which there is a figure; a day without one stays empty, and zero is a
dash on the axis. Columns stand on zero. Where all values are far from it, so that columns
would look alike, dots are drawn instead, on a scale that says where it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from crisis_log.reports.charts import LINE, SIZE, WIDTH, Path, boxes, figure_width, lines, wrapped
from crisis_log.reports.charts.dates import DAY, Days
from crisis_log.reports.charts.scale import Scale, Tick, scale
from crisis_log.reports.page.typography import number

ROW: Final = 3
_GAP: Final = 20.0
PANEL: Final = (WIDTH - (ROW - 1) * _GAP) / ROW
HEIGHT: Final = 66.0
ABOVE: Final = 14.0
BELOW: Final = 16.0
_LEAST_LEFT: Final = 24.0
_COLUMN: Final = 0.74
_LEAST_COLUMN: Final = 0.5
_LEAST_HEIGHT: Final = 1.2
_STEPS: Final = 3
_LEAST_BETWEEN_TICKS: Final = 5.0
_LARGE: Final = 10.4


@dataclass(frozen=True)
class Point:
    """The figure of a day."""

    day: date
    value: Decimal
    revised: bool = False


@dataclass(frozen=True)
class Series:
    """What one panel draws: `points` in the order of days; `target`, if there is one."""

    name: str
    points: Sequence[Point]
    target: Decimal | None = None


class Last(NamedTuple):
    """The last value, and where it is written; on a box this wide, where the target crosses it."""

    value: Decimal
    revised: bool
    x: float
    y: float
    anchor: Literal["middle", "end"]
    box: float | None


class Panel(NamedTuple):
    """Where everything lies: paths of the columns, or of dots and the line between them.

    `earlier` and `told` are the columns before and in the period told; `line` joins the
    dots of days that follow one another; `revised` is where revised values are marked.
    """

    width: float
    height: float
    left: float
    right: float
    plot: float
    foot: float
    zero: float
    titles: tuple[tuple[int, str], ...]
    first: date
    last: date
    shaded: tuple[float, float] | None
    earlier: Path
    told: Path
    line: Path
    mondays: Path
    grid: Path
    dots: tuple[tuple[float, float, bool], ...]
    revised: tuple[tuple[float, float], ...]
    ticks: tuple[Tick, ...]
    target: float | None
    is_cut: bool
    latest: Last | None


def panels(
    series: Sequence[Series],
    first: date,
    last: date,
    since: date | None = None,
    width: float = PANEL,
) -> list[Panel]:
    """Return a panel for each, all of the days `first` to `last`, those `since` made out.

    They are drawn from the week of the earliest figure on, if that is later than `first`.
    """
    known = [point.day for one in series for point in one.points]
    earliest = min(known, default=since or first)
    begin = min(max(first, earliest - timedelta(days=earliest.weekday())), since or last)
    titles = [wrapped(one.name, SIZE, width) for one in series]
    most = max((len(title) for title in titles), default=1)
    return [
        _panel(one, title, most, (begin, last, since), width)
        for one, title in zip(series, titles, strict=True)
    ]


def beside_target(
    values: Sequence[Decimal], target: Decimal | None, plot: float, *, cut: bool
) -> tuple[Scale, float]:
    """Return the scale of `values` and their target below `plot`, and how wide its words are."""
    drawn = [*values, *([] if target is None else [target])]
    up = scale(drawn, base=plot + HEIGHT, height=HEIGHT, steps=_STEPS, cut=cut)
    return up, max(_LEAST_LEFT, *(figure_width(number(tick.value)) + 5 for tick in up.ticks()))


def _panel(
    one: Series,
    titles: tuple[str, ...],
    most: int,
    period: tuple[date, date, date | None],
    width: float,
) -> Panel:
    first, last, since = period
    told = since or first
    plot = (most + 2) * LINE + ABOVE
    values = [point.value for point in one.points]
    up, left = beside_target(values, one.target, plot, cut=len(one.points) > 1)
    ticks = up.ticks()
    days = Days(first, last, left, width)
    drawn = [point for point in one.points if first <= point.day <= last]
    return Panel(
        width=width,
        height=plot + HEIGHT + BELOW,
        left=left,
        right=width,
        plot=plot,
        foot=up.base,
        zero=up.zero,
        titles=tuple((9 + 11 * n, line) for n, line in enumerate(titles)),
        first=first,
        last=last,
        shaded=days.stretch(since, last) if since else None,
        earlier=_columns([point for point in drawn if point.day < told], days, up),
        told=_columns([point for point in drawn if point.day >= told], days, up),
        line=joined(drawn, days, up) if up.is_cut else Path(""),
        mondays=_mondays(days, up.base),
        dots=_dots(drawn, told, days, up),
        revised=_revised(drawn, days, up),
        grid=lines(((left, tick.y), (days.right, tick.y)) for tick in ticks),
        ticks=ticks,
        target=up.y(one.target) if one.target is not None else None,
        is_cut=up.is_cut,
        latest=_latest(drawn, one.target, days, up),
    )


def _mondays(days: Days, foot: float) -> Path:
    """Return a tick under each Monday, if they are not too many to tell apart."""
    if days.unit * 7 < _LEAST_BETWEEN_TICKS:
        return Path("")
    return lines(((mark.x, foot), (mark.x, foot + 3)) for mark in days.mondays())


def _columns(points: Sequence[Point], days: Days, up: Scale) -> Path:
    if up.is_cut:
        return Path("")
    width = max(days.unit * _COLUMN, _LEAST_COLUMN)
    shift = (days.unit - width) / 2
    return boxes(
        (days.x(point.day) + shift, top, width, height)
        for point in points
        for top, height in [_column(up.y(point.value), up.zero)]
    )


def _column(y: float, zero: float) -> tuple[float, float]:
    """Return top and height of a column; that of a value near zero can still be seen."""
    if abs(y - zero) < _LEAST_HEIGHT:
        return zero - _LEAST_HEIGHT, _LEAST_HEIGHT
    return min(y, zero), abs(y - zero)


def joined(points: Sequence[Point], days: Days, up: Scale) -> Path:
    """Return the line between the figures of days that follow one another."""
    places = [(days.middle(one.day), up.y(one.value)) for one in points]
    return lines(
        pair
        for pair, (one, other) in zip(pairwise(places), pairwise(points), strict=True)
        if other.day - one.day == DAY
    )


def _dots(
    points: Sequence[Point], since: date, days: Days, up: Scale
) -> tuple[tuple[float, float, bool], ...]:
    """Return where dots lie, and whether in the period that is told."""
    if not up.is_cut:
        return ()
    return tuple((days.middle(one.day), up.y(one.value), one.day >= since) for one in points)


def _revised(points: Sequence[Point], days: Days, up: Scale) -> tuple[tuple[float, float], ...]:
    """Return where revised values are marked; the last one's mark is beside its value."""
    return tuple(
        (days.middle(point.day), min(up.y(point.value), up.zero) - 2.5)
        for point in points[:-1]
        if point.revised
    )


def _latest(points: Sequence[Point], target: Decimal | None, days: Days, up: Scale) -> Last | None:
    """Return the last value, within the panel, above its column and those it reaches over."""
    if not points:
        return None
    point = points[-1]
    middle = days.middle(point.day)
    half = figure_width(f"{number(point.value)}{' r' if point.revised else ''}", _LARGE) / 2 + 1
    inside = middle + half <= days.right
    begin = middle - half if inside else days.right - 2 * half
    below = [one for one in points if days.x(one.day) + days.unit >= begin]
    y = min(min(up.y(one.value), up.zero) for one in below) - 4
    crossed = target is not None and y - _LARGE < up.y(target) < y + 2
    return Last(
        value=point.value,
        revised=point.revised,
        x=middle if inside else days.right,
        y=y,
        anchor="middle" if inside else "end",
        box=2 * half if crossed else None,
    )
