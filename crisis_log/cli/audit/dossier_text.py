"""The dossier of a decision as text: what was known then, and apart what was known later."""

from collections.abc import Iterator

from crisis_log.cli import output
from crisis_log.cli.history import change_lines, shown
from crisis_log.cli.session import Session, names, show_day
from crisis_log.cli.summaries import staffing_line
from crisis_log.language import _
from crisis_log.reports.documents.dossier import (
    basis_words,
    later_by_relation,
    marks,
    title_of,
)
from crisis_log.slices import decision as decisions
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import label as measure_label
from crisis_log.views.dossier.decision import DecisionThen, Recording
from crisis_log.views.dossier.known import Held, KnownThen, Learnt, MeasureHeld, PlanHeld
from crisis_log.views.dossier.later import Later
from crisis_log.views.dossier.report import Dossier
from crisis_log.when import show_duration, show_instant
from crisis_log.words import (
    entry_numbers,
    enumerate_parts,
    field_name,
    join,
    number_text,
    status_word,
)


def print_dossier(session: Session, dossier: Dossier) -> None:
    """Print the whole dossier."""
    then = dossier.decision
    output.heading(title_of(dossier))
    output.line(then.decision.title)
    output.line(basis_words(then.basis).format(moment=show_instant(then.instant, session.zone)))
    _print_decision(session, then)
    if dossier.known is None:
        output.heading(_("What was known then"))
        output.line(
            _(
                "Nothing was recorded yet at that instant: the first entry was recorded on {time}."
            ).format(time=session.show_instant(dossier.first_recorded_at))
        )
    else:
        _print_situation(session, dossier.known)
        _print_learnt(session, dossier.known)
    _print_later(session, dossier)


def _print_decision(session: Session, then: DecisionThen) -> None:
    decision = then.decision
    fields = decision.model_dump(mode="json", include={*decisions.DecisionFields.model_fields})
    outcome = "adopted" if then.basis == "adoption" else "rejected"
    phase = decision.adopted()
    effective = phase.since if phase and phase.since != then.instant else None
    output.heading(_("The decision as it was then"))
    output.fields(
        [
            (status_word("decision", "proposed"), _recording(session, then.proposal)),
            (status_word("decision", outcome), _recording(session, then.outcome)),
            (field_name("effective_at"), session.show_instant(effective)),
            *((field_name(name), _field(session, name, value)) for name, value in fields.items()),
            (field_name("supersedes"), names([*map(decisions.label, decision.supersedes)])),
            (_("measures"), names([*map(measure_label, decision.measures)])),
            (_("still missing"), join([field_name(name) for name in then.missing])),
        ]
    )


def _recording(session: Session, entry: Recording | None) -> str:
    """Return `06/03/2020 11:08 · n° 19 · recorded 06/03/2020 11:14 (6 min later) · by …`."""
    if entry is None:
        return ""
    parts = [session.show_instant(entry.occurred_at), _("n° {number}").format(number=entry.entry)]
    lag = entry.recorded_at - entry.occurred_at
    if entry.late:
        parts.append(
            _("recorded {time} ({duration} later)").format(
                time=session.show_instant(entry.recorded_at), duration=show_duration(lag)
            )
        )
    parts += [entry.by, *(said for said in (entry.reason, entry.note) if said)]
    return " · ".join([*parts, *(attached.name for attached in entry.attachments)])


def _field(session: Session, name: str, value: object) -> str:
    if value in (None, []):
        return ""
    items = value if isinstance(value, list) else [value]
    return "\n".join(shown(session, item, name) for item in items)


def _print_situation(session: Session, known: KnownThen) -> None:
    output.heading(
        _("Known then: what held on {time}, after entry n° {entry}").format(
            time=session.show_instant(known.instant), entry=known.last_entry
        )
    )
    output.fields(
        [
            (_("crisis level"), _level(session, known)),
            *(
                (_("agents of {plan}").format(plan=plan.label), _staffing(plan, session))
                for plan in known.plans
            ),
        ]
    )
    output.table(
        [_("No."), _("Since"), _("Learnt"), _("What"), _("State"), _("Title")],
        [
            [
                str(held.entry),
                session.show_instant(held.since),
                session.show_instant(held.learnt_at),
                what,
                state,
                held.title,
            ]
            for held, what, state in _held(known)
        ],
        right=[0],
    )
    if known.figures:
        _print_figures(session, known)


def _level(session: Session, known: KnownThen) -> str:
    level = known.level
    if level is None:
        return ""
    return _("“{level}” since {since}, learnt {learnt} (n° {entry})").format(
        level=level.level,
        since=session.show_instant(level.since),
        learnt=session.show_instant(level.learnt_at),
        entry=level.entry,
    )


