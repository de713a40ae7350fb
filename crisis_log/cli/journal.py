"""The journal: log, verify, refute, correct, strike, tell duplicates as one."""

from collections.abc import Callable
from typing import Any, Final

import click

from crisis_log import striking
from crisis_log.cli.awaited import AWAITED, Awaited, answered
from crisis_log.cli.close_lines import heed_close_line
from crisis_log.cli.coded import Coded
from crisis_log.cli.inputs import TextOrInput
from crisis_log.cli.needed import needed_once
from crisis_log.cli.parameters import ENTRY, REASON, with_options
from crisis_log.cli.present import current_session
from crisis_log.cli.recording import amending, recording
from crisis_log.cli.times import Instant
from crisis_log.cli.typed import CODE
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import journal, line_course

_NUMBER = click.argument("number", metavar="N", type=ENTRY)
_TEXT = click.argument("text", metavar=_("TEXT"), type=TextOrInput())
_KIND: Final = Coded("line_kind", journal.LINE_KINDS)
_KINDS: Final = _("Kind of line: {kinds}.").format(kinds=_KIND.listed())
SOURCE = click.option("--source", metavar=_("TEXT"), help=_("Where it comes from."))
CHANNEL = click.option(
    "--channel", metavar=_("TEXT"), help=_("How it came: telephone, e-mail, meeting …")
)
_CHECKED = with_options(
    click.option("--source", metavar=_("TEXT"), help=_("Who or what says so.")), REASON
)


def _tags(note: str) -> Callable[[Any], Any]:
    return click.option("--tag", "tags", metavar=_("WORD"), type=CODE, multiple=True, help=note)


LINE_FIELDS = with_options(
    click.option(
        "--kind",
        "line_kind",
        metavar=_("KIND"),
        type=_KIND,
        default=_KIND.shown("information"),
        show_default=True,
        help=_KINDS,
    ),
    SOURCE,
    CHANNEL,
    click.option(
        "--status",
        "verification",
        type=Coded("verification", ("unverified", "verified")),
        help=_("Whether it was verified."),
    ),
    _tags(_("Tag (repeatable); “point-clé” makes the line a key point of the report.")),
    click.option(
        "--confidential",
        is_flag=True,
        help=_("Minutes can be made without this line; it is shown as confidential elsewhere."),
    ),
    AWAITED,
)
"""What is said of a line beside its text."""


@click.command("log", help=_("Write a line in the journal; TEXT “-” reads standard input."))
@_TEXT
@LINE_FIELDS
@recording
def log(text: str, awaited: tuple[Awaited, ...], **options: Any) -> Command:
    heed_close_line(current_session(), text)
    return journal.log(text, **answered(awaited), **options)


@click.command("verify", help=_("Mark line N of the journal as verified."))
@_NUMBER
@_CHECKED
@recording
def verify(number: int, **options: Any) -> Command:
    return line_course.verify(number, **options)


@click.command("refute", help=_("Mark line N of the journal as refuted."))
@_NUMBER
@_CHECKED
@recording
def refute(number: int, **options: Any) -> Command:
    return line_course.refute(number, **options)


@click.command("correct", help=_("Correct line N of the journal; what it said stays legible."))
@_NUMBER
@click.argument("text", metavar=_("[TEXT]"), type=TextOrInput(), required=False)
@click.option(
    "--at",
    "occurred_at",
    type=Instant(sense="past"),
    metavar=_("WHEN"),
    help=_("When what it tells happened, if another time was noted."),
)
@click.option(
    "--received",
    "received_at",
    type=Instant(sense="past"),
    metavar=_("WHEN"),
    help=_("When the cell learnt of it, if another time was noted."),
)
@click.option("--kind", "line_kind", metavar=_("KIND"), type=_KIND, help=_KINDS)
@SOURCE
@CHANNEL
@_tags(_("Tag, instead of those that it has (repeatable)."))
@amending(journal.LineFields, dated=False)
def correct(number: int, **fields: Any) -> Command:
    return line_course.correct(number, **fields)


@click.command("duplicate", help=_("Say that line N tells once more what another one tells."))
@_NUMBER
@click.argument("other", metavar="[N]", type=ENTRY, required=False)
@click.option(
    "--of",
    "duplicate_of",
    metavar="N",
    type=ENTRY,
    help=_("The line that it is a duplicate of, if it does not follow; both are told as one."),
)
@REASON
@recording
def duplicate(number: int, other: int | None, duplicate_of: int | None, **options: Any) -> Command:
    of = needed_once("duplicate_of", other, duplicate_of)
    return line_course.duplicate(number, duplicate_of=of, **options)


@click.command("strike", help=_("Strike entry N, recorded by mistake; it stays legible."))
@_NUMBER
@click.argument("why", metavar=_("[TEXT]"), required=False)
@REASON
@recording
def strike(number: int, why: str | None, reason: str | None) -> Command:
    return striking.strike(number, reason=needed_once("reason", why, reason))
