"""`audit dossier`: what was recorded when a decision was adopted, and what came after?"""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any, Final, cast

import click

from crisis_log.cli import output
from crisis_log.cli.audit.dossier_text import print_dossier
from crisis_log.cli.entry_words import confirm_noted
from crisis_log.cli.keys import signing
from crisis_log.cli.parameters import OUTPUT, Label
from crisis_log.cli.report.form import (
    TEMPLATES,
    Draft,
    deliver,
    form_of,
    format_option,
)
from crisis_log.language import _
from crisis_log.reports.documents.dossier import DOCUMENT
from crisis_log.reports.documents.making import AboutDecision, draft
from crisis_log.reports.formats import FORMATS
from crisis_log.reports.formats.format import Format

if TYPE_CHECKING:
    from crisis_log.cli.session import Session
    from crisis_log.views.dossier.report import Dossier

_TEXT: Final = "text"
_FORMATS: Final = tuple(sorted(FORMATS, key=lambda one: one.is_page))
"""Those that a screen shows first."""


@click.command(
    "dossier",
    help=_("What was recorded when a decision was adopted; apart, what was received or later."),
)
@click.argument("number", metavar="D-N", type=Label("D"))
@format_option(
    [_TEXT, *(one.name for one in _FORMATS)],
    _("Format; else that of the file's ending, else text."),
)
@OUTPUT
@TEMPLATES
@signing
@click.pass_obj
def dossier(session: Session, /, number: int, format_: str | None, **options: Any) -> None:
    question = AboutDecision(decision=number)
    document = draft(session.register, DOCUMENT, question, session.present())
    if session.as_json and options["path"] is None:
        format_ = format_ or "json"
    form = form_of((_text(session), *_FORMATS), format_=format_, **options)
    if form.path is None and not form.format.is_page:
        if session.as_json or form.format.name != _TEXT:
            output.emit(document.model_dump(mode="json"))
        else:
            print_dossier(session, document)
        return
    delivered = deliver(session, Draft(DOCUMENT, question.told(), document), form)
    if delivered is None:
        return
    path, size = delivered
    if session.as_json:
        output.emit({"dossier": str(path), "decision": question.told(), "size": size})
        return
    output.line(_("Dossier of {label}: {path}").format(label=question.told(), path=path))
    confirm_noted(session)


def _text(session: Session) -> Format:
    """Return the format of what is printed on the screen."""

    def write(_kind: Any, document: Any, *_dress: Any) -> bytes:
        text = io.StringIO()
        with redirect_stdout(text):
            print_dossier(session, cast("Dossier", document))
        output.announce(_("EXERCISE") if document.exercise else "")
        return text.getvalue().encode()

    return Format(_TEXT, (".text",), is_page=False, write=write)
