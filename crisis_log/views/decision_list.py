"""Which decisions wait for the reader, hold, are suspended, are to come or have ended?

A page of them, in that order: nothing is left out without being counted. Within a group those
that are overdue come first, then those that became so last.
"""

from collections.abc import Container, Iterable
from datetime import datetime, tzinfo
from typing import Final, Literal, NamedTuple, get_args

from crisis_log.command import Known
from crisis_log.deadline import days_past
from crisis_log.lifecycle import Phase, phase_at
from crisis_log.slices import crisis
from crisis_log.slices.decision import IN_FORCE, Decision, label
from crisis_log.views.decision_sheet import DecisionLine, decision_line, status_in
from crisis_log.views.paging import Leaf, leaf_of
from crisis_log.views.situation import Moment
from crisis_log.views.validations import Validations, validations_of

DecisionGroup = Literal["expected", "in_force", "suspended", "to_come", "ended"]
GROUPS: Final[tuple[DecisionGroup, ...]] = get_args(DecisionGroup)
OPEN: Final = GROUPS[:-1]
"""Those that have not ended."""
ROWS: Final = 100
"""Decisions on a page."""


class ListedDecision(DecisionLine):
    """A decision in one line: `days_overdue` is 0 where its deadline is hours past.

    `late` where what is told of it was recorded long after; `superseded_by` is the label of the
    decision that replaced it, `validations` are those of the entry that tells it.
    """

    decided_by: str | None
    days_overdue: int
    late: bool
    superseded_by: str | None
    validations: Validations = ()


class ListedGroup(NamedTuple):
    """A group: how many decisions are of it, and those of them that the page tells."""

    name: DecisionGroup
    size: int
    items: tuple[ListedDecision, ...]


class DecisionList(NamedTuple):
    """A page of the decisions that were asked for: the groups that have any, and where it is."""

    groups: tuple[ListedGroup, ...]
    leaf: Leaf


def decision_list(
    known: Known,
    decisions: Iterable[Decision],
    instant: datetime,
    page: int = 1,
    told: Container[str] = GROUPS,
) -> DecisionList:
    """Return page `page` of those `decisions` that are of the groups `told`."""
    at, zone = Moment(instant), crisis.current(known).zone
    grouped: dict[DecisionGroup, list[tuple[Decision, Phase]]] = {name: [] for name in GROUPS}
    for decision in decisions:
        name = group_of(at, decision)
        if name in told:
            grouped[name].append((decision, _phase(at, name, decision)))
    leaf = leaf_of(sum(map(len, grouped.values())), ROWS, page)
    groups, before = [], 0
    for name, members in grouped.items():
        members.sort(key=lambda pair: _rank(pair[0], pair[1], at.instant, zone))
        shown = members[leaf.within(before, len(members))]
        lines = tuple(_listed(known, at, zone, *pair) for pair in shown)
        groups.append(ListedGroup(name, len(members), lines))
        before += len(members)
    return DecisionList(tuple(one for one in groups if one.size), leaf)


def group_of(at: Moment, decision: Decision) -> DecisionGroup:
    """Return the group that a decision is of; of one that is known since, by what is known."""
    if at.is_to_come(decision):
        return "to_come"
    status = status_in(at, decision)
    if status == "proposed":
        return "expected"
    if status == "suspended":
        return "suspended"
    return "in_force" if status in IN_FORCE else "ended"


def _phase(at: Moment, group: DecisionGroup, decision: Decision) -> Phase:
    """Return the phase that made it what it is."""
    found: Phase | None
    match group:
        case "expected":
            found = decision.phases[0]
        case "in_force":
            found = decision.in_force_since(at.instant)
        case "to_come":
            found = decision.adopted()
        case "suspended":
            found = phase_at(decision.phases, at.instant)
        case "ended":
            status = status_in(at, decision)
            ends = (phase for phase in reversed(decision.phases) if phase.status == status)
            found = next(ends, None)
    return found or decision.phases[-1]


def _rank(
    decision: Decision, phase: Phase, instant: datetime, zone: tzinfo
) -> tuple[bool, float, int]:
    return not decision.is_overdue(instant, zone), -phase.since.timestamp(), -phase.entry


def _listed(
    known: Known, at: Moment, zone: tzinfo, decision: Decision, phase: Phase
) -> ListedDecision:
    line = decision_line(at, zone, decision, phase)
    entry = known.entry(phase.entry)
    newer = decision.superseded_by
    return ListedDecision.built(
        **dict(line),
        decided_by=decision.decided_by,
        days_overdue=days_past(decision.due_on, at.instant, zone) if line.overdue else 0,
        late=entry is not None and entry.is_late,
        superseded_by=label(newer) if newer else None,
        validations=validations_of(known, entry) if entry else (),
    )
