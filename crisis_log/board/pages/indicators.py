"""All indicators: the week against the week before, four weeks drawn, every figure and entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.language import _
from crisis_log.reports.charts.findings import indicator_finding, indicators_finding
from crisis_log.reports.charts.hours import hours_charts
from crisis_log.reports.charts.weekly import indicators
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Measure
from crisis_log.views.hourly import Hours, hours
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.weekly.indicators import IndicatorRow, Lately, indicators_lately
from crisis_log.when import start_of

_DRAWN: Final = 60
"""Indicators that have a panel and all their figures; of the others the last one is told."""
_TICK: Final = timedelta(microseconds=1)


def _context(seen: Seen, _asked: Asked) -> Mapping[str, Any]:
    lately = _lately(seen)
    rows = sorted(indicators_lately(lately), key=_by_news)
    drawn = rows[:_DRAWN]
    return {
        "week": lately.week,
        "all_rows": rows,
        "rows": drawn,
        "lines": [{"told": row} for row in rows[_DRAWN:]],
        "indicator_panels": partial(indicators, lately.week, drawn),
        "hours_charts": partial(hours_charts, list(_hours(lately, seen)), seen.zone),
        "indicator_finding": indicator_finding,
        "indicators_finding": indicators_finding,
    }


def _lately(seen: Seen) -> Lately:
    """Return the present week, and what was known before it."""
    today = seen.instant.astimezone(seen.zone).date()
    week = IsoWeek.of(today)
    before = seen.account.number_at(start_of(week.monday, seen.zone) - _TICK)
    return Lately(seen.known, seen.account.state(before), week, today)


def _by_news(row: IndicatorRow) -> tuple[bool, bool]:
    """Put those first that have a figure of this week, and then those of the weeks before."""
    return not row.is_new, not row.series


def _hours(lately: Lately, seen: Seen) -> Iterator[Hours]:
    for measure in lately.known.members(Measure):
        days = (lately.known.find(FiguresOfDay, measure.number, day) for day in lately.week.days)
        yield from hours(measure, filter(None, days), seen.zone)


PAGE: Final = Page(
    name="indicators",
    path="/indicateurs",
    title=lambda: _("Indicators"),
    parts=("lately", "course", "days"),
    context=_context,
)
