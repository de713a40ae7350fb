"""Meetings of the crisis cell: open, say who is there, go through the agenda, close, show."""

from datetime import datetime
from typing import Final

import click

from crisis_log.cli.functions import functions_in, functions_typed
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.meeting_sheet import print_meeting
from crisis_log.cli.parameters import Label
from crisis_log.cli.present import instant_of_fact, is_dated
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.times import Instant
from crisis_log.cli.typed import FUNCTION
from crisis_log.command import Command
from crisis_log.language import _, whole
from crisis_log.slices import attendance
from crisis_log.slices import meeting as meetings
from crisis_log.slices.attendance import stays
from crisis_log.slices.meeting import Meeting
from crisis_log.views.meetings import described
from crisis_log.words import enumerate_parts, status_word

_FUNCTIONS: Final = click.argument(
    "functions", metavar=_("FUNCTION…"), type=FUNCTION, nargs=-1, required=True
)
_NUMBER: Final = Label("S")
_MEETING: Final = click.option(
    "--meeting",
    "number",
    metavar="S-N",
    type=_NUMBER,
    help=_("Which meeting, if not the one that is open."),
)


@click.group(cls=WholeHelpGroup, help=_("Keep the meetings of the crisis cell."))
def meeting() -> None:
    pass


@meeting.command("open", help=_("Open a meeting: what is recorded until its end belongs to it."))
@click.argument("items", metavar=_("[ITEM, ITEM…]"), type=FUNCTION, nargs=-1)
@click.option(
    "--agenda", metavar=_("TEXT"), multiple=True, help=_("An item of the agenda (repeatable).")
)
@click.option("--place", metavar=_("TEXT"), help=_("Where, or by which means."))
@recording
def open_(items: tuple[str, ...], agenda: tuple[str, ...], place: str | None) -> Command:
    return meetings.open_meeting(agenda=(*functions_in(items), *agenda), place=place)


@meeting.command(
    "attend",
    help=_(
        "Say which functions are there, with commas between them: from the opening, if nothing "
        "else was recorded since and no --at says when they came."
    ),
)
@_FUNCTIONS
@_MEETING
@recording
def attend(functions: tuple[str, ...], number: int | None) -> Command:
    return attendance.attend(
        functions_typed(functions), number=number, at=instant_of_fact(), is_dated=is_dated()
    )


@meeting.command("excuse", help=_("Say which functions are excused."))
@_FUNCTIONS
@_MEETING
@recording
def excuse(functions: tuple[str, ...], number: int | None) -> Command:
    return attendance.excuse(functions_typed(functions), number=number, at=instant_of_fact())


@meeting.command("leave", help=_("Say which functions leave before the end."))
@_FUNCTIONS
@_MEETING
@recording
def leave(functions: tuple[str, ...], number: int | None) -> Command:
    return attendance.leave(functions_typed(functions), number=number, at=instant_of_fact())


@meeting.command(
    "item",
    help=_(
        "Go on to an item of the agenda, by its number, or to one that is added, by its title: "
        "what follows belongs to it."
    ),
)
@click.argument("item", metavar=_("N|TEXT"))
@recording
def item_(item: str) -> Command:
    return meetings.take_item(int(item) if item.isdecimal() else item)


@meeting.command("close", help=_("Close the meeting that is open."))
@click.option(
    "--next",
    "next_at",
    metavar=_("WHEN"),
    type=Instant(),
    help=_("When the cell meets next; it is the next briefing."),
)
@_MEETING
@recording
def close(next_at: datetime | None, number: int | None) -> Command:
    return meetings.close(number=number, next_at=next_at, at=instant_of_fact())


@meeting.command("show", help=_("Show meeting S-N: who was there, and what belongs to it."))
@click.argument("number", metavar="[S-N]", type=_NUMBER, required=False)
@click.pass_obj
def show(session: Session, number: int | None) -> None:
    print_meeting(session, number)


@meeting.command("list", help=_("List the meetings of the crisis cell."))
@click.pass_obj
def list_(session: Session) -> None:
    print_list(
        session,
        session.state().members(Meeting),
        nothing=_("No meeting is recorded."),
        columns=[_("No."), _("Status"), _("Opened"), _("Closed"), _("Present"), _("Agenda")],
        row=lambda one: [
            one.label,
            status_word("meeting", one.status),
            session.show_instant(one.opened.since),
            session.show_instant(one.closed.since if one.closed else None),
            whole(len({stay.function for stay in stays(one)})),
            enumerate_parts([item.title for item in one.agenda]),
        ],
        document=described,
        right=[4],
    )
