"""What of a week's report do its chapters tell, and what do its annexes tell alone?

The report holds everything. A chapter tells what is asked, what is new, what the week has
changed, what is overdue, what is due soon; of a long list the part of it that matters most.
What has only gone on is counted there. What of the rest has an entry of the week is in the
annex that has them all; the others are in one of their own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final, Literal, NamedTuple

from crisis_log.deadline import Due, in_order
from crisis_log.slices.decision import IN_FORCE
from crisis_log.views.decision_sheet import (
    DecisionEvent,
    DecisionLine,
    DecisionSheet,
    line_of_sheet,
)
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.foremost import Shown, foremost, foremost_of, foremost_of_each
from crisis_log.views.situation import Deadline
from crisis_log.views.weekly.indicators import IndicatorRow
from crisis_log.views.weekly.measures import Group, MeasureLine
from crisis_log.views.weekly.report import WeeklyReport

SHEETS: Final = 20
"""Decisions told with all their fields, of those expected and of those taken."""
LINES: Final = 40
"""Lines of a table, bars of the chronogram."""
PANELS: Final = 24
"""Indicators drawn."""
SOON: Final = timedelta(days=14)
"""How far ahead a chapter tells what is due."""


Chapter = Literal[
    "decisions_expected", "decisions_taken", "plans", "measures", "indicators", "errata"
]


class Chapters(NamedTuple):
    """What is shown of each list of a report; `drawn` are the measures of the chronogram."""

    expected: Shown[DecisionSheet]
    taken: Shown[DecisionSheet]
    events: Shown[DecisionEvent]
    to_come: Shown[DecisionLine]
    in_force: Shown[DecisionLine]
    suspended: Shown[DecisionLine]
    measures: dict[Group, Shown[MeasureLine]]
    drawn: Shown[MeasureLine]
    indicators: Shown[IndicatorRow]
    deadlines: Shown[Deadline]
    errata: Shown[Erratum]

    @property
    def leaves_out(self) -> bool:
        """Whether they leave anything to the annexes."""
        lists: list[Shown[Any]] = [self.expected, self.taken, self.events, self.to_come]
        lists += [self.in_force, self.suspended, self.indicators, self.deadlines]
        return any(one.others for one in (*lists, *self.measures.values()))


Kind = Literal["decision", "measure", "indicator"]
Told = DecisionLine | MeasureLine | IndicatorRow


class Other(NamedTuple):
    """A line of the annex on what the chapters leave out; `review_on` where one is to come."""

    kind: Kind
    told: Told
    review_on: Due | None = None


def chapters(report: WeeklyReport) -> Chapters:
    """Return what the chapters of `report` tell."""
    told, measures = report.decisions, report.measures
    taken = {sheet.decision.label for sheet in told.taken}
    changed = {event.label for event in told.events}
    earlier = [line for line in told.in_force if line.label not in taken]

    def of_line(line: DecisionLine) -> tuple[bool, bool, datetime]:
        return not line.overdue, line.label not in changed, in_order(line.due_on)

    def of_sheet(sheet: DecisionSheet) -> tuple[bool, bool, bool, datetime]:
        return (sheet.status not in {*IN_FORCE, "proposed"}, *of_line(line_of_sheet(sheet)))

    return Chapters(
        expected=foremost(told.expected, SHEETS, of_sheet),
        taken=foremost(told.taken, SHEETS, of_sheet),
        events=foremost(told.events, LINES, lambda event: bool(event.changes)),
        to_come=foremost(told.to_come, LINES, lambda line: line.since),
        in_force=foremost_of(earlier, LINES, lambda line: line.overdue, of_line),
        suspended=foremost(told.suspended, LINES, of_line),
        measures={
            "overdue": foremost(measures.overdue, LINES, _unchanged),
            "new": foremost(measures.new, LINES, _unchanged),
            "in_progress": foremost_of(measures.in_progress, LINES, _has_changed, _unchanged),
            "ended": foremost(measures.ended, LINES, lambda line: -line.status_entry),
        },
        drawn=foremost_of_each(measures.all, LINES, lambda line: line.group),
        indicators=foremost(measures.indicators, PANELS, lambda row: not row.is_new),
        deadlines=_deadlines(report),
        errata=foremost(report.errata, LINES, lambda one: bool(one.changed_by)),
    )


def quiet(report: WeeklyReport, shown: Chapters) -> frozenset[Chapter]:
    """Return the chapters that have nothing to tell: a sentence says so instead."""
    plans = report.plans
    told: dict[Chapter, bool] = {
        "decisions_expected": bool(report.decisions.expected),
        "decisions_taken": any(
            one.items
            for one in (shown.taken, shown.events, shown.in_force, shown.to_come, shown.suspended)
        ),
        "plans": any(plan.events or plan.counted_in(report.period.week) for plan in plans),
        "measures": any(group.items for group in shown.measures.values()),
        "indicators": any(row.is_new for row in report.measures.indicators),
        "errata": bool(report.errata or report.since_provisional),
    }
    return frozenset(name for name, has_news in told.items() if not has_news)


def _has_changed(line: MeasureLine) -> bool:
    return line.changed


def _unchanged(line: MeasureLine) -> tuple[bool, bool]:
    return not line.new, not line.changed


def _deadlines(report: WeeklyReport) -> Shown[Deadline]:
    """Return those that have passed and those that come soon, as many of each as there is room."""
    soon = report.period.week.sunday + SOON
    near = [one for one in report.deadlines if one.day <= soon]
    shown = foremost_of_each(near, LINES, lambda one: one.overdue)
    later = report.deadlines[len(near) :]
    return Shown(shown.items, (*shown.others, *later))


def others(report: WeeklyReport, shown: Chapters) -> tuple[Other, ...]:
    """Return what no chapter and no entry of the week tells, and what is due but not listed.

    Decisions come first, then measures, then indicators, each in the order of the log.
    """
    due = {deadline.label for deadline in shown.deadlines.others} - _told_with_dates(shown)
    reviews = {one.label: one.due for one in report.deadlines if one.purpose == "review_on"}
    first, last = report.first_entry or 0, report.last_entry or 0

    def line(kind: Kind, told: Told, label: str) -> Iterator[Other]:
        if label in due or not first <= _entry(told) <= last:
            yield Other(kind, told, reviews.get(label))

    lines = chain(
        *(line("decision", one, one.label) for one in _decisions(report, shown, due)),
        *(line("measure", one, one.measure.label) for one in _measures(report, shown, due)),
        *(line("indicator", one, "") for one in shown.indicators.others),
    )
    return tuple(lines)


def _told_with_dates(shown: Chapters) -> set[str]:
    """Return the decisions and measures whose deadline and review a chapter tells."""
    sheets = {sheet.decision.label for sheet in (*shown.expected.items, *shown.taken.items)}
    lines = (line for group in shown.measures.values() for line in group.items)
    return sheets | {line.measure.label for line in lines}


def _decisions(report: WeeklyReport, shown: Chapters, due: set[str]) -> list[DecisionLine]:
    told = report.decisions
    sheets = map(line_of_sheet, (*told.expected, *told.taken))
    lines = {one.label: one for one in (*sheets, *told.to_come, *told.in_force, *told.suspended)}
    left_out = {one.decision.label for one in (*shown.expected.others, *shown.taken.others)}
    for one in (shown.to_come, shown.in_force, shown.suspended):
        left_out |= {line.label for line in one.others}
    return sorted((lines[label] for label in lines.keys() & (left_out | due)), key=_entry)


def _measures(report: WeeklyReport, shown: Chapters, due: set[str]) -> list[MeasureLine]:
    left_out = {line.measure.number for one in shown.measures.values() for line in one.others}
    return [
        line
        for line in report.measures.all
        if line.measure.number in left_out or line.measure.label in due
    ]


def _entry(told: Told) -> int:
    return told.latest.entry if isinstance(told, IndicatorRow) else told.entry
