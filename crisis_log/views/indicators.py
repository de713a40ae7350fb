"""What do the indicators of measures say, now and over time?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Any

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.figure import Figure
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Indicator, Measure
from crisis_log.slices.topic import subject_of


class IndicatorOf(Frozen):
    """An indicator of a measure: `measure` is its label, `title` that of the measure."""

    measure: str
    title: str
    name: str
    unit: str | None
    scope: str | None
    target: Decimal | None


class IndicatorNow(IndicatorOf):
    """Its last figure, and the one that was shown before."""

    latest: Figure
    before: Figure | None

    @property
    def change(self) -> Decimal | None:
        """The difference to the figure that was shown before."""
        return self.latest.value - self.before.value if self.before else None


class IndicatorSeries(IndicatorOf):
    """Its figures by day, each as last recorded."""

    points: tuple[Figure, ...]

    @property
    def latest(self) -> Figure:
        """The figure of the last day."""
        return self.points[-1]

    @property
    def lowest(self) -> Figure:
        """The lowest figure, the first of its kind."""
        return min(self.points, key=lambda figure: figure.value)

    @property
    def highest(self) -> Figure:
        """The highest figure, the first of its kind."""
        return max(self.points, key=lambda figure: figure.value)


def described(measure: Measure, name: str) -> dict[str, Any]:
    """Return the fields of `IndicatorOf` for indicator `name`, declared or not."""
    declared = {indicator.name: indicator for indicator in measure.indicators}
    indicator = declared.get(name) or Indicator(name=name)
    return {"measure": measure.label, "title": measure.title, **indicator.model_dump()}


def indicator_series(known: Known, last: date) -> Iterator[IndicatorSeries]:
    """Return the series of each indicator that has a figure, up to the day `last`."""
    for measure in known.members(Measure):
        points: dict[str, list[Figure]] = {}
        for day in days_of(known, measure, last):
            for name, figure in day.figures.items():
                points.setdefault(name, []).append(figure)
        for name, figures in points.items():
            yield IndicatorSeries(**described(measure, name), points=tuple(figures))


def indicators_now(
    known: Known, last: date, before: Known, last_before: date
) -> Iterator[IndicatorNow]:
    """Return the last figure of each indicator by the day `last`, and as `before` knew it."""
    for measure in known.members(Measure):
        earlier = before.find(Measure, measure.number)
        shown = _last_figures(before, earlier, last_before) if earlier else {}
        for name, figure in _last_figures(known, measure, last).items():
            yield IndicatorNow(**described(measure, name), latest=figure, before=shown.get(name))


def _last_figures(known: Known, measure: Measure, last: date) -> dict[str, Figure]:
    """Return the last figure of each indicator by the day `last`, in the order of the first ones.

    A measure holds its latest figures. Days are read as far as they say in which order its
    indicators began, or all, where one of these figures is for a day after `last`.
    """
    latest = measure.latest
    are_told = all(figure.as_of <= last for figure in latest.values())
    if are_told and len(latest) <= 1:
        return dict(latest)
    figures: dict[str, Figure] = {}
    for day in days_of(known, measure, last):
        figures |= day.figures
        if are_told and len(figures) == len(latest):
            return figures | latest
    return figures


def days_of(known: Known, measure: Measure, last: date) -> Iterator[FiguresOfDay]:
    """Return the days of which figures were reported on a measure, up to the day `last`."""
    days = known.within(FiguresOfDay, measure.number)
    return takewhile(lambda day: day.as_of <= last, days)


def recent_figures(
    known: Known, told: Sequence[IndicatorOf], first: date, last: date
) -> list[tuple[Figure, ...]]:
    """Return the figures of each of these indicators by day, from `first` to `last`.

    Those days alone are read, however long the crisis lasts.
    """
    labels = dict.fromkeys(one.measure for one in told)
    days = {label: [*_days_between(known, label, first, last)] for label in labels}
    return [
        tuple(day.figures[one.name] for day in days[one.measure] if one.name in day.figures)
        for one in told
    ]


def _days_between(known: Known, label: str, first: date, last: date) -> Iterator[FiguresOfDay]:
    """Return the days of which figures were reported on the measure that is called `label`."""
    measure = known.get(subject_of(label) or "")
    if isinstance(measure, Measure):
        for n in range((last - first).days + 1):
            day = known.find(FiguresOfDay, measure.number, first + timedelta(days=n))
            if day:
                yield day
