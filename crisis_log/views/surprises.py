"""What would an entry do that its author may not mean? Sentences to ask about, beforehand."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from crisis_log.command import Changed, Known, Subject
from crisis_log.deadline import Due, is_past, read_due, show_due
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Fact
from crisis_log.language import _, whole
from crisis_log.lifecycle import Phase, standing
from crisis_log.slices import cell, crisis, label_of
from crisis_log.slices.continuity_plan import ContinuityPlan, PlanAmended, PlanPhase
from crisis_log.slices.crisis import CrisisClosed
from crisis_log.slices.decision import WAITING, Decision, DecisionAmended
from crisis_log.slices.decision_revival import DecisionRevived
from crisis_log.slices.instruction import Instruction
from crisis_log.slices.measure import Measure
from crisis_log.slices.meeting import Meeting
from crisis_log.slices.objective import Objective
from crisis_log.slices.pad import LineTranscribed, Pad, Paper, lines_of
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted, StaffingOfDay
from crisis_log.slices.validation import EntryValidated
from crisis_log.when import show_date, show_instant
from crisis_log.words import abridged, field_name, join_some, status_word

_DATES: Final = ("due", "due_on", "review_on")
_TITLE: Final = 60
"""In characters: how much of a title tells which thing it is."""


def surprises(known: Known, changes: Changed, entry: Entry) -> Iterator[str]:
    """Return what may not be meant of `changes`, which `entry` would make to the state `known`."""
    yield from _dates_gone_by(known, changes, entry)
    if not isinstance(entry.fact, DecisionRevived):  # which undoes what it says
        yield from _undone(known, changes, entry)
    match entry.fact:
        case StaffingCounted() | StaffingCorrected():
            day = changes[StaffingOfDay.named(entry.fact.code, entry.fact.day)]
            yield from _above_headcount(known.find(ContinuityPlan, entry.fact.code), day)
        case PlanAmended(code=code) if "headcount" in entry.fact.changes:
            plan = changes[ContinuityPlan.named(code)]
            yield from _above_headcount(plan, _last_count(known, plan))
        case DecisionAmended(changes={"title": title}):
            before = known.get(entry.subject)
            if isinstance(before, Decision) and before.in_force_at(entry.recorded_at):
                yield _("{label} is in force: its title “{before}” becomes “{after}”.").format(
                    label=before.label, before=_titled(before.title), after=_titled(str(title))
                )
        case LineTranscribed(paper=paper):
            yield from _entered_before(known, paper)
        case CrisisClosed():
            yield from _left_open(known, entry.recorded_at)
        case EntryValidated(entry=number):
            yield from _validated_by_its_author(known.entry(number), entry)


def _validated_by_its_author(validated: Entry | None, entry: Entry) -> Iterator[str]:
    """Say that the same name recorded an entry and validates it, if no logins tell them apart."""
    if validated is None or cell.key(validated.by) != cell.key(entry.by):
        return
    if not (validated.recorded_by and entry.recorded_by):
        yield _("Entry n° {number} was recorded by “{who}”, too, who validates it.").format(
            number=validated.number, who=validated.by
        )


def _dates_gone_by(known: Known, changes: Changed, entry: Entry) -> Iterator[str]:
    """Return the dates to keep, as `entry` gives them, that were past at the time of its fact."""
    dates = dict(_dates_given(entry.fact))
    if not dates or not _is_to_be_done(changes[entry.subject]):
        return
    zone = crisis.current(known).zone
    for name, due in dates.items():
        if is_past(due, entry.occurred_at, zone):
            yield _("{label}: {date} on {day}, which is past already.").format(
                label=label_of(entry.subject), date=field_name(name), day=show_due(due, zone)
            )


def _dates_given(fact: Fact) -> Iterator[tuple[str, Due]]:
    given: Mapping[str, Any] = fact.changes if isinstance(fact, Amendment) else vars(fact)
    for name in _DATES:
        due = given.get(name)
        if due is not None:
            yield name, read_due(due) if isinstance(due, str) else due


def _is_to_be_done(thing: Subject | None) -> bool:
    match thing:
        case Decision(status=status):
            return status in WAITING
        case Measure(is_open=is_open):
            return is_open
        case Instruction() | Objective():
            return True
        case _:
            return False


def _undone(known: Known, changes: Changed, entry: Entry) -> Iterator[str]:
    """Return the phases, begun by now, that no longer take effect: `entry` is dated before them."""
    for subject, after in changes.items():
        for of, phases in _lives(after) if after else ():
            if not phases or phases[-1].entry != entry.number:
                continue
            held = standing(phases)
            for phase in standing(phases[:-1]):
                has_begun = phase.since <= entry.recorded_at and phase.status != "proposed"
                if has_begun and phase not in held:
                    yield _(
                        "{thing}: a fact dated before it undoes “{status}”, in force since {time} "
                        "(n° {entry})."
                    ).format(
                        thing=_named(subject, of),
                        status=_status_of(phase, of or subject.partition("/")[0]),
                        time=show_instant(phase.since, crisis.current(known).zone),
                        entry=phase.entry,
                    )


def _lives(thing: Subject) -> Iterator[tuple[str, tuple[Phase, ...]]]:
    """Return the lives of a thing, its own and those of its missions, at a site too, by codes."""
    yield "", getattr(thing, "phases", ())
    if isinstance(thing, ContinuityPlan):
        yield from thing.mission_phases.items()
        for mission, of_sites in thing.site_phases.items():
            for site, phases in of_sites.items():
                yield f"{mission}, {site}", phases


def _named(subject: str, mission: str) -> str:
    name = label_of(subject) or status_word("subject", subject)
    return _("{name}, mission {mission}").format(name=name, mission=mission) if mission else name


def _status_of(phase: Phase, collection: str) -> str:
    if isinstance(phase, PlanPhase) and phase.level:
        return _("level {level}").format(level=phase.level)
    return status_word(collection, phase.status)


def _above_headcount(plan: Subject | None, counted: Subject | None) -> Iterator[str]:
    """Return that more agents were counted for a day than the plan declares, if they were."""
    if not isinstance(plan, ContinuityPlan) or not isinstance(counted, StaffingOfDay):
        return
    parts = (count.total for count in counted.counts)
    total = max(sum(count.total for count in counted.totals()), *parts)
    if plan.headcount is not None and total > plan.headcount:
        yield _(
            "Plan {code}: a total of {total} for {day}, above the declared headcount of "
            "{headcount}."
        ).format(
            code=plan.code,
            total=whole(total),
            day=show_date(counted.day),
            headcount=whole(plan.headcount),
        )


def _last_count(known: Known, plan: Subject | None) -> StaffingOfDay | None:
    if not isinstance(plan, ContinuityPlan) or plan.last_counted_on is None:
        return None
    return known.find(StaffingOfDay, plan.code, plan.last_counted_on)


def _entered_before(known: Known, paper: Paper) -> Iterator[str]:
    """Return the lines that were entered from the same row of a sheet, if there are any."""
    pad = known.find(Pad, paper.pad)
    if pad is None or paper.row is None:
        return
    for one, line in lines_of(known, pad, paper.sheet):
        if one.row == paper.row:
            yield _("{place}: entered already, as n° {entry} “{text}”.").format(
                place=paper.place(), entry=one.entry, text=_titled(line.text)
            )


def _left_open(known: Known, now: datetime) -> Iterator[str]:
    """Return what is still proposed, ordered, active or in session, by name."""
    meetings = [one.label for one in known.members(Meeting) if one.status == "open"]
    proposed = [_of_title(one) for one in known.members(Decision) if one.status == "proposed"]
    measures = [_of_title(measure) for measure in known.members(Measure) if measure.is_open]
    phases = [(plan.code, plan.phase_at(now)) for plan in known.members(ContinuityPlan)]
    plans = [
        _("{code} at level {level}").format(code=code, level=phase.level)
        for code, phase in phases
        if phase and phase.level
    ]
    if meetings:
        yield _("Meetings still open: {meetings}.").format(meetings=join_some(meetings))
    if proposed:
        yield _("Decisions still proposed: {decisions}.").format(decisions=join_some(proposed))
    if measures:
        yield _("Measures still open: {measures}.").format(measures=join_some(measures))
    if plans:
        yield _("Plans still active: {plans}.").format(plans=join_some(plans))


def _of_title(thing: Decision | Measure) -> str:
    return _("{label} “{title}”").format(label=thing.label, title=_titled(thing.title))


def _titled(title: str) -> str:
    return abridged(title, _TITLE)
