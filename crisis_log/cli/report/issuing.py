"""What becomes of reports that are issued: numbered, replaced, listed, made again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from typing_extensions import override

from crisis_log.cli import destination, output
from crisis_log.cli.entry_document import entry_document
from crisis_log.cli.entry_words import entry_line
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.keys import load_key, signing
from crisis_log.cli.parameters import OUTPUT, REASON_NEEDED, REQUEST_ID, Label
from crisis_log.cli.report.form import TEMPLATES, warn_of_logo
from crisis_log.cli.session import Session
from crisis_log.cli.untaken import warn_of_untaken
from crisis_log.fact import Refused
from crisis_log.files import read
from crisis_log.language import _
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import label

if TYPE_CHECKING:
    from crisis_log.command import Recorded
    from crisis_log.reports.completing import Issued
    from crisis_log.reports.documents.making import Kind
    from crisis_log.reports.issuing import Order

NUMBER: Final = click.argument("number", metavar="R-N", type=Label("R"))


ONCE: Final = click.option(
    "--once",
    is_flag=True,
    help=_(
        "Not twice: if a report tells this already, or nothing is new, say which (exit code 0)."
    ),
)


def _sealing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that issue."""
    return OUTPUT(TEMPLATES(REQUEST_ID(signing(function))))


class _Documents(WholeHelpGroup):
    """A command for each document."""

    @override
    def verbs(self) -> list[str]:
        from crisis_log.reports.documents import catalogue

        return sorted(catalogue.names())

    @override
    def find(self, code: str) -> click.Command | None:
        from crisis_log.reports.documents import catalogue

        if code not in catalogue.names():
            return None
        return _issue_command(catalogue.find(code))


@click.group(
    cls=_Documents,
    help=_("Issue a document: number it, seal it, record it with its file, which stays for ever."),
)
def issue() -> None:
    pass


def _issue_command(kind: Kind[Any, Any]) -> click.Command:
    from crisis_log.cli.report.questions import asked, asking, taken

    @click.command(kind.name, help=kind.words().summary)
    @asking(kind)
    @ONCE
    @_sealing
    @click.pass_obj
    def make_issue(session: Session, /, **options: Any) -> None:
        from crisis_log.reports.issuing import Order

        given = taken(kind, options)
        _issue(session, lambda: Order(kind, asked(session, kind, given).question), **options)

    return make_issue


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
    once: bool = False,
) -> None:
    from crisis_log.reports.completing import complete
    from crisis_log.reports.issuing import issue as issue_report

    register, by = session.register_to_record, session.by
    register.check_right(issued_report.ReportIssued.kind)
    earlier = register.answer(request_id) if request_id else None
    if earlier and not isinstance(earlier.entries[-1].fact, issued_report.ReportIssued):
        session.confirm(earlier)  # the id is that of another request
        return
    destination.check(session, path)
    once = once and not earlier
    if once:
        earlier = _issued_already(session, order())
    if earlier:
        issued = complete(register, earlier, templates)
    else:
        warn_of_logo(session)
        key = load_key(session, key_path, passphrase_file)
        options: Any = {"by": by, "request_id": request_id, "templates": templates}
        try:
            issued = issue_report(register, order(), key, session.present(), **options)
        except Refused:  # another process may have been asked the same, and was faster
            earlier = _issued_already(session, order()) if once else None
            if not earlier:
                raise
            issued = complete(register, earlier, templates)
        else:
            warn_of_untaken(register.proven(issued.fact.position))
    _deliver(session, issued, path, already=bool(once and earlier))


def _issued_already(session: Session, order: Order) -> Recorded | None:
    from crisis_log.reports.already import issued_already

    name, now = order.kind.name, session.present()
    return issued_already(session.register, name, order.question, now, session.zone)


def _deliver(session: Session, issued: Issued, path: Path | None, *, already: bool) -> None:
    """Say what was issued, now or `already`, and put a copy at `path`."""
    is_on_screen = not destination.is_standard_output(path)
    if is_on_screen:
        _confirm(session, issued, already=already)
    if path:
        destination.put(session, read(issued.path), path)
    if path and is_on_screen and not session.as_json:
        output.line(_("Copy: {path}").format(path=path))


def _confirm(session: Session, issued: Issued, *, already: bool) -> None:
    """Say what was issued, and what of it was completed."""
    fact, path = issued.fact, str(issued.path)
    if session.as_json:
        completed = [
            name for name, was_missing in issued.completed._asdict().items() if was_missing
        ]
        about: dict[str, object] = {
            "status": fact.status,
            "replaces": [label(number) for number in fact.replaces],
            "path": path,
            "sha256": fact.sha256,
            "completed": completed,
        }
        about |= {"already_issued": True} if already else {}
        document = entry_document(issued.recorded.entries[-1])
        output.emit(document | {"report": label(fact.number)} | about)
        return
    if already:
        (entry,) = issued.recorded.entries
        output.line(_("Already issued: {entry}").format(entry=entry_line(session, entry)))
    else:
        session.confirm(issued.recorded)
    if fact.status == "provisional":
        output.line(
            _("Provisional: the week is not over, and its definitive report will replace this one.")
        )
    output.line(_("File: {path}").format(path=path))
    output.line(_("SHA-256: {digest}").format(digest=fact.sha256))
    if issued.completed.file:
        output.line(_("Completed: the file was not there; it is the one that was issued."))
    if issued.completed.checkpoint:
        output.line(_("Completed: its checkpoint is now counted among those that went out."))
