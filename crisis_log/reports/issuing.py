"""Issuing: a document gets a number, a seal and an entry, and can be made again for ever.

    model ──▶ PDF, sealed at a position of the log ──▶ entry with its digest ──▶ file

The file is on disk before the entry is recorded, and in its place after: neither is there
without the other but for a moment, and a lost file is made again from the log.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, cast

from crisis_log import __version__, language
from crisis_log.audit import checkpoints
from crisis_log.command import Recorded
from crisis_log.evidence.history import History
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.register import Register
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.making import Kind, Made, Making, Question, make
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.templates import digest
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport, ReportIssued, label
from crisis_log.storage import StoredCheckpoint
from crisis_log.views.document import Edition


class Issued(NamedTuple):
    """An issued report: its number, its file, and the entry that records it."""

    number: int
    path: Path
    recorded: Recorded


class Order(NamedTuple):
    """What to issue: a document of `kind` about `question`, or in place of `rectifies`."""

    kind: Kind[Any, Any]
    question: Question
    rectifies: ReportIssued | None = None
    reason: str | None = None


def rectification(register: Register, number: int, reason: str) -> Order:
    """Return the order to replace report R-`number`.

    Raises:
        Refused: there is none, or another one has replaced it.

    """
    fact = issued_report.rectifiable(register.state(), number).issued
    return Order(*_asked(fact), fact, reason)


def issue(
    register: Register,
    order: Order,
    key: SigningKey,
    now: datetime,
    *,
    by: str,
    request_id: str | None = None,
    templates: Path | None = None,
) -> Issued:
    """Make the report, seal it, record it and put its file beside the register.

    Raises:
        Refused: it cannot be issued now; nothing was recorded.
        ReportError: its templates do not make a page; nothing was recorded.
        FileError: its file cannot be written.
        StorageError: its entry cannot be recorded.

    """
    seal = checkpoints.make(register, key)
    number = register.state().next_number(IssuedReport)
    edition = Edition(
        issued_at=now,
        number=number,
        rectifies=order.rectifies.number if order.rectifies else None,
        reason=order.reason,
    )
    made = make(order.kind, Making(register, seal.size, edition, order.rectifies), order.question)
    pdf = to_pdf(order.kind, made.document, templates, seal)
    fact = _fact(order, edition, number, made, seal, pdf, templates)
    sealed = StoredCheckpoint(seal.size, f"report/{label(number)}", now.astimezone(UTC), seal.note)
    with register.place.shelf.prepared(number, pdf) as path:
        recorded = register.record(
            issued_report.issue(fact), by=by, request_id=request_id, checkpoint=sealed
        )
    return Issued(number, path, recorded)


def _fact(
    order: Order,
    edition: Edition,
    number: int,
    made: Made[Any],
    seal: checkpoints.Taken,
    pdf: bytes,
    templates: Path | None,
) -> ReportIssued:
    return ReportIssued(
        number=number,
        name=order.kind.name,
        question=order.question.model_dump(mode="json"),
        reference=made.document.reference,
        language=language.current(),
        issued_at=edition.issued_at,
        cut_off=made.cut_off,
        first_entry=made.first_entry,
        known_upto=made.document.known_upto,
        position=seal.size,
        rectifies=edition.rectifies,
        reason=edition.reason,
        checkpoint=seal.note,
        extends=_sizes(seal),
        sha256=sha256(pdf).hexdigest(),
        size=len(pdf),
        made_with=made_with(),
        templates=digest(templates),
    )


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
    report = issued_report.find(register.state(), number)
    fact = report.issued
    replaced = (
        issued_report.find(register.state(), fact.rectifies).issued if fact.rectifies else None
    )
    edition = Edition(
        issued_at=fact.issued_at,
        number=fact.number,
        rectifies=fact.rectifies,
        reason=fact.reason,
    )
    seal = checkpoints.again(register, fact.checkpoint, fact.extends)
    with language.speaking(cast("language.Language", fact.language)):
        kind, question = _asked(fact)
        made = make(kind, Making(register, fact.position, edition, replaced), question)
        pdf = to_pdf(kind, made.document, templates, seal)
    return Reprinted(
        report,
        pdf,
        is_same=sha256(pdf).hexdigest() == fact.sha256,
        same_program=fact.made_with == made_with(),
        same_templates=fact.templates == digest(templates),
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


def _asked(fact: ReportIssued) -> tuple[Kind[Any, Any], Question]:
    """Return which document was issued, and the question that it answers."""
    kind = catalogue.find(fact.name)
    return kind, kind.question.model_validate(fact.question)


def _sizes(seal: checkpoints.Taken) -> tuple[int, ...]:
    earlier: Iterable[Any] = History.parse(seal.history).earlier
    return tuple(log.size for log in earlier)
