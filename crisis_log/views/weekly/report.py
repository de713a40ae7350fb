"""What must the officials know of a week: the model of the weekly report.

    account up to the week's end  ──weekly──▶  WeeklyReport

The state told is that at the week's end as known then. Everything in the model comes
from the entries; nothing of it says how it looks.
"""

from datetime import date, datetime
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase
from crisis_log.slices import crisis
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.errata.report import errata
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.key_figures import KeyFigure
from crisis_log.views.log_lines import LogLine
from crisis_log.views.log_of_week import LogOfWeek, Period, Told, log_of_week
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.open_points import OpenPoint, What, open_points
from crisis_log.views.situation import Deadline
from crisis_log.views.weekly.decisions import WeeklyDecisions, weekly_decisions
from crisis_log.views.weekly.key_figures import key_figures
from crisis_log.views.weekly.key_points import KeyPoint, key_points
from crisis_log.views.weekly.leading import LeadingFigure, leading_figures
from crisis_log.views.weekly.log import log_lines
from crisis_log.views.weekly.measures import WeeklyMeasures, weekly_measures
from crisis_log.views.weekly.plans import PlanSheet, weekly_plans

DOCUMENT: Final = "weekly_report.v2"
_ELSEWHERE: Final[frozenset[What]] = frozenset({"briefing", "deadline", "review"})
"""Open points that the report tells with the next briefing and the deadlines."""


class PreviousReport(Frozen):
    """The definitive report of an earlier week, with which this one is compared.

    `replaced_by` is the corrective report that stands in its place now.
    """

    number: int
    cut_off: datetime
    replaced_by: int | None = None


class WeeklyReport(Document):
    """The weekly report.

    `first_entry` and `last_entry`, those that it covers, are None when there are none.
    `next_report_on` is the last day that the next report tells: of a week that is not
    over, its own. `key_points_left_out` are the entries of marked lines without room.
    `since_provisional` is what the provisional report that this one replaces showed and
    that has changed since, beside the `errata` of what earlier weeks showed;
    `recorded_since` are the entries recorded after the week that tell of it.
    `open_points` are those that are neither deadlines nor the next briefing.
    """

    document: Literal["weekly_report.v2"] = DOCUMENT
    period: Period
    previous: PreviousReport | None = None
    next_report_on: date
    next_briefing: NextBriefing | None
    crisis_status: Literal["open", "closed"]
    first_entry: int | None
    last_entry: int | None
    level: Phase | None
    levels: tuple[Phase, ...]
    key_points: tuple[KeyPoint, ...]
    key_points_left_out: tuple[int, ...]
    leading: tuple[LeadingFigure, ...]
    key_figures: tuple[KeyFigure, ...]
    decisions: WeeklyDecisions
    plans: tuple[PlanSheet, ...]
    measures: WeeklyMeasures
    errata: tuple[Erratum, ...]
    since_provisional: tuple[Erratum, ...] = ()
    recorded_since: tuple[int, ...] = ()
    deadlines: tuple[Deadline, ...]
    open_points: tuple[OpenPoint, ...] = ()
    log: tuple[LogLine, ...]


def weekly(
    account: Account,
    week: IsoWeek,
    edition: Edition,
    previous: Told | None = None,
    rectified: Told | None = None,
) -> WeeklyReport:
    """Return the report of `week`, told from the account of a register.

    It begins where `previous` ended: without it, with its week. A week that is not over
    when the report is made is told as it stands. What was recorded after its end is not
    looked at, but for a report that replaces the one that told `rectified`.

    Raises:
        Refused: there are no entries by the end of the week.

    """
    log = log_of_week(account, week, edition.issued_at, previous, rectified)
    at_end = log.at_end
    points, figures, measures = key_points(log), key_figures(log), weekly_measures(log)
    return WeeklyReport(
        **head(log.after, account.register_id, edition, week.label),
        period=log.period,
        previous=_previous(previous),
        next_report_on=week.plus(1).sunday if log.period.complete else week.sunday,
        next_briefing=next_briefing(log.account, at_end),
        crisis_status=at_end.status,
        first_entry=log.entries[0].number if log.entries else None,
        last_entry=log.entries[-1].number if log.entries else None,
        level=at_end.level,
        levels=_levels(log),
        key_points=points.told,
        key_points_left_out=points.left_out,
        leading=leading_figures(log, measures.indicators, figures),
        key_figures=figures,
        decisions=weekly_decisions(log),
        plans=weekly_plans(log),
        measures=measures,
        errata=errata(log),
        deadlines=at_end.deadlines,
        open_points=_open_points(log),
        log=tuple(log_lines(log)),
    )


def _previous(told: Told | None) -> PreviousReport | None:
    if told is None or told.number is None:
        return None
    return PreviousReport(number=told.number, cut_off=told.cut_off, replaced_by=told.replaced_by)


def _open_points(log: LogOfWeek) -> tuple[OpenPoint, ...]:
    """Return what was open at the end of the week and has no place of its own in the report."""
    points = open_points(log.account, log.at_end.instant)
    return tuple(one for one in points if one.what not in _ELSEWHERE)


def _levels(log: LogOfWeek) -> tuple[Phase, ...]:
    levels = crisis.current(log.after).levels
    return tuple(sorted(levels, key=lambda level: (level.since, level.entry)))
