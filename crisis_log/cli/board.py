"""The live board of the register, for those who look at it in a browser."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import output
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import Label
from crisis_log.cli.quantities import Interval, Whole
from crisis_log.cli.session import Session
from crisis_log.cli.user_folders import state_folder
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.register import system_clock
from crisis_log.words import Words, status_word, teach

if TYPE_CHECKING:
    from datetime import datetime

    from crisis_log.board.links import Link, Links
    from crisis_log.board.listening import Listening

_LONGEST_HOURS: Final = 24 * 31
_WAIT: Final = timedelta(hours=1)
_LEAST_WAIT, _MOST_WAIT = timedelta(minutes=1), timedelta(days=1)
_HOURS: Final = 12


def _words() -> Words:
    return Words(
        {},
        codes={
            "board_link": {
                "waiting": _("to be taken"),
                "untaken": _("never taken"),
                "open": _("in use"),
                "expired": _("expired"),
                "revoked": _("revoked"),
            }
        },
    )


teach(_words)


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
        _serve(ctx.obj, chosen)


def _listening(
    bind: str, at: str | None, *, behind_proxy: bool, identity_header: str | None
) -> Listening:
    from crisis_log.board.listening import NotListeningError, is_open, listening

    try:
        chosen = listening(bind, at, behind_proxy=behind_proxy, identity_header=identity_header)
    except NotListeningError as error:
        raise click.UsageError(str(error)) from error
    if is_open(chosen):
        output.warn(
            _(
                "The board listens to a network without TLS: only its proxy may reach {bind}."
            ).format(bind=bind)
        )
    return chosen


def _serve(session: Session, chosen: Listening) -> None:
    try:
        from crisis_log.board.guard import Access
        from crisis_log.board.listening import NotListeningError
        from crisis_log.board.readers import Readers
        from crisis_log.board.serving import serve
        from crisis_log.board.sockets import opened
    except ModuleNotFoundError as error:
        raise Refused(
            _("The board needs libraries that are not installed: {command}").format(
                command="pip install 'crisis-log[board]'"
            )
        ) from error
    place, clock = session.found_place(), session.now if session.clock else system_clock
    links = _links(session)
    session.close()
    try:
        with opened(chosen) as (listener, reached):
            links.note_address(reached.address)
            _tell_start(session, links, reached.address)
            access = Access(Readers(links), reached, chosen.identity_header)
            serve(place, clock, access, listener)
    except NotListeningError as error:
        raise click.UsageError(str(error)) from error


def _tell_start(session: Session, links: Links, address: str) -> None:
    """Tell who starts the board where it is, with a link for them."""
    made, code = links.make(_("who started the board"), _HOURS, system_clock())
    document = _document(made, made.made_at) | _secrets(address, code)
    if session.as_json:
        output.emit(document)
        return
    output.line(_("Board: {address}").format(address=address))
    output.line(
        _("To open it here, once, before {time}: {link}").format(
            time=session.show_instant(made.take_by), link=document["link"]
        )
    )


@board.command(
    "link",
    help=_(
        "Make a link by which one browser reads the board for some hours: it is good once, and "
        "shown here alone."
    ),
)
@click.option(
    "--for", "label", metavar=_("WHOM"), required=True, help=_("For whom, or which screen.")
)
@click.option(
    "--hours",
    type=Whole(1, _LONGEST_HOURS),
    metavar=_("HOURS"),
    default=_HOURS,
    help=_("For how many hours it lets read, once it is taken; else 12."),
)
@click.option(
    "--within",
    metavar=_("DURATION"),
    type=Interval(_LEAST_WAIT, _MOST_WAIT),
    default=_WAIT,
    help=_("How long it waits to be taken: “15 min”, “2h”; else 1 hour."),
)
@click.pass_obj
def link(session: Session, label: str, hours: int, within: timedelta) -> None:
    if not label.strip():
        raise click.UsageError(_("Say for whom the link is."))
    links = _links(session)
    made, code = links.make(label.strip(), hours, system_clock(), within)
    address = links.address()
    document = _document(made, made.made_at) | _secrets(address, code)
    if session.as_json:
        output.emit(document)
        return
    output.line(_told(made))
    if address is None:
        output.warn(_("The board was not started yet: the code is typed on its first page."))
    output.fields(
        [
            (_("link"), str(document["link"] or "")),
            (_("code"), str(document["code"])),
            (_("to be taken before"), session.show_instant(made.take_by)),
        ]
    )


def _told(made: Link) -> str:
    return counted(
        "Link n° {number} for {label}: good once, for {count} hour.",
        "Link n° {number} for {label}: good once, for {count} hours.",
        made.hours,
        number=made.number,
        label=made.label,
    )


@board.command("links", help=_("List the links to the board; their secrets are kept nowhere."))
@click.pass_obj
def links_(session: Session) -> None:
    now = system_clock()
    print_list(
        session,
        _links(session).all(),
        nothing=_("No link to the board was made."),
        columns=[_("No."), _("For"), _("Status"), _("Made"), _("Taken"), _("Until")],
        row=lambda one: [
            str(one.number),
            one.label,
            status_word("board_link", one.status(now)),
            session.show_instant(one.made_at),
            session.show_instant(one.taken_at),
            session.show_instant(one.ends_at()),
        ],
        document=lambda one: _document(one, now),
        right=[0],
    )


@board.command("revoke", help=_("End a link at once, for a page that is open, too."))
@click.argument("number", metavar=_("NUMBER"), type=Label("n°"))
@click.pass_obj
def revoke(session: Session, number: int) -> None:
    now = system_clock()
    ended = _links(session).revoke(number, now)
    if session.as_json:
        output.emit(_document(ended, now))
        return
    output.line(
        _("Link n° {number} for {label} is revoked.").format(number=number, label=ended.label)
    )


def _links(session: Session) -> Links:
    """Return the links to the board of the register in use.

    Raises:
        Refused: the user has no folder for them.

    """
    from crisis_log.board.links import Links

    folder = state_folder()
    if folder is None:
        raise Refused(
            _("You have no home folder, where links to the board are kept: nothing was done.")
        )
    return Links(folder / "board", session.register.register_id)


def _document(one: Link, now: datetime) -> dict[str, object]:
    told = one.model_dump(mode="json", exclude={"code", "cookie", "label"})
    return {"number": one.number, "for": one.label, "status": one.status(now), **told}


def _secrets(address: str | None, code: str) -> dict[str, object]:
    from crisis_log.board.addresses import ENTER
    from crisis_log.board.links import in_groups

    grouped = in_groups(code)
    return {"link": f"{address}{ENTER}#{grouped}" if address else None, "code": grouped}
