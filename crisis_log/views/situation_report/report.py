"""How does the crisis stand: what happens, what holds, what is done, what is not known yet?

    last point, or 24 h before  ──entries──▶  cut-off
            │ figures then                       │ figures now

The page has room for a part of it; the model has all of it. Lines are told since the last
situation report that was issued, and for a day at least: nothing falls between two. Figures
are compared with those of that report, and what was decided since is new.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import compress
from typing import Any, Final, Literal

from pydantic import PositiveInt

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.lifecycle import Phase
from crisis_log.slices import briefing, crisis
from crisis_log.slices.briefing import Held
from crisis_log.slices.issued_report import IssuedReport
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.indicators import IndicatorNow, indicators_now
from crisis_log.views.journal_lines import Journal
from crisis_log.views.key_figures import (
    Figure,
    KeyFigure,
    compared,
    last_working_day,
    standing_figures,
)
from crisis_log.views.known_now import account_about
from crisis_log.views.leading import Leading
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.open_points import OpenPoint, What, open_points
from crisis_log.views.requests import RequestNow, open_requests
from crisis_log.views.situation import MissionNow, PlanNow, Situation, situation
from crisis_log.views.situation_report.decisions import PointDecisions, point_decisions
from crisis_log.views.situation_report.lines import Objective, PointLines, objectives, point_lines
from crisis_log.views.situation_report.measures import MeasureNow, point_measures
from crisis_log.views.situation_report.synthesis import Statement, synthesis
from crisis_log.when import show_instant

DOCUMENT: Final = "situation_report.v2"
_DAY: Final = timedelta(days=1)
_OTHERWISE_OPEN: Final[frozenset[What]] = frozenset(
    {"assumption", "expected_report", "handover", "instruction", "level", "sheet"}
)
"""Open points that no other list of the report tells, or that it may have to leave out."""


class LastPoint(Frozen):
    """The last situation report that was issued: R-`number` told `cut_off`."""

    number: int
    cut_off: datetime


class MissionDisturbed(MissionNow):
    """A mission of `plan` that is degraded or suspended."""

    plan: str


class SituationReport(Document):
    """The situation at `cut_off`, and what is new since `since`.

    It is the `ordinal`th situation report of the crisis; `last_point` is the one before.
    Changes are told since that, or else since `since`. Lines are told the newest first;
    `requests` are those that are open, `open_points` what else is waited for. Of the
    indicators, `leading` are those that the authority chose, else the human toll and what moved.
    `last_held` is the last briefing that said whether the level holds.
    """

    document: Literal["situation_report.v2"] = DOCUMENT
    ordinal: PositiveInt
    cut_off: datetime
    since: datetime
    last_point: LastPoint | None
    crisis_status: Literal["open", "closed"]
    level: Phase | None
    plans: tuple[PlanNow, ...]
    synthesis: tuple[Statement, ...]
    objectives: tuple[Objective, ...]
    lines: PointLines
    measures: tuple[MeasureNow, ...]
    missions: tuple[MissionDisturbed, ...]
    decisions: PointDecisions
    key_figures: tuple[KeyFigure, ...]
    leading: tuple[IndicatorNow, ...]
    indicators: tuple[IndicatorNow, ...]
    requests: tuple[RequestNow, ...]
    open_points: tuple[OpenPoint, ...] = ()
    next_briefing: NextBriefing | None
    last_held: Held | None = None


def last_point(points: Iterable[IssuedReport], cut_off: datetime) -> LastPoint | None:
    """Return the last of these situation reports that told an instant before `cut_off`."""
    before = (one.issued for one in points if one.issued.cut_off < cut_off)
    told = (LastPoint(number=fact.number, cut_off=fact.cut_off) for fact in before)
    return max(told, key=lambda point: (point.cut_off, point.number), default=None)


def situation_report(
    account: Account,
    edition: Edition,
    cut_off: datetime,
    last_point: LastPoint | None = None,
    ordinal: int = 1,
    newest: int | None = None,
) -> SituationReport:
    """Return the situation at `cut_off`, as the account of a register tells it.

    No more than the `newest` entries are told as new, where that is said: `since` is later then.

    Raises:
        Refused: there are no entries, or the crisis began after `cut_off`.

    """
    told = account_about(account, cut_off)
    known = told.state()
    at, zone = situation(known, cut_off), crisis.current(known).zone
    about = _("situation, {moment}").format(moment=show_instant(cut_off, zone))
    day_before = cut_off - _DAY
    compared_at = last_point.cut_off if last_point else day_before
    since = max(min(compared_at, day_before), _first_told(told, newest))
    return SituationReport(
        **head(known, told.register_id, edition, about),
        ordinal=ordinal,
        cut_off=cut_off,
        since=since,
        last_point=last_point,
        crisis_status=at.status,
        level=at.level,
        plans=at.plans,
        missions=tuple(_missions(at)),
        next_briefing=next_briefing(told, at),
        last_held=briefing.current(known).last_answered(cut_off),
        **_told(told, at, since, compared_at),
        **_compared(told, at, compared_at, zone),
    )


def _told(told: Account, at: Situation, since: datetime, compared_at: datetime) -> dict[str, Any]:
    """Return what is said and decided in the situation `at`, and the synthesis of it."""
    known, journal = told.state(), Journal(told)
    zone = crisis.current(known).zone
    lines = point_lines(told, since)
    decisions = point_decisions(told, at, told.number_at(since), told.number_at(compared_at))
    measures = tuple(point_measures(at, zone))
    requests = open_requests(told)
    return {
        "synthesis": synthesis(lines, decisions, measures, requests),
        "objectives": tuple(objectives(known, at, journal)),
        "lines": lines,
        "measures": measures,
        "decisions": decisions,
        "requests": requests,
        "open_points": tuple(_open_points(told, at.instant)),
    }


def _first_told(told: Account, newest: int | None) -> datetime:
    """Return the time of the entry before the `newest`; of all, the beginning of time."""
    if newest is None or told.size <= newest:
        return datetime.min.replace(tzinfo=UTC)
    return told.entry(told.size - newest).recorded_at


def _open_points(told: Account, instant: datetime) -> Iterator[OpenPoint]:
    """Return what is open and has no list of its own in the report."""
    return (one for one in open_points(told, instant) if one.what in _OTHERWISE_OPEN)


def _missions(at: Situation) -> Iterator[MissionDisturbed]:
    for plan in at.plans:
        for mission in plan.missions:
            if mission.status != "normal":
                yield MissionDisturbed(**dict(mission), plan=plan.code)


def _compared(told: Account, at: Situation, then: datetime, zone: tzinfo) -> dict[str, Any]:
    """Return the figures of the situation `at`, each with that of the instant `then`."""
    known, before = told.state(), told.state(told.number_at(then))
    today, day_then = (instant.astimezone(zone).date() for instant in (at.instant, then))
    leading = Leading(known)
    rows = sorted(
        indicators_now(known, today, before, day_then),
        key=lambda row: leading.rank(row.name, moved=_moved(row)),
    )
    leads = [leading.leads(row.name, moved=_moved(row)) for row in rows]
    return {
        "key_figures": compared(_figures(known, at), _figures_before(before, then)),
        "leading": tuple(compress(rows, leads)),
        "indicators": tuple(row for row, led in zip(rows, leads, strict=True) if not led),
    }


def _moved(row: IndicatorNow) -> bool:
    return row.before is None or row.change != 0


def _figures(known: Known, at: Situation) -> Iterator[Figure]:
    return standing_figures(known, at, last_working_day)


def _figures_before(before: Known, then: datetime) -> Iterator[Figure]:
    """Return the figures at `then`, as they were known then."""
    if before.size and crisis.current(before).opened_at <= then:
        yield from _figures(before, situation(before, then))
