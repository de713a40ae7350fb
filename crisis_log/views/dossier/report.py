"""What had been recorded when a decision was adopted, and what has been since?

    entries 1 ─ … ─ K │ K+1 ─ … ─ n
    recorded before   │  recorded after     the instant of the adoption is │

Whoever judges a decision asks what could be known when it was taken (in France: code
pénal, art. 121-3; code de la santé publique, art. L3136-2). The register answers for what
had been recorded, and never says that something was not known. So these are kept apart:

- The instant is that of the adoption itself, not of its recording; of a rejection, or of
  a proposal, where the decision was never adopted.
- The entries that propose and adopt the decision tell what it is, however late they were
  recorded; `late` and the times of each say how late that was. What they say themselves was
  known, the entries they cite, stands as they say it.
- Recorded before is what had been by that instant, whenever it happened. Nothing that
  is told of it derives from a later entry: a line corrected since stands as it stood.
- Received before, recorded after is what a person declared so when it was caught up.
- Later is what became of the decision and its measures, what corrected or changed what
  had been recorded, what had happened by then, and what was recorded between the adoption
  and its recording.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Final, Literal

from crisis_log.entry import Entry
from crisis_log.state import replay
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.dossier.communicated import Communicated
from crisis_log.views.dossier.decision import DecisionThen, decision_then
from crisis_log.views.dossier.later import Later, later
from crisis_log.views.dossier.recorded import Inscription, RecordedThen, recorded_then
from crisis_log.views.validations import Validations, validations_among

DOCUMENT: Final = "decision_dossier.v2"


class Dossier(Document):
    """The dossier of a decision.

    `recorded` is None where the adoption is older than `first_recorded_at`, when the first
    entry was recorded. `received` was declared as received by then, and recorded after.
    `last_entry` is the last that what was recorded after takes into account. To whom the
    decision was `communicated` is told by all that is recorded; so are the `validations` of the
    entries that proposed it and adopted or rejected it.
    """

    document: Literal["decision_dossier.v2"] = DOCUMENT
    last_entry: int
    decision: DecisionThen
    recorded: RecordedThen | None
    first_recorded_at: datetime
    received: tuple[Later, ...]
    later: tuple[Later, ...]
    communicated: Communicated | None = None
    validations: Validations = ()

    def of(self, number: int) -> Inscription | None:
        """Return entry `number`, where it has a place of its own in the dossier."""
        before = self.recorded.entries if self.recorded else ()
        told = (*before, *self.received, *self.later)
        return next((one for one in told if one.number == number), None)


def dossier(
    number: int,
    history: Sequence[Entry],
    entries: Iterable[Entry],
    edition: Edition,
    communicated: Communicated | None = None,
) -> Dossier:
    """Return the dossier of decision `number`.

    `history` are the entries that changed the decision, `entries` all of the register,
    read once, in order. `communicated` tells who had it, by all that is recorded.

    Raises:
        Refused: there is no such decision.

    """
    then = decision_then(number, history)
    first, log = _first(entries)
    known, rest = _split(log, then)
    state = replay(known)
    before = recorded_then(state, known, then.instant, apart_from=number) if known else None
    after = later(then, known, rest, state)
    return Dossier(
        **head(state, history[0].register_id, edition, then.decision.label),
        last_entry=state.size,
        decision=then,
        recorded=before,
        first_recorded_at=first.recorded_at,
        received=tuple(one for one in after if one.relation == "received"),
        later=tuple(one for one in after if one.relation != "received"),
        communicated=communicated,
        validations=validations_among(state, filter(None, map(state.entry, then.own))),
    )


def _first(entries: Iterable[Entry]) -> tuple[Entry, Iterable[Entry]]:
    """Return the first entry, and all of them, which are still to be read."""
    log = iter(entries)
    first = next(log)
    return first, chain([first], log)


def _split(entries: Iterable[Entry], then: DecisionThen) -> tuple[list[Entry], Iterable[Entry]]:
    """Return the entries recorded by then, and the others, which are still to be read."""
    known: list[Entry] = []
    log = iter(entries)
    for entry in log:
        if entry.recorded_at > then.instant or entry.number >= then.decisive.entry:
            return known, chain([entry], log)
        known.append(entry)
    return known, ()
