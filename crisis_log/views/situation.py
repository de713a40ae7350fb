"""What holds at an instant, by what a state knows?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, TypeVar

from crisis_log import crisis
from crisis_log.command import Known, Phase, Subject, phase_at
from crisis_log.continuity_plan import COLLECTION as PLANS
from crisis_log.continuity_plan import ContinuityPlan, MissionStatus
from crisis_log.continuity_plan import Status as PlanStatus
from crisis_log.decision import COLLECTION as DECISIONS
from crisis_log.decision import Decision
from crisis_log.fact import Frozen
from crisis_log.measure import COLLECTION as MEASURES
from crisis_log.measure import OPEN, Measure
from crisis_log.staffing import COLLECTION as STAFFING
from crisis_log.staffing import Modality, StaffingOfDay, subject_of_day


class Staffing(Frozen):
    """Agents of a plan on one day, reconciled with its declared headcount.

    `gap` is headcount minus total: positive when agents are not accounted for,
    negative when more were counted than declared; None when either is unknown.
    """

    day: date
    agents: dict[Modality, int]
    total: int
    headcount: int | None
    gap: int | None
    entries: tuple[int, ...]


class MissionNow(Frozen):
    """A mission and its state; `entry` put it there, None when it was always normal."""

    code: str
    title: str
    essential: bool
    status: MissionStatus
    since: datetime | None
    entry: int | None


class PlanNow(Frozen):
    """A plan, its level and since when, its missions and its latest staffing."""

    code: str
    title: str
    status: PlanStatus
    level: int
    level_title: str | None
    since: datetime | None
    entry: int
    missions: tuple[MissionNow, ...]
    staffing: Staffing | None


class Deadline(Frozen):
    """A date to keep: a deadline or a review, of a decision or a measure."""

    day: date
    purpose: Literal["due_on", "review_on"]
    label: str
    title: str
    owner: str | None
    overdue: bool
    entry: int


class Situation(Frozen):
    """What holds at `instant`, by what is known after entry `entry`."""

    entry: int
    instant: datetime
    title: str
    authority: str
    exercise: bool
    status: Literal["open", "closed"]
    level: Phase | None
    plans: tuple[PlanNow, ...]
    decisions_in_force: tuple[Decision, ...]
    decisions_suspended: tuple[Decision, ...]
    decisions_expected: tuple[Decision, ...]
    measures_open: tuple[Measure, ...]
    overdue: tuple[str, ...]
    deadlines: tuple[Deadline, ...]


def situation(known: Known, instant: datetime) -> Situation:
    """Return what holds at `instant`; deadlines are those of the register's local day."""
    register = crisis.current(known)
    today = instant.astimezone(register.zone).date()
    decisions = list(_members(known, DECISIONS, Decision))
    measures = [m for m in _members(known, MEASURES, Measure) if is_open_at(m, instant)]
    measures.sort(key=lambda m: (not m.is_overdue(today), m.due_on or date.max, m.number))
    deadlines = sorted(_deadlines(decisions, measures, today), key=lambda d: (d.day, d.label))
    return Situation(
        entry=known.size,
        instant=instant,
        title=register.title,
        authority=register.authority,
        exercise=register.exercise,
        status=register.status,
        level=register.level_at(instant),
        plans=tuple(
            plan_at(known, plan, instant) for plan in _members(known, PLANS, ContinuityPlan)
        ),
        decisions_in_force=tuple(d for d in decisions if d.in_force_at(instant)),
        decisions_suspended=tuple(d for d in decisions if _status_at(d, instant) == "suspended"),
        decisions_expected=tuple(d for d in decisions if _status_at(d, instant) == "proposed"),
        measures_open=tuple(measures),
        overdue=tuple(d.label for d in deadlines if d.overdue),
        deadlines=tuple(deadlines),
    )


def plan_at(known: Known, plan: ContinuityPlan, instant: datetime) -> PlanNow:
    """Return `plan` as it was at `instant`, with its last count by that day."""
    phase = plan.phase_at(instant)
    today = instant.astimezone(crisis.current(known).zone).date()
    missions = []
    for mission in plan.missions:
        was = plan.mission_phase_at(mission.code, instant)
        missions.append(
            MissionNow(
                **mission.model_dump(),
                status=was.status if was else "normal",
                since=was.since if was else None,
                entry=was.entry if was else None,
            )
        )
    return PlanNow(
        code=plan.code,
        title=plan.title,
        status=phase.status if phase else "registered",
        level=phase.level if phase else 0,
        level_title=plan.levels.get(phase.level) if phase else None,
        since=phase.since if phase else None,
        entry=phase.entry if phase else plan.registered_by,
        missions=tuple(missions),
        staffing=latest_staffing(known, plan, today),
    )


def latest_staffing(known: Known, plan: ContinuityPlan, today: date) -> Staffing | None:
    """Return the last count of `plan` for a day not after `today`."""
    day = plan.last_counted_on
    if day is not None and day > today:
        days = [s.day for s in _members(known, STAFFING, StaffingOfDay) if s.plan == plan.code]
        day = max((counted for counted in days if counted <= today), default=None)
    counted = known.get(subject_of_day(plan.code, day)) if day else None
    return staffing_of(counted, plan.headcount) if isinstance(counted, StaffingOfDay) else None


def staffing_of(counted: StaffingOfDay, headcount: int | None) -> Staffing:
    """Return the counts of one day added up by modality, and their gap to `headcount`."""
    agents: dict[Modality, int] = {}
    for count in counted.totals():
        for modality, number in count.agents.items():
            agents[modality] = agents.get(modality, 0) + number
    total = sum(agents.values())
    return Staffing(
        day=counted.day,
        agents=agents,
        total=total,
        headcount=headcount,
        gap=None if headcount is None else headcount - total,
        entries=tuple(count.entry for count in counted.totals()),
    )


def is_open_at(measure: Measure, instant: datetime) -> bool:
    """Whether `measure` was being carried out at `instant`."""
    phase = phase_at(measure.phases, instant)
    return phase is not None and phase.status in OPEN


_Model = TypeVar("_Model", bound=Subject)


def _members(known: Known, collection: str, model: type[_Model]) -> Iterator[_Model]:
    return (member for member in known.members(collection) if isinstance(member, model))


def _status_at(decision: Decision, instant: datetime) -> str | None:
    phase = phase_at(decision.phases, instant)
    return phase.status if phase else None


def _deadlines(
    decisions: list[Decision], measures: list[Measure], today: date
) -> Iterator[Deadline]:
    waiting = [d for d in decisions if d.status in {"proposed", "adopted", "suspended"}]
    things: list[Decision | Measure] = [*waiting, *measures]
    for thing in things:
        if thing.due_on:
            yield _deadline(thing, "due_on", thing.due_on, overdue=thing.is_overdue(today))
        if thing.review_on and thing.review_on >= today:
            yield _deadline(thing, "review_on", thing.review_on, overdue=False)


def _deadline(
    thing: Decision | Measure,
    purpose: Literal["due_on", "review_on"],
    day: date,
    *,
    overdue: bool,
) -> Deadline:
    return Deadline(
        day=day,
        purpose=purpose,
        label=thing.label,
        title=thing.title,
        owner=thing.owner,
        overdue=overdue,
        entry=thing.phases[0].entry,
    )
