"""Which counts of agents, and figures of indicators, that were shown have changed since?"""

from collections.abc import Iterator

from crisis_log.command import Known
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.measure import Measure, label
from crisis_log.slices.staffing import Count, StaffingOfDay
from crisis_log.views.errata.erratum import Changed, Erratum, differing, reason_of
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.known_now import account_about
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.views.situation import Staffing, staffing_of
from crisis_log.when import end_of


def errata_of_counts(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the days before the week whose agents were counted otherwise, or not at all."""
    last_shown = week.eve.astimezone(week.zone).date()
    for after in week.changed(StaffingOfDay):
        if after.day > last_shown:
            continue
        now = staffing_of(after, None)
        before = week.before.find(StaffingOfDay, after.plan, after.day)
        shown = staffing_of(before, None) if before else None
        if now is None or (shown is None and not _was_shown_as_not_counted(week, after)):
            continue
        changes = _changes(shown, now)
        if changes:
            changed = tuple(number for number in now.entries if number > week.before.size)
            yield Erratum(
                what="staffing",
                about=after.plan,
                day=after.day,
                changes=changes,
                status="corrected" if shown else "counted",
                reason=reason_of(week.those(changed)),
                shown_by=shown.entries if shown else (),
                changed_by=changed,
            )


def _changes(shown: Staffing | None, now: Staffing) -> tuple[Changed, ...]:
    if shown is None:
        return (Changed(name="total", before=None, after=now.total),)
    total = differing({"total": shown.total}, {"total": now.total})
    return (*differing(shown.agents, now.agents), *total)


def _was_shown_as_not_counted(week: LogOfWeek, after: StaffingOfDay) -> bool:
    """Whether an earlier report had that day in its table of the plan's agents by day.

    The one of its own week had, when it knew any count of the plan by then; the one of the
    week that followed, when it knew another count of the day's week.
    """
    own = IsoWeek.of(after.day)
    following = own.plus(1)
    known, known_later = (
        week.known_upto(end_of(one.sunday, week.zone)) for one in (own, following)
    )
    for counts in week.before.within(StaffingOfDay, after.plan):
        first = min((count.entry for count in _totals_ever(counts)), default=None)
        if first is None:
            continue
        if counts.day <= own.sunday and first <= known:
            return True
        was_reported = following.sunday < week.period.week.monday
        if was_reported and counts.day in own.days and first <= known_later:
            return True
    return False


def _totals_ever(counts: StaffingOfDay) -> Iterator[Count]:
    """Return every count, those replaced too, that says something of the whole plan."""
    every = (*counts.counts, *counts.replaced)
    return (count for count in every if count.organisation or count.site or not count.mission)


def errata_of_indicators(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the figures that were corrected; what a day became later was not mistaken before."""
    for after in week.changed(FiguresOfDay):
        before = week.before.find(FiguresOfDay, after.measure, after.as_of)
        if before is None:
            continue
        for name, shown in before.figures.items():
            now = after.standing_for(name, shown.entry)
            if now and now.value != shown.value:
                yield Erratum(
                    what="indicator",
                    about=label(before.measure),
                    day=before.as_of,
                    changes=(Changed(name=name, before=shown.value, after=now.value),),
                    reason=reason_of(week.those((now.entry,))),
                    shown_by=(shown.entry,),
                    changed_by=(now.entry,),
                )


def errata_of_measures_caught_up(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the figures and the progress that were the last ones, and were recorded only since.

    They are of days, or hours, that had none, so nothing that was shown was wrong: reports of
    later weeks tell them as news, a report that tells those days again tells them as a change.
    """
    told = account_about(week.account, week.eve).state()
    for before in week.before.members(Measure):
        after = told.find(Measure, before.number) or before
        for name, now in after.latest.items():
            shown = before.latest.get(name)
            if shown is None or _is_later(told, before.number, name, shown, now):
                yield Erratum(
                    what="indicator",
                    about=after.label,
                    day=now.as_of,
                    changes=(Changed(name=name, before=None, after=now.value),),
                    status="counted",
                    reason=reason_of(week.those((now.entry,))),
                    changed_by=(now.entry,),
                )
        if before.progress != after.progress:
            changed = tuple(filter(None, [after.progress_entry]))
            yield Erratum(
                what="wording",
                about=after.label,
                day=after.progress_as_of,
                changes=(Changed(name="progress", before=before.progress, after=after.progress),),
                reason=reason_of(week.those(changed)),
                shown_by=tuple(filter(None, [before.progress_entry])),
                changed_by=changed,
            )


def _is_later(told: Known, measure: int, name: str, shown: FigureTold, now: FigureTold) -> bool:
    """Whether the last figure is of a later time than the one that was shown, no correction."""
    if shown.as_of != now.as_of:
        return shown.as_of < now.as_of
    day = told.find(FiguresOfDay, measure, now.as_of)
    standing = day.standing_for(name, shown.entry) if day else None
    return standing is not None and standing.entry != now.entry
