"""The state: what holds now, or held, or was known."""

from collections.abc import Iterator
from datetime import date, datetime

import click

from crisis_log import when
from crisis_log.account import Account
from crisis_log.cli import output
from crisis_log.cli.knowledge import account_at
from crisis_log.cli.parameters import ENTRY
from crisis_log.cli.pending import Pending
from crisis_log.cli.session import Session
from crisis_log.cli.summaries import (
    crisis_level,
    document,
    level_line,
    measure_columns,
    measure_row,
    staffing_line,
)
from crisis_log.cli.times import Day, Instant
from crisis_log.cli.values import shown
from crisis_log.collection import Collection
from crisis_log.command import Known
from crisis_log.language import _, counted, whole
from crisis_log.lifecycle import phase_at
from crisis_log.slices import COLLECTIONS, title_of
from crisis_log.slices.decision import Decision
from crisis_log.views.assumptions import AssumptionNow, at_risk
from crisis_log.views.crisis_cell import crisis_cell
from crisis_log.views.meetings import described, meeting_at
from crisis_log.views.situation import Deadline, PlanNow, Situation, situation
from crisis_log.words import entry_numbers, field_name, join, status_word

_SOON = 10


@click.command("state", help=_("Show what holds now, or at a past instant or entry."))
@click.option(
    "--as-of",
    type=Instant(bare="end", sense="past"),
    metavar=_("WHEN"),
    help=_("As the register knew it at WHEN."),
)
@click.option("--entry", metavar="N", type=ENTRY, help=_("As the register knew it after entry N."))
@click.option(
    "--on",
    "day",
    metavar=_("DATE"),
    type=Day(sense=None),
    help=_("What was in force at the end of DATE."),
)
@click.pass_obj
def state(session: Session, as_of: datetime | None, entry: int | None, day: date | None) -> None:
    if as_of is not None and entry is not None:
        raise click.UsageError(_("Give --as-of or --entry, not both."))
    account, present = _account(session, as_of, entry)
    known = account.state()
    instant = present if day is None else when.end_of(day, session.zone)
    found = situation(known, instant, present)
    pending = Pending(account, found) if day is None else None
    risks = at_risk(account, instant)
    if session.as_json:
        told = {collection.name: members for collection, members in _others(known)}
        told["assumptions_at_risk"] = [risk.model_dump(mode="json") for risk in risks]
        output.emit(
            _document(found)
            | _at_work(known, instant)
            | (pending.document() if pending else {})
            | told
        )
        return
    _print(session, known, found, pending, risks)
    _print_others(session, known)


def _account(
    session: Session, as_of: datetime | None, entry: int | None
) -> tuple[Account, datetime]:
    """Return what tells the state, and the instant whose knowledge it is."""
    if entry is None:
        return account_at(session, as_of)
    register = session.register
    return register.account(entry), register.entry(entry).recorded_at


def _at_work(known: Known, instant: datetime) -> dict[str, object]:
    """Return the JSON of the cell and of the meeting that is being held."""
    held = meeting_at(known, instant)
    return {
        "cell": [seat.model_dump(mode="json") for seat in crisis_cell(known, instant)],
        "meeting": held and described(held),
    }


def _document(found: Situation) -> dict[str, object]:
    told: dict[str, object] = found.model_dump(mode="json")
    for name in (name for name in Situation.model_fields if name.startswith("decisions_")):
        told[name] = [
            document(d) | {"status": d.status_at(found.instant)} for d in getattr(found, name)
        ]
    told["measures_open"] = [
        document(m) | {"status": m.status_at(found.instant)} for m in found.measures_open
    ]
    return told


def _others(known: Known) -> Iterator[tuple[Collection, list[dict[str, object]]]]:
    """Return the subjects that the situation does not tell in a form of its own."""
    for collection in COLLECTIONS.values():
        if not collection.in_situation:
            members = [one.model_dump(mode="json") for one in known.members(collection.model)]
            if members:
                yield collection, members


def _print_others(session: Session, known: Known) -> None:
    for collection, members in _others(known):
        names = list(collection.model.model_fields)
        output.heading(f"{title_of(collection.name)} ({len(members)})")
        output.table(
            [field_name(name) for name in names],
            [[shown(session, member[name], name) for name in names] for member in members],
        )


def _print(
    session: Session,
    known: Known,
    found: Situation,
    pending: Pending | None,
    risks: tuple[AssumptionNow, ...],
) -> None:
    output.heading(f"{found.title} · {found.authority}")
    output.fields(
        [
            (_("state at"), session.show_instant(found.instant)),
            (_("by what is known after entry"), str(found.entry)),
            (field_name("status"), status_word("crisis", found.status)),
            (field_name("level"), crisis_level(session, found.level)),
            (_("next briefing"), pending.briefing(session) if pending else ""),
            (_("meeting"), _meeting(session, known, found.instant)),
            (_("crisis cell"), _cell(known, found.instant)),
        ]
    )
    for plan in found.plans:
        _print_plan(session, plan)
    _print_objectives(session, found)
    for title, decisions in (
        (_("Decisions expected"), found.decisions_expected),
        (_("Decisions in force"), found.decisions_in_force),
        (_("Decisions to come"), found.decisions_to_come),
        (_("Decisions suspended"), found.decisions_suspended),
    ):
        _print_decisions(session, title, decisions, found.instant, risks)
    _print_measures(session, found)
    if pending:
        pending.print_points(session)
    _print_deadlines(session, found.deadlines)


