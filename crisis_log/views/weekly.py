"""What must the officials know of a week: the model of the weekly report.

    entries up to the week's end  ──weekly──▶  WeeklyReport

The state told is that at the week's end as known then. Everything in the model comes
from the entries; nothing of it says how it looks.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, Literal

from crisis_log import crisis
from crisis_log.command import Phase
from crisis_log.crisis import Organisation
from crisis_log.fact import Entry, Frozen
from crisis_log.views.authority import Authority, authority, short_name
from crisis_log.views.erratum import Erratum, errata
from crisis_log.views.key_figures import KeyFigure, key_figures
from crisis_log.views.key_points import KeyPoint, key_points
from crisis_log.views.log_lines import LogLine, log_lines
from crisis_log.views.situation import Deadline
from crisis_log.views.week import IsoWeek, Period, log_of_week
from crisis_log.views.weekly_decisions import WeeklyDecisions, weekly_decisions
from crisis_log.views.weekly_measures import WeeklyMeasures, weekly_measures
from crisis_log.views.weekly_plans import PlanSheet, weekly_plans

DOCUMENT: Final = "weekly_report.v1"


class WeeklyReport(Frozen):
    """The weekly report, before it is written in any language or on any page.

    Instants are UTC, `timezone` names the zone in which people read them; `first_entry`
    and `last_entry` are None in a week with nothing in it, and `known_upto` is the last
    entry that the report knows. `next_report_on` is the last day that the next report
    tells: of a week that is not over, its own.
    """

    document: Literal["weekly_report.v1"] = DOCUMENT
    status: Literal["draft"] = "draft"
    register_id: str
    title: str
    reference: str
    exercise: bool
    timezone: str
    authority: Authority
    organisations: tuple[Organisation, ...]
    period: Period
    issued_at: datetime
    next_report_on: date
    opened_at: datetime
    crisis_status: Literal["open", "closed"]
    first_entry: int | None
    last_entry: int | None
    known_upto: int
    level: Phase | None
    levels: tuple[Phase, ...]
    key_points: tuple[KeyPoint, ...]
    key_figures: tuple[KeyFigure, ...]
    decisions: WeeklyDecisions
    plans: tuple[PlanSheet, ...]
    measures: WeeklyMeasures
    errata: tuple[Erratum, ...]
    deadlines: tuple[Deadline, ...]
    log: tuple[LogLine, ...]


def weekly(entries: Iterable[Entry], week: IsoWeek, *, issued_at: datetime) -> WeeklyReport:
    """Return the report of `week`, told from a register's entries from the first on.

    Entries recorded after the week are not looked at. `issued_at` is when the report is
    made: a week that is not over then is told as it stands.

    Raises:
        Refused: there are no entries by the end of the week.

    """
    log = log_of_week(entries, week, issued_at)
    register = crisis.current(log.after)
    at_end = log.at_end
    return WeeklyReport(
        register_id=log.register_id,
        title=register.title,
        reference=f"{short_name(log.register_id)} / {week.label}",
        exercise=register.exercise,
        timezone=register.timezone,
        authority=authority(log.after),
        organisations=register.organisations,
        period=log.period,
        issued_at=issued_at,
        next_report_on=week.plus(1).sunday if log.period.complete else week.sunday,
        opened_at=register.opened_at,
        crisis_status=at_end.status,
        first_entry=log.entries[0].number if log.entries else None,
        last_entry=log.entries[-1].number if log.entries else None,
        known_upto=log.after.size,
        level=at_end.level,
        levels=tuple(sorted(register.levels, key=lambda level: (level.since, level.entry))),
        key_points=key_points(log),
        key_figures=key_figures(log),
        decisions=weekly_decisions(log),
        plans=weekly_plans(log),
        measures=weekly_measures(log),
        errata=errata(log),
        deadlines=at_end.deadlines,
        log=tuple(log_lines(log)),
    )