def _print_figures(session: Session, known: KnownThen) -> None:
    output.heading(_("Latest figures known then"))
    output.table(
        [_("No."), _("As of"), _("Learnt"), _("Measure"), _("Value"), _("Indicator")],
        [
            [
                str(figure.entry),
                show_day(figure.as_of),
                session.show_instant(figure.learnt_at),
                figure.label,
                number_text(figure.value),
                figure.name + (f" ({figure.unit})" if figure.unit else ""),
            ]
            for figure in known.figures
        ],
        right=[0, 4],
    )


def _held(known: KnownThen) -> Iterator[tuple[Held, str, str]]:
    """Return what held, its name and its state."""
    for plan in known.plans:
        level = _("level {level}").format(level=plan.level)
        yield plan, plan.label, level if plan.level else status_word("plan", plan.status)
    for mission in known.missions:
        name = f"{mission.plan}, {mission.label}"
        yield mission, name, status_word("mission", mission.status)
    for decision in known.decisions:
        state = status_word("decision", decision.status)
        if decision.since > known.instant:
            state = _("{state}, not in force yet").format(state=state)
        yield decision, decision.label, state
    for measure in known.measures:
        yield measure, measure.label, _measure_state(measure)


def _measure_state(measure: MeasureHeld) -> str:
    parts = [status_word("measure", measure.status)]
    if measure.progress is not None:
        by = _("n° {number}").format(number=measure.progress_entry)
        parts.append(f"{measure.progress} % ({by})")
    if measure.due_on:
        parts.append(_("deadline {day}").format(day=show_day(measure.due_on)))
    return ", ".join(parts)


def _staffing(plan: PlanHeld, session: Session) -> str:
    if plan.staffing is None:
        return ""
    return _("{staffing} ({entries}, learnt {time})").format(
        staffing=staffing_line(plan.staffing),
        entries=entry_numbers(plan.staffing.entries),
        time=session.show_instant(plan.staffing_learnt_at),
    )


def _print_learnt(session: Session, known: KnownThen) -> None:
    output.heading(_("Known then, in the order in which it was learnt"))
    output.table(
        [_("No."), _("Learnt"), _("Fact"), _("Recorded by"), _("What")],
        [
            [
                str(learnt.number),
                session.show_instant(learnt.recorded_at),
                session.show_instant(learnt.occurred_at),
                learnt.by,
                _what(learnt),
            ]
            for learnt in known.learnt
        ],
        right=[0],
    )
    if known.left_out:
        output.line(
            _(
                "Left out, as they are about the register and its documents alone: {entries}."
            ).format(entries=entry_numbers(known.left_out))
        )


def _print_later(session: Session, dossier: Dossier) -> None:
    output.heading(_("KNOWN LATER"))
    output.line(
        _("Nothing below was known on {time}. It is told by the entries up to n° {entry}.").format(
            time=session.show_instant(dossier.decision.instant), entry=dossier.last_entry
        )
    )
    groups = later_by_relation(dossier)
    if not groups:
        output.line(_("Nothing was learnt later of the decision, or of what was known."))
    for _relation, title, entries in groups:
        output.heading(_("Known later · {title}").format(title=title))
        output.table(
            [_("No."), _("Learnt"), _("Fact"), _("Mark"), _("What")],
            [
                [
                    str(later.number),
                    session.show_instant(later.recorded_at),
                    session.show_instant(later.occurred_at),
                    enumerate_parts([*marks(later)]),
                    _what(later) + _changes(session, later),
                ]
                for later in entries
            ],
            right=[0],
        )


def _what(learnt: Learnt) -> str:
    """Return what an entry says; of a journal line, what it said and what was known of it."""
    headline, detail = learnt.headline, learnt.detail
    if learnt.title:
        headline = _("{headline} “{title}”").format(headline=headline, title=learnt.title)
    if learnt.line:
        detail = learnt.line.text
    said = [
        _("{headline}: {detail}").format(headline=headline, detail=detail) if detail else headline
    ]
    said += _standing(learnt.line) if learnt.line else []
    said += [f"[{learnt.note}]"] if learnt.note else []
    return " · ".join([*said, *(attached.name for attached in learnt.attachments)])


def _standing(line: Line) -> Iterator[str]:
    if line.source:
        yield _("source: {source}").format(source=line.source)
    if line.verification:
        yield status_word("verification", line.verification)
    for earlier in line.earlier:
        yield _("read before entry n° {entry}").format(entry=earlier.replaced_by) + (
            f" “{earlier.text}” ({earlier.reason})"
        )
    if line.struck_by:
        yield _("struck by n° {entry}: {reason}").format(
            entry=line.struck_by, reason=line.struck_reason
        )


def _changes(session: Session, later: Later) -> str:
    return "".join(f" · {line}" for line in change_lines(session, later.changes))
