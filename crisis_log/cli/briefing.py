"""Briefings: when the crisis cell meets next, how often, and what it asked when it met."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final

import click

from crisis_log.cli.confirm import ask_for_text, ask_whether, is_attended
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import REASON
from crisis_log.cli.present import current_session, instant_of_fact, was_recorded
from crisis_log.cli.quantities import Clock, Interval
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.cli.times import Instant
from crisis_log.command import Command
from crisis_log.language import _, pgettext
from crisis_log.slices import briefing as briefings
from crisis_log.slices.briefing import Announced, Held, RhythmSaid
from crisis_log.slices.rhythm import MOST

_LEAST: Final = timedelta(minutes=15)
_PLACE: Final = click.option("--place", metavar=_("TEXT"), help=_("Where, or by which means."))


@click.group(
    cls=WholeHelpGroup,
    help=_("Announce the briefings of the crisis cell, and say which were held."),
)
def briefing() -> None:
    pass


@briefing.command("next", help=_("Say that the next briefing is at WHEN; a later word moves it."))
@click.argument("at_", metavar=_("WHEN"), type=Instant(sense="future"))
@_PLACE
@recording
def next_(at_: datetime, place: str | None) -> Command:
    return briefings.schedule(at_, place=place, said_at=instant_of_fact())


@briefing.command(
    "every", help=_("Say that a briefing is held each DURATION after the last one: “4h”, “90 min”.")
)
@click.argument("interval", metavar=_("DURATION"), type=Interval(_LEAST, MOST))
@_PLACE
@recording
def every(interval: timedelta, place: str | None) -> Command:
    minutes = interval // timedelta(minutes=1)
    return briefings.set_rhythm(every_minutes=minutes, place=place, said_at=instant_of_fact())


@briefing.command("at", help=_("Say at which TIMES of each day a briefing is held: “08:00 18h30”."))
@click.argument("times", metavar=_("TIME…"), type=Clock(), nargs=-1, required=True)
@_PLACE
@recording
def at_times(times: tuple[str, ...], place: str | None) -> Command:
    return briefings.set_rhythm(times=times, place=place, said_at=instant_of_fact())


@briefing.command("stop", help=_("Say that there are no regular briefings any more."))
@REASON
@recording
def stop(reason: str | None) -> Command:
    return briefings.end_rhythm(reason=reason, said_at=instant_of_fact())


@briefing.command(
    "held",
    help=_(
        "Say that the briefing was held, whether the level still holds, and which alternative "
        "was set aside; at a terminal both are asked."
    ),
)
@click.option(
    "--level-holds/--level-in-doubt",
    "level_holds",
    default=None,
    help=_("Whether the level of the crisis still holds."),
)
@click.option("--set-aside", metavar=_("TEXT"), help=_("The alternative that was set aside."))
@recording
def held(level_holds: bool | None, set_aside: str | None) -> Command:
    at = instant_of_fact()
    if not (click.get_current_context().params["yes"] or was_recorded()):
        level_holds, set_aside = _answers(at, level_holds, set_aside)
    return briefings.hold(level_holds=level_holds, set_aside=set_aside, held_at=at)


def _answers(
    at: datetime, level_holds: bool | None, set_aside: str | None
) -> tuple[bool | None, str | None]:
    """Return the answers to the two questions of each briefing, asked where they are not given.

    Raises:
        UsageError: the level is not answered for, and nobody can be asked.

    """
    level = current_session().crisis.level_at(at)
    if level_holds is None and level:
        if not is_attended():
            raise click.UsageError(
                _(
                    "Say whether the level “{level}” still holds: --level-holds or "
                    "--level-in-doubt, and --set-aside the alternative; --yes leaves both open."
                ).format(level=level.status)
            )
        level_holds = ask_whether(
            _("Does the level “{level}” still hold?").format(level=level.status)
        )
    if set_aside is None and is_attended():
        set_aside = ask_for_text(_("Which alternative was set aside? (Enter: none)"))
    return level_holds, set_aside


@briefing.command("list", help=_("List the briefings as they were announced and held."))
@click.pass_obj
def list_(session: Session) -> None:
    print_list(
        session,
        _told(session),
        nothing=_("No briefing is announced."),
        columns=[
            _("Briefing"),
            pgettext("briefing", "Place"),
            _("Said on"),
            _("Entry"),
            _("Status"),
        ],
        row=lambda told: _row(session, *told),
        document=lambda told: told[0].model_dump(mode="json") | {"status": told[1]},
        right=[3],
    )


_Said = Announced | RhythmSaid | Held


def _told(session: Session) -> Iterator[tuple[_Said, str]]:
    """Return what was said of briefings, in turn, each with its status."""
    kept = briefings.current(session.state())
    announced = kept.in_turn()
    told: list[tuple[_Said, str]] = [*zip(announced, _statuses(session, announced), strict=True)]
    told += _rhythms(kept.rhythms)
    told += [(one, "held") for one in kept.held]
    return iter(sorted(told, key=lambda one: (one[0].since, one[0].entry)))


def _rhythms(said: Iterable[RhythmSaid]) -> Iterator[tuple[RhythmSaid, str]]:
    """Return what was said of rhythms in turn: one replaces that before."""
    in_turn = sorted(said, key=lambda one: (one.since, one.entry))
    for one, after in zip_longest(in_turn, in_turn[1:]):
        is_replaced = after is not None and after.rhythm is not None
        yield one, "ended" if one.rhythm is None else "replaced" if is_replaced else "rhythm"


def _row(session: Session, said: _Said, status: str) -> list[str]:
    words = {
        "next": pgettext("briefing", "next"),
        "past": pgettext("briefing", "past"),
        "replaced": pgettext("briefing", "replaced"),
        "held": pgettext("briefing", "held"),
        "rhythm": pgettext("briefing", "rhythm"),
        "ended": pgettext("briefing", "rhythm ended"),
    }
    place, became = "", words[status]
    match said:
        case Announced():
            what, place = session.show_instant(said.at), said.place or ""
        case RhythmSaid():
            what, place = said.rhythm.words() if said.rhythm else "", said.place or ""
        case _:
            what = session.show_instant(said.since)
            became = " · ".join(filter(None, [became, said.answers()]))
    return [what, place, session.show_instant(said.since), str(said.entry), became]


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
