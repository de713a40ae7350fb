"""Which decisions are expected, which were taken in the week, and what became of the others?"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from crisis_log.fact import Fact, Frozen
from crisis_log.lifecycle import phase_at
from crisis_log.slices.assumption import AssumptionMade
from crisis_log.slices.decision import Decision, DecisionAdopted, DecisionProposed
from crisis_log.views.assumptions import assumptions_of
from crisis_log.views.decision_sheet import (
    DecisionEvent,
    DecisionLine,
    DecisionSheet,
    decision_line,
    decision_sheet,
)
from crisis_log.views.log_of_week import LogOfWeek

_NO_EVENTS: Final[tuple[type[Fact], ...]] = (DecisionProposed, DecisionAdopted, AssumptionMade)
"""Told as decisions expected and decisions taken instead, with what they rest on."""


class WeeklyDecisions(Frozen):
    """The decisions of a week; `events` are what else happened to any decision.

    `to_come` are those adopted, in this week or earlier, that are not in force yet.
    """

    expected: tuple[DecisionSheet, ...]
    taken: tuple[DecisionSheet, ...]
    events: tuple[DecisionEvent, ...]
    to_come: tuple[DecisionLine, ...]
    in_force: tuple[DecisionLine, ...]
    suspended: tuple[DecisionLine, ...]


def weekly_decisions(week: LogOfWeek) -> WeeklyDecisions:
    """Return the decisions of the week."""
    at_end, cut_off = week.at_end, week.period.cut_off
    events = tuple(_events(week))
    of_each: dict[str, list[DecisionEvent]] = defaultdict(list)
    for event in events:
        of_each[event.label].append(event)
    line = partial(decision_line, at_end, week.zone)
    return WeeklyDecisions(
        expected=tuple(
            _sheet(week, decision, decision.phases[0].entry, of_each.get(decision.label, ()))
            for decision in at_end.decisions_expected
        ),
        taken=tuple(
            _sheet(week, decision, entry.number, of_each.get(decision.label, ()))
            for entry, decision in week.about(Decision)
            if isinstance(entry.fact, DecisionAdopted)
        ),
        events=events,
        to_come=tuple(line(d, d.adopted()) for d in at_end.decisions_to_come),
        in_force=tuple(line(d, d.in_force_since(cut_off)) for d in at_end.decisions_in_force),
        suspended=tuple(line(d, phase_at(d.phases, cut_off)) for d in at_end.decisions_suspended),
    )


def _sheet(
    week: LogOfWeek, decision: Decision, number: int, events: Sequence[DecisionEvent]
) -> DecisionSheet:
    entry = week.entry(number)
    return decision_sheet(
        week.after,
        week.at_end,
        decision,
        number,
        entry,
        older=entry is not None and week.is_older(entry),
        assumptions=assumptions_of(week.account, decision, week.period.cut_off),
        events=tuple(events),
    )


def _events(week: LogOfWeek) -> Iterator[DecisionEvent]:
    for entry, decision in week.about(Decision):
        if isinstance(entry.fact, _NO_EVENTS):
            continue
        yield DecisionEvent(
            entry=entry.number,
            label=decision.label,
            title=decision.title_at(entry.number),
            headline=entry.fact.headline(),
            reason=getattr(entry.fact, "reason", None),
            occurred_at=entry.occurred_at,
            changes=week.amendments.get(entry.number, ()),
        )
