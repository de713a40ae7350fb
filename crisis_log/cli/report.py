"""Reports: official documents made from the log."""

import sys
from pathlib import Path

import click

from crisis_log import reports
from crisis_log.cli import output
from crisis_log.cli.desk import Desk
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.keys import seal_of, signing
from crisis_log.language import _


@click.group(cls=WholeHelpGroup, help=_("Make official documents from the log."))
def report() -> None:
    pass


@report.command("weekly", help=_("Make the weekly report; by default of the last complete week."))
@click.option("--week", metavar=_("WEEK"), help=_("ISO week, for example 2020-W13."))
@click.option(
    "--output",
    "path",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to write it; “-” is standard output."),
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["pdf", "html", "json"]),
    help=_("Format; else that of the file's ending, else PDF."),
)
@click.option(
    "--templates",
    metavar=_("FOLDER"),
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help=_("A folder whose templates replace those shipped."),
)
@signing
@click.pass_obj
def weekly(
    desk: Desk,
    week: str | None,
    path: Path | None,
    format_: str | None,
    templates: Path | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    from crisis_log.reports.weekly import build, parse_week

    asked = parse_week(week) if week else None
    built = build(desk.register, asked, desk.now())
    label = built.period.week.label
    if format_ is None:
        ending = path.suffix.lower().removeprefix(".") if path else ""
        format_ = ending if ending in {"html", "json"} else "pdf"
    path = path or Path(f"{desk.register.path.stem}-{label}.{format_}")
    if format_ == "json":
        content = reports.to_json(built).encode()
    elif format_ == "html":
        seal = seal_of(desk, f"weekly/{label}", key_path, passphrase_file)
        content = reports.to_html(built, templates, seal).encode()
    else:
        seal = seal_of(desk, f"weekly/{label}", key_path, passphrase_file)
        content = reports.to_pdf(built, templates, seal)
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    reports.write(path, content)
    if desk.as_json:
        output.emit({"report": str(path), "week": label, "size": len(content)})
        return
    output.line(_("Weekly report {week}: {path}").format(week=label, path=path))
