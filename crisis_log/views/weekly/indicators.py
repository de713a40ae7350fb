"""What does each indicator say of the week, and what did it say of the week before?

A flow, whose unit is a number a day, is added up over a week. Of any other the last figure
is told. Both weeks are told as their days are known now: what an earlier report showed and
has changed since is an erratum.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices.figure import Figure
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Measure
from crisis_log.text import folded
from crisis_log.views.indicators import IndicatorOf, described
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.log_of_week import LogOfWeek

DAYS: Final = 7
_WEEKS_BEFORE: Final = 3
"""Weeks before the one told whose figures it is seen against."""
_A_DAY: Final = ("par jour", "du jour", "/jour", "/ jour", "/j", "per day", "a day", "/day")
_TENTH: Final = Decimal("0.1")


class DatedFigure(Frozen):
    """What an indicator was on a day, by its last entry; `revised` if an earlier one differed."""

    day: date
    value: Decimal
    entry: int
    revised: bool


class WeekFigure(Frozen):
    """What an indicator was in a week: added up over `days` days, or its last figure.

    `as_of` is its last day; `revised` when an earlier entry told it otherwise.
    """

    value: Decimal
    as_of: date
    days: int = 1
    entries: tuple[int, ...]
    revised: bool = False


class IndicatorRow(IndicatorOf):
    """An indicator in the week and in the week before; a flow if it `adds_up`.

    `is_new` when there is a figure of this week: the last one of another indicator may be
    older. `latest` is the figure of its last day. `series` are the days of four weeks, this
    one the last, for which there is a figure.
    """

    adds_up: bool
    is_new: bool
    latest: Figure
    now: WeekFigure | None
    before: WeekFigure | None
    days: tuple[Figure | None, ...]
    series: tuple[DatedFigure, ...] = ()

    @property
    def per_day(self) -> bool:
        """Whether the weeks can be compared by their mean day only: they have not as many."""
        return bool(self.now and self.before and self.now.days != self.before.days)

    @property
    def change(self) -> Decimal | None:
        """The difference to the week before, where this week has a figure; see `per_day`."""
        if not (self.is_new and self.now and self.before):
            return None
        if self.per_day:
            return (_mean(self.now) - _mean(self.before)).quantize(_TENTH)
        return self.now.value - self.before.value

    @property
    def moved(self) -> bool:
        """Whether the week shows something else than the week before, or the first figure."""
        return self.is_new and self.change != 0


def is_flow(unit: str | None) -> bool:
    """Whether figures of this unit are a number a day: « admissions par jour »."""
    return folded(unit or "").endswith(tuple(map(folded, _A_DAY)))


class Lately(NamedTuple):
    """A week up to `last_day`, as it is `known`; `before` returns what was known before it.

    That is asked where an indicator has no figure of some weeks, which few have.
    """

    known: Known
    before: Callable[[], Known]
    week: IsoWeek
    last_day: date


def indicator_rows(week: LogOfWeek) -> Iterator[IndicatorRow]:
    """Return every indicator that has a figure, measure by measure."""
    lately = Lately(week.after, lambda: week.before, week.period.week, week.last_day)
    for measure in week.after.members(Measure):
        for name in measure.latest:
            yield indicator_lately(lately, measure, name)


def indicator_lately(week: Lately, measure: Measure, name: str) -> IndicatorRow:
    """Return one indicator that has a figure."""
    about, monday = described(measure, name), week.week.monday
    series = tuple(_series(week, measure.number, name))
    adds_up = is_flow(about["unit"])
    this = [one for one in series if one.day >= monday]
    last = [one for one in series if monday - timedelta(DAYS) <= one.day < monday]
    earlier = [one for one in series if one.day < monday]
    told = _added_up if adds_up else _last
    before = told(last if adds_up else earlier or _long_ago(week, measure, name))
    by_day = {one.day: one for one in this}
    return IndicatorRow(
        **about,
        adds_up=adds_up,
        is_new=bool(this),
        latest=measure.latest[name],
        now=told(this) if this or adds_up else before,
        before=before,
        days=tuple(_figure(by_day.get(day)) for day in week.week.days),
        series=series,
    )


def _added_up(days: Sequence[DatedFigure]) -> WeekFigure | None:
    if not days:
        return None
    return WeekFigure(
        value=sum((one.value for one in days), Decimal(0)),
        as_of=days[-1].day,
        days=len(days),
        entries=tuple(dict.fromkeys(one.entry for one in days)),
        revised=any(one.revised for one in days),
    )


def _last(days: Sequence[DatedFigure]) -> WeekFigure | None:
    return _added_up(days[-1:])


def _mean(figure: WeekFigure) -> Decimal:
    return figure.value / figure.days


def _figure(one: DatedFigure | None) -> Figure | None:
    return Figure(value=one.value, as_of=one.day, entry=one.entry) if one else None


def _series(week: Lately, measure: int, name: str) -> Iterator[DatedFigure]:
    told = week.week
    for day in (day for n in range(-_WEEKS_BEFORE, 1) for day in told.plus(n).days):
        if day <= week.last_day:
            yield from _of_day(week, measure, name, day)


def _long_ago(week: Lately, measure: Measure, name: str) -> list[DatedFigure]:
    """Return the last figure that was known before the week, if it is older than the series."""
    known = week.before().find(Measure, measure.number) or measure
    figure = known.latest.get(name) or measure.latest[name]
    if figure.as_of >= week.week.plus(-_WEEKS_BEFORE).monday:
        return []
    return list(_of_day(week, measure.number, name, figure.as_of))


def _of_day(week: Lately, measure: int, name: str, day: date) -> Iterator[DatedFigure]:
    figures = week.known.find(FiguresOfDay, measure, day)
    if figures and (figure := figures.figures.get(name)):
        mistaken = figures.mistaken(name, figure)
        yield DatedFigure(
            day=day,
            value=figure.value,
            entry=figure.entry,
            revised=any(one.value != figure.value for one in mistaken),
        )
