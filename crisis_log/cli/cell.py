"""The crisis cell: appoint, relieve, list."""

from datetime import datetime
from typing import Final

import click

from crisis_log.cli.coded import Coded
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.knowledge import account_at
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import REASON
from crisis_log.cli.present import instant_of_fact
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.times import Instant
from crisis_log.cli.typed import CODE
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import cell as cells
from crisis_log.views.crisis_cell import crisis_cell

_ROLE: Final = Coded("role", cells.ROLES)
_FUNCTION = click.argument("function", metavar=_("FUNCTION"))


@click.group(cls=WholeHelpGroup, help=_("Say which functions are in the crisis cell."))
def cell() -> None:
    pass


@cell.command("appoint", help=_("Take FUNCTION into the crisis cell, or give it another role."))
@_FUNCTION
@click.option(
    "--role",
    metavar=_("ROLE"),
    type=_ROLE,
    help=_("What it does in the cell: {roles}.").format(roles=_ROLE.listed()),
)
@click.option(
    "--organisation", metavar="CODE", type=CODE, help=_("The organisation that it comes from.")
)
@click.option("--deputy", is_flag=True, help=_("It stands in for who has that role."))
@recording
def appoint(
    function: str, role: cells.Role | None, organisation: str | None, deputy: bool
) -> Command:
    return cells.appoint(
        function, role=role, organisation=organisation, deputy=deputy, at=instant_of_fact()
    )


@cell.command("relieve", help=_("Let FUNCTION leave the crisis cell."))
@_FUNCTION
@REASON
@recording
def relieve(function: str, reason: str | None) -> Command:
    return cells.relieve(function, reason=reason, at=instant_of_fact())


@cell.command("list", help=_("List who is in the crisis cell now, or was at a past instant."))
@click.option(
    "--as-of",
    type=Instant(bare="end"),
    metavar=_("WHEN"),
    help=_("As the register knew it at WHEN."),
)
@click.option("--former", is_flag=True, help=_("Those that left it, too."))
@click.pass_obj
def list_(session: Session, as_of: datetime | None, former: bool) -> None:
    account, instant = account_at(session, as_of)
    print_list(
        session,
        crisis_cell(account.state(), instant, former=former),
        nothing=_("No function is in the crisis cell."),
        columns=[_("Function"), _("Place in the cell"), _("Since"), _("Until"), _("Entry")],
        row=lambda seat: [
            seat.function,
            seat.place,
            session.show_instant(seat.since),
            session.show_instant(seat.until),
            str(seat.entry),
        ],
        document=lambda seat: seat.model_dump(mode="json"),
        right=[4],
    )
