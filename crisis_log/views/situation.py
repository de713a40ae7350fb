"""What holds at an instant, by what a state knows?

All that is told is taken from a state, which was checked: it is not checked again.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import Literal, NamedTuple

from crisis_log.command import Known
from crisis_log.deadline import Due, day_of, in_order, is_past
from crisis_log.fact import Frozen, Refused
from crisis_log.language import _
from crisis_log.lifecycle import Phase, phase_at, standing
from crisis_log.slices import crisis
from crisis_log.slices import site as sites
from crisis_log.slices.continuity_plan import ContinuityPlan, Mission
from crisis_log.slices.continuity_plan import Status as PlanStatus
from crisis_log.slices.decision import WAITING, Decision
from crisis_log.slices.measure import Measure
from crisis_log.slices.mission import Status as MissionStatus
from crisis_log.slices.objective import Objective
from crisis_log.slices.staffing import Modality, StaffingOfDay
from crisis_log.when import show_instant


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
    """A mission and its state; `entry` put it there, None when it was always normal.

    It may be its state at one `site`, where that is another: `title` names that site, too.
    """

    code: str
    title: str
    site: str | None = None
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
    """A date to keep: a deadline or a review, of a decision or a measure.

    `due` is the date, or the instant of it; `day` is its day.
    """

    day: date
    due: Due
    purpose: Literal["due_on", "review_on"]
    label: str
    title: str
    owner: str | None
    overdue: bool
    entry: int


class Situation(Frozen):
    """What holds at `instant`, by what is known after entry `entry`.

    `decisions_to_come` were adopted and are not yet in force. Decisions and measures are
    told as they are known; ask `status_at(instant)` for what they were at that instant.
    `objectives` are those set and neither met nor dropped.
    """

    entry: int
    instant: datetime
    title: str
    authority: str
    exercise: bool
    status: Literal["open", "closed"]
    level: Phase | None
    plans: tuple[PlanNow, ...]
    decisions_in_force: tuple[Decision, ...]
    decisions_to_come: tuple[Decision, ...]
    decisions_suspended: tuple[Decision, ...]
    decisions_expected: tuple[Decision, ...]
    measures_open: tuple[Measure, ...]
    objectives: tuple[Objective, ...]
    overdue: tuple[str, ...]
    deadlines: tuple[Deadline, ...]

    def is_to_come(self, decision: Decision) -> bool:
        """Whether `decision` is one of those to come, which are in the order of their numbers."""
        coming = self.decisions_to_come
        place = bisect_left(coming, decision.number, key=lambda one: one.number)
        return place < len(coming) and coming[place].number == decision.number


class Moment(NamedTuple):
    """An instant, where no more of its situation is asked for than how a decision stands."""

    instant: datetime

    def is_to_come(self, decision: Decision) -> bool:
        """Whether `decision` was adopted, and is not in force yet."""
        return is_to_come(decision, self.instant)


def situation(known: Known, instant: datetime, present: datetime | None = None) -> Situation:
    """Return what holds at `instant`; deadlines are those of the register's local time.

    For a day before the `present` nothing is to come: what was decided since was not
    known then.

    Raises:
        Refused: the crisis began after `instant`.

    """
    register = crisis.current(known)
    phase = phase_at(register.phases, instant)
    if phase is None:
        raise Refused(
            _("The crisis was opened on {time}: nothing held before.").format(
                time=show_instant(register.opened_at, register.zone)
            )
        )
    zone, decisions = register.zone, list(known.members(Decision))
    looks_back = present is not None and instant < present
    to_come = [d for d in decisions if not looks_back and is_to_come(d, instant)]
    later = {decision.number for decision in to_come}
    measures = _open_measures(known, instant, zone)
    objectives = [o for o in known.members(Objective) if o.status_at(instant) == "set"]
    deadlines = sorted(_deadlines([*decisions, *measures, *objectives], instant, zone), key=_by_day)
    return Situation.built(
        entry=known.size,
        instant=instant,
        title=register.title,
        authority=register.authority,
        exercise=register.exercise,
        status="closed" if phase.status == "closed" else "open",
        level=register.level_at(instant),
        plans=tuple(plan_at(known, plan, instant) for plan in known.members(ContinuityPlan)),
        decisions_in_force=tuple(d for d in decisions if d.in_force_at(instant)),
        decisions_to_come=tuple(to_come),
        decisions_suspended=tuple(d for d in decisions if d.status_at(instant) == "suspended"),
        decisions_expected=tuple(
            d for d in decisions if d.status_at(instant) == "proposed" and d.number not in later
        ),
        measures_open=tuple(measures),
        objectives=tuple(objectives),
        overdue=tuple(d.label for d in deadlines if d.overdue),
        deadlines=tuple(deadlines),
    )


def _open_measures(known: Known, instant: datetime, zone: tzinfo) -> list[Measure]:
    """Return the open measures: those overdue first, then those due next."""
    measures = (m for m in known.members(Measure) if m.is_open_at(instant))
    return sorted(
        measures, key=lambda m: (not is_past(m.due_on, instant, zone), in_order(m.due_on), m.number)
    )


def plan_at(known: Known, plan: ContinuityPlan, instant: datetime) -> PlanNow:
    """Return `plan` as it was at `instant`, with its last count by that day."""
    phase = plan.phase_at(instant)
    today = instant.astimezone(crisis.current(known).zone).date()
    return PlanNow.built(
        code=plan.code,
        title=plan.title,
        status=phase.status if phase else "registered",
        level=phase.level if phase else 0,
        level_title=plan.levels.get(phase.level) if phase else None,
        since=phase.since if phase else None,
        entry=phase.entry if phase else plan.registered_by,
        missions=tuple(_missions(known, plan, instant)),
        staffing=latest_staffing(known, plan, today),
    )


def _missions(known: Known, plan: ContinuityPlan, instant: datetime) -> Iterator[MissionNow]:
    """Return the missions of `plan`, each followed by the sites at which its state is another."""
    for mission in plan.missions:
        yield _mission(mission, plan.mission_phase_at(mission.code, instant))
        for site, phase in plan.site_phases_at(mission.code, instant).items():
            title = _("{mission}, {site}").format(
                mission=mission.title, site=sites.name_of(known, site)
            )
            yield _mission(mission, phase).but(title=title, site=site)


def _mission(mission: Mission, phase: Phase | None) -> MissionNow:
    return MissionNow.built(
        code=mission.code,
        title=mission.title,
        essential=mission.essential,
        status=phase.status if phase else "normal",
        since=phase.since if phase else None,
        entry=phase.entry if phase else None,
    )


def latest_staffing(known: Known, plan: ContinuityPlan, today: date) -> Staffing | None:
    """Return the last count of `plan` for a day not after `today`."""
    day = plan.last_counted_on
    if day is not None and day > today:
        days = known.within(StaffingOfDay, plan.code)
        counted_days = (one.day for one in days if one.totals() and one.day <= today)
        day = max(counted_days, default=None)
    counted = known.find(StaffingOfDay, plan.code, day) if day else None
    return staffing_of(counted, plan.headcount) if counted else None


def staffing_of(counted: StaffingOfDay, headcount: int | None) -> Staffing | None:
    """Return the counts of one day added up by modality, and their gap to `headcount`.

    None when only single missions were counted: that says nothing of the whole plan.
    """
    if not counted.totals():
        return None
    agents: dict[Modality, int] = {}
    for count in counted.totals():
        for modality, number in count.agents.items():
            agents[modality] = agents.get(modality, 0) + number
    total = sum(agents.values())
    return Staffing.built(
        day=counted.day,
        agents=agents,
        total=total,
        headcount=headcount,
        gap=None if headcount is None else headcount - total,
        entries=tuple(count.entry for count in counted.totals()),
    )


def is_to_come(decision: Decision, instant: datetime) -> bool:
    """Whether `decision` was adopted, to take effect after `instant`."""
    adopted = decision.adopted()
    return (
        decision.status != "withdrawn"
        and not decision.in_force_at(instant)
        and adopted is not None
        and adopted in standing(decision.phases)
        and adopted.since > instant
    )


def _by_day(deadline: Deadline) -> tuple[datetime, str]:
    return in_order(deadline.due), deadline.label


def _deadlines(
    things: list[Decision | Measure | Objective], instant: datetime, zone: tzinfo
) -> Iterator[Deadline]:
    for thing in things:
        if isinstance(thing, Decision) and thing.status_at(instant) not in WAITING:
            continue
        if thing.due_on:
            overdue = is_past(thing.due_on, instant, zone)
            yield _deadline(thing, "due_on", thing.due_on, overdue=overdue)
        if (
            not isinstance(thing, Objective)
            and thing.review_on
            and not is_past(thing.review_on, instant, zone)
        ):
            yield _deadline(thing, "review_on", thing.review_on, overdue=False)


def _deadline(
    thing: Decision | Measure | Objective,
    purpose: Literal["due_on", "review_on"],
    due: Due,
    *,
    overdue: bool,
) -> Deadline:
    return Deadline.built(
        day=day_of(due),
        due=due,
        purpose=purpose,
        label=thing.label,
        title=thing.title,
        owner=thing.owner,
        overdue=overdue,
        entry=thing.phases[0].entry,
    )
