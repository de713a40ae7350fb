"""Requests: which are open, what answered them, and closing one without action."""

from collections.abc import Iterator

import click

from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.inputs import TextOrInput
from crisis_log.cli.journal import CHANNEL, SOURCE
from crisis_log.cli.listing import print_list
from crisis_log.cli.parameters import ENTRY, REASON_NEEDED
from crisis_log.cli.points import marked
from crisis_log.cli.recording import recording
from crisis_log.cli.session import Session
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import journal
from crisis_log.slices import request as requests_slice
from crisis_log.slices.topic import called
from crisis_log.views.requests import RequestNow, requests
from crisis_log.words import entry_numbers, enumerate_parts, status_word


@click.group(
    cls=WholeHelpGroup,
    help=_("Follow the requests of the journal; “log TEXT --kind request” writes one down."),
)
def request() -> None:
    pass


@request.command("list", help=_("List requests and what became of them, the last first."))
@click.option(
    "--open", "only_open", is_flag=True, help=_("Only those neither answered nor closed.")
)
@click.pass_obj
def list_(session: Session, only_open: bool) -> None:
    print_list(
        session,
        requests(session.register.account(), only_open=only_open),
        nothing=_("No request is open.") if only_open else _("No request is recorded."),
        columns=[_("No."), _("Status"), _("Time"), _("What became of it"), _("Request")],
        row=lambda one: [
            _("n° {number}").format(number=one.number),
            status_word("request", one.status),
            session.show_instant(one.occurred_at),
            enumerate_parts([*became(session, one)]),
            marked(one.text, confidential=one.confidential),
        ],
        document=lambda one: one.model_dump(mode="json"),
    )


def became(session: Session, request: RequestNow) -> Iterator[str]:
    """Return what became of a request: its answers, its closing, who else names it."""
    for answer in request.answers:
        yield _("answered by {label}, {time}").format(
            label=called(answer.label), time=session.show_instant(answer.occurred_at)
        )
    for answer in request.proposed:
        yield _("answer proposed: {label}").format(label=called(answer.label))
    if request.closed_by:
        yield _("closed by n° {entry}: {reason}").format(
            entry=request.closed_by, reason=request.closed_reason
        )
    if request.cited_by:
        yield _("cited by {entries}").format(entries=entry_numbers(request.cited_by))


@request.command("answer", help=_("Answer request N: write in the journal what satisfies it."))
@click.argument("number", metavar="N", type=ENTRY)
@click.argument("text", metavar=_("TEXT"), type=TextOrInput())
@SOURCE
@CHANNEL
@recording
def answer(number: int, text: str, source: str | None, channel: str | None) -> Command:
    return journal.log(text, answers=[number], source=source, channel=channel)


@request.command("close", help=_("Close request N without action: nothing is to be done about it."))
@click.argument("number", metavar="N", type=ENTRY)
@REASON_NEEDED
@recording
def close(number: int, reason: str) -> Command:
    return requests_slice.close(number, reason=reason)
