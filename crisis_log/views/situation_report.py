"""How does the crisis stand: its objectives, what happens, what is done, what comes next?

    last point, or 24 h before  ──entries──▶  cut-off
            │ figures then                       │ figures now

The page has room for a part of it; the model has all of it. What is new is told since the
last situation report that was issued, and for a day at least: nothing falls between two.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.lifecycle import Phase
from crisis_log.slices import crisis
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision, DecisionAdopted
from crisis_log.slices.journal import LineKind
from crisis_log.slices.measure import Measure
from crisis_log.views.decision_sheet import DecisionLine, decision_line
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.indicators import IndicatorNow, indicators_now
from crisis_log.views.journal_lines import Journal, Said, newest, said
from crisis_log.views.key_figures import (
    Figure,
    KeyFigure,
    compared,
    last_working_day,
    standing_figures,
)
from crisis_log.views.known_now import account_about
from crisis_log.views.measure_at import MeasureAt, measure_at
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
    account: Account,
    edition: Edition,
    cut_off: datetime,
    last_point: LastPoint | None = None,
) -> SituationReport:
    """Return the situation at `cut_off`, as the account of a register tells it.

    Raises:
        Refused: there are no entries, or the crisis began after `cut_off`.

    """
    since, since_report = cut_off - _DAY, None
    if last_point and last_point.cut_off <= since:
        since, since_report = last_point.cut_off, last_point.number
    told = account_about(account, cut_off)
    known, before, journal = told.state(), told.state(told.number_at(since)), Journal(told)
    at = situation(known, cut_off)
    zone = crisis.current(known).zone
    today = cut_off.astimezone(zone).date()
    about = _("situation, {moment}").format(moment=show_instant(cut_off, zone))
    return SituationReport(
        **head(known, told.register_id, edition, about),
        cut_off=cut_off,
        since=since,
        since_report=since_report,
        crisis_status=at.status,
        level=at.level,
        plans=at.plans,
        objectives=(*_plan_objectives(known, at), *_tagged_objectives(journal)),
        events=_last_of(journal, "situation", since),
        measures=tuple(_measure(measure_at(one, cut_off, zone)) for one in at.measures_open),
        missions=tuple(_missions(at)),
        actions=newest(journal.since("action", since)),
        decisions_expected=tuple(
            decision_line(at, today, d, d.phases[0]) for d in at.decisions_expected
        ),
        decisions_taken=tuple(_taken(told, at, today, before.size)),
        key_figures=compared(_figures(known, at), _figures_before(before, since)),
        indicators=_indicators(known, today, before, since.astimezone(zone).date()),
        communications=_last_of(journal, "communication", since),
        requests=newest(journal.unanswered()),
        next_briefing=_next_briefing(journal),
    )


def _figures(known: Known, at: Situation) -> Iterator[Figure]:
    return standing_figures(known, at, last_working_day)


def _figures_before(before: Known, since: datetime) -> Iterator[Figure]:
    """Return the figures at `since`, as they were known then."""
    if before.size and crisis.current(before).opened_at <= since:
        yield from _figures(before, situation(before, since))


def _indicators(
    known: Known, today: date, before: Known, day_before: date
) -> tuple[IndicatorNow, ...]:
    """Return the indicators, those of the latest day first."""
    found = indicators_now(known, today, before, day_before)
    return tuple(sorted(found, key=lambda row: row.latest.as_of, reverse=True))


def _last_of(journal: Journal, kind: LineKind, since: datetime) -> tuple[Said, ...]:
    """Return the lines of `kind` that tell of the time since `since`, or else the last one."""
    if found := journal.since(kind, since):
        return newest(found)
    latest = journal.latest(kind)
    return (said(latest),) if latest else ()


def _tagged_objectives(journal: Journal) -> Iterator[Objective]:
    for one in newest(journal.tagged(OBJECTIVE)):
        yield Objective(text=one.text, plan=None, sources=one.sources)


def _plan_objectives(known: Known, at: Situation) -> Iterator[Objective]:
    for now in at.plans:
        plan = known.find(ContinuityPlan, now.code)
        if plan and now.status == "active":
            for objective in plan.objectives:
                yield Objective(text=objective, plan=plan.code, sources=(plan.registered_by,))


def _next_briefing(journal: Journal) -> Said | None:
    last = next(journal.tagged(NEXT_BRIEFING), None)
    return said(last) if last else None


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


def _taken(account: Account, at: Situation, today: date, before: int) -> Iterator[TakenDecision]:
    """Return the decisions whose adoption was recorded after entry `before`, the last first."""
    known = account.state()
    begun = [
        (phase.entry, phase, decision)
        for decision in known.members(Decision)
        for phase in decision.phases
        if phase.entry > before
    ]
    for number, phase, decision in sorted(begun, key=itemgetter(0), reverse=True):
        entry = account.entry(number)
        if not isinstance(entry.fact, DecisionAdopted):
            continue
        yield TakenDecision(
            **dict(decision_line(at, today, decision, phase)),
            adopted_at=entry.occurred_at,
            decided_by=decision.decided_by,
            late=entry.is_late,
        )
