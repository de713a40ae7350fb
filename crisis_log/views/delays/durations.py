"""How long did each decision, measure and activation of a plan take, step by step?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict

from crisis_log.command import Known
from crisis_log.deadline import Due, is_past, time_since
from crisis_log.fact import Frozen
from crisis_log.slices.continuity_plan import ContinuityPlan
from crisis_log.slices.decision import Decision, Status
from crisis_log.slices.measure import Measure
from crisis_log.views.delays.facts import Facts, Milestone

Name = Literal[
    "proposal_to_adoption",
    "adoption_to_first_measure",
    "first_measure_to_completion",
    "adoption_to_completion",
    "order_to_first_report",
    "order_to_completion",
    "deadline_to_completion",
    "activation_to_first_count",
    "fact_to_recording",
]
_BEING_CARRIED_OUT: Final[frozenset[Status]] = frozenset({"adopted", "suspended"})


class Timed(Frozen):
    """A model whose durations are numbers of seconds in JSON."""

    model_config = ConfigDict(ser_json_timedelta="float")


class Delay(Timed):
    """How long something took from entry `start` to entry `end`, or has run when that is None."""

    duration: timedelta
    start: int
    end: int | None


class Delayed(Frozen):
    """A thing and its delays."""

    label: str
    title: str
    status: str
    delays: dict[Name, Delay]


class DecisionDelays(Delayed):
    """A decision from its proposal on.

    It is completed when an entry says that it is implemented; else, when all its measures
    are completed or lifted, by the completion of the last.
    """

    proposed: Milestone | None
    adopted: Milestone | None
    first_measure: Milestone | None
    completed: Milestone | None


class MeasureDelays(Delayed):
    """A measure from its order on; `due_on` is its deadline as it last stood."""

    ordered: Milestone
    first_report: Milestone | None
    completed: Milestone | None
    first_due_on: Due | None
    due_on: Due | None


class ActivationDelays(Delayed):
    """An activation of a plan; `first_count` is of its agents, that day or later."""

    activated: Milestone
    first_count: Milestone | None


def _delay(start: Milestone, end: Milestone | None, now: datetime) -> Delay:
    return Delay(
        duration=(end.at if end else now) - start.at,
        start=start.entry,
        end=end.entry if end else None,
    )


def of_decision(decision: Decision, known: Known, facts: Facts, now: datetime) -> DecisionDelays:
    first = decision.phases[0]
    proposed = facts.beginning(first) if first.status == "proposed" else None
    phase = decision.adopted()
    adopted = facts.beginning(phase) if phase else None
    measures = [measure for number in decision.measures if (measure := known.find(Measure, number))]
    ordered = [facts.beginning(measure.phases[0]) for measure in measures]
    first_measure = min(ordered, key=_in_time, default=None)
    completed = _completion(decision, measures, facts)
    found: dict[Name, Delay] = {}
    if proposed and (adopted or decision.status == "proposed"):
        found["proposal_to_adoption"] = _delay(proposed, adopted, now)
    if adopted and first_measure:
        found["adoption_to_first_measure"] = _delay(adopted, first_measure, now)
    if completed or decision.status in _BEING_CARRIED_OUT:
        if first_measure:
            found["first_measure_to_completion"] = _delay(first_measure, completed, now)
        if adopted:
            found["adoption_to_completion"] = _delay(adopted, completed, now)
    return DecisionDelays(
        label=decision.label,
        title=decision.title,
        status=decision.status,
        delays=found,
        proposed=proposed,
        adopted=adopted,
        first_measure=first_measure,
        completed=completed,
    )


def _completion(decision: Decision, measures: Sequence[Measure], facts: Facts) -> Milestone | None:
    done = [phase for phase in decision.phases if phase.status == "implemented"]
    if not done and not any(measure.is_open for measure in measures):
        done = [measure.phases[-1] for measure in measures if measure.status == "completed"]
    return max(map(facts.beginning, done), key=_in_time, default=None)


def of_measure(measure: Measure, facts: Facts, now: datetime, zone: ZoneInfo) -> MeasureDelays:
    ordered = facts.beginning(measure.phases[0])
    reported = facts.reported.get(measure.number)
    is_completed = measure.status == "completed"
    completed = facts.beginning(measure.phases[-1]) if is_completed else None
    found: dict[Name, Delay] = {}
    if reported or measure.is_open:
        found["order_to_first_report"] = _delay(ordered, reported, now)
    if completed or measure.is_open:
        found["order_to_completion"] = _delay(ordered, completed, now)
        until = completed.at if completed else now
        if measure.due_on and (completed or is_past(measure.due_on, until, zone)):
            found["deadline_to_completion"] = Delay(
                duration=time_since(measure.due_on, until, zone),
                start=ordered.entry,
                end=completed.entry if completed else None,
            )
    return MeasureDelays(
        label=measure.label,
        title=measure.title,
        status=measure.status,
        delays=found,
        ordered=ordered,
        first_report=reported,
        completed=completed,
        first_due_on=facts.first_due[measure.number],
        due_on=measure.due_on,
    )


def of_activations(
    plan: ContinuityPlan, facts: Facts, now: datetime, zone: ZoneInfo
) -> Iterator[ActivationDelays]:
    activated = facts.activated.get(plan.code, [])
    for activation, following in zip_longest(activated, activated[1:]):
        day = activation.at.astimezone(zone).date()
        until = following.at if following else now
        counts = [
            counted
            for counted, counted_day in facts.counted.get(plan.code, [])
            if activation.at <= counted.at <= until and day <= counted_day
        ]
        first = min(counts, key=_in_time, default=None)
        waits = following is None and plan.status == "active"
        found: dict[Name, Delay] = {}
        if first or waits:
            found["activation_to_first_count"] = _delay(activation, first, now)
        yield ActivationDelays(
            label=plan.code,
            title=plan.title,
            status=plan.status,
            delays=found,
            activated=activation,
            first_count=first,
        )


def _in_time(milestone: Milestone) -> tuple[datetime, int]:
    return milestone.at, milestone.entry
