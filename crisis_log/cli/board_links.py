"""Links by which one browser each reads the board: made, listed, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli import output
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import Label
from crisis_log.cli.quantities import Interval
from crisis_log.cli.session import Session
from crisis_log.cli.user_folders import state_folder
from crisis_log.fact import Refused
from crisis_log.language import _, counted
from crisis_log.register import system_clock
from crisis_log.when import show_duration
from crisis_log.words import Words, status_word, teach

if TYPE_CHECKING:
    from datetime import datetime

    from crisis_log.board.links import Link, Links

_LEAST, _LONGEST = timedelta(minutes=1), timedelta(days=31)
_WAIT: Final = timedelta(hours=1)
_LEAST_WAIT, _MOST_WAIT = timedelta(minutes=1), timedelta(days=1)
LASTING: Final = timedelta(hours=12)
"""For how long a link lets read, unless it is said."""


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


@click.command(
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
    "lasting",
    type=Interval(_LEAST, _LONGEST, timedelta(hours=1)),
    metavar=_("HOURS"),
    default=LASTING,
    help=_("For how many hours it lets read, once it is taken, or “90 min”, “7 d”; else 12."),
)
@click.option(
    "--within",
    metavar=_("DURATION"),
    type=Interval(_LEAST_WAIT, _MOST_WAIT),
    default=_WAIT,
    help=_("How long it waits to be taken: “15 min”, “2h”; else 1 hour."),
)
@click.pass_obj
def link(session: Session, label: str, lasting: timedelta, within: timedelta) -> None:
    from crisis_log.board.running import where

    if not label.strip():
        raise click.UsageError(_("Say for whom the link is."))
    links = links_of(session)
    made, code = links.make(label.strip(), lasting, system_clock(), within)
    boards = where(links)
    told = document(made, made.made_at) | secrets(boards[0] if boards else None, code)
    if session.as_json:
        output.emit(told | {"boards": list(boards)})
        return
    output.line(_told(made))
    if not boards:
        output.line(
            _(
                "No board of this register runs, of those that this account started: start one "
                "with {command}. The code is typed on its first page."
            ).format(command=_("crisis-log board"))
        )
    output.fields(
        [
            *((_("link"), link_at(board, code)) for board in boards),
            (_("code"), str(told["code"])),
            (_("to be taken before"), session.show_instant(made.take_by)),
        ]
    )


def _told(made: Link) -> str:
    sentence = _("Link n° {number} for {label}: good once, for {duration}.")
    duration = _hours_text(made.lasting)
    return sentence.format(number=made.number, label=made.label, duration=duration)


def _hours_text(lasting: timedelta) -> str:
    """Return a stretch of time as it was understood: whole hours as such, however many."""
    hours, rest = divmod(lasting, timedelta(hours=1))
    if hours and rest:
        minutes = rest // timedelta(minutes=1)
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return counted("{count} hour", "{count} hours", hours) if hours else show_duration(rest)


@click.command("links", help=_("List the links to the board; their secrets are kept nowhere."))
@click.pass_obj
def links_(session: Session) -> None:
    now = system_clock()
    print_list(
        session,
        links_of(session).all(),
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
        document=lambda one: document(one, now),
        right=[0],
    )


@click.command("revoke", help=_("End a link at once, for a page that is open, too."))
@click.argument("number", metavar=_("NUMBER"), type=Label("n°"))
@click.pass_obj
def revoke(session: Session, number: int) -> None:
    now = system_clock()
    ended = links_of(session).revoke(number, now)
    if session.as_json:
        output.emit(document(ended, now))
        return
    output.line(
        _("Link n° {number} for {label} is revoked.").format(number=number, label=ended.label)
    )


def links_of(session: Session) -> Links:
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


def document(one: Link, now: datetime) -> dict[str, object]:
    rest = one.model_dump(mode="json", exclude={"code", "cookie", "label"})
    return {"number": one.number, "for": one.label, "status": one.status(now), **rest}


def secrets(address: str | None, code: str) -> dict[str, object]:
    from crisis_log.board.codes import in_groups

    return {"link": address and link_at(address, code), "code": in_groups(code)}


def link_at(address: str, code: str) -> str:
    """Return a link to the board that is reached at `address`."""
    from crisis_log.board.addresses import ENTER
    from crisis_log.board.codes import in_groups

    return f"{address}{ENTER}#{in_groups(code)}"
