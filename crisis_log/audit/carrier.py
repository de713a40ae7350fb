"""Is the file that carries a checkpoint a report as it was issued, or does it only say so?

A checkpoint is genuine whatever the pages around it tell: they are vouched for by the SHA-256
that the log holds of the file, or by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from crisis_log.audit.witness import Witness
from crisis_log.language import _
from crisis_log.slices.issued_report import ReportIssued, label

Carrier = Literal[
    "issued",  # the file of a report, as it was issued
    "extended",  # it begins as such a file: something was added, as signatures are
    "other",  # it has the checkpoint of an issued report, and is not its file
    "unknown",  # the log issued no report with that checkpoint
    "unchecked",  # the log was not read for its reports
]


class Carried(NamedTuple):
    """What a file that carries a checkpoint is; `report` is the label of the issued one."""

    carrier: Carrier
    report: str = ""

    @property
    def meaning(self) -> str:
        """What it is, as a sentence."""
        match self.carrier:
            case "issued":
                return _("The file is {label}, as it was issued.").format(label=self.report)
            case "extended":
                return _(
                    "The file begins as {label} was issued: “report check” tells whether anything "
                    "but signatures was added."
                ).format(label=self.report)
            case "other":
                return _(
                    "The checkpoint is that of {label}, but the file is not the one that was "
                    "issued: its pages prove nothing."
                ).format(label=self.report)
            case "unknown":
                return _(
                    "The log issued no such file: it is a draft, or the entry that issued it was "
                    "removed. Only the checkpoint attached to it was checked, not what its pages "
                    "tell, nor the checkpoint that they print."
                )
            case "unchecked":
                return _(
                    "Only the checkpoint attached to it was checked: what its pages tell, and the "
                    "checkpoint that they print, are not held against the log."
                )


def carried(witness: Witness, issued: Iterable[ReportIssued] | None) -> Carried | None:
    """Return what the file of a witness is, by the reports that the log issued.

    None where it came in no PDF; `issued` is None where the log was not read for them.
    """
    if not witness.digests:
        return None
    if issued is None:
        return Carried("unchecked")
    found = Carried("unknown")
    for fact in issued:
        if fact.sha256 == witness.digests[0]:
            return Carried("issued", label(fact.number))
        if fact.sha256 in witness.digests:
            return Carried("extended", label(fact.number))
        if fact.checkpoint == witness.note:
            found = Carried("other", label(fact.number))
    return found
