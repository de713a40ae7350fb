"""Summaries of plans, decisions and measures, for the lists and for the state."""

from datetime import datetime

from crisis_log import when
from crisis_log.cli.session import Session, names
from crisis_log.deadline import is_past
from crisis_log.language import _, counted, whole
from crisis_log.lifecycle import Phase
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import OPEN, Measure
from crisis_log.slices.staffing import Modality
from crisis_log.views.situation import PlanNow, Staffing
from crisis_log.words import status_word


def document(found: Decision | Measure) -> dict[str, object]:
    """Return the JSON document of a decision or a measure."""
    return {
        "label": found.label,
        **found.model_dump(mode="json"),
        "missing": list(found.missing()),
    }


def measure_columns() -> list[str]:
    """Return the headers of a list of measures."""
    return [
        _("No."),
        _("Status"),
        _("Progress"),
        _("Deadline"),
        _("Owner"),
        _("Category"),
        _("Title"),
    ]


def measure_row(
    session: Session, found: Measure, instant: datetime, status: str | None = None
) -> list[str]:
    """Return the cells of a measure in a list, with its `status` at `instant` if it is given."""
    status = status or found.status
    is_overdue = status in OPEN and is_past(found.due_on, instant, session.zone)
    today = instant.astimezone(session.zone).date()
    is_known = found.progress_as_of is not None and found.progress_as_of <= today
    return [
        found.label,
        status_word("measure", status),
        f"{found.progress} %" if is_known else "",
        session.show_due(found.due_on, overdue=is_overdue),
        found.owner or "",
        found.category or "",
        found.title,
    ]


def crisis_level(session: Session, level: Phase | None) -> str:
    """Return the level of the crisis and since when, with the entry that says so."""
    if level is None:
        return _("none declared")
    return _("{level}, since {since} (entry {entry})").format(
        level=level.status, since=session.show_instant(level.since), entry=level.entry
    )


def level_line(session: Session, plan: PlanNow) -> str:
    """Return the level of a plan and since when, with the entry that says so."""
    if plan.level == 0:
        return ""
    meaning = f" ({plan.level_title})" if plan.level_title else ""
    return _("{level}{meaning}, since {since} (entry {entry})").format(
        level=plan.level, meaning=meaning, since=session.show_instant(plan.since), entry=plan.entry
    )


def staffing_line(staffing: Staffing) -> str:
    """Return the agents of a day, their total and its gap to the headcount."""
    return _("{day}: {agents}; total {total}; {gap}").format(
        day=when.show_date(staffing.day),
        agents=modalities(staffing.agents),
        total=whole(staffing.total),
        gap=gap_line(staffing),
    )


def gap_line(staffing: Staffing) -> str:
    """Return how the total stands to the declared headcount."""
    if staffing.gap is None:
        return _("no declared headcount")
    headcount = whole(staffing.headcount or 0)
    if staffing.gap == 0:
        return _("equals the declared headcount of {headcount}").format(headcount=headcount)
    if staffing.gap > 0:
        return _("{missing}, of {declared}").format(
            missing=counted("{count} not accounted for", "{count} not accounted for", staffing.gap),
            declared=counted("{count} declared", "{count} declared", staffing.headcount or 0),
        )
    return _("{gap} more than the declared headcount of {headcount}").format(
        gap=whole(-staffing.gap), headcount=headcount
    )


def modalities(agents_by_modality: dict[Modality, int]) -> str:
    return names(
        [
            f"{status_word('modality', m)} {whole(number)}"
            for m, number in agents_by_modality.items()
        ]
    )
