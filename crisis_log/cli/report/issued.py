"""What was issued: listed and shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from crisis_log.audit.shelf import Stranger, shelf_of, strangers
from crisis_log.cli import output
from crisis_log.cli.handed_out import HandedOut
from crisis_log.cli.report.issuing import NUMBER
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.at_hand import kept
from crisis_log.reports.issued_words import about, status
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport, label
from crisis_log.storage import Shelf
from crisis_log.text import visible
from crisis_log.when import end_of

if TYPE_CHECKING:
    from crisis_log.views.iso_week import IsoWeek


@click.command("list", help=_("The issued reports, what each tells, and which were replaced."))
@click.pass_obj
def list_(session: Session) -> None:
    found = list(issued_report.issued(session.register.itself()))
    shelf = shelf_of(session.register)
    facts = [report.issued for report in found]
    unknown = [one for one in strangers(shelf, facts) if one.is_unknown]
    if session.as_json:
        known = [_document(session.register, shelf, report) for report in found]
        output.emit([*known, *map(_unknown_document, unknown)])
        return
    if not found and not unknown:
        output.line(_("No report has been issued."))
        return
    output.table(
        [_("No."), _("Report"), _("Issued"), _("Entries"), _("Status"), _("File")],
        [_row(session, shelf, report) for report in found]
        + [[one.label, "", "", "", _("UNKNOWN"), visible(one.told)] for one in unknown],
    )
    for sentence in _still_to_issue(session, found):
        output.line(sentence)
    for one in unknown:
        output.line(
            _(
                "{path} is there, and the register does not know it: the register is an old copy, "
                "or entries were removed from it. Keep the file, it is a witness, and run “audit "
                "verify”."
            ).format(path=visible(one.told))
        )


def _row(session: Session, shelf: Shelf, report: IssuedReport) -> list[str]:
    return [
        report.label,
        about(report),
        session.show_instant(report.issued.issued_at),
        _("up to n° {entry}").format(entry=report.issued.known_upto),
        status(report),
        _file_words(session.register, shelf, report),
    ]


@click.command("show", help=_("An issued report: what it tells, its digest, its file."))
@NUMBER
@click.pass_obj
def show(session: Session, /, number: int) -> None:
    report = issued_report.find(session.register.itself(), number)
    shelf = shelf_of(session.register)
    if session.as_json:
        output.emit(_document(session.register, shelf, report))
        return
    fact = report.issued
    first = _("from n° {entry}").format(entry=fact.first_entry) if fact.first_entry else ""
    output.heading(f"{report.label} · {about(report)}")
    output.fields(
        [
            (_("status"), status(report)),
            (_("issued"), session.show_instant(fact.issued_at)),
            (_("recorded"), _("n° {number}").format(number=report.entry)),
            (
                _("entries"),
                f"{first} {_('up to n° {entry}').format(entry=fact.known_upto)}".strip(),
            ),
            (_("situation of"), session.show_instant(fact.cut_off)),
            (_("sealed at"), _("n° {number}").format(number=fact.position)),
            (_("in place of"), issued_report.labels(fact.replaces)),
            *HandedOut(session, report.label).fields(),
            (_("reason"), fact.reason or ""),
            *_file_fields(session.register, shelf, report),
            (_("in the register"), _kept_words(session.register, report)),
            ("SHA-256", fact.sha256),
            (_("made with"), fact.made_with),
        ]
    )


def _still_to_issue(session: Session, found: Sequence[IssuedReport]) -> Iterator[str]:
    """Return what is to be done about the provisional reports whose week is over."""
    definitive = [one for one in found if one.issued.status == "final"]
    for week in dict.fromkeys(_provisional_weeks(found)):
        end = end_of(week.sunday, session.zone)
        told = next((one for one in definitive if one.issued.cut_off >= end), None)
        if end >= session.now():
            continue
        yield (
            _("{label} does not tell all of {week}: “report rectify {label}” does.").format(
                label=label(told.replaced_by or told.issued.number), week=week.label
            )
            if told
            else _(
                "{week} is over, and has provisional reports only: “report issue weekly --week "
                "{week}” makes the definitive one."
            ).format(week=week.label)
        )


def _provisional_weeks(found: Sequence[IssuedReport]) -> Iterator[IsoWeek]:
    from crisis_log.reports.documents.asking import parse_week

    for one in found:
        if one.issued.status == "provisional" and not one.replaced_by:
            yield parse_week(str(one.issued.question.get("week")))


def _file_fields(
    register: Register, shelf: Shelf, report: IssuedReport
) -> Iterator[tuple[str, str]]:
    if not register.place.is_sealed:
        yield _("file"), str(shelf.path_of(report.issued.number))
        yield "", _file_words(register, shelf, report)


def _file_words(register: Register, shelf: Shelf, report: IssuedReport) -> str:
    if register.place.is_sealed and kept(register, report.issued):
        return _("in the bundle")
    found = shelf.digest_of(report.issued.number)
    if found is None and os.path.lexists(shelf.path_of(report.issued.number)):
        return _("cannot be read")
    if found is None:
        return _("not there (make it with “report reprint {label}”)").format(label=report.label)
    return _("intact") if found == report.issued.sha256 else _("ALTERED")


def _kept_words(register: Register, report: IssuedReport) -> str:
    """Return what the register holds of a report's file; of version 0.1, its digest alone."""
    entry = register.entry(report.entry, tolerant=True)
    if all(one.sha256 != report.issued.sha256 for one in entry.attachments):
        return _("its digest alone")
    return _("intact") if kept(register, report.issued) else _("MISSING OR ALTERED")


def _document(register: Register, shelf: Shelf, report: IssuedReport) -> dict[str, object]:
    path = shelf.path_of(report.issued.number)
    found = shelf.digest_of(report.issued.number)
    return report.issued.model_dump(mode="json") | {
        "label": report.label,
        "entry": report.entry,
        "replaced_by": report.replaced_by,
        "path": None if register.place.is_sealed else str(path),
        "is_there": found is not None,
        "is_intact": found == report.issued.sha256,
        "is_kept": kept(register, report.issued) is not None,
        "is_known": True,
    }


def _unknown_document(stranger: Stranger) -> dict[str, object]:
    return {
        "label": stranger.label,
        "path": stranger.told,
        "sha256": stranger.sha256,
        "is_there": True,
        "is_known": False,
    }
