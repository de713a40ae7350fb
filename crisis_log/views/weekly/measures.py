"""Which measures are overdue, new, under way or ended, and what do their indicators say?"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from crisis_log.deadline import Due, in_order
from crisis_log.fact import Frozen
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay
from crisis_log.slices.measure import Measure, MeasureExtended
from crisis_log.views.hourly import Hours, hours
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.views.measure_at import MeasureAt, measure_at
from crisis_log.views.weekly.indicators import IndicatorRow, indicator_rows

Group = Literal["overdue", "new", "in_progress", "ended"]


class MeasureLine(Frozen):
    """A measure as the week's report shows it, in the one group it belongs to.

    `entry` ordered it; `status_entry` gave it its status; `extended_by` are the entries
    of the week that moved its deadline; `reports` what was reported of it in the week.
    """

    group: Group
    measure: Measure
    new: bool
    overdue: bool
    days_late: int
    entry: int
    status: str
    since: datetime
    status_entry: int
    due_before: Due | None
    extended_by: tuple[int, ...]
    progress_before: int | None
    reports: tuple["MeasureReport", ...]

    @property
    def changed(self) -> bool:
        """Whether the week has moved it: a report, another deadline, another progress."""
        progress = self.progress_before != self.measure.progress
        return bool(self.new or self.extended_by or self.reports or progress)


class MeasureReport(Frozen):
    """What was reported in words."""

    entry: int
    as_of: Due
    text: str


class WeeklyMeasures(Frozen):
    """The measures of a week, those that ended before it left out."""

    overdue: tuple[MeasureLine, ...]
    new: tuple[MeasureLine, ...]
    in_progress: tuple[MeasureLine, ...]
    ended: tuple[MeasureLine, ...]
    indicators: tuple[IndicatorRow, ...]
    hours: tuple[Hours, ...]

    @property
    def all(self) -> tuple[MeasureLine, ...]:
        """Every measure shown, by number."""
        lines = (*self.overdue, *self.new, *self.in_progress, *self.ended)
        return tuple(sorted(lines, key=lambda line: line.measure.number))


def weekly_measures(week: LogOfWeek) -> WeeklyMeasures:
    """Return the measures open at the end of the week, or ended by an entry of the week."""
    measures = list(week.after.members(Measure))
    told = _Told(week)
    lines = [line for line in (_line(week, told, measure) for measure in measures) if line]
    return WeeklyMeasures(
        overdue=_of_group(lines, "overdue"),
        new=_of_group(lines, "new"),
        in_progress=_of_group(lines, "in_progress"),
        ended=_of_group(lines, "ended"),
        indicators=tuple(indicator_rows(week)),
        hours=tuple(_hours(week)),
    )


def _hours(week: LogOfWeek) -> Iterator[Hours]:
    """Return the days of the week that need a chart of their hours."""
    told = [day for day in week.period.week.days if day <= week.last_day]
    for measure in week.after.members(Measure):
        found = (week.after.find(FiguresOfDay, measure.number, day) for day in told)
        yield from hours(measure, filter(None, found), week.zone)


class _Told:
    """What the week told of each measure, by its number."""

    def __init__(self, week: LogOfWeek) -> None:
        self.extended_by: dict[int, list[int]] = defaultdict(list)
        self.reports: dict[int, list[MeasureReport]] = defaultdict(list)
        for entry in week.holding:
            match entry.fact:
                case MeasureExtended(number=number):
                    self.extended_by[number].append(entry.number)
                case AboutFigures(number=number, as_of=as_of, text=str(text)) if text:
                    report = MeasureReport(entry=entry.number, as_of=as_of, text=text)
                    self.reports[number].append(report)


def _of_group(lines: list[MeasureLine], group: Group) -> tuple[MeasureLine, ...]:
    chosen = [line for line in lines if line.group == group]
    chosen.sort(key=lambda line: (in_order(line.measure.due_on), line.measure.number))
    return tuple(chosen)


def _line(week: LogOfWeek, told: _Told, measure: Measure) -> MeasureLine | None:
    at = measure_at(measure, week.period.cut_off, week.zone)
    if not at.is_open and week.entry(at.status_entry) is None:
        return None
    due = measure.due_on
    new = week.entry(at.entry) is not None
    earlier = week.before.find(Measure, measure.number)
    return MeasureLine(
        group=_group(at, new=new),
        measure=measure,
        new=new,
        overdue=at.is_overdue,
        days_late=at.days_overdue,
        entry=at.entry,
        status=at.status,
        since=at.since,
        status_entry=at.status_entry,
        due_before=earlier.due_on if earlier and earlier.due_on != due else None,
        extended_by=tuple(told.extended_by.get(measure.number, ())),
        progress_before=earlier.progress if earlier else None,
        reports=tuple(told.reports.get(measure.number, ())),
    )


def _group(at: MeasureAt, *, new: bool) -> Group:
    if not at.is_open:
        return "ended"
    if at.is_overdue:
        return "overdue"
    return "new" if new else "in_progress"
