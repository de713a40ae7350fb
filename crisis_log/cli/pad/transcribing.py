"""`transcribe`: lines of the journal that were written on paper while nothing else worked."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import click
from typing_extensions import override

from crisis_log.cli.awaited import Awaited, answered
from crisis_log.cli.close_lines import heed_close_line
from crisis_log.cli.confirm import says_yes
from crisis_log.cli.guided import Guided
from crisis_log.cli.inputs import TextOrInput
from crisis_log.cli.journal import LINE_FIELDS
from crisis_log.cli.pad.sheets import PAD, OneSheet, Sheet, meant
from crisis_log.cli.present import current_session
from crisis_log.cli.quantities import Whole
from crisis_log.cli.recording import recording
from crisis_log.cli.times import Instant
from crisis_log.command import Command
from crisis_log.language import _
from crisis_log.slices import pad as pads

_MOST_ROWS: Final = 99
_AT: Final = click.option(
    "--at",
    type=Instant(sense="past"),
    metavar=_("WHEN"),
    required=True,
    help=_("The time that is written on the paper: “14:05”, “yesterday 18:30”."),
)


class _SheetByLines(Guided):
    """Asks, once a line was asked for and recorded, for the next one of the same sheet."""

    @override
    def invoke(self, ctx: click.Context) -> Any:
        super().invoke(ctx)
        if self.was_asked(ctx) and says_yes(_("Another line of this sheet?")):
            with self.make_context(ctx.info_name, _same_sheet(ctx.params), ctx.parent) as another:
                self.invoke(another)


def _same_sheet(said: dict[str, Any]) -> list[str]:
    """Return what is typed of the next line: where it stands, and by whom."""
    sheet, row = said["sheet"], said["row"]
    number = sheet.pad or meant(said["pad"])
    typed = ["--pad", str(number), "--sheet", str(sheet.number)]
    next_row = row + 1 if row else None
    if next_row and next_row <= pads.existing(current_session().state(), number).rows:
        typed += ["--row", str(next_row)]
    return [*typed, "--written-by", said["written_by"]]


@click.command(
    "transcribe",
    cls=_SheetByLines,
    help=_("Enter a line that was written on a sheet of paper; what followed goes with --note."),
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
    help=_("The sheet: its number, or what its QR code says."),
)
@click.option("--row", metavar="N", type=Whole(1, _MOST_ROWS), help=_("The row of the sheet."))
@click.option(
    "--written-by",
    metavar=_("WHO"),
    required=True,
    help=_("Who wrote it, as the initials say."),
)
@click.option("--to", metavar=_("WHO"), help=_("For whom it was, if that was written."))
@LINE_FIELDS
@partial(recording, at=_AT)
def transcribe(
    text: str, pad: int | None, sheet: Sheet, awaited: tuple[Awaited, ...], **options: Any
) -> Command:
    heed_close_line(current_session(), text)
    if sheet.pad and pad not in {None, sheet.pad}:
        raise click.UsageError(_("The sheet is of {label}.").format(label=pads.label(sheet.pad)))
    number = sheet.pad or meant(pad)
    return pads.transcribe(text, pad=number, sheet=sheet.number, **answered(awaited), **options)
