"""Levels, plans, missions and measures over a stretch of time: what each line of it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import zip_longest
from typing import Final, Literal

from crisis_log.language import _
from crisis_log.lifecycle import Phase
from crisis_log.reports.charts.dates import DAY
from crisis_log.slices.continuity_plan import PlanPhase

Kind = Literal["level", "plan", "degraded", "suspended", "done", "planned", "late", "ended"]
_DARKEST: Final = 4
"""The last of the tints that levels are told apart by."""


@dataclass(frozen=True)
class Plan:
    """A plan, and those of its missions that were ever disturbed: title and phases."""

    code: str
    title: str
    phases: Sequence[PlanPhase]
    missions: Sequence[tuple[str, Sequence[Phase]]] = ()


@dataclass(frozen=True)
class Measure:
    """A measure from `start` on, to `end` if it was completed or lifted."""

    label: str
    title: str
    start: date
    due: date | None = None
    end: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class OverTime:
    """What there is to draw from `first` to `last`, as it stood on `today`.

    The phases are those that took effect, in the order of time. `shaded` are the first and
    last day of a period to make out; a report on all of the time has none.
    """

    first: date
    last: date
    today: date
    levels: Sequence[Phase] = ()
    plans: Sequence[Plan] = ()
    measures: Sequence[Measure] = ()
    shaded: tuple[date, date] | None = None


@dataclass(frozen=True)
class Span:
    """Days that a line shows; `texts` are what may be said of them, the longest first."""

    first: date
    last: date
    kind: Kind
    grade: int = 0
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A title and its spans; `nested` under the line that `heads` the group."""

    label: str
    title: str
    spans: Sequence[Span]
    due: date | None = None
    late: bool = False
    heads: bool = False
    nested: bool = False


def lines_of(told: OverTime, zone: tzinfo) -> Iterator[Line]:
    """Return the levels, each plan with its missions, and the measures."""
    if told.levels:
        spans = [
            Span(first, last, "level", n % 2, (phase.status,))
            for n, (phase, first, last) in enumerate(_stretches(told.levels, told.today, zone))
        ]
        yield Line("", _("Crisis level"), spans, heads=True)
    for plan in told.plans:
        yield from _plan_lines(plan, told.today, zone)
    for n, measure in enumerate(told.measures):
        spans = list(_measure_spans(measure, told.today))
        yield Line(measure.label, measure.title, spans, measure.due, measure.overdue, heads=n == 0)


def _plan_lines(plan: Plan, today: date, zone: tzinfo) -> Iterator[Line]:
    spans = [
        Span(first, last, "plan", min(phase.level, _DARKEST), _level_texts(phase.level))
        for phase, first, last in _stretches(plan.phases, today, zone)
        if isinstance(phase, PlanPhase) and phase.level
    ]
    yield Line(plan.code, plan.title, spans, heads=True)
    for title, phases in plan.missions:
        disturbed = [
            Span(first, last, "suspended" if phase.status == "suspended" else "degraded")
            for phase, first, last in _stretches(phases, today, zone)
            if phase.status != "normal"
        ]
        if disturbed:
            yield Line("", title, disturbed, nested=True)


def _level_texts(level: int) -> tuple[str, ...]:
    """Return what a bar says of its level: where words do not fit, the figure does."""
    return _("level {level}").format(level=level), str(level)


def _stretches(
    phases: Sequence[Phase], today: date, zone: tzinfo
) -> Iterator[tuple[Phase, date, date]]:
    """Return each phase, of those in the order of time, with its first and last day."""
    begun = [(phase, _day(phase.since, zone)) for phase in phases]
    for (phase, first), following in zip_longest(begun, begun[1:]):
        last = following[1] - DAY if following else today
        if last >= first or not following:
            yield phase, first, min(last, today)


def _measure_spans(measure: Measure, today: date) -> Iterator[Span]:
    first, due = measure.start, measure.due
    if measure.end:
        yield Span(first, max(first, measure.end), "ended")
    elif measure.overdue and due:
        yield Span(first, due, "done")
        yield Span(max(first, due + DAY), today, "late")
    else:
        if first <= today:
            yield Span(first, today, "done")
        ahead = max(first, today + DAY)
        if due and due >= ahead:
            yield Span(ahead, due, "planned")


def _day(instant: datetime, zone: tzinfo) -> date:
    return instant.astimezone(zone).date()
