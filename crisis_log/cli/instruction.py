"""Instructions: given, acknowledged, done or cancelled, and listed with what became of them."""

from typing import Final

import click

from crisis_log.cli import output
from crisis_log.cli.functions import functions_typed
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.history import print_history
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import OVERDUE, REASON_NEEDED, Label
from crisis_log.cli.present import instant_of_fact
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.times import DayOrHour
from crisis_log.cli.topics import ABOUT
from crisis_log.command import Command
from crisis_log.deadline import Due
from crisis_log.language import _
from crisis_log.slices import instruction as instructions_slice
from crisis_log.slices import topic
from crisis_log.slices.instruction import Instruction
from crisis_log.views.instructions import instruction_now, instructions
from crisis_log.words import field_name

_NUMBER: Final = click.argument("number", metavar="C-N", type=Label("C"))


@click.group(cls=WholeHelpGroup, help=_("Give instructions and follow them to their end."))
def instruction() -> None:
    pass


@instruction.command("give", help=_("Tell functions to do something: one instruction for each."))
@click.argument("text", metavar=_("TEXT"))
@click.option(
    "--to",
    metavar=_("FUNCTION"),
    multiple=True,
    required=True,
    help=_("Who is to do it (repeatable)."),
)
@click.option(
    "--due", metavar=_("WHEN"), type=DayOrHour(), help=_("Until when: a day, or an hour of it.")
)
@ABOUT
@recording
def give(text: str, to: tuple[str, ...], due: Due | None, about: tuple[str, ...]) -> Command:
    return instructions_slice.give(text, to=functions_typed(to), due=due, about=about)


@instruction.command(
    "acknowledge", help=_("Record that an instruction has reached who is to do it.")
)
@_NUMBER
@click.option(
    "--from",
    "function",
    metavar=_("FUNCTION"),
    help=_("Who acknowledges it, if not the function that it was given to."),
)
@recording
def acknowledge(number: int, function: str | None) -> Command:
    return instructions_slice.acknowledge(number, function=function, at=instant_of_fact())


@instruction.command("done", help=_("Record that an instruction is done."))
@_NUMBER
@click.option("--text", metavar=_("TEXT"), help=_("What whoever did it reports."))
@recording
def done(number: int, text: str | None) -> Command:
    return instructions_slice.done(number, text=text)


@instruction.command("cancel", help=_("Cancel an instruction that is not done."))
@_NUMBER
@REASON_NEEDED
@recording
def cancel(number: int, reason: str) -> Command:
    return instructions_slice.cancel(number, reason=reason)


@instruction.command("list", help=_("List instructions and what became of them, the last first."))
@click.option("--open", "only_open", is_flag=True, help=_("Only those neither done nor cancelled."))
@click.option("--to", metavar=_("FUNCTION"), help=_("Only those given to this function."))
@OVERDUE
@click.pass_obj
def list_(session: Session, only_open: bool, to: str | None, overdue: bool) -> None:
    instant = session.present()
    found = (
        one
        for one in instructions(session.state(), instant, to=to)
        if (one.is_open or not only_open) and (one.is_overdue or not overdue)
    )
    is_whole = not (only_open or to or overdue)
    print_list(
        session,
        found,
        nothing=_("No instruction is recorded.") if is_whole else _("No such instruction."),
        columns=[_("No."), _("Status"), _("Addressee"), _("Deadline"), _("Instruction")],
        row=lambda one: [
            one.label,
            one.said,
            one.to,
            session.show_due(one.due, overdue=one.is_overdue),
            one.text,
        ],
        document=lambda one: one.model_dump(mode="json"),
    )


@instruction.command("show", help=_("Show an instruction in full, with its history."))
@_NUMBER
@click.pass_obj
def show(session: Session, number: int) -> None:
    account, instant = session.register.account(), session.present()
    found = instructions_slice.existing(account.state(), number)
    one = instruction_now(found, instant, session.zone)
    if session.as_json:
        output.emit(one.model_dump(mode="json"))
        return
    output.heading(f"{one.label} · {one.to}")
    output.fields(
        [
            (field_name("text"), one.text),
            (field_name("status"), one.said),
            (field_name("due"), session.show_due(one.due, overdue=one.is_overdue)),
            (field_name("about"), topic.listed(one.about)),
            (field_name("result"), one.result or ""),
            (field_name("reason"), one.reason or ""),
        ]
    )
    subject = Instruction.named(number)
    print_history(session, subject, [account.entry(n) for n in account.about(subject)])
