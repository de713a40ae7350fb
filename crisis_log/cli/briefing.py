"""Briefings: when the crisis cell meets next, and what was said of it before."""

from datetime import datetime
from itertools import zip_longest

import click

from crisis_log.cli import output
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.parameters import Instant, instant_of_fact, recording
from crisis_log.cli.session import Session
from crisis_log.command import Command
from crisis_log.language import _, pgettext
from crisis_log.slices import briefing as briefings
from crisis_log.slices.briefing import Announced


@click.group(cls=WholeHelpGroup, help=_("Announce the next briefing of the crisis cell."))
def briefing() -> None:
    pass


@briefing.command("next", help=_("Say that the next briefing is at WHEN; a later word moves it."))
@click.argument("at_", metavar=_("WHEN"), type=Instant(sense="future"))
@click.option("--place", metavar=_("TEXT"), help=_("Where, or by which means."))
@recording
def next_(at_: datetime, place: str | None) -> Command:
    return briefings.schedule(at_, place=place, said_at=instant_of_fact())


@briefing.command("list", help=_("List the briefings as they were announced, and the next one."))
@click.pass_obj
def list_(session: Session) -> None:
    said = briefings.current(session.state()).in_turn()
    told = [*zip(said, _statuses(session, said), strict=True)]
    if session.as_json:
        output.emit([one.model_dump(mode="json") | {"status": status} for one, status in told])
        return
    if not told:
        output.line(_("No briefing is announced."))
        return
    words = {
        "next": pgettext("briefing", "next"),
        "past": pgettext("briefing", "past"),
        "replaced": pgettext("briefing", "replaced"),
    }
    output.table(
        [_("Briefing"), pgettext("briefing", "Place"), _("Announced on"), _("Entry"), _("Status")],
        [
            [
                session.show_instant(one.at),
                one.place or "",
                session.show_instant(one.since),
                str(one.entry),
                words[status],
            ]
            for one, status in told
        ],
        right=[3],
    )


def _statuses(session: Session, said: list[Announced]) -> list[str]:
    """Return of each whether another was announced before its time, or its time has passed."""
    now = session.present()
    return [
        "replaced"
        if following and following.since < one.at
        else "past"
        if one.at <= now
        else "next"
        for one, following in zip_longest(said, said[1:])
    ]
