"""Issuing: a document gets a number, a seal and an entry, and can be made again for ever.

    model ──▶ PDF, sealed and laid aside ──▶ entry that keeps it ──▶ file ──▶ checkpoint given out

Until the entry is recorded nothing is issued; what an error or a crash leaves undone after it
is done by the same request given again, or by a reprint.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from crisis_log import language
from crisis_log.audit import checkpoints
from crisis_log.audit.shelf import shelf_of
from crisis_log.evidence.history import History
from crisis_log.evidence.signing_key import SigningKey
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.at_hand import file_to_keep
from crisis_log.reports.completing import Issued, complete
from crisis_log.reports.documents.making import Kind, Made, Making, Question, make
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.templates import digest
from crisis_log.reports.reprinting import asked, made_with
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.storage import OutcomeUnknownError, StorageError
from crisis_log.views.document import Edition


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
    fact = issued_report.rectifiable(register.itself(), number).issued
    return Order(*asked(fact), fact, reason)


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
    """Make the report, seal it, record it with its file, and put that beside the register too.

    Raises:
        Refused: it cannot be issued now; nothing was recorded.
        ReportError: its templates do not make a page; nothing was recorded.
        FileError: its file cannot be written; nothing was recorded.
        StorageError: its entry cannot be recorded.
        UnfinishedError: it is issued and recorded, but not complete.

    """
    shelf = shelf_of(register)
    there = list(shelf.files())  # first: what others issue meanwhile is no stranger
    seal = checkpoints.make(register, key)
    number = register.itself().next_number(IssuedReport)
    _check_unclaimed(there, number)
    edition = _edition(order, number, now)
    making = Making(register.proven(seal.size), edition, order.rectifies)
    made = make(order.kind, making, order.question)
    pdf = to_pdf(order.kind, made.document, templates, seal)
    fact = _fact(order, edition, number, made, seal, pdf, templates)
    kept = [file_to_keep(shelf, number, pdf)]
    shelf.lay_aside(number, pdf)
    try:
        recorded = register.record(
            issued_report.issue(fact), by=by, request_id=request_id, files=kept
        )
    except OutcomeUnknownError:
        raise  # the file stays at hand for the request given again
    except (Refused, StorageError):  # of anything else, an interruption, the entry may be there
        shelf.forget(number, fact.sha256)
        raise
    if recorded.repeated:  # another process was asked the same, and was faster
        shelf.forget(number, fact.sha256)
    return complete(register, recorded, templates)


def _edition(order: Order, number: int, now: datetime) -> Edition:
    return Edition(
        issued_at=now,
        number=number,
        rectifies=order.rectifies.number if order.rectifies else None,
        reason=order.reason,
    )


def _check_unclaimed(there: Iterable[tuple[int | None, Path]], number: int) -> None:
    """Refuse to issue under a number from `number` on that a file beside the register bears."""
    for other, path in there:
        if other and other >= number:
            raise Refused(
                _(
                    "{path} is there, and this register does not know it: the register is an old "
                    "copy, or entries were removed from it. Nothing was recorded, and the file "
                    "stays as it is: it is a witness. Run “audit verify”, and go on with the "
                    "register that knows it."
                ).format(path=path)
            )


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
        status=made.document.status,
        question=order.question.model_dump(mode="json"),
        reference=made.document.reference,
        language=language.current(),
        issued_at=edition.issued_at,
        cut_off=made.cut_off,
        first_entry=made.first_entry,
        known_upto=made.document.known_upto,
        position=seal.size,
        rectifies=edition.rectifies,
        replaces=made.document.replaces,
        reason=edition.reason,
        checkpoint=seal.note,
        extends=_sizes(seal),
        sha256=sha256(pdf).hexdigest(),
        size=len(pdf),
        made_with=made_with(),
        templates=digest(templates),
    )


def _sizes(seal: checkpoints.Taken) -> tuple[int, ...]:
    earlier: Iterable[Any] = History.parse(seal.history).earlier
    return tuple(log.size for log in earlier)
