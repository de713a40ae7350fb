"""The live board of the register, for those who look at it in a browser."""

from __future__ import annotations

import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import board_links, output, technical_log
from crisis_log.cli.board_links import LASTING, document, links_of, secrets
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.last_words import BY_SIGNAL, INTERRUPT
from crisis_log.cli.session import Session
from crisis_log.cli.technical_log import TechnicalLog
from crisis_log.fact import Refused
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.outcome import present
from crisis_log.register import system_clock

if TYPE_CHECKING:
    from crisis_log.board.links import Links
    from crisis_log.board.listening import Listening
    from crisis_log.board.rendering import Fault
    from crisis_log.recording import Clock

_MOST_FAULTS: Final = 100
"""How many faults are told: each once, and not for ever."""


@click.group(
    "board",
    cls=WholeHelpGroup,
    invoke_without_command=True,
    help=_("Show the register live in a browser, to be read alone, by who has a link."),
)
@click.option(
    "--bind",
    metavar=_("ADDRESS:PORT"),
    default="127.0.0.1:8080",
    help=_("Where it listens, or “unix:PATH”; by default this machine alone, 127.0.0.1:8080."),
)
@click.option(
    "--at",
    metavar="URL",
    help=_("The address at which people reach it through a reverse proxy, by https."),
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help=_("Listen to a network all the same: a proxy on another machine speaks TLS for it."),
)
@click.option(
    "--identity-header",
    metavar=_("NAME"),
    help=_("The header in which that proxy names who reads, without a link: over a socket alone."),
)
@click.pass_context
def board(
    ctx: click.Context,
    bind: str,
    at: str | None,
    behind_proxy: bool,
    identity_header: str | None,
) -> None:
    if ctx.invoked_subcommand is None:
        chosen = _listening(bind, at, behind_proxy=behind_proxy, identity_header=identity_header)
        try:
            _serve(ctx.obj, chosen)
        except KeyboardInterrupt:  # it is how a board ends, or one that was about to begin
            present().hold_for_good()
            if not ctx.obj.as_json:
                output.line(_("The board has ended. The register is as it was."))
            ctx.exit(BY_SIGNAL + (present().signal or INTERRUPT))


def _listening(
    bind: str, at: str | None, *, behind_proxy: bool, identity_header: str | None
) -> Listening:
    from crisis_log.board.listening import NotListeningError, listening

    try:
        return listening(bind, at, behind_proxy=behind_proxy, identity_header=identity_header)
    except NotListeningError as error:
        raise click.UsageError(str(error)) from error


def _serve(session: Session, chosen: Listening) -> None:
    try:
        from crisis_log.board.guard import Access
        from crisis_log.board.listening import NotListeningError
        from crisis_log.board.readers import Readers
        from crisis_log.board.running import running
        from crisis_log.board.serving import serve
        from crisis_log.board.sockets import opened
    except ModuleNotFoundError as error:
        raise Refused(
            _("The board needs libraries that are not installed: {command}").format(
                command="pip install 'crisis-log[board]'"
            )
        ) from error
    place, clock = session.found_place(), _clock(session)
    links = links_of(session)
    session.check_zone()  # while the register is open: times are told after it
    session.close()
    try:
        with opened(chosen) as (listener, reached), running(links, reached.address):
            if chosen.is_open:
                output.warn(
                    _(
                        "The board listens to a network without TLS: only its proxy may reach "
                        "{bind}."
                    ).format(bind=chosen.bound)
                )
            _tell_start(session, links, reached.address)
            access = Access(Readers(links), reached, chosen.identity_header)
            serve(place, clock, access, listener, _fault(technical_log.present()))
    except NotListeningError as error:
        raise click.UsageError(str(error)) from error


def _tell_start(session: Session, links: Links, address: str) -> None:
    """Tell who starts the board where it is, with a link for them: never a file, or a journal."""
    if not session.as_json:
        output.line(_("Board: {address}").format(address=address))
        if not sys.stdout.isatty():
            command = _("crisis-log board link --for screen")
            output.line(_("To open it, make a link: {command}").format(command=command))
            return
    made, code = links.make(_("Screen of this computer"), LASTING, system_clock())
    told = document(made, made.made_at) | secrets(address, code)
    if session.as_json:
        output.emit(told)
        return
    output.line(
        _("To open it here, once, before {time}: {link}").format(
            time=session.show_instant(made.take_by), link=told["link"]
        )
    )


for one in (board_links.link, board_links.links_, board_links.revoke):
    board.add_command(one)


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
