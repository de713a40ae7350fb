"""`audit dossier`: what was known when a decision was adopted, and what came after?"""

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final, Literal, cast, get_args

import click

from crisis_log import reports
from crisis_log.audit.checkpoints import Taken
from crisis_log.cli import output
from crisis_log.cli.audit.dossier_text import print_dossier
from crisis_log.cli.keys import seal_of, signing
from crisis_log.cli.parameters import Label
from crisis_log.cli.report.form import OUTPUT, TEMPLATES, warn_of_logo
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.views.dossier.report import Dossier

Format = Literal["text", "json", "pdf", "html"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
_ON_SCREEN: Final = frozenset({"text", "json"})


@click.command(
    "dossier",
    help=_("What was known when a decision was adopted; apart, what was known later."),
)
@click.argument("number", metavar="D-N", type=Label("D"))
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help=_("Format; else that of the file's ending, else text."),
)
@OUTPUT
@TEMPLATES
@signing
@click.pass_obj
def dossier(
    session: Session,
    number: int,
    format_: Format | None,
    path: Path | None,
    templates: Path | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    from crisis_log.reports.documents.catalogue import AboutDecision, draft

    question = AboutDecision(decision=number)
    built = cast("Dossier", draft(session.register, "dossier", question, session.now()))
    format_ = format_ or _format_of(path, as_json=session.as_json)
    if path is None and format_ in _ON_SCREEN:
        if session.as_json or format_ == "json":
            output.emit(built.model_dump(mode="json"))
        else:
            print_dossier(session, built)
        return
    label = built.decision.decision.label
    path = path or Path(f"{session.register.place.name}-{label}.{format_}")
    seal = (
        None
        if format_ in _ON_SCREEN
        else seal_of(session, f"dossier/{label}", key_path, passphrase_file)
    )
    if format_ not in _ON_SCREEN:
        warn_of_logo(session)
    content = _content(session, built, format_, templates, seal)
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        return
    reports.write(path, content)
    if session.as_json:
        output.emit({"dossier": str(path), "decision": label, "size": len(content)})
        return
    output.line(_("Dossier of {label}: {path}").format(label=label, path=path))


def _format_of(path: Path | None, *, as_json: bool) -> Format:
    ending = path.suffix.lower().removeprefix(".") if path else ""
    if as_json and path is None:
        return "json"
    return next((known for known in FORMATS if known == ending), "text")


def _content(
    session: Session, built: Dossier, format_: Format, templates: Path | None, seal: Taken | None
) -> bytes:
    if format_ == "pdf":
        return reports.to_pdf(built, templates, seal)
    if format_ == "html":
        return reports.to_html(built, templates, seal).encode()
    if format_ == "json":
        return reports.to_json(built).encode()
    text = io.StringIO()
    with redirect_stdout(text):
        print_dossier(session, built)
    output.announce(_("EXERCISE") if built.exercise else "")
    return text.getvalue().encode()
