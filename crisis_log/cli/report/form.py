"""The options and formats that all documents share."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

import click

from crisis_log import reports
from crisis_log.cli import output
from crisis_log.cli.keys import seal_of, signing
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.slices import settings
from crisis_log.slices.issued_report import Name, name_of
from crisis_log.views.document import Document

Format = Literal["pdf", "html", "json"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)

OUTPUT: Final = click.option(
    "--output",
    "path",
    metavar=_("FILE"),
    type=click.Path(path_type=Path),
    help=_("Where to write it; “-” is standard output."),
)
TEMPLATES: Final = click.option(
    "--templates",
    metavar=_("FOLDER"),
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help=_("A folder whose templates replace those shipped."),
)
_FORMAT: Final = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help=_("Format; else that of the file's ending, else PDF."),
)


class Form(NamedTuple):
    """How and where a document is asked for."""

    path: Path | None
    format: Format
    templates: Path | None
    key_path: Path | None
    passphrase_file: Path | None


def form_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a draft; `form_of` reads them."""
    return OUTPUT(_FORMAT(TEMPLATES(signing(function))))


def form_of(
    path: Path | None,
    format_: Format | None,
    templates: Path | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> Form:
    """Return how the document is asked for; the format is that of the file's ending."""
    ending = path.suffix.lower().removeprefix(".") if path else ""
    known: dict[str, Format] = {one: one for one in FORMATS}
    chosen = format_ or known.get(ending, "pdf")
    return Form(path, chosen, templates, key_path, passphrase_file)


def deliver(session: Session, name: Name, about: str, document: Document, form: Form) -> None:
    """Write a draft to its file, and say so."""
    content = _content(session, name, about, document, form)
    if form.path and str(form.path) == "-":
        sys.stdout.buffer.write(content)
        return
    path = form.path or Path(f"{session.register.place.name}-{about}.{form.format}")
    reports.write(path, content)
    if session.as_json:
        output.emit({"report": str(path), "name": name, "about": about, "size": len(content)})
        return
    output.line(_("{name} (draft): {path}").format(name=name_of(name), path=path))


def warn_of_logo(session: Session) -> None:
    """Say that documents are made without the logo, if the one recorded cannot be drawn."""
    logo = settings.current(session.state()).value("logo")
    if logo is None:
        return
    from crisis_log.reports.page.logo import flaw

    if found := flaw(logo):
        click.echo(
            _(
                "Warning: the document is made without its logo: the one that is recorded {flaw}. "
                "Set another one with “settings set logo”."
            ).format(flaw=found),
            err=True,
        )


def _content(session: Session, name: Name, about: str, document: Document, form: Form) -> bytes:
    if form.format == "json":
        return reports.to_json(document).encode()
    warn_of_logo(session)
    seal = seal_of(session, f"{name}/{about}", form.key_path, form.passphrase_file)
    if form.format == "html":
        return reports.to_html(document, form.templates, seal).encode()
    return reports.to_pdf(document, form.templates, seal)
