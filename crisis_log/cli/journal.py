"""The journal: log, verify, refute, correct, strike."""

from typing import Any

import click

from crisis_log.cli.inputs import TextOrInput
from crisis_log.cli.parameters import (
    ANSWERS,
    ENTRY,
    REASON_NEEDED,
    Coded,
    recording,
)
from crisis_log.cli.typed import CODE
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import journal

_NUMBER = click.argument("number", metavar="N", type=ENTRY)


@click.command("log", help=_("Write a line in the journal; TEXT “-” reads standard input."))
@click.argument("text", metavar=_("TEXT"), type=TextOrInput())
@click.option(
    "--kind",
    "line_kind",
    type=Coded("line_kind", journal.LINE_KINDS),
    default="information",
    show_default=True,
    help=_("Kind of line."),
)
@click.option("--source", metavar=_("TEXT"), help=_("Where it comes from."))
@click.option("--channel", metavar=_("TEXT"), help=_("How it came: telephone, e-mail, meeting …"))
@click.option(
    "--status",
    "verification",
    type=Coded("verification", ("unverified", "verified")),
    help=_("Whether it was verified."),
)
@click.option(
    "--tag",
    "tags",
    metavar=_("WORD"),
    type=CODE,
    multiple=True,
    help=_("Tag (repeatable); “point-clé” makes the line a key point of the report."),
)
@click.option(
    "--confidential",
    is_flag=True,
    help=_("Minutes can be made without this line; it is shown as confidential elsewhere."),
)
@ANSWERS
@recording
def log(text: str, **options: Any) -> Command:
    return journal.log(text, **options)


@click.command("verify", help=_("Mark line N of the journal as verified."))
@_NUMBER
@recording
def verify(number: int) -> Command:
    return journal.verify(number)


@click.command("refute", help=_("Mark line N of the journal as refuted."))
@_NUMBER
@recording
def refute(number: int) -> Command:
    return journal.refute(number)


@click.command("correct", help=_("Correct line N of the journal; the old text stays legible."))
@_NUMBER
@click.argument("text", metavar=_("TEXT"), type=TextOrInput())
@REASON_NEEDED
@recording
def correct(number: int, text: str, reason: str) -> Command:
    return journal.correct(number, text, reason=reason)


@click.command("strike", help=_("Strike line N of the journal; it stays legible."))
@_NUMBER
@REASON_NEEDED
@recording
def strike(number: int, reason: str) -> Command:
    return journal.strike(number, reason=reason)
