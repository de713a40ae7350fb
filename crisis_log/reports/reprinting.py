"""Issued reports made again from the log, to the byte."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, cast

from crisis_log import __version__, language
from crisis_log.audit import checkpoints
from crisis_log.audit.finding import Finding, Notice
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import Kind, Making, Question, make
from crisis_log.reports.errors import ReportError
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.templates import digest
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.views.document import Edition


class Reprinted(NamedTuple):
    """A report made again: `is_same` when its bytes are those that were issued."""

    report: IssuedReport
    pdf: bytes
    is_same: bool
    same_program: bool
    same_templates: bool


def reprint(register: Register, number: int, templates: Path | None = None) -> Reprinted:
    """Make an issued report again from the log alone, and compare the digests.

    Raises:
        Refused: there is no such report, or the log is not the one that it was made from.
        ReportError: the templates do not make a page.

    """
    known = register.itself()
    report = issued_report.find(known, number)
    fact = report.issued
    replaced = issued_report.find(known, fact.rectifies).issued if fact.rectifies else None
    edition = Edition(
        issued_at=fact.issued_at,
        number=fact.number,
        rectifies=fact.rectifies,
        reason=fact.reason,
        replaces=fact.replaces,
        provisional=fact.status == "provisional",
    )
    seal = checkpoints.again(register, fact.checkpoint, fact.extends)
    with language.speaking(cast("language.Language", fact.language)):
        kind, question = asked(fact)
        making = Making(register.proven(fact.position), edition, replaced, again=fact)
        made = make(kind, making, question)
        pdf = to_pdf(kind, made.document, templates, seal)
    return Reprinted(
        report,
        pdf,
        is_same=sha256(pdf).hexdigest() == fact.sha256,
        same_program=fact.made_with == made_with(),
        same_templates=fact.templates == digest(templates),
    )


class Comparison(NamedTuple):
    """What tells something else than the log, and what cannot be compared with it here."""

    findings: list[Finding]
    notices: list[Notice]


def compare_issued(register: Register, templates: Sequence[Path] = ()) -> Comparison:
    """Make every issued report again from the log, and compare it with the digest it was given.

    Each is made with the shipped templates or those of `templates` that it was issued with.
    Whether there is a file on the shelf, and has that digest, is the business of `audit.shelf`.

    Raises:
        AlteredEntryError: the log is not the one that was recorded.
        ReportError: a folder of templates cannot be read.

    """
    found = Comparison([], [])
    at_hand: dict[str, Path | None] = {digest(one): one for one in (None, *templates)}
    for report in list(issued_report.issued(register.itself())):
        if report.issued.templates not in at_hand:
            found.notices.append(_not_compared(report, _other_templates()))
            continue
        try:
            made = reprint(register, report.issued.number, at_hand[report.issued.templates])
        except (Refused, ReportError) as error:
            found.findings.append(_tells_otherwise(report, str(error)))
            continue
        if made.is_same:
            continue
        if made.same_program:
            found.findings.append(_tells_otherwise(report, sha256(made.pdf).hexdigest()))
        else:
            found.notices.append(_not_compared(report, _another_version()))
    return found


def _tells_otherwise(report: IssuedReport, made: str) -> Finding:
    return Finding(
        code="report",
        entry=report.entry,
        expected=f"{report.label}: {made}",
        found=report.issued.sha256,
        meaning=_(
            "The issued report is not the one that the log makes: its pages tell something else, "
            "as when an entry was altered while it was issued."
        ),
    )


def _other_templates() -> str:
    return _(
        "{label} was not compared with the log: it was issued with other templates. Give them with "
        "--templates FOLDER."
    )


def _another_version() -> str:
    return _(
        "{label} was not compared with the log: it was issued by another version ({program}), "
        "which may draw the same pages otherwise."
    )


def _not_compared(report: IssuedReport, sentence: str) -> Notice:
    return Notice(
        entry=report.entry,
        meaning=sentence.format(label=report.label, program=report.issued.made_with),
    )


def made_with() -> str:
    """Return the program and the libraries that decide on the bytes of a PDF."""
    import weasyprint
    from weasyprint.text.ffi import pango

    major, rest = divmod(pango.pango_version(), 10_000)
    return (
        f"crisis-log {__version__}, WeasyPrint {weasyprint.__version__}, "
        f"Pango {major}.{rest // 100}.{rest % 100}"
    )


def asked(fact: ReportIssued) -> tuple[Kind[Any, Any], Question]:
    """Return which document was issued, and the question that it answers."""
    kind = catalogue.find(fact.name)
    return kind, kind.question.model_validate(fact.question)
