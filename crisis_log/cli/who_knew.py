"""Which functions had something: since when, by what, and which entry says so."""

from datetime import datetime
from typing import Final

import click

from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.cli.times import Instant
from crisis_log.cli.topics import TOPIC
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.slices import topic as topic_slice
from crisis_log.views.reached import Communication, how_said
from crisis_log.views.who_knew import WhoKnew
from crisis_log.views.who_knew import who_knew as answer
from crisis_log.words import abridged

_MOST: Final = 80
"""In characters: how much of a line is told as its title."""


@click.command(
    "who-knew",
    help=_("List the functions that had D-3, R-4 or entry N: since when, by what."),
)
@TOPIC
@click.option(
    "--as-of", type=Instant(bare="end"), metavar=_("WHEN"), help=_("Who had it by WHEN; else now.")
)
@click.pass_obj
def who_knew(session: Session, topic: str, as_of: datetime | None) -> None:
    if as_of is not None and as_of > session.present():
        raise Refused(_("{time} is still to come.").format(time=session.show_instant(as_of)))
    found = answer(session.register.account(), topic, as_of or session.present())
    if session.as_json:
        output.emit(found.model_dump(mode="json"))
        return
    label = topic_slice.called(found.topic)
    told = _("{label} (n° {entry})").format(label=label, entry=found.entry)
    output.heading(
        _("{label} “{title}”: who had it by {time}").format(
            label=label if topic_slice.entry_of(found.topic) else told,
            title=abridged(found.text, _MOST),
            time=session.show_instant(found.instant),
        )
    )
    if found.struck_by:
        output.line(
            _("Entry n° {number} is struck, by entry n° {entry}.").format(
                number=found.entry, entry=found.struck_by
            )
        )
    print_informed(session, found)


def print_informed(session: Session, found: WhoKnew) -> None:
    """Print which functions had something, and which are not credited with it."""
    if not found.informed:
        output.line(_("It is not recorded that any function had it by then."))
    else:
        _print_credited(session, found)
    if found.not_credited:
        _print_not_credited(session, found)


def _print_credited(session: Session, found: WhoKnew) -> None:
    output.table(
        [_("Function"), _("Time"), _("By"), _("Entry")],
        [
            [one.function if told is one.communications[0] else "", *_row(session, told)]
            for one in found.informed
            for told in one.communications
        ],
    )
    output.line(_("Of any other function, it is not recorded that it had it."))


def _print_not_credited(session: Session, found: WhoKnew) -> None:
    output.line()
    output.line(_("Not credited: functions that had left the cell"))
    output.table(
        [_("Function"), _("Time"), _("By"), _("Entry"), _("Left the cell")],
        [
            [
                one.function,
                *_row(session, one.communication),
                _("{time} (n° {entry})").format(
                    time=session.show_instant(one.left_at), entry=one.left_by
                ),
            ]
            for one in found.not_credited
        ],
    )


def _row(session: Session, told: Communication) -> list[str]:
    entry = _("n° {number}").format(number=told.entry)
    if told.recorded_at:
        time = session.show_instant(told.recorded_at)
        entry = _("{entry}, recorded {time}").format(entry=entry, time=time)
    return [session.show_instant(told.at), how_said(told), entry]
