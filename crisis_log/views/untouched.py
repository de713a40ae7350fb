"""What does an entry leave as it was, though it may seem to change it?

What is recorded late, or takes effect later, does not change what holds now: whoever records
it is told what does.
"""

from collections.abc import Iterable, Iterator

from crisis_log.command import Known
from crisis_log.deadline import show_due
from crisis_log.entry import Entry
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.slices.assumption import AssumptionMade, Tripwire
from crisis_log.slices.briefing import BriefingHeld
from crisis_log.slices.continuity_plan import ContinuityPlan, PlanPhase
from crisis_log.slices.crisis import LevelChanged
from crisis_log.slices.decision import Decision
from crisis_log.slices.decision_course import DecisionWithdrawn
from crisis_log.slices.decision_revival import to_be_revived
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.journal import Line
from crisis_log.slices.line_course import LineRefuted, LineVerified
from crisis_log.slices.measure import Measure
from crisis_log.slices.settings import SettingChanged, key_figures
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted
from crisis_log.text import folded
from crisis_log.when import show_date, show_instant
from crisis_log.words import join, number_text, status_word


def untouched(known: Known, entry: Entry) -> Iterator[str]:
    """Return what `entry` leaves as it was; the state `known` has taken it in."""
    match entry.fact:
        case LevelChanged():
            yield from _level(known, entry)
        case BriefingHeld(level_holds=False, level=str(level)):
            yield _("the level “{level}” stays in force until another is declared").format(
                level=level
            )
        case LineVerified(line=number) | LineRefuted(line=number):
            yield from _finding(known, entry, number)
        case AboutFigures():
            yield from _figures(known, entry, entry.fact)
        case StaffingCounted() | StaffingCorrected() if not entry.fact.is_partial:
            plan = known.find(ContinuityPlan, entry.fact.code)
            last = plan.last_counted_on if plan else None
            if last and last > entry.fact.day:
                yield _("the latest count of the plan {code} remains that of {day}").format(
                    code=entry.fact.code, day=show_date(last)
                )
        case DecisionWithdrawn(number=number):
            withdrawn = known.find(Decision, number)
            for older in to_be_revived(known, withdrawn) if withdrawn else ():
                yield _(
                    "{older}, which {label} superseded, stays so unless “decision revive {older}” "
                    "is recorded"
                ).format(older=older.label, label=entry.fact.label)
        case SettingChanged(key="key_figures"):
            yield from _unknown_indicators(known, key_figures(known))
        case AssumptionMade(tripwire=Tripwire() as tripwire):
            yield from _unknown_indicators(known, [tripwire.indicator])
        case _:
            yield from _until_then(known, entry)


def _level(known: Known, entry: Entry) -> Iterator[str]:
    kept = crisis.current(known)
    level = kept.level_at(entry.recorded_at)
    if level and level.since > entry.occurred_at:
        yield _("the level in force remains “{level}”, since {time} (n° {entry})").format(
            level=level.status, time=show_instant(level.since, kept.zone), entry=level.entry
        )


def _finding(known: Known, entry: Entry, number: int) -> Iterator[str]:
    """Return what was found of a line at a later time, which holds."""
    line = known.find(Line, number)
    last = line.checked if line else None
    if last and last.entry != entry.number:
        yield _("line {line} remains {verdict}, as was found on {time} (n° {entry})").format(
            line=number,
            verdict=status_word("verdict", last.verdict),
            time=show_instant(last.occurred_at, crisis.current(known).zone),
            entry=last.entry,
        )


def _figures(known: Known, entry: Entry, fact: AboutFigures) -> Iterator[str]:
    """Return the figures of later times that remain the latest."""
    measure = known.find(Measure, fact.number)
    if measure is None:
        return
    zone = crisis.current(known).zone
    for name in fact.values:
        latest = measure.latest.get(name)
        if latest and latest.entry != entry.number:
            yield _("{name}: the latest value remains {value} ({day})").format(
                name=name, value=number_text(latest.value), day=show_due(latest.due, zone)
            )
    last = measure.progress_as_of
    if fact.progress is not None and last and measure.progress_entry != entry.number:
        yield _("{label}: progress remains {progress} % ({day})").format(
            label=measure.label, progress=measure.progress, day=show_date(last)
        )


def _unknown_indicators(known: Known, named: Iterable[str]) -> Iterator[str]:
    """Return those of the names that are of no indicator of any measure, or not yet."""
    indicators = {
        folded(name)
        for measure in known.members(Measure)
        for name in (*measure.latest, *(declared.name for declared in measure.indicators))
    }
    unknown = [name for name in named if folded(name) not in indicators]
    if unknown:
        names = join([_("“{title}”").format(title=name) for name in unknown], last="or")
        yield _("no indicator of a measure is called {names}").format(names=names)


def _until_then(known: Known, entry: Entry) -> Iterator[str]:
    """Return how a decision or a plan stays until the fact takes effect, where that is to come."""
    effective_at = getattr(entry.fact, "effective_at", None)
    if effective_at is None or effective_at <= entry.recorded_at:
        return
    match known.get(entry.subject):
        case Decision() as decision:
            status = decision.status_at(entry.recorded_at)
            name, word = decision.label, status and status_word("decision", status)
        case ContinuityPlan() as plan:
            phase = plan.phase_at(entry.recorded_at)
            name, word = plan.code, _plan_status(phase)
        case _:
            return
    if word:
        yield _("until then, {name} remains as it is: {status}").format(name=name, status=word)
    else:
        yield _("until then, {name} is not in force").format(name=name)


def _plan_status(phase: PlanPhase | None) -> str:
    if phase and phase.level:
        return _("level {level}").format(level=phase.level)
    return status_word("plan", phase.status if phase else "registered")
