"""What was a decision at the instant of its adoption, by the entries that made it?

Its proposal and its adoption tell what it is, however late they were recorded. Whatever
else changed it counts only if it had been recorded by that instant.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from crisis_log.entry import Attachment, Entry, Login, TakenFrom
from crisis_log.fact import Fact, Frozen, Refused
from crisis_log.slices.assumption import AssumptionMade
from crisis_log.slices.decision import (
    Decision,
    DecisionAdopted,
    DecisionProposed,
    DecisionRejected,
    absent,
)
from crisis_log.slices.struck_entry import EntryStruck, holding
from crisis_log.views.dossier.assumed import AssumedThen, assumed_by
from crisis_log.views.reading import history_of
from crisis_log.views.told import beside_fact

Basis = Literal["adoption", "rejection", "proposal"]


class Recording(Frozen):
    """An entry of the decision's own: when it happened, and when that was recorded."""

    entry: int
    occurred_at: datetime
    received_at: datetime | None
    recorded_at: datetime
    late: bool
    by: str
    recorded_by: Login = None
    note: str | None
    taken_from: TakenFrom | None = None
    reason: str | None
    attachments: tuple[Attachment, ...]
    request_id: str


class DecisionThen(Frozen):
    """A decision at the `instant` of its adoption.

    `basis` says whose instant it is: that of the rejection, or of the proposal, where there
    was no adoption. `outcome` is the adoption or the rejection; `missing` are the fields
    that a full record would still have needed. `assumptions` are those recorded by then, or in
    the requests of those entries. `cites` are the entries that its own words
    cite, the requests that it answers, the lines that it rests on: what it says itself was known.
    """

    basis: Basis
    instant: datetime
    decision: Decision
    proposal: Recording | None
    outcome: Recording | None
    missing: tuple[str, ...]
    assumptions: tuple[AssumedThen, ...]
    cites: tuple[int, ...]

    @property
    def decisive(self) -> Recording:
        """The entry whose instant it is."""
        return next(entry for entry in (self.outcome, self.proposal) if entry)

    @property
    def own(self) -> tuple[int, ...]:
        """The numbers of the entries that propose it and adopt or reject it."""
        return tuple(entry.entry for entry in (self.proposal, self.outcome) if entry)


def _strikes(entry: Entry, own: Collection[Entry]) -> bool:
    """Whether `entry` struck one of `own`, which hold: it is struck itself, perhaps later."""
    return isinstance(entry.fact, EntryStruck) and entry.fact.entry in {one.number for one in own}


def decision_then(number: int, history: Sequence[Entry]) -> DecisionThen:
    """Return decision `number` by `history`, the entries that changed it.

    Raises:
        Refused: there is no such decision.

    """
    held = holding(history)
    proposal = _first(held, DecisionProposed)
    outcome = _first(held, DecisionAdopted, DecisionRejected)
    own = [entry for entry in (outcome, proposal) if entry]
    if not own:
        raise Refused(absent(number))
    instant = own[0].occurred_at
    requests = {entry.request_id for entry in own}
    told = [
        entry
        for entry in history
        if (entry.recorded_at <= instant and not _strikes(entry, own))
        or entry in own
        or (isinstance(entry.fact, AssumptionMade) and entry.request_id in requests)
    ]
    assumed = [entry for entry in told if isinstance(entry.fact, AssumptionMade)]
    *_earlier, last = history_of(Decision.named(number), told)
    (decision,) = last.members(Decision)
    return DecisionThen(
        basis=_basis(outcome),
        instant=instant,
        decision=decision,
        proposal=_recording(proposal),
        outcome=_recording(outcome),
        missing=decision.missing(),
        assumptions=tuple(assumed_by(assumed)),
        cites=tuple(sorted({number for entry in [*own, *assumed] for number in _cited(entry)})),
    )


def _first(history: Sequence[Entry], *kinds: type[Fact]) -> Entry | None:
    return next((entry for entry in history if isinstance(entry.fact, kinds)), None)


def _cited(entry: Entry) -> set[int]:
    line = entry.fact.line if isinstance(entry.fact, AssumptionMade) else None
    return entry.cited() | set(getattr(entry.fact, "answers", ())) | ({line} if line else set())


def _basis(outcome: Entry | None) -> Basis:
    if outcome is None:
        return "proposal"
    return "adoption" if isinstance(outcome.fact, DecisionAdopted) else "rejection"


def _recording(entry: Entry | None) -> Recording | None:
    if entry is None:
        return None
    return Recording(
        entry=entry.number,
        reason=getattr(entry.fact, "reason", None),
        attachments=entry.attachments,
        request_id=entry.request_id,
        **beside_fact(entry),
    )
