"""Every issued report, made again and compared: what tells something else than the log?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from crisis_log.audit.finding import Finding, Notice
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.register import Register
from crisis_log.reports.errors import ReportError
from crisis_log.reports.page.templates import digest
from crisis_log.reports.reprinting import Reprinted, reprint
from crisis_log.reports.reprinting_words import differences, not_compared, other_layout
from crisis_log.slices import issued_report
from crisis_log.slices.issued_report import IssuedReport
from crisis_log.words import enumerate_parts


class Compared(NamedTuple):
    """What tells something else than the log, and what was not compared page by page."""

    findings: list[Finding]
    notices: list[Notice]


def compare_issued(
    register: Register, templates: Sequence[Path] = (), given: Sequence[bytes] = ()
) -> Compared:
    """Make every issued report again from the log, and compare it with what was issued.

    Each is made with the shipped templates or those of `templates` that it was issued with; of
    those that cannot be, the data are compared with those in the issued PDF, which may be one of
    `given`. Whether there is a file on the shelf, and has its digest, `audit.shelf` tells.

    Raises:
        AlteredEntryError: the log is not the one that was recorded.
        ReportError: a folder of templates cannot be read.

    """
    found = Compared([], [])
    at_hand: dict[str, Path | None] = {digest(one): one for one in (None, *templates)}
    for report in list(issued_report.issued(register.itself())):
        folder = at_hand.get(report.issued.templates)
        try:
            made = reprint(register, report.issued.number, folder, given)
            found.findings.extend(_findings(made))
        except (Refused, ReportError) as error:
            found.findings.append(_other_pages(report, str(error)))
            continue
        found.notices.extend(_notices(made))
    return found


def _findings(made: Reprinted) -> Iterator[Finding]:
    if made.verdict != "differs":
        return
    if made.same_program and made.same_templates:
        yield _other_pages(made.report, sha256(made.pdf).hexdigest())
    elif made.data:
        meaning = _(
            "The data in the issued report are not those that the log gives, as when an entry was "
            "altered while it was issued."
        )
        told = enumerate_parts([*differences(made.data)])
        yield _tells_otherwise(made.report, told, meaning)


def _other_pages(report: IssuedReport, made: str) -> Finding:
    meaning = _(
        "The issued report is not the one that the log makes: its pages tell something else, "
        "as when an entry was altered while it was issued."
    )
    return _tells_otherwise(report, made, meaning)


def _tells_otherwise(report: IssuedReport, made: str, meaning: str) -> Finding:
    return Finding(
        code="report",
        entry=report.entry,
        expected=f"{report.label}: {made}",
        found=report.issued.sha256,
        meaning=meaning,
    )


def _notices(made: Reprinted) -> Iterator[Notice]:
    """Return what is to be known of a report whose bytes are not made here."""
    if made.verdict in {"same_data", "unknown"}:
        meaning = " ".join([*other_layout(made), *(not_compared(made.data) if made.data else ())])
        yield Notice(entry=made.report.entry, meaning=meaning)
