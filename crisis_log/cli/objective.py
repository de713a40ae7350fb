"""Objectives of the crisis cell: set, met, dropped."""

from typing import Any

import click

from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import DUE, OWNER, REASON, REASON_NEEDED, Label, statuses_of
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.sheet import print_sheet
from crisis_log.command import Command
from crisis_log.deadline import Due
from crisis_log.language import _
from crisis_log.slices import objective as objectives
from crisis_log.words import field_name, status_word

_NUMBER = click.argument("number", metavar="O-N", type=Label("O"))


@click.group(cls=WholeHelpGroup, help=_("Keep the objectives of the crisis cell."))
def objective() -> None:
    pass


@objective.command("set", help=_("Set an objective."))
@click.argument("title", metavar=_("TEXT"))
@OWNER
@DUE
@recording
def set_(title: str, owner: str | None, due_on: Due | None) -> Command:
    return objectives.set_(title, owner=owner, due_on=due_on)


@objective.command("met", help=_("Mark an objective as met."))
@_NUMBER
@REASON
@recording
def met(number: int, reason: str | None) -> Command:
    return objectives.meet(number, reason=reason)


@objective.command("dropped", help=_("Mark an objective as dropped."))
@_NUMBER
@REASON_NEEDED
@recording
def dropped(number: int, reason: str) -> Command:
    return objectives.drop(number, reason=reason)


@objective.command("list", help=_("List the objectives."))
@statuses_of("objective", objectives.STATUSES)
@click.pass_obj
def list_(session: Session, statuses: tuple[str, ...]) -> None:
    members, now = session.state().members(objectives.Objective), session.present()
    print_list(
        session,
        (one for one in members if not statuses or one.status in statuses),
        nothing=_("No objective matches.") if statuses else _("No objective is recorded."),
        columns=[_("No."), _("Status"), _("Since"), _("Deadline"), _("Owner"), _("Objective")],
        row=lambda one: [
            one.label,
            status_word("objective", one.status),
            session.show_instant(one.phases[-1].since),
            session.show_due(one.due_on, overdue=one.is_overdue(now, session.zone)),
            one.owner or "",
            one.title,
        ],
        document=_document,
    )


@objective.command("show", help=_("Show an objective in full, with its history."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    one, now = objectives.existing(session.state(), number), session.present()
    print_sheet(
        session,
        objectives.Objective.named(number),
        f"{one.label} · {one.title}",
        [
            (field_name("status"), status_word("objective", one.status)),
            (field_name("since"), session.show_instant(one.phases[-1].since)),
            (field_name("owner"), one.owner or ""),
            (
                field_name("due_on"),
                session.show_due(one.due_on, overdue=one.is_overdue(now, session.zone)),
            ),
        ],
        _document(one),
    )


def _document(one: objectives.Objective) -> dict[str, Any]:
    return {"label": one.label, **one.model_dump(mode="json")}
