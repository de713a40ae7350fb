"""The reports that were issued: what each tells, its file, its digest, and how to check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from crisis_log.board.addresses import LEAF, leaf_asked, other_page
from crisis_log.board.beside import UNCHECKED, Lying
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.reports.issued_words import about, status
from crisis_log.reports.page.verification import Exact
from crisis_log.slices import issued_report, seal
from crisis_log.slices.issued_report import IssuedReport, ReportIssued
from crisis_log.views.paging import leaf_of
from crisis_log.words import size_text

_ROWS: Final = 30
"""Reports on a page."""
_OF_GROUP: Final = 4
"""Signs of a digest that are read aloud in one breath."""


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
    leaf = leaf_of(len(every), _ROWS, leaf_asked(asked))
    last = every[::-1][leaf.before : leaf.last]
    facts = [one.issued for one in last]
    lying = seen.beside.lying(facts) if seen.beside else {}
    shown = [_shown(seen, one, lying.get(one.issued.number, UNCHECKED)) for one in last]
    return {
        "shown": shown,
        "none_lies_there": len(shown) > 1 and all(one.lying.state == "absent" for one in shown),
        "leaf": leaf,
        "leaf_at": partial(other_page, PAGE, asked),
        "keys": list(_keys(seen)),
        "exact": Exact,
        "size_text": size_text,
        "example": f"R-{every[-1].issued.number}.pdf" if every else "R-1.pdf",
    }


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
    fields=(LEAF,),
)
