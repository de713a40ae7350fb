"""Handovers: the watch given with a brief, taken over, and shown again."""

from datetime import datetime
from typing import Any, Final

import click

from crisis_log.cli import output
from crisis_log.cli.groups import DefaultGroup
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import Label
from crisis_log.cli.pending import briefing_words
from crisis_log.cli.points import marked, point_titles, print_points
from crisis_log.cli.present import current_session, instant_of_fact
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Sequel, Session
from crisis_log.cli.summaries import crisis_level
from crisis_log.command import Command
from crisis_log.entry import Entry
from crisis_log.language import _, counted
from crisis_log.slices import handover as handovers
from crisis_log.slices.handover import Handover, WatchHandedOver
from crisis_log.views.foremost import foremost
from crisis_log.views.handover import HandoverBrief, News, handover_brief
from crisis_log.words import field_name, status_word

_HANDOVER: Final = click.argument(
    "number", metavar="P-1", type=Label(handovers.PREFIX.rstrip("-")), required=False
)
_LINES: Final = 15
"""How many lines of the journal a brief shows, the key points first."""


@click.group(
    cls=DefaultGroup,
    default="give",
    help=_("Hand the watch over: “handover --to WHOM” is “handover give --to WHOM”."),
)
def handover() -> None:
    pass


@handover.command("give", help=_("Hand the watch over, and print the brief for who takes it."))
@click.option("--to", metavar=_("FUNCTION"), required=True, help=_("Who takes the watch over."))
@click.option(
    "--from",
    "from_function",
    metavar=_("FUNCTION"),
    help=_("Who hands it over, if not who records."),
)
@recording
def give(to: str, from_function: str | None) -> Command:
    session = current_session()
    session.sequel = Sequel(
        lambda entry: {"brief": _brief_of(session, entry).model_dump(mode="json")},
        lambda entry: _print(session, _brief_of(session, entry)),
    )
    return handovers.give(to, from_function=from_function)


def _brief_of(session: Session, entry: Entry) -> HandoverBrief:
    """Return the brief of the handover that `entry` records."""
    if not isinstance(entry.fact, WatchHandedOver):
        raise TypeError(entry.kind)
    return _brief(session, handovers.existing(session.state(), entry.fact.number))


def _brief(session: Session, given: Handover) -> HandoverBrief:
    return handover_brief(session.register.account(given.position), given)


@handover.command("accept", help=_("Take the watch over: by handover P-1, else by the last one."))
@_HANDOVER
@click.option(
    "--as",
    "taken_by",
    metavar=_("FUNCTION"),
    help=_("Who takes it over, if not whom the handover names."),
)
@recording
def accept(number: int | None, taken_by: str | None) -> Command:
    return handovers.accept(number, taken_by=taken_by, at=instant_of_fact())


@handover.command("show", help=_("Show handover P-1, else the last one, with its brief."))
@_HANDOVER
@click.pass_obj
def show(session: Session, number: int | None) -> None:
    given = handovers.meant(session.state(), number)
    brief = _brief(session, given)
    if session.as_json:
        output.emit(_document(given, session.present()) | {"brief": brief.model_dump(mode="json")})
        return
    _print(session, brief, given)


@handover.command("list", help=_("List the handovers of the watch."))
@click.pass_obj
def list_(session: Session) -> None:
    now = session.present()
    print_list(
        session,
        session.state().members(Handover),
        nothing=_("No watch was handed over."),
        columns=[_("No."), _("Given"), _("By"), _("To"), _("Accepted"), _("Entry")],
        row=lambda one: [
            one.label,
            session.show_instant(one.since),
            one.from_function,
            one.keeper,
            session.show_instant(one.accepted_at) or status_word("handover", "given"),
            str(one.entry),
        ],
        document=lambda one: _document(one, now),
        right=[5],
    )


def _document(given: Handover, now: datetime) -> dict[str, Any]:
    told = {"label": given.label, "status": given.status_at(now)}
    return told | given.model_dump(mode="json")


def _print(session: Session, brief: HandoverBrief, given: Handover | None = None) -> None:
    """Print a brief; of one `given` before, with what has become of it."""
    output.heading(
        _("Handover {label} · {time} · the log up to n° {entry}").format(
            label=brief.label,
            time=session.show_instant(brief.given_at),
            entry=brief.position,
        )
    )
    briefing = brief.next_briefing
    output.fields(
        [
            (field_name("from_function"), brief.from_function),
            (field_name("to_function"), brief.to_function),
            (_("accepted"), _accepted(session, given) if given else ""),
            (_("this watch"), _watch(session, brief)),
            (field_name("level"), crisis_level(session, brief.level)),
            (
                _("next briefing"),
                briefing_words(session, briefing) if briefing else _("not recorded"),
            ),
        ]
    )
    _print_news(session, brief.news)
    print_points(session, brief.points, *point_titles())


def _accepted(session: Session, given: Handover) -> str:
    if given.accepted_at is None:
        return status_word("handover", "given")
    return _("{time}, by {function} (entry {entry})").format(
        time=session.show_instant(given.accepted_at),
        function=given.taken_by,
        entry=given.accepted_by,
    )


def _watch(session: Session, brief: HandoverBrief) -> str:
    watch = brief.watch
    since = session.show_instant(watch.since)
    if watch.handover is None:
        return _("since {time}, the opening of the register").format(time=since)
    return _("since {time}, by handover {label}").format(
        time=since, label=handovers.label(watch.handover)
    )


def _print_news(session: Session, news: tuple[News, ...]) -> None:
    """Print what is new; of many lines of the journal, those that matter first."""
    output.heading(_("What is new since this watch began ({count})").format(count=len(news)))
    if not news:
        output.line(_("Nothing but what is told below."))
        return
    shown = foremost([one for one in news if one.line_kind], _LINES, _rank)
    left_out = {one.number for one in shown.others}
    output.table(
        [_("No."), _("Fact"), _("What")],
        [
            [str(one.number), session.show_instant(one.occurred_at), _text(one)]
            for one in news
            if one.number not in left_out
        ],
        [0],
    )
    if left_out:
        output.line(
            counted(
                "{count} other line of the journal is in the timeline.",
                "{count} other lines of the journal are in the timeline.",
                len(left_out),
            )
        )


def _rank(line: News) -> tuple[bool, int, int]:
    """Return by what lines lead: key points, then the situation, then the last ones."""
    kinds = ("situation", "action", "communication", "request", "information")
    place = kinds.index(line.line_kind) if line.line_kind in kinds else len(kinds)
    return not line.is_key_point, place, -line.number


def _text(news: News) -> str:
    said = (
        _("{headline}: {detail}").format(headline=news.headline, detail=news.text)
        if news.text
        else news.headline
    )
    return marked(said, refuted=news.is_refuted)
