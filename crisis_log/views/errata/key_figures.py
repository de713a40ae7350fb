"""Which key figures that the last report showed are others by what is known now?"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Final

from crisis_log.deadline import Due, is_past, read_due
from crisis_log.entry import Entry
from crisis_log.slices.decision import Decision
from crisis_log.slices.decision_course import DecisionWithdrawn
from crisis_log.slices.decision_revival import DecisionRevived
from crisis_log.slices.measure import (
    Measure,
    MeasureAmended,
    MeasureExtended,
    MeasureOrdered,
    MeasureReopened,
)
from crisis_log.views.errata.erratum import Changed, Erratum, reason_of
from crisis_log.views.key_figures import Figure, Key, counted, standing_figures
from crisis_log.views.log_of_week import LogOfWeek

_COUNTED: Final[dict[Key, type[Decision | Measure]]] = {
    "decisions_in_force": Decision,
    "decisions_expected": Decision,
    "measures_open": Measure,
    "measures_overdue": Measure,
}
_TOLD_BY_COUNTS: Final[frozenset[Key]] = frozenset({"agents_on_site", "agents_remote"})


def errata_of_key_figures(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the last report's figures again by what is known now."""
    known_now = {(figure.key, figure.of): figure for figure in retold(week)}
    for shown in standing_figures(week.before, week.at_eve):
        now = known_now.get((shown.key, shown.of))
        if now is None or now.value == shown.value or now.as_of != shown.as_of:
            continue
        if shown.key not in _TOLD_BY_COUNTS:
            changed = tuple(_causes(week, shown, now))
            yield Erratum(
                what="key_figure",
                about=shown.of or "",
                day=shown.as_of or week.eve.astimezone(week.zone).date(),
                changes=(Changed(name=shown.key, before=shown.value, after=now.value),),
                reason=reason_of(week.those(changed)),
                shown_by=shown.sources,
                changed_by=changed,
            )


def retold(week: LogOfWeek) -> Iterator[Figure]:
    """Return the figures of the eve of the week by what is known now.

    What is adopted, or extended, in the week was expected, or due earlier, on its eve.
    """
    eve = week.at_eve_as_known_now
    for figure in standing_figures(week.after, eve):
        if figure.key not in {"decisions_expected", "measures_overdue"}:
            yield figure
    expected = [
        decision.phases[0].entry
        for decision in week.after.members(Decision)
        if _was_expected(week, decision)
    ]
    yield counted("decisions_expected", expected)
    overdue = [
        measure.phases[0].entry
        for measure in eve.measures_open
        if is_past(_was_due(week, measure), week.eve, week.zone)
    ]
    yield counted("measures_overdue", overdue)


def _was_expected(week: LogOfWeek, decision: Decision) -> bool:
    """Whether, on the eve, it was proposed and nothing had been done about it."""
    done = [phase.status for phase in decision.phases if _had_happened(week, phase.entry)]
    return done[-1:] == ["proposed"]


def _had_happened(week: LogOfWeek, number: int) -> bool:
    entry = week.entry(number)
    return number <= week.before.size or (entry is not None and entry.occurred_at <= week.eve)


def _was_due(week: LogOfWeek, measure: Measure) -> Due | None:
    """Return the deadline it had on the eve, mistakes corrected."""
    before = week.before.find(Measure, measure.number)
    due = before.due_on if before else None
    for entry in week.by_subject.get(Measure.named(measure.number), ()):
        match entry.fact:
            case MeasureExtended() | MeasureReopened():
                if entry.occurred_at > week.eve:
                    return due
                due = entry.fact.due_on or due
            case MeasureOrdered():
                due = entry.fact.due_on
            case MeasureAmended() if "due_on" in entry.fact.changes:
                amended = entry.fact.changes["due_on"]
                due = read_due(amended) if isinstance(amended, str) else None
            case _:
                pass
    return due


def _causes(week: LogOfWeek, shown: Figure, now: Figure) -> Iterator[int]:
    """Return the entries of the week that speak of what is counted differently."""
    model = _COUNTED.get(shown.key)
    differing = set(shown.sources) ^ set(now.sources)
    if shown.key == "staffing_gap" and not differing:
        yield from (
            number
            for number, changed in week.amendments.items()
            if any(change.field == "headcount" for change in changed)
        )
    elif model is None:
        yield from (number for number in now.sources if week.entry(number))
    else:
        subjects = {
            model.named(thing.number)
            for thing in week.after.members(model)
            if differing & {phase.entry for phase in thing.phases}
        }
        entries = chain.from_iterable(week.by_subject.get(subject, ()) for subject in subjects)
        yield from sorted({one.number for one in entries if _reaches_back(week, one)})


def _reaches_back(week: LogOfWeek, entry: Entry) -> bool:
    """Whether the entry says something of the time before the week."""
    takes_effect: datetime | None = getattr(entry.fact, "effective_at", None)
    return (
        entry.fact.is_correction
        or isinstance(entry.fact, DecisionWithdrawn | DecisionRevived)
        or min(entry.occurred_at, takes_effect or entry.occurred_at) <= week.eve
    )
