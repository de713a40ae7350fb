"""How long did it take: to adopt, to order measures, to complete them, to record, to count?

    proposed ─▶ adopted ─▶ first measure ordered ─▶ completed      a decision
    ordered ─▶ first report ─▶ completed │ deadline                a measure
    activated ─▶ first count of its agents                         a plan
    happened ─▶ recorded, where that was late                      an entry

Delays run between the times of the facts, but for that of the recording. One that has not
ended runs on: it is told as running, and is no part of a median. A delay is negative where
what should come after came before, as a measure completed ahead of its deadline.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from crisis_log.entry import Entry, Login
from crisis_log.fact import Frozen
from crisis_log.slices import crisis
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision
from crisis_log.slices.measure import Measure
from crisis_log.views.delays.durations import (
    ActivationDelays,
    DecisionDelays,
    Delay,
    Delayed,
    MeasureDelays,
    Name,
    Timed,
    of_activations,
    of_decision,
    of_measure,
)
from crisis_log.views.delays.facts import facts_of

DOCUMENT: Final = "delays.v1"
NAMES: Final[tuple[Name, ...]] = get_args(Name)
WORST: Final = 10


class LateEntry(Timed):
    """An entry recorded long after the fact."""

    entry: int
    sentence: str
    by: str
    recorded_by: Login = None
    occurred_at: datetime
    received_at: datetime | None
    recorded_at: datetime
    lag: timedelta


class Long(Delay):
    """One of the longest delays of a kind, and what took so long."""

    label: str
    title: str


class Summary(Timed):
    """The delays of one kind: how many ended and their median, how many run, the longest."""

    name: Name
    ended: int
    median: timedelta | None
    running: int
    worst: tuple[Long, ...]


class Delays(Frozen):
    """The delays of a register at the instant `at`, by its entries up to `last_entry`.

    `late_untold` counts the entries recorded late that are not told: see `MOST_LATE`.
    """

    document: Literal["delays.v1"] = DOCUMENT
    register_id: str
    at: datetime
    last_entry: int
    decisions: tuple[DecisionDelays, ...]
    measures: tuple[MeasureDelays, ...]
    activations: tuple[ActivationDelays, ...]
    late_entries: tuple[LateEntry, ...]
    late_untold: Annotated[int, Field(exclude_if=lambda count: not count)] = 0
    summaries: tuple[Summary, ...]

    @property
    def late(self) -> int:
        """How many entries were recorded late."""
        return len(self.late_entries) + self.late_untold


def delays(entries: Iterable[Entry], now: datetime) -> Delays:
    """Return the delays of a register at `now`, from its entries from the first on.

    Raises:
        Refused: there are no entries.

    """
    facts = facts_of(entries)
    known = facts.known
    zone = crisis.current(known).zone
    decisions = tuple(of_decision(d, known, facts, now) for d in known.members(Decision))
    measures = tuple(of_measure(m, facts, now, zone) for m in known.members(Measure))
    activations = tuple(
        activation
        for plan in known.members(ContinuityPlan)
        for activation in of_activations(plan, facts, now, zone)
    )
    late = tuple(_late(entry) for entry in facts.late.longest())
    told = list(_told((*decisions, *measures, *activations)))
    return Delays(
        register_id=facts.register_id,
        at=now,
        last_entry=known.size,
        decisions=decisions,
        measures=measures,
        activations=activations,
        late_entries=late,
        late_untold=len(facts.late.seconds) - len(late),
        summaries=tuple(
            _summary(name, [*map(_lag, late)], facts.late.seconds)
            if name == "fact_to_recording"
            else _summary(name, [delay for of, delay in told if of == name])
            for name in NAMES
        ),
    )


def _late(entry: Entry) -> LateEntry:
    return LateEntry(
        entry=entry.number,
        sentence=entry.fact.sentence(),
        by=entry.by,
        recorded_by=entry.recorded_by,
        occurred_at=entry.occurred_at,
        received_at=entry.received_at,
        recorded_at=entry.recorded_at,
        lag=entry.lag,
    )


def _told(things: Iterable[Delayed]) -> Iterator[tuple[Name, Long]]:
    for thing in things:
        for name, delay in thing.delays.items():
            yield name, Long(label=thing.label, title=thing.title, **dict(delay))


def _lag(late: LateEntry) -> Long:
    return Long(
        label=f"n° {late.entry}",
        title=late.sentence,
        duration=late.lag,
        start=late.entry,
        end=late.entry,
    )


def _summary(name: Name, found: Sequence[Long], ended: Sequence[float] | None = None) -> Summary:
    """Return what delays of one kind come to; `ended` lasted so long, where not all are `found`."""
    if ended is None:
        ended = [delay.duration.total_seconds() for delay in found if delay.end is not None]
    long = [delay for delay in found if delay.duration > timedelta()]
    long.sort(key=lambda delay: (-delay.duration, delay.start))
    return Summary(
        name=name,
        ended=len(ended),
        median=timedelta(seconds=median(ended)) if ended else None,
        running=sum(delay.end is None for delay in found),
        worst=tuple(long[:WORST]),
    )
