"""Issued reports made again from the log: to the byte, or their data by another version.

    fact + log ──▶ model ──▶ PDF ──same bytes?
                     └────▶ data ──the same as in the issued PDF?

The same program, libraries and templates make the same bytes. Others lay out otherwise: then
the data that the log gives are compared with those that the issued PDF carries.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, cast

from crisis_log import __version__, language
from crisis_log.audit import checkpoints
from crisis_log.audit.attached import DATA_FILE, NotAttachedError, attached_files
from crisis_log.register import Register
from crisis_log.reports.at_hand import AtHand, at_hand
from crisis_log.reports.comparing import Comparison, compare
from crisis_log.reports.documents import catalogue
from crisis_log.reports.documents.earlier import means_otherwise
from crisis_log.reports.documents.making import Kind, Making, Question, make
from crisis_log.reports.formats.json import to_json
from crisis_log.reports.formats.pdf import to_pdf
from crisis_log.reports.page.templates import digest
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.views.document import Document, Edition

Verdict = Literal[
    "same_bytes",
    "same_data",  # its pages are those of another version, or of other templates
    "differs",  # the log tells something else than the report
    "unknown",  # no bytes can be compared here, and the data that were issued are not at hand
]
_LARGEST_DATA: Final = 1_000_000_000
"""In bytes, of the data in a file whose digest is known."""


@dataclass(frozen=True)
class Reprinted:
    """A report told again from the log: `document`, to be drawn with the same `seal`.

    `issued` is the PDF that was issued, where it is at hand. `same_program` means the version
    and the libraries that decide on the bytes.
    """

    report: IssuedReport
    document: Document
    seal: checkpoints.Taken
    templates: Path | None
    issued: AtHand | None
    same_program: bool
    same_templates: bool

    @cached_property
    def pdf(self) -> bytes:
        """The report as this version lays it out.

        Raises:
            ReportError: the templates do not make a page.

        """
        kind, _question = asked(self.report.issued)
        with _speaking(self.report.issued):
            return to_pdf(kind, self.document, self.templates, self.seal)

    @cached_property
    def is_same(self) -> bool:
        """Whether its bytes are those issued: never with other templates, so none is drawn."""
        fact = self.report.issued
        return self.same_templates and sha256(self.pdf).hexdigest() == fact.sha256

    @cached_property
    def data(self) -> Comparison | None:
        """How its data compare with those in the issued PDF; None where it is not at hand."""
        issued = self.issued and _data_in(self.issued.content)
        if not issued:
            return None
        made: dict[str, Any] = json.loads(to_json(self.document))
        if self.same_program:
            return compare(issued, made)
        made["document"] = issued["document"]  # the version of its fields
        return compare(issued, made, means_otherwise(str(issued["document"])))

    @property
    def verdict(self) -> Verdict:
        """What making it again shows of the report that was issued.

        Where version and templates are the same, nothing but another log explains other bytes.
        """
        if self.is_same:
            return "same_bytes"
        if self.same_program and self.same_templates:
            return "differs"
        if self.data is None:
            return "unknown"
        return "same_data" if self.data.is_same else "differs"

    @property
    def file(self) -> bytes:
        """What is handed out as this report: the issued PDF, unless the log tells otherwise."""
        if self.issued and self.verdict != "differs":
            return self.issued.content
        return self.pdf


def reprint(
    register: Register,
    number: int,
    templates: Path | None = None,
    given: Iterable[bytes] = (),
) -> Reprinted:
    """Tell an issued report again from the log alone; `given` may hold the PDF that was issued.

    Raises:
        Refused: there is no such report, or the log is not the one that it was made from.
        ReportError: the folder of templates cannot be read.

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
    with _speaking(fact):
        kind, question = asked(fact)
        making = Making(register.proven(fact.position), edition, replaced, again=fact)
        made = make(kind, making, question)
    return Reprinted(
        report,
        made.document,
        checkpoints.again(register, fact.checkpoint, fact.extends),
        templates,
        at_hand(register, fact, given),
        same_program=fact.made_with == made_with(),
        same_templates=fact.templates == digest(templates),
    )


def _speaking(fact: ReportIssued) -> Any:
    return language.speaking(cast("language.Language", fact.language))


def _data_in(pdf: bytes) -> dict[str, Any] | None:
    """Return the data that an issued PDF carries, None where they cannot be read."""
    try:
        found = json.loads(attached_files(pdf, _LARGEST_DATA)[DATA_FILE])
    except (NotAttachedError, KeyError, ValueError):
        return None
    return found if isinstance(found, dict) and "document" in found else None


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
