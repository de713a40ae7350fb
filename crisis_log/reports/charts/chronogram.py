"""Plans, missions and measures over time, with the line of the day that is told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final, Literal

from crisis_log.command import Phase
from crisis_log.continuity_plan import PlanPhase
from crisis_log.reports.charts import WIDTH
from crisis_log.views.weekly import WeeklyReport
from crisis_log.views.weekly_measures import MeasureLine

Kind = Literal["level", "plan", "degraded", "suspended", "done", "planned", "late", "ended"]
_LEFT: Final = 220.0
_TOP: Final = 26.0
_LEGEND: Final = 16.0
_ROW: Final = 13.5
_WEEKS_BACK: Final = 3
_WEEKS_AHEAD: Final = 2
_ROWS_PER_CHART: Final = 36


@dataclass(frozen=True)
class Bar:
    """A stretch of time; `text` is what it says, where it fits."""

    x: float
    width: float
    kind: Kind
    grade: int = 0
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the chart; `due` is where its deadline lies."""

    y: float
    label: str
    title: str
    bars: tuple[Bar, ...]
    due: float | None = None
    late: bool = False
    heading: bool = False


@dataclass(frozen=True)
class Mark:
    """A Monday and where it lies."""

    day: date
    x: float


@dataclass(frozen=True)
class Chronogram:
    """Where everything lies."""

    width: float
    height: float
    left: float
    top: float
    base: float
    row: float
    rows: tuple[Row, ...]
    weeks: tuple[Mark, ...]
    today: Mark
    period: tuple[float, float]


@dataclass(frozen=True)
class _Span:
    first: date
    last: date
    kind: Kind
    grade: int = 0
    text: str = ""


@dataclass(frozen=True)
class _Line:
    label: str
    title: str
    spans: Sequence[_Span]
    due: date | None = None
    late: bool = False
    heading: bool = False


class _Scale:
    def __init__(self, report: WeeklyReport, zone: tzinfo) -> None:
        week = report.period.week
        opened = report.opened_at.astimezone(zone).date()
        first = max(week.plus(-_WEEKS_BACK).monday, opened - timedelta(days=opened.weekday()))
        self.first = min(first, week.monday)
        self.last = week.plus(_WEEKS_AHEAD).sunday
        self.today = report.period.cut_off.astimezone(zone).date()
        self.unit = (WIDTH - _LEFT) / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """Return where `day` begins, within the chart."""
        inside = min(max(day, self.first), self.last + timedelta(days=1))
        return _LEFT + (inside - self.first).days * self.unit

    def bar(self, span: _Span) -> Bar:
        start, end = self.x(span.first), self.x(span.last + timedelta(days=1))
        return Bar(start, end - start, span.kind, span.grade, span.text)


def chronograms(report: WeeklyReport, zone: tzinfo) -> list[Chronogram]:
    """Return the chart, in as many parts as fit on a page each."""
    scale = _Scale(report, zone)
    lines = list(_lines(report, scale, zone))
    parts = [lines[n : n + _ROWS_PER_CHART] for n in range(0, len(lines), _ROWS_PER_CHART)]
    return [_chart(part, report, scale) for part in parts]


def _chart(lines: Iterable[_Line], report: WeeklyReport, scale: _Scale) -> Chronogram:
    rows = tuple(
        Row(
            y=_TOP + n * _ROW,
            label=line.label,
            title=line.title,
            bars=tuple(bar for bar in map(scale.bar, line.spans) if bar.width > 0),
            due=scale.x(line.due) + scale.unit / 2
            if line.due and scale.first <= line.due <= scale.last
            else None,
            late=line.late,
            heading=line.heading,
        )
        for n, line in enumerate(lines)
    )
    week = report.period.week
    mondays = ((scale.last - scale.first).days + 1) // 7
    days = [scale.first + timedelta(weeks=n) for n in range(mondays)]
    return Chronogram(
        width=WIDTH,
        height=_TOP + len(rows) * _ROW + _LEGEND,
        base=_TOP + len(rows) * _ROW,
        left=_LEFT,
        top=_TOP,
        row=_ROW,
        rows=rows,
        weeks=tuple(Mark(day, scale.x(day)) for day in days),
        today=Mark(scale.today, scale.x(scale.today + timedelta(days=1))),
        period=(scale.x(week.monday), scale.x(week.sunday + timedelta(days=1))),
    )


def _lines(report: WeeklyReport, scale: _Scale, zone: tzinfo) -> Iterator[_Line]:
    if report.levels:
        spans = [
            _Span(first, last, "level", n % 2, phase.status)
            for n, (phase, first, last) in enumerate(_stretches(report.levels, scale, zone))
        ]
        yield _Line("", "crisis_level", spans, heading=True)
    for plan in report.plans:
        spans = [
            _Span(first, last, "plan", phase.level, str(phase.level))
            for phase, first, last in _stretches(plan.phases, scale, zone)
            if isinstance(phase, PlanPhase) and phase.level
        ]
        yield _Line(plan.now.code, plan.now.title, spans)
        for mission, phases in plan.mission_phases.items():
            disturbed = [
                _Span(first, last, "suspended" if phase.status == "suspended" else "degraded")
                for phase, first, last in _stretches(phases, scale, zone)
                if phase.status != "normal"
            ]
            if disturbed:
                yield _Line("", mission, disturbed)
    for line in report.measures.all:
        yield _measure(line, scale, zone)


def _stretches(
    phases: Sequence[Phase], scale: _Scale, zone: tzinfo
) -> Iterator[tuple[Phase, date, date]]:
    """Return each phase with its first and last day, in the order of time."""
    known = sorted(phases, key=lambda phase: (phase.since, phase.entry))
    begun = [(phase, _day(phase.since, zone)) for phase in known]
    for (phase, first), following in pairwise([*begun, None]):  # type: ignore[misc]
        last = following[1] - timedelta(days=1) if following else scale.today
        if last >= first or not following:
            yield phase, first, min(last, scale.today)


def _measure(line: MeasureLine, scale: _Scale, zone: tzinfo) -> _Line:
    measure = line.measure
    first = measure.start_on or _day(measure.phases[0].since, zone)
    title, due = measure.title, measure.due_on
    if line.group == "ended":
        ended = _Span(first, max(first, _day(line.since, zone)), "ended")
        return _Line(measure.label, title, [ended], due)
    if line.overdue and due:
        spans = [
            _Span(first, due, "done"),
            _Span(max(first, due + timedelta(days=1)), scale.today, "late"),
        ]
        return _Line(measure.label, title, spans, due, late=True)
    spans = [_Span(first, scale.today, "done")] if first <= scale.today else []
    ahead = max(first, scale.today + timedelta(days=1))
    if due and due >= ahead:
        spans.append(_Span(ahead, due, "planned"))
    return _Line(measure.label, title, spans, due)


def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()
