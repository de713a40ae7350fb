"""What happened in the whole crisis that is of note, day by day?

Of note are the levels of the crisis, the plans and their missions, decisions, measures and
the lines marked as key points: not every line, and no single figure.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen
from crisis_log.slices import (
    continuity_plan,
    crisis,
    decision,
    decision_course,
    decision_revival,
    measure,
    mission,
)
from crisis_log.slices.journal import Line
from crisis_log.views.fact_times import holding_entries
from crisis_log.views.journal_lines import KEY_POINT, lines_that_hold, tagged
from crisis_log.views.titles import title_then

Sort = Literal["crisis", "plan", "decision", "line", "mission", "measure"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
"""From what matters most to what is left out first."""
MOST: Final = 300
_SORTS: Final[tuple[tuple[Sort, tuple[type[Fact], ...]], ...]] = (
    (
        "crisis",
        (crisis.CrisisOpened, crisis.LevelChanged, crisis.CrisisClosed, crisis.CrisisReopened),
    ),
    (
        "plan",
        (
            continuity_plan.PlanActivated,
            continuity_plan.PlanLevelChanged,
            continuity_plan.PlanLifted,
        ),
    ),
    (
        "decision",
        (
            decision.DecisionProposed,
            decision.DecisionAdopted,
            decision.DecisionRejected,
            decision_course.DecisionSuspended,
            decision_course.DecisionResumed,
            decision_course.DecisionImplemented,
            decision_course.DecisionRepealed,
            decision_course.DecisionWithdrawn,
            decision_course.DecisionSuperseded,
            decision_revival.DecisionRevived,
        ),
    ),
    (
        "mission",
        (
            mission.MissionDegraded,
            mission.MissionSuspended,
            mission.MissionRestored,
        ),
    ),
    (
        "measure",
        (
            measure.MeasureOrdered,
            measure.MeasureCompleted,
            measure.MeasureLifted,
            measure.MeasureReopened,
        ),
    ),
)


class Noted(Frozen):
    """A fact of note; `title` is what the decision or measure that it is about was called then.

    `text` is what else it says, of a line its last wording; `sources` are the entry and
    those that corrected the line.
    """

    sort: Sort
    occurred_at: datetime
    recorded_at: datetime
    received_at: datetime | None
    late: bool
    headline: str
    title: str | None
    text: str
    sources: tuple[int, ...]


class NotedDay(Frozen):
    """The facts of note that happened on a day, in their order."""

    day: date
    facts: tuple[Noted, ...]


class Chronology(Frozen):
    """The days on which something of note happened.

    Of more than `MOST` facts those that matter least are `left_out`: how many, by sort.
    """

    days: tuple[NotedDay, ...]
    left_out: dict[Sort, int]


def chronology(known: Known, entries: Iterable[Entry], zone: ZoneInfo) -> Chronology:
    """Return the facts of note of `entries`, which add up to `known`."""
    key_points = {line.number for line in tagged(lines_that_hold(known), KEY_POINT)}
    of_note = [
        (entry, sort)
        for entry in holding_entries(known, entries)
        if (sort := "line" if entry.number in key_points else _sort_of(entry.fact))
    ]
    of_note.sort(key=lambda pair: SORTS.index(pair[1]))
    left_out = Counter(sort for _entry, sort in of_note[MOST:])
    chosen = sorted(of_note[:MOST], key=lambda pair: (pair[0].occurred_at, pair[0].number))
    return Chronology(days=tuple(_days(known, chosen, zone)), left_out=dict(left_out))


def _sort_of(fact: Fact) -> Sort | None:
    return next((sort for sort, kinds in _SORTS if isinstance(fact, kinds)), None)


def _days(known: Known, chosen: Sequence[tuple[Entry, Sort]], zone: ZoneInfo) -> Iterable[NotedDay]:
    for day, pairs in groupby(chosen, lambda pair: pair[0].occurred_at.astimezone(zone).date()):
        yield NotedDay(day=day, facts=tuple(_noted(known, entry, sort) for entry, sort in pairs))


def _noted(known: Known, entry: Entry, sort: Sort) -> Noted:
    fact = entry.fact
    text = fact.detail()
    sources: tuple[int, ...] = (entry.number,)
    if line := known.find(Line, entry.number):
        text, sources = line.text, line.sources
    title = title_then(known.get(entry.subject), entry.number)
    if title and getattr(fact, "title", None):
        text = ""
    return Noted(
        sort=sort,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        received_at=entry.received_at,
        late=entry.is_late,
        headline=fact.headline(),
        title=title,
        text=text,
        sources=sources,
    )
