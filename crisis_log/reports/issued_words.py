"""What people call an issued report, and what it is to them now."""

from __future__ import annotations

from crisis_log.language import _
from crisis_log.slices.issued_report import IssuedReport, label
from crisis_log.words import status_word


def about(report: IssuedReport) -> str:
    """Return the title of a report, and what was asked of it: `Weekly report 2020-W13`."""
    from crisis_log.reports.documents import catalogue

    fact = report.issued
    kind = catalogue.find(fact.name)
    return f"{kind.words().title} {kind.question.model_validate(fact.question).told()}".strip()


def status(report: IssuedReport) -> str:
    """Return what a report is; of one that was replaced, a provisional one still says so."""
    fact, said = report.issued, []
    if fact.status == "provisional":
        said.append(status_word("report", "provisional"))
    if fact.rectifies:
        said.append(_("corrective of {label}").format(label=label(fact.rectifies)))
    if report.replaced_by:
        said.append(_("replaced by {label}").format(label=label(report.replaced_by)))
    return ", ".join(said) or status_word("report", fact.status)
