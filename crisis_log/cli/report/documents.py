"""`report NAME`: a draft of each document in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crisis_log.cli import output
from crisis_log.cli.entry_words import confirm_noted
from crisis_log.cli.report.form import Draft, deliver, form_of, form_options
from crisis_log.cli.report.questions import asked, asking, taken
from crisis_log.language import _
from crisis_log.reports.documents.making import Kind, draft
from crisis_log.reports.formats import FORMATS

if TYPE_CHECKING:
    from crisis_log.cli.session import Session


def draft_command(kind: Kind[Any, Any]) -> click.Command:
    """Return the command that makes a draft of a document of this kind."""

    @click.command(kind.name, help=kind.words().summary)
    @asking(kind)
    @form_options
    @click.pass_obj
    def make_draft(session: Session, /, **options: Any) -> None:
        question, about = asked(session, kind, taken(kind, options))
        document = draft(session.register, kind, question, session.present())
        delivered = deliver(session, Draft(kind, about, document), form_of(FORMATS, **options))
        if delivered is None:
            return
        path, size = delivered
        if session.as_json:
            output.emit({"report": str(path), "name": kind.name, "about": about, "size": size})
            return
        output.line(_("{name} (draft): {path}").format(name=kind.words().title, path=path))
        confirm_noted(session)

    return make_draft
