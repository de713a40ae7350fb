"""One decision: its sheet and history, what was recorded at its instant, to whom it went."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from crisis_log.account import Account, EachRead
from crisis_log.board.addresses import labelled, numbered
from crisis_log.board.page import Asked, Page
from crisis_log.board.seen import Seen
from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Refused
from crisis_log.language import _
from crisis_log.reports.documents.dossier import basis_words
from crisis_log.slices.decision import Decision
from crisis_log.views.decisions_record import recorded_decision
from crisis_log.views.dossier.communicated import communicated
from crisis_log.views.dossier.recorded import Inscription, told
from crisis_log.views.dossier.then import MOST, Caught, Then, caught, then_of
from crisis_log.views.reached import how_said
from crisis_log.views.record_chapters import history
from crisis_log.views.situation import Moment
from crisis_log.words import entry_numbers

LOOKED_THROUGH: Final = 2_000
"""Entries after a decision that are looked through for what was of its time: the first ones."""


class _Looked:
    """An account, as what was recorded at an instant is told from it."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.size = account.size
        self.about: Callable[[str], Sequence[int]] = account.about
        self.number_at = account.number_at
        self.state_after = account.state

    def entries(self, upto: int) -> Sequence[Entry]:
        return EachRead(self._account.entry, upto)

    def caught_up(self, after: int) -> Iterator[Caught]:
        upto = min(after + LOOKED_THROUGH, self.size)
        return filter(None, map(caught, self._account.entries(after, upto)))


def _context(seen: Seen, asked: Asked) -> Mapping[str, Any]:
    number = numbered(asked.key, "D")
    decision = seen.known.find(Decision, number) if number else None
    if decision is None:
        raise Refused(absent(asked.key, seen))
    about = seen.account.about(Decision.named(decision.number))
    then = then_of(_Looked(seen.account), decision.number)
    return {
        "sheet": recorded_decision(seen.account, Moment(seen.instant), decision, about),
        "expected": decision.adopted() is None and decision.status != "rejected",
        "headed": True,
        "history": history,
        "then": then,
        "told_after": _told_after(seen.known, seen.account, then),
        "looked_upto": min(then.known + LOOKED_THROUGH, seen.size),
        "basis_words": basis_words(then.decision.basis),
        "communicated": communicated(seen.account, decision.number, seen.instant),
        "how_said": how_said,
        "numbers": entry_numbers,
        "listed": (),
        "told_before": (),
        "most": MOST,
    }


def absent(key: str, seen: Seen) -> str:
    """Return the sentence that says that there is no such decision, and which there are."""
    if not seen.decisions:
        return _("There is no decision “{key}”: none is recorded in this register.").format(key=key)
    return _("There is no decision “{key}” in this register, which has {first} to {last}.").format(
        key=key, first=seen.decisions[0].label, last=seen.decisions[-1].label
    )


def _told_after(known: Known, account: Account, then: Then) -> dict[str, list[Inscription]]:
    """Return the first of the entries that were of that time and were recorded after."""
    return {
        name: [Inscription(**told(one, known)) for one in account.those(numbers[:MOST])]
        for name, numbers in (("received", then.received), ("happened", then.happened))
    }


PAGE: Final = Page(
    name="decision",
    path="/decisions/",
    title=lambda: _("Decision"),
    parts=("sheet", "then", "communicated"),
    context=_context,
    within="decisions",
    one_key=partial(labelled, "D"),
)
