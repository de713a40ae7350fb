"""The live board of the register, for those who look at it in a browser."""

from __future__ import annotations

import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import output, technical_log
from crisis_log.cli.session import Session
from crisis_log.cli.technical_log import TechnicalLog
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.register import system_clock

if TYPE_CHECKING:
    from crisis_log.board.rendering import Fault
    from crisis_log.recording import Clock

_MOST_FAULTS: Final = 100
"""How many faults are told: each once, and not for ever."""


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
        from crisis_log.board.serving import listen, serve
    except ModuleNotFoundError as error:
        raise Refused(
            _("The board needs libraries that are not installed: {command}").format(
                command="pip install 'crisis-log[board]'"
            )
        ) from error
    place, clock = session.found_place(), _clock(session)
    host, _colon, port = bind.rpartition(":")
    session.register  # noqa: B018 - opened for what it refuses
    session.close()
    with listen(host, int(port)) as listening:
        output.line(_("Board: http://{address}").format(address=bind))
        try:
            serve(place, clock, listening, _fault(technical_log.present()))
        finally:
            output.line(_("The board has ended. The register is as it was."))


def _clock(session: Session) -> Clock:
    """Return the clock of the system, or of an exercise: it goes on from where it was set."""
    if session.clock is None:
        return system_clock
    ahead = session.now() - system_clock()
    return lambda: system_clock() + ahead


def _fault(log: TechnicalLog) -> Fault:
    """Return what tells of an error that nobody foresaw: on one line here, more in the log."""
    told = set[tuple[str, str]]()

    def fault(where: str, error: Exception) -> None:
        last = (*traceback.extract_tb(error.__traceback__),)[-1:]
        of = (where, f"{type(error).__name__} {last}")
        if of in told or len(told) > _MOST_FAULTS:
            return
        told.add(of)
        output.warn(
            _("The board could not tell “{where}”, by a fault of its own ({error}).").format(
                where=where, error=type(error).__name__
            )
        )
        with suppress(FileError):
            log.fault(where, error)

    return fault
