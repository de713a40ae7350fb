"""Whether a register knows a file: as a report it issued, or kept with one of its entries."""

from __future__ import annotations

from collections.abc import Iterable

from crisis_log.command import Known
from crisis_log.fact import Entry, Frozen
from crisis_log.reports.signing.findings import Examination
from crisis_log.slices.issued_report import issued, label


class Recognition(Frozen):
    """What a register knows of a file.

    `report` is the label of the issued report that it is, or was before it was signed, and
    `replaced_by` that of the corrective one; `attachment` is the name of the file kept with
    `entry` instead. `is_as_known` is false when something other than signatures was added.
    """

    entry: int
    report: str | None = None
    replaced_by: str | None = None
    attachment: str | None = None
    is_as_known: bool = True


def recognise(known: Known, entries: Iterable[Entry], found: Examination) -> Recognition | None:
    """Return what the register knows of the file that was examined; None if it does not."""
    digests = {found.sha256, *found.originals}
    for report in issued(known):
        if report.issued.sha256 in digests:
            return Recognition(
                entry=report.entry,
                report=report.label,
                replaced_by=label(report.replaced_by) if report.replaced_by else None,
                is_as_known=found.sha256 == report.issued.sha256 or found.is_only_signed,
            )
    for entry in entries:
        for kept in entry.attachments:
            if kept.sha256 in digests:
                return Recognition(
                    entry=entry.number,
                    attachment=kept.name,
                    is_as_known=found.sha256 == kept.sha256 or found.is_only_signed,
                )
    return None
