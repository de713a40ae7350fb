"""Plans, missions and measures over time, with the line of the day that is told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Final, Literal

from crisis_log.command import Phase
from crisis_log.continuity_plan import PlanPhase
from crisis_log.language import _
from crisis_log.reports.charts import SIZE, WIDTH, text_width, wrapped
from crisis_log.views.weekly import WeeklyReport
from crisis_log.views.weekly_measures import MeasureLine

Kind = Literal["level", "plan", "degraded", "suspended", "done", "planned", "late", "ended"]
_LEFT: Final = 262.0
_TOP: Final = 18.0
_LEGEND: Final = 22.0
_LINE: Final = 11.0
_PADDING: Final = 4.0
_GAP: Final = 6.0
_TALLEST: Final = 560.0
_WEEKS_BACK: Final = 3
_WEEKS_AHEAD: Final = 2
_DATE_ROOM: Final = 30.0


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
    """A line of the chart: a title in one line or two; `due` is where its deadline lies."""

    y: float
    height: float
    label: str
    indent: float
    titles: tuple[str, ...]
    bars: tuple[Bar, ...]
    due: float | None = None
    late: bool = False


@dataclass(frozen=True)
class Mark:
    """A day and where it lies; its date is written where there is room for it."""

    day: date
    x: float
    dated: bool = True


@dataclass(frozen=True)
class Key:
    """What a kind of bar, or the mark of a deadline, means."""

    kind: Kind | Literal["deadline"]
    label: str
    x: float


@dataclass(frozen=True)
class Chronogram:
    """Where everything lies."""

    width: float
    height: float
    left: float
    top: float
    base: float
    rows: tuple[Row, ...]
    weeks: tuple[Mark, ...]
    today: Mark
    period: tuple[float, float]
    legend: tuple[Key, ...]


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

    @property
    def indent(self) -> float:
        """How far from the left its title begins."""
        return text_width(self.label, SIZE) + _GAP if self.label else 0

    @property
    def titles(self) -> tuple[str, ...]:
        """Its title, in the lines that it takes."""
        return wrapped(self.title, SIZE, _LEFT - _GAP - self.indent)

    @property
    def height(self) -> float:
        """How much room it takes."""
        return len(self.titles) * _LINE + _PADDING


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
    parts: list[list[_Line]] = []
    room = 0.0
    for line in _lines(report, scale, zone):
        if line.height > room:
            parts.append([])
            room = _TALLEST
        parts[-1].append(line)
        room -= line.height
    return [_chart(part, report, scale) for part in parts]


def _chart(lines: Iterable[_Line], report: WeeklyReport, scale: _Scale) -> Chronogram:
    rows: list[Row] = []
    base = _TOP
    for line in lines:
        rows.append(_row(line, scale, base))
        base += line.height
    week = report.period.week
    today = Mark(scale.today, scale.x(scale.today + timedelta(days=1)))
    mondays = ((scale.last - scale.first).days + 1) // 7
    days = [scale.first + timedelta(weeks=n) for n in range(mondays)]
    return Chronogram(
        width=WIDTH,
        height=base + _LEGEND,
        base=base,
        left=_LEFT,
        top=_TOP,
        rows=tuple(rows),
        weeks=tuple(
            Mark(day, x, dated=not -_DATE_ROOM < x - today.x < 0)
            for day, x in ((day, scale.x(day)) for day in days)
        ),
        today=today,
        period=(scale.x(week.monday), scale.x(week.sunday + timedelta(days=1))),
        legend=tuple(_legend(rows)),
    )


def _row(line: _Line, scale: _Scale, y: float) -> Row:
    due = line.due if line.due and scale.first <= line.due <= scale.last else None
    return Row(
        y=y,
        height=line.height,
        label=line.label,
        indent=line.indent,
        titles=line.titles,
        bars=tuple(bar for bar in map(scale.bar, line.spans) if bar.width > 0),
        due=scale.x(due) + scale.unit / 2 if due else None,
        late=line.late,
    )


def _legend(rows: Sequence[Row]) -> Iterator[Key]:
    """Return what the kinds of bars mean that are there."""
    shown = {bar.kind for row in rows for bar in row.bars}
    meanings: dict[Kind, str] = {
        "done": _("carried out"),
        "planned": _("until the deadline"),
        "late": _("overdue"),
        "ended": _("ended"),
        "degraded": _("mission degraded"),
        "suspended": _("mission suspended"),
    }
    x = 0.0
    for kind, meaning in meanings.items():
        if kind in shown:
            yield Key(kind, meaning, x)
            x += 17 + text_width(meaning, SIZE) + 2 * _GAP
    if any(row.due for row in rows):
        yield Key("deadline", _("deadline"), x)


def _lines(report: WeeklyReport, scale: _Scale, zone: tzinfo) -> Iterator[_Line]:
    if report.levels:
        spans = [
            _Span(first, last, "level", n % 2, phase.status)
            for n, (phase, first, last) in enumerate(_stretches(report.levels, scale, zone))
        ]
        yield _Line("", _("Crisis level"), spans)
    for plan in report.plans:
        spans = [
            _Span(first, last, "plan", phase.level, str(phase.level))
            for phase, first, last in _stretches(plan.phases, scale, zone)
            if isinstance(phase, PlanPhase) and phase.level
        ]
        yield _Line(plan.now.code, plan.now.title, spans)
        titles = {mission.code: mission.title for mission in plan.now.missions}
        for code, phases in plan.mission_phases.items():
            disturbed = [
                _Span(first, last, "suspended" if phase.status == "suspended" else "degraded")
                for phase, first, last in _stretches(phases, scale, zone)
                if phase.status != "normal"
            ]
            if disturbed:
                yield _Line("", titles[code], disturbed)
    for line in report.measures.all:
        yield _measure(line, scale, zone)


def _stretches(
    phases: Sequence[Phase], scale: _Scale, zone: tzinfo
) -> Iterator[tuple[Phase, date, date]]:
    """Return each phase, of those in the order of time, with its first and last day."""
    begun = [(phase, _day(phase.since, zone)) for phase in phases]
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
