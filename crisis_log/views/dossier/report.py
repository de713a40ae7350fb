"""What did the register know when a decision was adopted, and what has it learnt since?

    entries 1 ─ … ─ K │ K+1 ─ … ─ n
       known then     │  known later        the instant of the adoption is │

Whoever judges a decision asks what could be known when it was taken (in France: code
pénal, art. 121-3; code de la santé publique, art. L3136-2). So the two are kept apart:

- The instant is that of the adoption itself, not of its recording; of a rejection, or of
  a proposal, where the decision was never adopted.
- Known then is what had been recorded by that instant, whenever it happened. Nothing that
  is told of it derives from a later entry: a line corrected since stands as it stood.
- The entries that propose and adopt the decision tell what it is, however late they were
  recorded; `late` and the two times of each say how late that was.
- Later is what became of the decision and its measures, what corrected or changed what
  was known, what had happened by then and was learnt after, and what was recorded between
  the adoption and its recording.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Final, Literal

from crisis_log.fact import Entry
from crisis_log.state import replay
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.dossier.decision import DecisionThen, decision_then
from crisis_log.views.dossier.known import KnownThen, known_then
from crisis_log.views.dossier.later import Later, later

DOCUMENT: Final = "decision_dossier.v1"


class Dossier(Document):
    """The dossier of a decision.

    `known` is None where the adoption is older than `first_recorded_at`, when the first
    entry was recorded. `last_entry` is the last that the later part takes into account.
    """

    document: Literal["decision_dossier.v1"] = DOCUMENT
    last_entry: int
    decision: DecisionThen
    known: KnownThen | None
    first_recorded_at: datetime
    later: tuple[Later, ...]


def dossier(
    number: int, history: Sequence[Entry], entries: Iterable[Entry], edition: Edition
) -> Dossier:
    """Return the dossier of decision `number`.

    `history` are the entries that changed the decision, `entries` all of the register,
    read once, in order.

    Raises:
        Refused: there is no such decision.

    """
    then = decision_then(number, history)
    first, log = _first(entries)
    known, rest = _split(log, then)
    state = replay(known)
    known_part = known_then(state, known, then.instant, apart_from=number) if known else None
    later_part = later(then, known, rest, state)
    return Dossier(
        **head(state, history[0].register_id, edition, then.decision.label),
        last_entry=state.size,
        decision=then,
        known=known_part,
        first_recorded_at=first.recorded_at,
        later=later_part,
    )


def _first(entries: Iterable[Entry]) -> tuple[Entry, Iterable[Entry]]:
    """Return the first entry, and all of them, which are still to be read."""
    log = iter(entries)
    first = next(log)
    return first, chain([first], log)


def _split(entries: Iterable[Entry], then: DecisionThen) -> tuple[list[Entry], Iterable[Entry]]:
    """Return the entries known then, and the others, which are still to be read."""
    known: list[Entry] = []
    log = iter(entries)
    for entry in log:
        if entry.recorded_at > then.instant or entry.number >= then.decisive.entry:
            return known, chain([entry], log)
        known.append(entry)
    return known, ()
