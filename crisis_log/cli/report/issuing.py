"""What becomes of reports that are issued: numbered, replaced, listed, made again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from crisis_log import reports
from crisis_log.cli import output
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.keys import load_key, signing
from crisis_log.cli.parameters import REASON_NEEDED, REQUEST_ID, Label
from crisis_log.cli.report.documents import HELP, question_of, taken, with_question
from crisis_log.cli.report.form import OUTPUT, TEMPLATES, warn_of_logo
from crisis_log.cli.session import Session, entry_document
from crisis_log.command import Recorded
from crisis_log.language import _
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import NAMES, Name, label

if TYPE_CHECKING:
    from crisis_log.reports.issuing import Order

NUMBER: Final = click.argument("number", metavar="R-N", type=Label("R"))


def _sealing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that issue."""
    return OUTPUT(TEMPLATES(REQUEST_ID(signing(function))))


@click.group(
    cls=WholeHelpGroup,
    help=_("Issue a document: number it, seal it, record its digest; its file stays for ever."),
)
def issue() -> None:
    pass


def _issue_command(name: Name) -> click.Command:
    @click.command(name, help=HELP[name])
    @with_question(name)
    @_sealing
    @click.pass_obj
    def make_issue(session: Session, /, **options: Any) -> None:
        from crisis_log.reports.issuing import Order

        asked = taken(options)
        _issue(session, lambda: Order(name, question_of(session, name, **asked)[0]), **options)

    return make_issue


for _name in NAMES:
    issue.add_command(_issue_command(_name))


@click.command(
    "rectify",
    help=_(
        "Issue a corrective report in place of R-N: what it showed is told by what is known now."
    ),
)
@NUMBER
@REASON_NEEDED
@_sealing
@click.pass_obj
def rectify(session: Session, /, number: int, reason: str, **options: Any) -> None:
    from crisis_log.reports.issuing import rectification

    _issue(session, lambda: rectification(session.register, number, reason), **options)


def _issue(
    session: Session,
    order: Callable[[], Order],
    path: Path | None,
    templates: Path | None,
    request_id: str | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    from crisis_log.reports.issuing import issue as issue_report

    by = session.by
    earlier = session.register.answer(request_id) if request_id else None
    if earlier:
        _confirm(session, earlier, None)
        return
    warn_of_logo(session)
    issued = issue_report(
        session.register,
        order(),
        load_key(session, key_path, passphrase_file),
        session.now(),
        by=by,
        request_id=request_id,
        templates=templates,
    )
    if path:
        copy_to(issued.path.read_bytes(), path)
    if str(path) != "-":
        _confirm(session, issued.recorded, path)


def _confirm(session: Session, recorded: Recorded, copy: Path | None) -> None:
    fact = recorded.entries[-1].fact
    if not isinstance(fact, issued_report.ReportIssued):  # the id is that of another request
        session.confirm(recorded)
        return
    path = session.register.place.shelf.path_of(fact.number)
    if session.as_json:
        entry = entry_document(recorded.entries[-1])
        output.emit(
            entry | {"report": label(fact.number), "path": str(path), "sha256": fact.sha256}
        )
        return
    session.confirm(recorded)
    output.line(_("File: {path}").format(path=path))
    if copy:
        output.line(_("Copy: {path}").format(path=copy))
    output.line(_("SHA-256: {digest}").format(digest=fact.sha256))


def copy_to(content: bytes, path: Path) -> None:
    """Write `content` to `path`, or to standard output where that is `-`."""
    if str(path) == "-":
        sys.stdout.buffer.write(content)
    else:
        reports.write(path, content)
