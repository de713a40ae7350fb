"""Whether a register knows a file: as a report it issued, or kept with one of its entries.

Its entries answer, never the state stored beside them, which can be written without a trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from crisis_log.audit.carrier import carried
from crisis_log.audit.witness import WitnessError, report_of
from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.reports.signing.findings import Examination
from crisis_log.slices.issued_report import ReportIssued, label


class Recognition(Frozen):
    """What a register knows of a file.

    `report` is the label of the issued report that it is, or was before something was added,
    and `replaced_by` that of the corrective one; `attachment` is the name of the file kept
    with `entry` instead. `is_as_known` is false when something other than signatures was added.
    """

    entry: int
    report: str | None = None
    replaced_by: str | None = None
    attachment: str | None = None
    is_as_known: bool = True


def recognise(entries: Iterable[Entry], found: Examination) -> Recognition | None:
    """Return what the register knows of the file that was examined; None if it does not.

    `entries` are those that vouch for files, at least.
    """
    wanted = (found.sha256, *found.originals, *found.beginnings)
    held: dict[str, Recognition] = {}
    replaced: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.fact, ReportIssued):
            replaced |= {label(ended): label(entry.fact.number) for ended in entry.fact.ends}
        for sha256, known in _files_of(entry):
            if sha256 in wanted:
                held.setdefault(sha256, known)
    for sha256 in wanted:
        if sha256 in held:
            known = held[sha256]
            is_signed_only = sha256 in found.originals and found.is_only_signed
            return known.model_copy(
                update={
                    "replaced_by": replaced.get(known.report or ""),
                    "is_as_known": sha256 == found.sha256 or is_signed_only,
                }
            )
    return None


def claim(entries: Iterable[Entry], path: Path, pdf: bytes) -> str | None:
    """Return the label of the report whose checkpoint a PDF carries without being its file."""
    try:
        witness = report_of(path, pdf)
    except WitnessError:
        return None
    facts = (entry.fact for entry in entries)
    found = carried(witness, [one for one in facts if isinstance(one, ReportIssued)])
    return found.report if found and found.carrier == "other" else None


def _files_of(entry: Entry) -> Iterator[tuple[str, Recognition]]:
    """Return the SHA-256 of the files that an entry vouches for, each with what it is."""
    if isinstance(entry.fact, ReportIssued):
        yield (
            entry.fact.sha256,
            Recognition(entry=entry.number, report=label(entry.fact.number)),
        )
    for kept in entry.attachments:
        yield kept.sha256, Recognition(entry=entry.number, attachment=kept.name)
