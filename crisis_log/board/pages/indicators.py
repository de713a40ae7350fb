"""All indicators: the week against the week before, four weeks drawn, every figure and entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from crisis_log.board.addresses import LEAF, leaf_asked, other_page
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.language import _
from crisis_log.reports.charts.findings import indicator_finding, indicators_finding
from crisis_log.reports.charts.hours import hours_charts
from crisis_log.reports.charts.indicators import PANEL
from crisis_log.reports.charts.weekly import indicators
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Measure
from crisis_log.views.hourly import Hours, hours
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.paging import leaf_of
from crisis_log.views.weekly.indicators import Lately, indicator_lately
from crisis_log.when import start_of

_ROWS: Final = 24
"""Indicators on a page, each with its panel and all its figures."""
_ON_A_WALL: Final = 195.0
"""How wide a panel is there, three beside each other: fewer units make larger letters."""
_TICK: Final = timedelta(microseconds=1)


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    measures = list(seen.known.members(Measure))
    today = seen.instant.astimezone(seen.zone).date()
    week = _week(measures, today)
    every = sorted(_indicators(measures), key=partial(_by_news, week))
    leaf = leaf_of(len(every), _ROWS, leaf_asked(asked))
    lately = _lately(seen, week, today)
    width = _ON_A_WALL if asked.wall else PANEL
    rows = [indicator_lately(lately, *one) for one in every[leaf.before : leaf.last]]
    return {
        "week": week,
        "is_present": week == IsoWeek.of(today),
        "leaf": leaf,
        "leaf_at": partial(other_page, PAGE, asked),
        "rows": rows,
        "indicator_panels": partial(indicators, week, rows, width),
        "hours_charts": partial(
            hours_charts, list(_hours(lately, measures, seen)), seen.zone, width
        ),
        "indicator_finding": indicator_finding,
        "indicators_finding": indicators_finding,
    }


def _week(measures: Sequence[Measure], today: date) -> IsoWeek:
    """Return the last week of which there is a figure, the present one at most.

    On a Monday morning that is the week that has just ended.
    """
    told = [figure.as_of for measure in measures for figure in measure.latest.values()]
    return IsoWeek.of(max((day for day in told if day <= today), default=today))


def _lately(seen: Seen, week: IsoWeek, today: date) -> Lately:
    before = seen.account.number_at(start_of(week.monday, seen.zone) - _TICK)
    return Lately(seen.known, partial(seen.account.state, before), week, min(week.sunday, today))


def _indicators(measures: Sequence[Measure]) -> Iterator[tuple[Measure, str]]:
    return ((measure, name) for measure in measures for name in measure.latest)


def _by_news(week: IsoWeek, one: tuple[Measure, str]) -> bool:
    """Put those last that have no figure of the week."""
    measure, name = one
    return measure.latest[name].as_of < week.monday


def _hours(lately: Lately, measures: Sequence[Measure], seen: Seen) -> Iterator[Hours]:
    for measure in measures:
        days = (lately.known.find(FiguresOfDay, measure.number, day) for day in lately.week.days)
        yield from hours(measure, filter(None, days), seen.zone)


PAGE: Final = Page(
    name="indicators",
    path="/indicateurs",
    title=lambda: _("Indicators"),
    parts=("lately", "course", "days"),
    context=_context,
    fields=(LEAF,),
)