def _meeting(session: Session, known: Known, instant: datetime) -> str:
    """Return the meeting that is being held."""
    held = meeting_at(known, instant)
    if held is None:
        return ""
    return _("{label}, since {time} (entry {entry})").format(
        label=held.label, time=session.show_instant(held.opened.since), entry=held.opened.entry
    )


def _cell(known: Known, instant: datetime) -> str:
    """Return how many functions are in the cell, and who leads it."""
    seats = crisis_cell(known, instant)
    if not seats:
        return ""
    count = counted("{count} function", "{count} functions", len(seats))
    led = [one.function for one in seats if one.role == "director" and not one.deputy]
    return f"{count} · {join(led)}" if led else count


def _print_plan(session: Session, plan: PlanNow) -> None:
    output.heading(_("Plan {code} · {title}").format(code=plan.code, title=plan.title))
    altered = [mission for mission in plan.missions if mission.status != "normal"]
    output.fields(
        [
            (field_name("status"), status_word("plan", plan.status)),
            (field_name("level"), level_line(session, plan)),
            (
                _("missions not normal"),
                "\n".join(
                    _("{title}: {status} since {since} (entry {entry})").format(
                        title=mission.title,
                        status=status_word("mission", mission.status),
                        since=session.show_instant(mission.since),
                        entry=mission.entry,
                    )
                    for mission in altered
                ),
            ),
            (_("staffing"), staffing_line(plan.staffing) if plan.staffing else ""),
        ]
    )


def _print_decisions(
    session: Session,
    title: str,
    decisions: tuple[Decision, ...],
    instant: datetime,
    risks: tuple[AssumptionNow, ...],
) -> None:
    if not decisions:
        return
    output.heading(f"{title} ({len(decisions)})")
    rows = []
    for decision in decisions:
        since = (
            decision.in_force_since(instant)
            or phase_at(decision.phases, instant)
            or decision.phases[-1]
        )
        ends = decision.ends(instant)
        rows.append(
            [
                decision.label,
                session.show_instant(since.since),
                session.show_instant(ends.since) if ends and decision.in_force_at(instant) else "",
                str(since.entry),
                session.show_due(decision.due_on),
                decision.title + _flag(decision, risks),
            ]
        )
    output.table(
        [_("No."), _("Since"), _("Until"), _("Entry"), _("Deadline"), _("Title")], rows, right=[3]
    )


def _flag(decision: Decision, risks: tuple[AssumptionNow, ...]) -> str:
    """Return that what a decision rests on is at risk, and by which entries, if it is."""
    of_it = (one.risk.entry for one in risks if one.risk and one.decision == decision.label)
    entries = sorted({*of_it})
    if not entries:
        return ""
    return " " + _("[assumption at risk: {entries}]").format(entries=entry_numbers(entries))


def _print_objectives(session: Session, found: Situation) -> None:
    if not found.objectives:
        return
    output.heading(_("Objectives") + f" ({len(found.objectives)})")
    output.table(
        [_("No."), _("Since"), _("Deadline"), _("Owner"), _("Objective")],
        [
            [
                one.label,
                session.show_instant(one.phases[0].since),
                session.show_due(one.due_on),
                one.owner or "",
                one.title,
            ]
            for one in found.objectives
        ],
    )


def _print_measures(session: Session, found: Situation) -> None:
    if not found.measures_open:
        return
    output.heading(_("Measures open") + f" ({len(found.measures_open)})")
    output.table(
        measure_columns(),
        [
            measure_row(session, m, found.instant, m.status_at(found.instant))
            for m in found.measures_open
        ],
        right=[2],
        first=True,
    )


def _print_deadlines(session: Session, deadlines: tuple[Deadline, ...]) -> None:
    if not deadlines:
        return
    output.heading(_("Deadlines and reviews"))
    output.table(
        [_("Day"), _("What"), _("No."), _("Owner"), _("Title")],
        [
            [
                session.show_due(d.due),
                field_name(d.purpose) + (" " + _("(overdue)") if d.overdue else ""),
                d.label,
                d.owner or "",
                d.title,
            ]
            for d in deadlines[:_SOON]
        ],
    )
    if len(deadlines) > _SOON:
        output.line(_("… and {number} later.").format(number=whole(len(deadlines) - _SOON)))
