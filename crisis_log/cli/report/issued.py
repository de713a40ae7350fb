"""What was issued: listed, shown, and made again from the log."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from crisis_log.cli import destination, output
from crisis_log.cli.report.form import OUTPUT, TEMPLATES
from crisis_log.cli.report.issuing import NUMBER
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport, label


@click.command("list", help=_("The issued reports, what each tells, and which were replaced."))
@click.pass_obj
def list_(session: Session) -> None:
    found = list(issued_report.issued(session.register.state()))
    if session.as_json:
        output.emit([_document(session, report) for report in found])
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
                session.show_instant(report.issued.issued_at),
                _("up to n° {entry}").format(entry=report.issued.known_upto),
                _status(report),
                _file_words(session, report),
            ]
            for report in found
        ],
    )


@click.command("show", help=_("An issued report: what it tells, its digest, its file."))
@NUMBER
@click.pass_obj
def show(session: Session, /, number: int) -> None:
    report = issued_report.find(session.register.state(), number)
    if session.as_json:
        output.emit(_document(session, report))
        return
    fact = report.issued
    first = _("from n° {entry}").format(entry=fact.first_entry) if fact.first_entry else ""
    output.heading(f"{report.label} · {_about(report)}")
    output.fields(
        [
            (_("status"), _status(report)),
            (_("issued"), session.show_instant(fact.issued_at)),
            (_("recorded"), _("n° {number}").format(number=report.entry)),
            (
                _("entries"),
                f"{first} {_('up to n° {entry}').format(entry=fact.known_upto)}".strip(),
            ),
            (_("situation of"), session.show_instant(fact.cut_off)),
            (_("sealed at"), _("n° {number}").format(number=fact.position)),
            (_("reason"), fact.reason or ""),
            (_("file"), str(session.register.place.shelf.path_of(number))),
            ("", _file_words(session, report)),
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
@click.pass_obj
def reprint(session: Session, /, number: int, path: Path | None, templates: Path | None) -> None:
    from crisis_log.reports.issuing import reprint as reprint_report

    destination.check(session, path)
    made = reprint_report(session.register, number, templates)
    session.finds(not made.is_same)
    shelf = session.register.place.shelf
    kept = shelf.path_of(number)
    if made.is_same and path is None and not kept.exists():
        with shelf.prepared(number, made.pdf):
            path = kept
    elif path:
        destination.put(session, made.pdf, path)
    if session.as_json:
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
    elif not destination.is_standard_output(path):
        for line in _told(made, path):
            output.line(line)


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
    from crisis_log.reports.documents import catalogue

    fact = report.issued
    kind = catalogue.find(fact.name)
    return f"{kind.words().title} {kind.question.model_validate(fact.question).told()}".strip()


def _status(report: IssuedReport) -> str:
    said = []
    if report.issued.rectifies:
        said.append(_("corrective of {label}").format(label=label(report.issued.rectifies)))
    if report.replaced_by:
        said.append(_("replaced by {label}").format(label=label(report.replaced_by)))
    return ", ".join(said) or _("final")


def _file_words(session: Session, report: IssuedReport) -> str:
    found = session.register.place.shelf.digest_of(report.issued.number)
    if found is None:
        return _("not there (make it with “report reprint {label}”)").format(label=report.label)
    return _("intact") if found == report.issued.sha256 else _("ALTERED")


def _document(session: Session, report: IssuedReport) -> dict[str, object]:
    shelf = session.register.place.shelf
    path = shelf.path_of(report.issued.number)
    found = shelf.digest_of(report.issued.number)
    return report.issued.model_dump(mode="json") | {
        "label": report.label,
        "entry": report.entry,
        "replaced_by": report.replaced_by,
        "path": str(path),
        "is_there": found is not None,
        "is_intact": found == report.issued.sha256,
    }
