"""`transcribe`: lines of the journal that were written on paper while nothing else worked."""

from __future__ import annotations

from typing import Any

import click

from crisis_log.cli.awaited import Awaited, answered
from crisis_log.cli.close_lines import heed_close_line
from crisis_log.cli.inputs import TextOrInput
from crisis_log.cli.journal import LINE_FIELDS
from crisis_log.cli.pad.sheets import PAD, OneSheet, Sheet, meant
from crisis_log.cli.parameters import recording
from crisis_log.cli.present import current_session, is_dated
from crisis_log.cli.quantities import Whole
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import pad as pads

_MOST_ROWS = 99


@click.command(
    "transcribe",
    help=_(
        "Enter a line that was written on a sheet of paper: its text, with --at its time there, "
        "with --note what followed."
    ),
)
@click.argument("text", metavar=_("TEXT"), type=TextOrInput())
@click.option(
    "--pad", metavar="CP-N", type=PAD, help=_("The pad; else the only one that was printed.")
)
@click.option(
    "--sheet",
    metavar="N",
    type=OneSheet(),
    required=True,
    help=_("The sheet (needed): its number, or what its QR code says."),
)
@click.option("--row", metavar="N", type=Whole(1, _MOST_ROWS), help=_("The row of the sheet."))
@click.option(
    "--written-by",
    metavar=_("WHO"),
    required=True,
    help=_("Who wrote it, as the initials say (needed)."),
)
@click.option("--to", metavar=_("WHO"), help=_("For whom it was, if that was written."))
@LINE_FIELDS
@recording
def transcribe(
    text: str, pad: int | None, sheet: Sheet, awaited: tuple[Awaited, ...], **options: Any
) -> Command:
    if not is_dated():
        raise click.UsageError(_("Give the time that is written on the paper: --at."))
    heed_close_line(current_session(), text)
    if sheet.pad and pad not in {None, sheet.pad}:
        raise click.UsageError(_("The sheet is of {label}.").format(label=pads.label(sheet.pad)))
    number = sheet.pad or meant(pad)
    return pads.transcribe(text, pad=number, sheet=sheet.number, **answered(awaited), **options)
