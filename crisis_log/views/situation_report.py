"""How does the crisis stand: its objectives, what happens, what is done, what comes next?

    last point, or 24 h before  ──entries──▶  cut-off
            │ figures then                       │ figures now

The page has room for a part of it; the model has all of it. What is new is told since the
last situation report that was issued, and for a day at least: nothing falls between two.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, Literal
from zoneinfo import ZoneInfo

from crisis_log.command import Known
from crisis_log.fact import Entry, Frozen
from crisis_log.language import _
from crisis_log.lifecycle import Phase
from crisis_log.slices import crisis
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import DecisionAdopted, existing
from crisis_log.slices.journal import Line, LineKind
from crisis_log.slices.measure import Measure
from crisis_log.state import State
from crisis_log.views.decision_sheet import DecisionLine, decision_line
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.indicators import IndicatorNow, indicators_now
from crisis_log.views.journal_lines import (
    Said,
    lines_that_hold,
    newest,
    said,
    tagged,
    unanswered,
)
from crisis_log.views.key_figures import (
    Figure,
    KeyFigure,
    compared,
    last_working_day,
    standing_figures,
)
from crisis_log.views.known_now import entries_about
from crisis_log.views.measure_at import MeasureAt, measure_at
from crisis_log.views.reading import steps
from crisis_log.views.situation import MissionNow, PlanNow, Situation, situation
from crisis_log.when import show_instant

DOCUMENT: Final = "situation_report.v1"
OBJECTIVE: Final = frozenset({"objectif", "objectifs", "objective"})
NEXT_BRIEFING: Final = frozenset({"prochain-point", "prochain point", "next-briefing"})
"""Tags of journal lines that say an objective, or when the crisis cell meets next."""
_DAY: Final = timedelta(days=1)


class LastPoint(Frozen):
    """The last situation report that was issued: R-`number` told `cut_off`."""

    number: int
    cut_off: datetime


class Objective(Frozen):
    """An objective of the plan `plan`, or noted in the journal."""

    text: str
    plan: str | None
    sources: tuple[int, ...]


class MeasureNow(Frozen):
    """A measure that is open; `entry` ordered it, `status_entry` gave it its status."""

    measure: Measure
    status: str
    status_entry: int
    entry: int
    overdue: bool
    days_late: int


class MissionDisturbed(MissionNow):
    """A mission of `plan` that is degraded or suspended."""

    plan: str


class TakenDecision(DecisionLine):
    """A decision taken since the last point; `late` where its recording was."""

    adopted_at: datetime
    decided_by: str | None
    late: bool


class SituationReport(Document):
    """The situation at `cut_off`, and what is new since `since`.

    `since` is when the report R-`since_report` was cut off, or a day earlier than
    `cut_off`. Lines are told the newest first; where there is none since then, the last
    one before. `requests` are those that no later entry names.
    """

    document: Literal["situation_report.v1"] = DOCUMENT
    cut_off: datetime
    since: datetime
    since_report: int | None
    crisis_status: Literal["open", "closed"]
    level: Phase | None
    plans: tuple[PlanNow, ...]
    objectives: tuple[Objective, ...]
    events: tuple[Said, ...]
    measures: tuple[MeasureNow, ...]
    missions: tuple[MissionDisturbed, ...]
    actions: tuple[Said, ...]
    decisions_expected: tuple[DecisionLine, ...]
    decisions_taken: tuple[TakenDecision, ...]
    key_figures: tuple[KeyFigure, ...]
    indicators: tuple[IndicatorNow, ...]
    communications: tuple[Said, ...]
    requests: tuple[Said, ...]
    next_briefing: Said | None


def situation_report(
    entries: Iterable[Entry],
    edition: Edition,
    cut_off: datetime,
    last_point: LastPoint | None = None,
) -> SituationReport:
    """Return the situation at `cut_off`, told from a register's entries from the first on.

    Raises:
        Refused: there are no entries, or the crisis began after `cut_off`.

    """
    since, since_report = cut_off - _DAY, None
    if last_point and last_point.cut_off <= since:
        since, since_report = last_point.cut_off, last_point.number
    log = _Log(entries_about(entries, cut_off), since)
    at = situation(log.state, cut_off)
    zone = crisis.current(log.state).zone
    today = cut_off.astimezone(zone).date()
    lines = list(lines_that_hold(log.state))
    about = _("situation, {moment}").format(moment=show_instant(cut_off, zone))
    return SituationReport(
        **head(log.state, log.register_id, edition, about),
        cut_off=cut_off,
        since=since,
        since_report=since_report,
        crisis_status=at.status,
        level=at.level,
        plans=at.plans,
        objectives=(*_plan_objectives(log.state, at), *_tagged_objectives(lines)),
        events=_last_of(lines, "situation", since),
        measures=tuple(_measure(measure_at(one, cut_off, zone)) for one in at.measures_open),
        missions=tuple(_missions(at)),
        actions=_of_kind(lines, "action", since),
        decisions_expected=tuple(
            decision_line(at, today, d, d.phases[0]) for d in at.decisions_expected
        ),
        decisions_taken=tuple(_taken(log, at, today, zone)),
        key_figures=compared(_figures(log.state, at), log.figures_before()),
        indicators=tuple(_indicators(log, today, since.astimezone(zone).date())),
        communications=_last_of(lines, "communication", since),
        requests=newest(unanswered(lines, log.named)),
        next_briefing=_next_briefing(lines),
    )


class _Log:
    """The state after the last entry and that at `since`, and what is new between them.

    `adopted` are the adoptions recorded since, `named` the entries that later ones name.
    """

    def __init__(self, entries: Iterable[Entry], since: datetime) -> None:
        self.state, self.before, self.register_id = State(), State(), ""
        self.adopted: list[tuple[Entry, DecisionAdopted]] = []
        self.named: set[int] = set()
        self._since = since
        for is_recent, part in groupby(entries, lambda entry: entry.recorded_at > since):
            for step in steps(part, self.state):
                self._take(step.entry, is_recent=is_recent)
            if not is_recent:
                self.before = self.state.copy()

    def _take(self, entry: Entry, *, is_recent: bool) -> None:
        self.register_id = entry.register_id
        self.named |= entry.cited()
        if is_recent and isinstance(entry.fact, DecisionAdopted):
            self.adopted.append((entry, entry.fact))

    def figures_before(self) -> Iterator[Figure]:
        """Return the figures at `since`, as they were known then."""
        if self.before.size and crisis.current(self.before).opened_at <= self._since:
            yield from _figures(self.before, situation(self.before, self._since))


def _indicators(log: _Log, today: date, day_before: date) -> list[IndicatorNow]:
    """Return the indicators, those of the latest day first."""
    found = indicators_now(log.state, today, log.before, day_before)
    return sorted(found, key=lambda row: row.latest.as_of, reverse=True)


def _figures(known: Known, at: Situation) -> Iterator[Figure]:
    return standing_figures(known, at, last_working_day)


def _last_of(lines: list[Line], kind: LineKind, since: datetime) -> tuple[Said, ...]:
    """Return the lines of `kind` that tell of the time since `since`, or else the last one."""
    return _of_kind(lines, kind, since) or _of_kind(lines, kind)[:1]


def _of_kind(lines: list[Line], kind: LineKind, since: datetime | None = None) -> tuple[Said, ...]:
    return newest(
        line
        for line in lines
        if line.line_kind == kind and (since is None or line.occurred_at > since)
    )


def _tagged_objectives(lines: list[Line]) -> Iterator[Objective]:
    for one in newest(tagged(lines, OBJECTIVE)):
        yield Objective(text=one.text, plan=None, sources=one.sources)


def _plan_objectives(known: Known, at: Situation) -> Iterator[Objective]:
    for now in at.plans:
        plan = known.find(ContinuityPlan, now.code)
        if plan and now.status == "active":
            for objective in plan.objectives:
                yield Objective(text=objective, plan=plan.code, sources=(plan.registered_by,))


def _next_briefing(lines: list[Line]) -> Said | None:
    dated = tagged(lines, NEXT_BRIEFING)
    return said(dated[-1]) if dated else None


def _measure(at: MeasureAt) -> MeasureNow:
    return MeasureNow(
        measure=at.measure,
        status=at.status,
        status_entry=at.status_entry,
        entry=at.entry,
        overdue=at.days_overdue > 0,
        days_late=at.days_overdue,
    )


def _missions(at: Situation) -> Iterator[MissionDisturbed]:
    for plan in at.plans:
        for mission in plan.missions:
            if mission.status != "normal":
                yield MissionDisturbed(**dict(mission), plan=plan.code)


def _taken(log: _Log, at: Situation, today: date, zone: ZoneInfo) -> Iterator[TakenDecision]:
    for entry, adopted in reversed(log.adopted):
        decision = existing(log.state, adopted.number)
        phase = next(phase for phase in decision.phases if phase.entry == entry.number)
        yield TakenDecision(
            **dict(decision_line(at, today, decision, phase)),
            adopted_at=entry.occurred_at,
            decided_by=decision.decided_by,
            late=entry.is_late_by_days(zone),
        )
