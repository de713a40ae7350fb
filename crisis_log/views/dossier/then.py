"""What was recorded at the instant of a decision, and what was of that time and recorded after?

It is the view of the dossier, without the entries.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.slices.decision import Decision
from crisis_log.views.dossier.decision import DecisionThen, decision_then
from crisis_log.views.dossier.held import HeldThen, foremost_held

MOST: Final = 50
"""Things of a sort that are listed: each decision tells those of its time."""


class Caught(NamedTuple):
    """An entry recorded well after its fact, or after it was received, as somebody declared."""

    number: int
    occurred_at: datetime
    received_at: datetime | None


class Told(Protocol):
    """What is read of a log: its first `size` entries.

    `caught_up` returns those after an entry that tell of a time before their recording, as far
    as they are looked through.
    """

    @property
    def size(self) -> int: ...
    def entries(self, upto: int) -> Sequence[Entry]: ...
    def about(self, subject: str) -> Sequence[int]: ...
    def number_at(self, instant: datetime) -> int: ...
    def state_after(self, number: int) -> Known: ...
    def caught_up(self, after: int) -> Iterable[Caught]: ...


class Then(NamedTuple):
    """What was recorded at the instant of a decision; `held` is None where nothing was.

    `left_out` is how many things that held are not listed. `received` by then, or `happened`, are
    the numbers of entries that were recorded after.
    """

    decision: DecisionThen
    first_recorded_at: datetime
    held: HeldThen | None
    left_out: int
    received: Sequence[int]
    happened: Sequence[int]

    @property
    def known(self) -> int:
        """The number of the last entry that was recorded by then, 0 where none was."""
        return self.held.last_entry if self.held else 0


def then_of(log: Told, number: int) -> Then:
    """Return what was recorded at the instant of decision `number`.

    Raises:
        Refused: there is no such decision.
        UnreadableEntryError: what is told of it cannot be read.

    """
    entries = log.entries(log.size)
    about = log.about(Decision.named(number))
    then = decision_then(number, [entries[one - 1] for one in about])
    known = min(log.number_at(then.instant), then.decisive.entry - 1)
    held, left_out = _held(log, then, known) if known else (None, 0)
    after = [one for one in log.caught_up(known) if one.number not in then.own]
    received = [one.number for one in after if _was_received(one, then.instant)]
    return Then(
        decision=then,
        first_recorded_at=entries[0].recorded_at,
        held=held,
        left_out=left_out,
        received=received,
        happened=[
            one.number
            for one in after
            if one.occurred_at <= then.instant and one.number not in received
        ],
    )


def _held(log: Told, then: DecisionThen, known: int) -> tuple[HeldThen, int]:
    state, entries = log.state_after(known), log.entries(known)
    return foremost_held(state, entries, then.instant, MOST, apart_from=then.decision.number)


def caught(entry: Entry) -> Caught | None:
    """Return what `entry` tells of a time before its recording, if it does."""
    if not (entry.is_late or entry.received_at):
        return None
    return Caught(entry.number, entry.occurred_at, entry.received_at)


def _was_received(one: Caught, instant: datetime) -> bool:
    return one.received_at is not None and one.received_at <= instant
