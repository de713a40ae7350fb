"""The live board of the register, for those who look at it in a browser."""

from __future__ import annotations

import click

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import system_clock


@click.command(
    "board",
    help=_("Show the register live in a browser, to be read alone."),
)
@click.option(
    "--bind",
    metavar=_("ADDRESS:PORT"),
    default="127.0.0.1:8080",
    help=_("Where it listens; by default this machine alone, 127.0.0.1:8080."),
)
@click.pass_obj
def board(session: Session, bind: str) -> None:
    try:
        from crisis_log.board.serving import serve
    except ModuleNotFoundError as error:
        raise Refused(
            _("The board needs libraries that are not installed: {command}").format(
                command="pip install 'crisis-log[board]'"
            )
        ) from error
    place, clock = session.found_place(), session.now if session.clock else system_clock
    host, _colon, port = bind.rpartition(":")
    session.register  # noqa: B018 - opened for what it refuses
    session.close()
    output.line(_("Board: http://{address}").format(address=bind))
    serve(place, clock, host, int(port))
