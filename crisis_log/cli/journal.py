"""The journal: log, verify, refute, correct, strike."""

import re
from typing import Any, Final, Literal

import click

from crisis_log import striking
from crisis_log.cli.inputs import TextOrInput
from crisis_log.cli.parameters import (
    ENTRY,
    REASON_NEEDED,
    Coded,
    Label,
    recording,
)
from crisis_log.cli.typed import CODE, Typed
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import journal

_NUMBER = click.argument("number", metavar="N", type=ENTRY)
_EXPECTED: Final = re.compile(r"A\s*-?\s*\d.*", re.IGNORECASE | re.ASCII)


class Awaited(Typed[tuple[Literal["answers", "expected"], int]]):
    """What a line answers: a request by the number of its entry, an expected report as `A-1`."""

    name = "awaited"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Literal["answers", "expected"], int]:
        if _EXPECTED.fullmatch(value.strip()):
            return "expected", Label("A").convert(value, param, ctx)
        return "answers", ENTRY.convert(value, param, ctx)


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
    "--answers",
    "awaited",
    metavar="N|A-N",
    type=Awaited(),
    multiple=True,
    help=_("A request that it answers, by its entry, or the expected report A-N (repeatable)."),
)
@recording
def log(text: str, awaited: tuple[tuple[str, int], ...], **options: Any) -> Command:
    answers, expected = (
        [number for what, number in awaited if what == wanted] for wanted in ("answers", "expected")
    )
    return journal.log(text, answers=answers, expected=expected, **options)


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


@click.command("strike", help=_("Strike entry N, recorded by mistake; it stays legible."))
@_NUMBER
@REASON_NEEDED
@recording
def strike(number: int, reason: str) -> Command:
    return striking.strike(number, reason=reason)
