"""The reports that were issued: what each tells, its file, its digest, and how to check it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from crisis_log.board.beside import UNCHECKED, Lying
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.reports.issued_words import about, status
from crisis_log.reports.page.verification import Exact
from crisis_log.slices import issued_report, seal
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.words import size_text

BEFORE: Final = "avant"
_SHOWN: Final = 30
"""Reports on a page, the last ones; a link leads to those before."""
_OF_GROUP: Final = 4
"""Signs of a digest that are read aloud in one breath."""
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Shown(NamedTuple):
    """An issued report: the `entry` that says so, and the file that lies beside the register.

    `groups` are its digest, cut up to be read aloud. It is `kept` where the entry keeps the file,
    and can be had where that is so, or the file beside the register is the one that was issued.
    """

    report: IssuedReport
    fact: ReportIssued
    entry: Entry
    title: str
    status: str
    groups: Sequence[Exact]
    note: Exact
    lying: Lying
    kept: bool

    @property
    def can_be_had(self) -> bool:
        """Whether the file is given to who asks for it, as far as is known."""
        return self.kept or self.lying.state == "issued"


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    every = list(issued_report.issued(seen.known))
    chosen = [one for one in every if one.issued.number < _before(asked.field(BEFORE))]
    last = chosen[: -_SHOWN - 1 : -1]
    facts = [one.issued for one in last]
    lying = seen.beside.lying(facts) if seen.beside else {}
    shown = [_shown(seen, one, lying.get(one.issued.number, UNCHECKED)) for one in last]
    return {
        "shown": shown,
        "earlier": len(chosen) - len(last),
        "earliest": facts[-1].number if facts else None,
        "is_last": len(chosen) == len(every),
        "keys": list(_keys(seen)),
        "exact": Exact,
        "size_text": size_text,
        "example": f"R-{facts[0].number}.pdf" if facts else "R-1.pdf",
    }


def _before(typed: str) -> float:
    if not typed:
        return float("inf")
    if not _NUMBER.fullmatch(typed):
        raise Refused(_("“{typed}” is not the number of a report.").format(typed=typed))
    return int(typed)


def _shown(seen: Seen, report: IssuedReport, lying: Lying) -> Shown:
    fact, entry = report.issued, seen.account.entry(report.entry)
    return Shown(
        report=report,
        fact=fact,
        entry=entry,
        title=about(report),
        status=status(report),
        groups=_grouped(fact.sha256),
        note=Exact(fact.checkpoint),
        lying=lying,
        kept=any(one.sha256 == fact.sha256 for one in entry.attachments),
    )


def _grouped(digest: str) -> Sequence[Exact]:
    return [Exact(digest[n : n + _OF_GROUP]) for n in range(0, len(digest), _OF_GROUP)]


def _keys(seen: Seen) -> Iterator[Mapping[str, Any]]:
    """Return the keys that verify checkpoints, those that no longer hold too."""
    for key in seal.current(seen.known).keys:
        yield {
            "text": Exact(key.verifier_key),
            "holder": key.holder,
            "entry": key.entry,
            "until": key.until,
        }


PAGE: Final = Page(
    name="reports",
    path="/rapports",
    title=lambda: _("Reports"),
    parts=("issued", "checking"),
    context=_context,
    fields=(BEFORE,),
)
