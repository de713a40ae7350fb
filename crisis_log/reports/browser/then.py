"""What the pages of a bundle tell of the instant of a decision: what was recorded then.

It is the view of the dossier, without the entries: these are in the timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from crisis_log.fact import Refused, UnreadableEntryError
from crisis_log.reports.browser.log import Caught, Log
from crisis_log.slices.decision import Decision
from crisis_log.views.dossier.decision import DecisionThen, decision_then
from crisis_log.views.dossier.recorded import HeldThen, held_then

MOST: Final = 50
"""Things of a sort that are listed: each decision tells those of its time."""
_LISTS: Final = ("plans", "missions", "decisions", "measures", "figures")


class Then(NamedTuple):
    """What was recorded at the instant of a decision; `held` is None where nothing was.

    `left_out` is how many things that held are not listed. `received` by then, or `happened`, are
    the numbers of entries that were recorded after.
    """

    first_recorded_at: datetime
    held: HeldThen | None
    left_out: int
    received: Sequence[int]
    happened: Sequence[int]


def then_of(log: Log, decision: Decision) -> Then | None:
    """Return what was recorded then, if what the entries say of the decision can be told."""
    try:
        entries = log.entries(log.size)
        about = log.about(Decision.named(decision.number))
        then = decision_then(decision.number, [entries[number - 1] for number in about])
        known = min(log.number_at(then.instant), then.decisive.entry - 1)
        held = _held(log, then, known) if known else None
    except (Refused, UnreadableEntryError):
        return None
    after = [one for one in log.caught_up if one.number > known and one.number not in then.own]
    received = [one.number for one in after if _was_received(one, then.instant)]
    return Then(
        first_recorded_at=entries[0].recorded_at,
        held=held and held.model_copy(update={one: getattr(held, one)[:MOST] for one in _LISTS}),
        left_out=sum(max(len(getattr(held, one)) - MOST, 0) for one in _LISTS) if held else 0,
        received=received,
        happened=[
            one.number
            for one in after
            if one.occurred_at <= then.instant and one.number not in received
        ],
    )


def _held(log: Log, then: DecisionThen, known: int) -> HeldThen:
    number = then.decision.number
    return held_then(log.state_after(known), log.entries(known), then.instant, apart_from=number)


def _was_received(one: Caught, instant: datetime) -> bool:
    return one.received_at is not None and one.received_at <= instant
