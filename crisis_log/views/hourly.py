"""How did an indicator move within a day that has more figures than a line of a table holds?"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Final

from crisis_log.slices.figure import Figure
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Measure
from crisis_log.views.indicators import IndicatorOf, described
from crisis_log.when import end_of, start_of

FEW: Final = 3
"""Figures of a day that need no chart of its hours."""


class FigureOfHour(Figure):
    """A figure, `placed` at its hour; one of the whole day is placed when it was told."""

    placed: datetime


class Hours(IndicatorOf):
    """The figures of an indicator on one day, in the order of their times."""

    day: date
    points: tuple[FigureOfHour, ...]


def hours(measure: Measure, days: Iterable[FiguresOfDay], zone: tzinfo) -> Iterator[Hours]:
    """Return the days, of `days`, on which an indicator has more than a few figures."""
    for day in days:
        begin, end = start_of(day.as_of, zone), end_of(day.as_of, zone)
        for name in day.preceding:
            course = day.course(name)
            if len(course) > FEW:
                yield Hours(
                    **described(measure, name),
                    day=day.as_of,
                    points=tuple(
                        FigureOfHour(
                            value=one.value,
                            as_of=one.as_of,
                            instant=one.instant,
                            entry=one.entry,
                            placed=min(max(one.moment, begin), end),
                        )
                        for one in course
                    ),
                )
