"""The after-action file: its charts, its words, and how much of long lists it prints."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from crisis_log.language import _
from crisis_log.reports.documents.catalogue import AboutAll, Made, Making
from crisis_log.slices.staffing import MODALITIES, Modality
from crisis_log.views.after_action.chronology import Sort
from crisis_log.views.after_action.outcomes import Deadline, Outcome
from crisis_log.views.after_action.plan_course import PlanCourse
from crisis_log.views.after_action.report import AfterActionFile, after_action
from crisis_log.views.delays.words import delay_name, delay_words
from crisis_log.views.key_figures import on_site
from crisis_log.views.situation import Staffing
from crisis_log.views.weekly.plans import StaffingDay
from crisis_log.when import show_duration
from crisis_log.words import status_word

_ROWS: Final = 60
"""Rows of a long list that are printed; the data attached has all of them."""
_DRAWN: Final = 45
_PANELS: Final = 24
_FRIDAY: Final = 5


class StaffingWeek(NamedTuple):
    """The counts of a week: the mean of its working days that were counted, else of all."""

    monday: date
    counted: int
    on_site: int
    total: int
    lowest: Staffing
    entries: tuple[int, ...]


def build(making: Making, _asked: AboutAll) -> Made:
    """Return the after-action file.

    Raises:
        Refused: the crisis began after the instant whose situation is told.

    """
    told = after_action(making.entries(), making.edition, making.cut_off)
    return Made(told.model_copy(update={"known_upto": making.position}), making.cut_off)


def context(told: AfterActionFile, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the templates of the file may use beside what all templates may."""
    # Babel is slow to import, and JSON needs none of it
    from crisis_log.reports.charts import findings
    from crisis_log.reports.documents.dossier import numbers
    from crisis_log.reports.page.wording import first_sentences

    return {
        "rows": partial(_first, most=_ROWS),
        "chronograms": partial(_chronograms, told, zone),
        "drawn": _DRAWN,
        "staffing_chart": _staffing_chart,
        "staffing_finding": lambda plan: findings.staffing_over_time_finding(_slots(plan)),
        "staffing_weeks": lambda plan: list(_weeks(plan)),
        "indicator_panels": partial(_panels, told, zone),
        "duration": show_duration,
        "delay_name": delay_name,
        "delay_words": delay_words,
        "outcome_name": outcome_name,
        "deadline_name": deadline_name,
        "sort_name": sort_name,
        "on_site": on_site,
        "ranges": _ranges,
        "numbers": numbers,
        "beginning_of": partial(first_sentences, most=330),
    }


def outcome_name(outcome: Outcome) -> str:
    """Return what people call the outcome of a measure."""
    return {
        "on_time": _("completed by the deadline"),
        "late": _("completed late"),
        "undated": _("completed, no deadline"),
        "abandoned": _("lifted without being completed"),
        "overdue": _("overdue"),
        "open": _("in progress"),
    }[outcome]


def deadline_name(deadline: Deadline) -> str:
    """Return what became of the deadline of a decision."""
    return {
        "kept": _("kept"),
        "missed": _("missed"),
        "running": _("running"),
        "none": _("without object"),
    }[deadline]


def sort_name(sort: Sort) -> str:
    """Return what people call the facts of a sort."""
    return {
        "crisis": _("levels of the crisis"),
        "plan": _("levels of the plans"),
        "decision": _("decisions"),
        "line": _("key points"),
        "mission": _("missions"),
        "measure": _("measures"),
    }[sort]


def _first(items: Sequence[Any], most: int) -> tuple[Sequence[Any], int]:
    """Return the items that are printed, and how many are not."""
    return items[:most], max(len(items) - most, 0)


def _ranges(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return days, in order, as stretches that follow one another: first and last."""
    runs = groupby(enumerate(days), lambda pair: pair[1] - timedelta(days=pair[0]))
    stretches = [[day for _n, day in run] for _start, run in runs]
    return [(stretch[0], stretch[-1]) for stretch in stretches]


def _chronograms(told: AfterActionFile, zone: ZoneInfo) -> list[Any]:
    """Return the chart of the whole crisis; of many measures those that were late first."""
    from crisis_log.reports.charts import chronogram

    first = told.opened_at.astimezone(zone).date()
    today = told.cut_off.astimezone(zone).date()
    end = told.closing.since.astimezone(zone).date() if told.closing else today
    chosen = sorted(told.measures, key=lambda one: -one.days_late)[:_DRAWN]
    due = [one.due_on for one in chosen if one.due_on and not one.ended_on]
    drawn = chronogram.OverTime(
        first=first - timedelta(days=first.weekday()),
        last=max([end, *due]) + timedelta(days=1),
        today=end,
        levels=[level for level in told.levels if level.since <= told.cut_off],
        plans=[
            chronogram.Plan(
                plan.now.code,
                plan.now.title,
                plan.phases,
                [
                    (mission.title, plan.mission_phases[mission.code])
                    for mission in plan.missions
                    if plan.mission_phases.get(mission.code)
                ],
            )
            for plan in told.plans
        ],
        measures=[
            chronogram.Measure(
                one.label,
                one.title,
                one.ordered_on,
                one.due_on,
                one.ended_on,
                overdue=one.outcome == "overdue",
            )
            for one in sorted(chosen, key=lambda one: one.entry)
        ],
    )
    return chronogram.chronograms(drawn, zone)


def _slots(plan: PlanCourse) -> list[Any]:
    from crisis_log.reports.charts.staffing import slots

    counted = {staffing.day: staffing for staffing in plan.counts}
    first, last = min(counted), max(counted)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return slots([StaffingDay(day=day, counted=counted.get(day)) for day in days])


def _staffing_chart(plan: PlanCourse, headcount_label: str) -> Any:
    from crisis_log.reports.charts.staffing import staffing_chart

    labels: dict[Modality, str] = {name: status_word("modality", name) for name in MODALITIES}
    used = {name for staffing in plan.counts for name in staffing.agents}
    return staffing_chart(
        _slots(plan),
        [name for name in MODALITIES if name in used],
        labels,
        plan.counts[-1].headcount,
        headcount_label,
    )


def _weeks(plan: PlanCourse) -> Iterator[StaffingWeek]:
    by_week = groupby(plan.counts, lambda one: one.day - timedelta(days=one.day.weekday()))
    for monday, counts in by_week:
        every = list(counts)
        working = [one for one in every if one.day.isoweekday() <= _FRIDAY] or every
        yield StaffingWeek(
            monday=monday,
            counted=len(every),
            on_site=round(sum(map(on_site, working)) / len(working)),
            total=round(sum(one.total for one in working) / len(working)),
            lowest=min(working, key=on_site),
            entries=tuple(entry for one in every for entry in one.entries),
        )


def _panels(told: AfterActionFile, zone: ZoneInfo) -> list[tuple[Any, Any]]:
    """Return the indicators with two figures or more, each with its chart."""
    from crisis_log.reports.charts.indicators import Point, Series, panels
    from crisis_log.views.indicators import IndicatorNow

    several = [series for series in told.indicators if len(series.points) > 1][:_PANELS]
    rows = [
        IndicatorNow(
            **series.model_dump(exclude={"points"}), latest=series.latest, before=series.points[0]
        )
        for series in several
    ]
    if not rows:
        return []
    drawn = panels(
        [
            Series(
                series.name[:1].upper() + series.name[1:],
                [Point(one.as_of, one.value) for one in series.points],
                series.target,
            )
            for series in several
        ],
        told.opened_at.astimezone(zone).date(),
        max(series.latest.as_of for series in several),
    )
    return [*zip(rows, drawn, strict=True)]
