"""`import`: the rows of a table become entries, each once, or are refused with a reason.

- `asked`: the file that was named, and the rules that say what its columns mean
- `run`: its rows judged, shown, asked about and recorded
- `suggesting`: rules that fit a file, written down
- `told`: what would become of the rows, for people and for programs
- `left_over`: the rows that were skipped, as a file
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from crisis_log.cli.coded import Coded
from crisis_log.cli.confirm import YES
from crisis_log.cli.session import Session
from crisis_log.cli.times import Day
from crisis_log.cli.typed import PATH, TEXT
from crisis_log.exchange.record import WHATS, What
from crisis_log.language import _

if TYPE_CHECKING:
    from datetime import date

_WHAT: Final = Coded("row", WHATS)


@click.command(
    "import", help=_("Record the rows of a table (CSV, XLSX, XLS, ODS), each with where it stood.")
)
@click.argument("file", metavar=_("FILE"), type=PATH)
@click.option(
    "--dry-run", is_flag=True, help=_("Show what would become of the rows; record nothing.")
)
@click.option(
    "--suggest", is_flag=True, help=_("Write rules that fit the file, say why; record nothing.")
)
@click.option(
    "--rules",
    "rules_file",
    metavar=_("FILE"),
    type=PATH,
    help=_("Rules: what the columns are; else those beside the file, else guessed."),
)
@click.option(
    "--sheet",
    "sheets",
    metavar=_("NAME"),
    type=TEXT,
    multiple=True,
    help=_("A sheet to take (repeatable); else all that are not hidden."),
)
@click.option(
    "--what",
    type=_WHAT,
    metavar=_("WHAT"),
    help=_("What the rows are: {whats}.").format(whats=_WHAT.listed()),
)
@click.option(
    "--day", metavar=_("DAY"), type=Day(), help=_("The day of times that have none in the file.")
)
@click.option(
    "--skip-bad", is_flag=True, help=_("Record the other rows; write the refused ones to a file.")
)
@click.option(
    "--refused",
    metavar=_("FILE"),
    type=PATH,
    help=_("That file, with reasons: correct it, and import it (with --skip-bad)."),
)
@click.option("--attach-source", is_flag=True, help=_("Keep the file itself in the register."))
@click.option(
    "--output",
    metavar=_("FILE"),
    type=PATH,
    help=_("Where --suggest writes the rules; else beside the file; “-” is standard output."),
)
@YES
@click.pass_obj
def import_(
    session: Session,
    file: Path,
    dry_run: bool,
    suggest: bool,
    rules_file: Path | None,
    sheets: tuple[str, ...],
    what: What | None,
    day: date | None,
    skip_bad: bool,
    refused: Path | None,
    attach_source: bool,
    output: Path | None,
    yes: bool,
) -> None:
    from crisis_log.cli.importing.asked import Asked
    from crisis_log.cli.importing.run import Ways, run
    from crisis_log.cli.importing.suggesting import write_rules

    asked = Asked(file, rules_file, sheets, what, day)
    if suggest:
        write_rules(session, asked, output)
    else:
        ways = Ways(dry_run, skip_bad or refused is not None, refused, attach_source, yes)
        run(session, asked, ways)
