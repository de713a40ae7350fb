"""What becomes of reports that are issued: numbered, replaced, listed, made again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from crisis_log import issued_report, reports
from crisis_log.audit import shelf
from crisis_log.audit.finding import FOUND
from crisis_log.cli import output
from crisis_log.cli.desk import Desk, entry_document
from crisis_log.cli.groups import WholeHelpGroup
from crisis_log.cli.keys import load_key, signing
from crisis_log.cli.parameters import REASON_NEEDED, Label
from crisis_log.cli.report.documents import HELP, question_of, taken, with_question
from crisis_log.cli.report.form import OUTPUT, TEMPLATES, warn_of_logo
from crisis_log.issued_report import NAMES, IssuedReport, Name, label, name_of
from crisis_log.language import _
from crisis_log.request import Recorded

if TYPE_CHECKING:
    from crisis_log.reports.issuing import Order

REQUEST_ID: Final = click.option(
    "--request-id",
    metavar="ID",
    help=_("Id of this request: given again, it answers with the entry already made."),
)
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
    def make_issue(desk: Desk, /, **options: Any) -> None:
        from crisis_log.reports.issuing import Order

        asked = taken(options)
        _issue(desk, lambda: Order(name, question_of(desk, name, **asked)[0]), **options)

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
def rectify(desk: Desk, /, number: int, reason: str, **options: Any) -> None:
    from crisis_log.reports.issuing import rectification

    _issue(desk, lambda: rectification(desk.register, number, reason), **options)


def _issue(
    desk: Desk,
    order: Callable[[], Order],
    path: Path | None,
    templates: Path | None,
    request_id: str | None,
    key_path: Path | None,
    passphrase_file: Path | None,
) -> None:
    from crisis_log.reports.issuing import issue as issue_report

    by = desk.by
    earlier = desk.register.answer(request_id) if request_id else None
    if earlier:
        _confirm(desk, earlier, None)
        return
    warn_of_logo(desk)
    issued = issue_report(
        desk.register,
        order(),
        load_key(desk, key_path, passphrase_file),
        desk.now(),
        by=by,
        request_id=request_id,
        templates=templates,
    )
    if path:
        _copy(issued.path.read_bytes(), path)
    if str(path) != "-":
        _confirm(desk, issued.recorded, path)


def _confirm(desk: Desk, recorded: Recorded, copy: Path | None) -> None:
    fact = recorded.entries[-1].fact
    if not isinstance(fact, issued_report.ReportIssued):  # the id is that of another request
        desk.confirm(recorded)
        return
    path = shelf.path_of(desk.register.path, fact.number)
    if desk.as_json:
        entry = entry_document(recorded.entries[-1])
        output.emit(
            entry | {"report": label(fact.number), "path": str(path), "sha256": fact.sha256}
        )
        return
    desk.confirm(recorded)
    output.line(_("File: {path}").format(path=path))
    if copy:
        output.line(_("Copy: {path}").format(path=copy))
    output.line(_("SHA-256: {digest}").format(digest=fact.sha256))


def _copy(content: bytes, path: Path) -> None:
    if str(path) == "-":
        sys.stdout.buffer.write(content)
    else:
        reports.write(path, content)


@click.command("list", help=_("The issued reports, what each tells, and which were replaced."))
@click.pass_obj
def list_(desk: Desk) -> None:
    found = list(issued_report.issued(desk.register.state()))
    if desk.as_json:
        output.emit([_document(desk, report) for report in found])
        return
    if not found:
        output.line(_("No report has been issued."))
        return
    output.table(
        [_("number"), _("report"), _("issued"), _("entries"), _("status"), _("file")],
        [
            [
                report.label,
                _about(report),
                desk.show_instant(report.issued.issued_at),
                _("up to n° {entry}").format(entry=report.issued.known_upto),
                _status(report),
                _file_words(desk, report),
            ]
            for report in found
        ],
    )


@click.command("show", help=_("An issued report: what it tells, its digest, its file."))
@NUMBER
@click.pass_obj
def show(desk: Desk, /, number: int) -> None:
    report = issued_report.find(desk.register.state(), number)
    if desk.as_json:
        output.emit(_document(desk, report))
        return
    fact = report.issued
    first = _("from n° {entry}").format(entry=fact.first_entry) if fact.first_entry else ""
    output.heading(f"{report.label} · {_about(report)}")
    output.fields(
        [
            (_("status"), _status(report)),
            (_("issued"), desk.show_instant(fact.issued_at)),
            (_("recorded"), _("n° {number}").format(number=report.entry)),
            (
                _("entries"),
                f"{first} {_('up to n° {entry}').format(entry=fact.known_upto)}".strip(),
            ),
            (_("situation of"), desk.show_instant(fact.cut_off)),
            (_("sealed at"), _("n° {number}").format(number=fact.position)),
            (_("reason"), fact.reason or ""),
            (_("file"), str(shelf.path_of(desk.register.path, number))),
            ("", _file_words(desk, report)),
            ("SHA-256", fact.sha256),
            (_("made with"), fact.made_with),
        ]
    )


@click.command(
    "reprint",
    help=_("Make an issued report again from the log alone, and compare it with its digest."),
)
@NUMBER
@OUTPUT
@TEMPLATES
@click.pass_context
def reprint(ctx: click.Context, /, number: int, path: Path | None, templates: Path | None) -> None:
    from crisis_log.reports.issuing import reprint as reprint_report

    desk: Desk = ctx.obj
    made = reprint_report(desk.register, number, templates)
    kept = shelf.path_of(desk.register.path, number)
    if made.is_same and path is None and not kept.exists():
        path = kept
        shelf.make_folder(desk.register.path)
    if path:
        _copy(made.pdf, path)
    if desk.as_json:
        output.emit(
            {
                "report": made.report.label,
                "is_same": made.is_same,
                "same_program": made.same_program,
                "same_templates": made.same_templates,
                "sha256": made.report.issued.sha256,
                "path": str(path) if path else None,
            }
        )
    elif str(path) != "-":
        for line in _told(made, path):
            output.line(line)
    if not made.is_same:
        ctx.exit(FOUND)


def _told(made: Any, path: Path | None) -> Iterable[str]:
    name = made.report.label
    if made.is_same:
        yield _("{label} was made again from the log: the same bytes, SHA-256 {digest}.").format(
            label=name, digest=made.report.issued.sha256
        )
    else:
        yield _("{label} was made again from the log, but its bytes are not those issued.").format(
            label=name
        )
        if not made.same_program:
            yield _("It was issued by another version: {program}.").format(
                program=made.report.issued.made_with
            )
        if not made.same_templates:
            yield _("The templates are not those it was issued with: give them with --templates.")
        if made.same_program and made.same_templates:
            yield _("Run “audit verify”: the log may not be the one that it was made from.")
    if path:
        yield _("File: {path}").format(path=path)


def _about(report: IssuedReport) -> str:
    fact = report.issued
    asked = ", ".join(str(value) for value in fact.question.values() if value)
    if fact.name == "dossier":
        asked = f"D-{asked}"
    return f"{name_of(fact.name)} {asked}".strip()


def _status(report: IssuedReport) -> str:
    said = []
    if report.issued.rectifies:
        said.append(_("corrective of {label}").format(label=label(report.issued.rectifies)))
    if report.replaced_by:
        said.append(_("replaced by {label}").format(label=label(report.replaced_by)))
    return ", ".join(said) or _("final")


def _file_words(desk: Desk, report: IssuedReport) -> str:
    found = shelf.digest_of(shelf.path_of(desk.register.path, report.issued.number))
    if found is None:
        return _("not there (make it with “report reprint {label}”)").format(label=report.label)
    return _("intact") if found == report.issued.sha256 else _("ALTERED")


def _document(desk: Desk, report: IssuedReport) -> dict[str, object]:
    path = shelf.path_of(desk.register.path, report.issued.number)
    found = shelf.digest_of(path)
    return report.issued.model_dump(mode="json") | {
        "label": report.label,
        "entry": report.entry,
        "replaced_by": report.replaced_by,
        "path": str(path),
        "is_there": found is not None,
        "is_intact": found == report.issued.sha256,
    }
