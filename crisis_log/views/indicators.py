"""What do the indicators of measures say, now and over time?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Figure, Indicator, Measure


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
    points: dict[tuple[int, str], list[Figure]] = {}
    for day in known.members(FiguresOfDay):
        if day.as_of <= last:
            for name, figure in day.figures.items():
                points.setdefault((day.measure, name), []).append(figure)
    for measure in known.members(Measure):
        for (number, name), figures in points.items():
            if number == measure.number:
                yield IndicatorSeries(**described(measure, name), points=tuple(figures))


def indicators_now(
    known: Known, last: date, before: Known, last_before: date
) -> Iterator[IndicatorNow]:
    """Return the last figure of each indicator by the day `last`, and as `before` knew it."""
    shown = {
        (series.measure, series.name): series.latest
        for series in indicator_series(before, last_before)
    }
    for series in indicator_series(known, last):
        yield IndicatorNow(
            **series.model_dump(exclude={"points"}),
            latest=series.latest,
            before=shown.get((series.measure, series.name)),
        )
