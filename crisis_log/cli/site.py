"""Sites, to which missions, counts of agents and measures may be limited."""

import click

from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import Pair
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.typed import CODE
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import site as sites


@click.group(cls=WholeHelpGroup, help=_("Keep the sites that the crisis concerns."))
def site() -> None:
    pass


@site.command("add", help=_("Add a site to the register."))
@click.argument("site", metavar=_("CODE=NAME"), type=Pair())
@click.option(
    "--organisation", metavar="CODE", type=CODE, help=_("The organisation whose site it is.")
)
@recording
def add(site: tuple[str, str], organisation: str | None) -> Command:
    return sites.add(*site, organisation=organisation)


@site.command("list", help=_("List the sites."))
@click.pass_obj
def list_(session: Session) -> None:
    print_list(
        session,
        session.state().members(sites.Site),
        nothing=_("No site is recorded."),
        columns=[_("Code"), _("Organisation"), _("Name")],
        row=lambda one: [one.code, one.organisation or "", one.name],
        document=lambda one: one.model_dump(mode="json"),
    )
