"""What reports call figures, events and values."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, cast

from pydantic import JsonValue

from crisis_log.language import _, ngettext
from crisis_log.reports.page.typography import day, number, percent, signed
from crisis_log.slices.issued_report import label
from crisis_log.views.document import Document
from crisis_log.views.errata.erratum import Changed, Erratum
from crisis_log.views.key_figures import Key, on_site
from crisis_log.views.weekly.key_points import KeyPoint
from crisis_log.views.weekly.plans import PlanSheet, StaffingDay
from crisis_log.views.weekly.report import WeeklyReport
from crisis_log.words import enumerate_parts, field_name, join, status_word

_DATES: Final = {"due_on", "review_on", "start_on"}
_FRIDAY: Final = 5
_LONG: Final = 330
_SENTENCE: Final = re.compile(r"[.!?…][»”)]*(?=\s)")


def edition_status(report: Document) -> str:
    """Return what a document is to its reader, as its cover and each of its pages say."""
    return {
        "draft": _("DRAFT"),
        "final": _("FINAL"),
        "corrective": _("CORRECTIVE OF REPORT {label}").format(label=label(report.rectifies or 0)),
    }[report.status]


def figure_label(key: Key, of: str | None, *, several: bool) -> str:
    """Return what a key figure is called; the plan is named when there are several."""
    name = {
        "crisis_level": _("Crisis level"),
        "plan_level": _("Level of the continuity plan"),
        "agents_on_site": _("Agents on site"),
        "agents_remote": _("Agents working remotely"),
        "staffing_gap": _("Gap to the declared headcount"),
        "decisions_taken": _("Decisions taken in the week"),
        "decisions_in_force": _("Decisions in force"),
        "decisions_expected": _("Decisions expected"),
        "measures_open": _("Measures open"),
        "measures_overdue": _("Measures overdue"),
        "entries": _("Entries of the week"),
    }[key]
    return _("{figure} ({plan})").format(figure=name, plan=of) if of and several else name


def erratum_label(erratum: Erratum) -> str:
    """Return what an erratum is about."""
    match erratum.what:
        case "line":
            return _("Line n° {line}").format(line=erratum.about)
        case "staffing":
            return _("Plan {code}, agents").format(code=erratum.about)
        case "key_figure":
            return changed_name(erratum, erratum.changes[0])
    names = join([changed_name(erratum, change) for change in erratum.changes])
    return _("{thing}, {name}").format(thing=erratum.about, name=names)


def changed_name(erratum: Erratum, changed: Changed) -> str:
    """Return what people call a figure or field that changed."""
    name = changed.name
    if erratum.what == "key_figure":
        return figure_label(cast("Key", name), erratum.about, several=bool(erratum.about))
    if erratum.what == "staffing":
        return _("total of agents") if name == "total" else status_word("modality", name)
    return field_name(name) if erratum.what == "wording" else name


def value_text(field: str, value: JsonValue | Decimal | date) -> str:
    """Return a value of a model as people read it; nothing of it is left out."""
    if value is None or value in ("", [], {}):
        return _("not given")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, list):
        return enumerate_parts([value_text(field, item) for item in value])
    if isinstance(value, dict):
        return _fields_text(field, value)
    return _words(field, str(value))


def _fields_text(field: str, value: dict[str, JsonValue]) -> str:
    if field == "levels":
        levels = [_("level {level}: {title}").format(level=k, title=v) for k, v in value.items()]
        return enumerate_parts(levels)
    if field == "missions":
        essential = value.get("essential", True)
        return _("{title} ({code}, {rank})").format(
            title=value["title"],
            code=value["code"],
            rank=_("essential mission") if essential else _("secondary mission"),
        )
    given = {name: item for name, item in value.items() if item not in (None, "", [], {})}
    return ", ".join(
        _("{name} = {value}").format(name=field_name(name), value=value_text(name, item))
        for name, item in given.items()
    )


def _words(field: str, value: str) -> str:
    if field in _DATES:
        return day(date.fromisoformat(value), "long")
    if field == "target":
        return number(Decimal(value))
    return status_word("act", value) if field == "act" else value


def beginning(point: KeyPoint) -> tuple[str, bool]:
    """Return the first sentences of a key point, and whether that is all of it.

    The summary stays one page. Lists of names are short enough as they are.
    """
    if point.kind in {"decision", "measure"}:
        return point.text, True
    return first_sentences(point.text, _LONG)


def first_sentences(text: str, most: int) -> tuple[str, bool]:
    """Return what of `text` fits in `most` characters, and whether that is all of it.

    Of a long text that is as many whole sentences as fit, or as many words of the first.
    """
    if len(text) <= most:
        return text, True
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, most)]
    if not ends:
        ends = [match.start() for match in re.finditer(r"\s", text[:most])]
    return text[: ends[-1] if ends else most].rstrip(), False


def staffing_finding(monday: date, plan: PlanSheet) -> str:
    """Return the title of the staffing chart: how many work on site, and the trend.

    The week told begins on `monday`. Working days are told if there are any: at week-ends
    few are on site in any week.
    """
    this_week = [day for day in plan.series if day.counted and day.day >= monday]
    if not this_week:
        return _("No agents were counted in the week")
    working = [day for day in this_week if day.day.isoweekday() <= _FRIDAY] or this_week
    on_site, total = _mean(working, on_site_of), _mean(working, _total_of)
    text = _("{on_site} agents on site on an average working day, {share} of those counted")
    if working[0].day.isoweekday() > _FRIDAY:
        text = _("{on_site} agents on site at the week-end, {share} of those counted")
    text = text.format(on_site=number(on_site), share=percent(on_site, total or 1))
    same_days = {day.day.isoweekday() for day in working}
    earlier = [
        day
        for day in plan.series
        if day.counted and day.day < monday and day.day.isoweekday() in same_days
    ]
    if not earlier:
        return text
    change = signed(on_site - _mean(earlier, on_site_of))
    return _("{finding} ({change} in a week)").format(finding=text, change=change)


def _mean(days: Sequence[StaffingDay], count: Callable[[StaffingDay], int]) -> int:
    return round(sum(count(day) for day in days) / len(days))


def _total_of(day_of_series: StaffingDay) -> int:
    return day_of_series.counted.total if day_of_series.counted else 0


def on_site_of(day_of_series: StaffingDay) -> int:
    """Return the agents on site on a day, by rotation or not."""
    return on_site(day_of_series.counted) if day_of_series.counted else 0


def chronogram_finding(report: WeeklyReport) -> str:
    """Return the title of the chronogram: what it shows."""
    measures = report.measures
    late = len(measures.overdue)
    on_time = [*measures.new, *measures.in_progress]
    undated = sum(line.measure.due_on is None for line in on_time)
    n = late + len(on_time)
    if not n:
        return _("No measure is open")
    if late:
        text = ngettext(
            "{late} measure of {n} open is overdue", "{late} measures of {n} open are overdue", late
        )
    elif undated == n:
        text = ngettext(
            "The one open measure has no deadline",
            "None of the {n} open measures has a deadline",
            n,
        )
    elif undated:
        text = ngettext(
            "None of the {n} open measures is overdue, {undated} has no deadline",
            "None of the {n} open measures is overdue, {undated} have no deadline",
            undated,
        )
    else:
        text = ngettext("The one open measure is on time", "The {n} open measures are on time", n)
    return text.format(late=late, n=n, undated=undated)
