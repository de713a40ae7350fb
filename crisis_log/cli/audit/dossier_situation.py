"""What a dossier tells of the situation that had been recorded, as text."""

from collections.abc import Iterator

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.cli.summaries import staffing_line
from crisis_log.language import _
from crisis_log.views.dossier.held import Held, MeasureHeld, PlanHeld
from crisis_log.views.dossier.recorded import RecordedThen
from crisis_log.words import entry_numbers, number_text, status_word


def print_situation(session: Session, recorded: RecordedThen) -> None:
    """Print what held, by what had been recorded, and the latest figures."""
    output.heading(
        _("Recorded before: what held on {time}, after entry n° {entry}").format(
            time=session.show_instant(recorded.instant), entry=recorded.last_entry
        )
    )
    output.fields(
        [
            (_("crisis level"), _level(session, recorded)),
            *(
                (_("agents of {plan}").format(plan=plan.label), _staffing(plan, session))
                for plan in recorded.plans
            ),
        ]
    )
    rows = [
        [
            str(held.entry),
            session.show_instant(held.since),
            session.show_instant(held.recorded_at),
            what,
            state,
            held.title,
        ]
        for held, what, state in _held(session, recorded)
    ]
    if rows:
        headers = [_("No."), _("Since"), _("Recorded"), _("What"), _("State"), _("Title")]
        output.table(headers, rows, right=[0])
    else:
        output.line(_("No plan, decision or measure was recorded as in force or in progress."))
    if recorded.figures:
        _print_figures(session, recorded)


def _level(session: Session, recorded: RecordedThen) -> str:
    level = recorded.level
    if level is None:
        return ""
    return _("“{level}” since {since}, recorded {recorded} (n° {entry})").format(
        level=level.level,
        since=session.show_instant(level.since),
        recorded=session.show_instant(level.recorded_at),
        entry=level.entry,
    )


def _print_figures(session: Session, recorded: RecordedThen) -> None:
    output.heading(_("Latest figures recorded"))
    output.table(
        [_("No."), _("As of"), _("Recorded"), _("Measure"), _("Value"), _("Indicator")],
        [
            [
                str(figure.entry),
                session.show_due(figure.as_of),
                session.show_instant(figure.recorded_at),
                figure.label,
                number_text(figure.value),
                figure.name + (f" ({figure.unit})" if figure.unit else ""),
            ]
            for figure in recorded.figures
        ],
        right=[0, 4],
    )


def _held(session: Session, recorded: RecordedThen) -> Iterator[tuple[Held, str, str]]:
    """Return what held, its name and its state."""
    for plan in recorded.plans:
        level = _("level {level}").format(level=plan.level)
        yield plan, plan.label, level if plan.level else status_word("plan", plan.status)
    for mission in recorded.missions:
        name = f"{mission.plan}, {mission.label}"
        yield mission, name, status_word("mission", mission.status)
    for decision in recorded.decisions:
        state = status_word("decision", decision.status)
        if decision.since > recorded.instant:
            state = _("{state}, not in force yet").format(state=state)
        yield decision, decision.label, state
    for measure in recorded.measures:
        yield measure, measure.label, _measure_state(session, measure)


def _measure_state(session: Session, measure: MeasureHeld) -> str:
    parts = [status_word("measure", measure.status)]
    if measure.progress is not None:
        by = _("n° {number}").format(number=measure.progress_entry)
        parts.append(f"{measure.progress} % ({by})")
    if measure.due_on:
        parts.append(_("deadline {day}").format(day=session.show_due(measure.due_on)))
    return ", ".join(parts)


def _staffing(plan: PlanHeld, session: Session) -> str:
    if plan.staffing is None:
        return ""
    return _("{staffing} ({entries}, recorded {time})").format(
        staffing=staffing_line(plan.staffing),
        entries=entry_numbers(plan.staffing.entries),
        time=session.show_instant(plan.staffing_recorded_at),
    )
