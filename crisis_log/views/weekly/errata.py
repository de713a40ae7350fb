"""Which figures and words that an earlier week's report showed have changed since, and why?

What an entry of this week says of a time before it can change what was shown: a count
or a figure is corrected, a line is corrected or struck, a wording is amended, or a fact
older than the week is recorded late. Each thing is told once, as it was shown and as it
is known at the end of the week, however many entries changed it on the way.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from pydantic import JsonValue

from crisis_log.fact import Entry, Frozen
from crisis_log.slices import collection_of, label_of
from crisis_log.slices.decision import Decision, DecisionWithdrawn
from crisis_log.slices.indicator import FiguresOfDay, MeasureReported
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.measure import (
    Measure,
    MeasureAmended,
    MeasureExtended,
    MeasureOrdered,
    MeasureReopened,
)
from crisis_log.slices.measure import label as measure_label
from crisis_log.slices.staffing import Count, StaffingOfDay
from crisis_log.views.changes import changes
from crisis_log.views.iso_week import IsoWeek
from crisis_log.views.key_figures import Figure, Key, counted, standing_figures
from crisis_log.views.log_of_week import LogOfWeek
from crisis_log.views.situation import situation, staffing_of
from crisis_log.when import end_of

_COUNTED: Final[dict[Key, type[Decision | Measure]]] = {
    "decisions_in_force": Decision,
    "decisions_expected": Decision,
    "measures_open": Measure,
    "measures_overdue": Measure,
}
_TOLD_BY_COUNTS: Final[frozenset[Key]] = frozenset({"agents_on_site", "agents_remote"})
Status = Literal["corrected", "struck", "refuted", "verified", "counted"]


class Changed(Frozen):
    """A figure or field, as shown and as it is now known."""

    name: str
    before: JsonValue | Decimal
    after: JsonValue | Decimal


class Erratum(Frozen):
    """Something shown before and changed since.

    `about` names the thing: `M-1`, a plan's code, a line's number. `shown_by` and
    `changed_by` are numbers of entries. What was shown as not counted is now `counted`; of
    a line that was struck, what holds now is None.
    """

    what: Literal["key_figure", "staffing", "indicator", "line", "wording"]
    about: str
    day: date | None = None
    changes: tuple[Changed, ...]
    status: Status = "corrected"
    reason: str | None = None
    shown_by: tuple[int, ...] = ()
    changed_by: tuple[int, ...] = ()


def errata(week: LogOfWeek) -> tuple[Erratum, ...]:
    """Return what changed, figures first."""
    if week.is_first:
        return ()
    return (
        *_key_figures(week),
        *_staffing(week),
        *_indicators(week),
        *_lines(week),
        *_wordings(week),
    )


def _key_figures(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the last report's figures again by what is known now."""
    retold = {(figure.key, figure.of): figure for figure in _retold(week)}
    for shown in standing_figures(week.before, week.at_eve):
        now = retold.get((shown.key, shown.of))
        if now is None or now.value == shown.value or now.as_of != shown.as_of:
            continue
        if shown.key not in _TOLD_BY_COUNTS:
            changed = tuple(_causes(week, shown, now))
            yield Erratum(
                what="key_figure",
                about=shown.of or "",
                day=shown.as_of or week.eve.astimezone(week.zone).date(),
                changes=(Changed(name=shown.key, before=shown.value, after=now.value),),
                reason=_reason(week, changed),
                shown_by=shown.sources,
                changed_by=changed,
            )


def _retold(week: LogOfWeek) -> Iterator[Figure]:
    """Return the figures of the eve of the week by what is known now.

    What is adopted, or extended, in the week was expected, or due earlier, on its eve.
    """
    eve = situation(week.after, week.eve)
    for figure in standing_figures(week.after, eve):
        if figure.key not in {"decisions_expected", "measures_overdue"}:
            yield figure
    expected = [
        decision.phases[0].entry
        for decision in week.after.members(Decision)
        if _was_expected(week, decision)
    ]
    yield counted("decisions_expected", expected)
    today = week.eve.astimezone(week.zone).date()
    overdue = [
        measure.phases[0].entry
        for measure in eve.measures_open
        if (_was_due(week, measure) or today) < today
    ]
    yield counted("measures_overdue", overdue)


def _was_expected(week: LogOfWeek, decision: Decision) -> bool:
    """Whether, on the eve, it was proposed and nothing had been done about it."""
    done = [phase.status for phase in decision.phases if _had_happened(week, phase.entry)]
    return done[-1:] == ["proposed"]


def _had_happened(week: LogOfWeek, number: int) -> bool:
    entry = week.entry(number)
    return number <= week.before.size or (entry is not None and entry.occurred_at <= week.eve)


def _was_due(week: LogOfWeek, measure: Measure) -> date | None:
    """Return the deadline it had on the eve, mistakes corrected."""
    before = week.before.find(Measure, measure.number)
    due = before.due_on if isinstance(before, Measure) else None
    for entry in week.about(Measure):
        match entry.fact:
            case MeasureExtended(number=measure.number) | MeasureReopened(number=measure.number):
                if entry.occurred_at > week.eve:
                    return due
                due = entry.fact.due_on or due
            case MeasureOrdered(number=measure.number):
                due = entry.fact.due_on
            case MeasureAmended(number=measure.number) if "due_on" in entry.fact.changes:
                amended = entry.fact.changes["due_on"]
                due = date.fromisoformat(amended) if isinstance(amended, str) else None
            case _:
                pass
    return due


def _causes(week: LogOfWeek, shown: Figure, now: Figure) -> Iterator[int]:
    """Return the entries of the week that speak of what is counted differently."""
    model = _COUNTED.get(shown.key)
    differing = set(shown.sources) ^ set(now.sources)
    if shown.key == "staffing_gap" and not differing:
        yield from (n for n, changed in week.amendments.items() if _names(changed, "headcount"))
    elif model is None:
        yield from (number for number in now.sources if week.entry(number))
    else:
        subjects = {
            model.named(thing.number)
            for thing in week.after.members(model)
            if differing & {phase.entry for phase in thing.phases}
        }
        yield from (
            entry.number
            for entry in week.entries
            if subjects & set(entry.subjects) and _reaches_back(week, entry)
        )


def _reaches_back(week: LogOfWeek, entry: Entry) -> bool:
    """Whether the entry says something of the time before the week."""
    takes_effect: datetime | None = getattr(entry.fact, "effective_at", None)
    return (
        entry.fact.is_correction
        or isinstance(entry.fact, DecisionWithdrawn)
        or min(entry.occurred_at, takes_effect or entry.occurred_at) <= week.eve
    )


def _staffing(week: LogOfWeek) -> Iterator[Erratum]:
    for after in week.after.members(StaffingOfDay):
        if after.day >= week.period.week.monday:
            continue
        now = staffing_of(after, None)
        before = week.before.find(StaffingOfDay, after.plan, after.day)
        shown = staffing_of(before, None) if before else None
        if now is None or (shown is None and not _was_shown_as_not_counted(week, after)):
            continue
        differing = [Changed(name="total", before=None, after=now.total)]
        if shown is not None:
            old = {str(name): n for name, n in shown.agents.items()} | {"total": shown.total}
            new = {str(name): n for name, n in now.agents.items()} | {"total": now.total}
            differing = [
                Changed(name=name, before=old.get(name, 0), after=new.get(name, 0))
                for name in (*dict.fromkeys([*shown.agents, *now.agents]), "total")
                if old.get(name, 0) != new.get(name, 0)
            ]
        if differing:
            changed = tuple(number for number in now.entries if number > week.before.size)
            yield Erratum(
                what="staffing",
                about=after.plan,
                day=after.day,
                changes=tuple(differing),
                status="corrected" if shown else "counted",
                reason=_reason(week, changed),
                shown_by=shown.entries if shown else (),
                changed_by=changed,
            )


def _was_shown_as_not_counted(week: LogOfWeek, after: StaffingOfDay) -> bool:
    """Whether an earlier report had that day in its table of the plan's agents by day.

    The one of its own week had, when it knew any count of the plan by then; the one of the
    week that followed, when it knew another count of the day's week.
    """
    own = IsoWeek.of(after.day)
    following = own.plus(1)
    known, known_later = (
        week.known_upto(end_of(one.sunday, week.zone)) for one in (own, following)
    )
    for counts in week.before.members(StaffingOfDay):
        if counts.plan != after.plan:
            continue
        first = min((count.entry for count in _totals_ever(counts)), default=None)
        if first is None:
            continue
        if counts.day <= own.sunday and first <= known:
            return True
        was_reported = following.sunday < week.period.week.monday
        if was_reported and counts.day in own.days and first <= known_later:
            return True
    return False


def _totals_ever(counts: StaffingOfDay) -> Iterator[Count]:
    """Return every count, those replaced too, that says something of the whole plan."""
    every = (*counts.counts, *counts.replaced)
    return (count for count in every if count.organisation or not count.mission)


def _indicators(week: LogOfWeek) -> Iterator[Erratum]:
    for before in week.before.members(FiguresOfDay):
        after = week.after.find(FiguresOfDay, before.measure, before.as_of)
        if after is None:
            continue
        for name, shown in before.figures.items():
            now = after.figures[name]
            if now.value != shown.value:
                yield Erratum(
                    what="indicator",
                    about=measure_label(before.measure),
                    day=before.as_of,
                    changes=(Changed(name=name, before=shown.value, after=now.value),),
                    reason=_reason(week, (now.entry,)),
                    shown_by=(shown.entry,),
                    changed_by=(now.entry,),
                )


def _lines(week: LogOfWeek) -> Iterator[Erratum]:
    changed_by: dict[str, list[int]] = {}
    for entry in week.about(Line):
        if not isinstance(entry.fact, LineLogged):
            changed_by.setdefault(entry.subject, []).append(entry.number)
    for subject, numbers in changed_by.items():
        before, after = week.before.get(subject), week.after.get(subject)
        if not isinstance(before, Line) or not isinstance(after, Line):
            continue
        status = _status_of(before, after)
        if status is None:
            continue
        yield Erratum(
            what="line",
            about=str(before.number),
            day=before.recorded_at.astimezone(week.zone).date(),
            changes=(
                Changed(
                    name="text",
                    before=before.text,
                    after=None if status == "struck" else after.text,
                ),
            ),
            status=status,
            reason=_reason(week, tuple(numbers)),
            shown_by=(before.number, *(rewording.replaced_by for rewording in before.earlier)),
            changed_by=tuple(numbers),
        )


def _status_of(before: Line, after: Line) -> Status | None:
    """Return what became of a line; None when it holds as it was shown."""
    if after.struck_by != before.struck_by:
        return "struck"
    if after.verification != before.verification:
        if after.verification == "refuted":
            return "refuted"
        if before.verification == "refuted" and after.verification == "verified":
            return "verified"
    return "corrected" if after.text != before.text else None


def _wordings(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the amended fields that earlier reports showed; a first value is no erratum."""
    changed_by: dict[str, list[Entry]] = {}
    for number in week.amendments:
        entry = week.entry(number)
        if entry is not None:
            changed_by.setdefault(entry.subject, []).append(entry)
    for subject, entries in changed_by.items():
        before = week.before.get(subject)
        amended = {
            change.field
            for entry in entries
            for change in week.amendments[entry.number]
            if change.subject == subject
        } & collection_of(subject).worded
        reworded = tuple(
            Changed(name=change.field, before=change.before, after=change.after)
            for change in changes(subject, before, week.after.get(subject))
            if change.before is not None and change.field in amended
        )
        if before is not None and reworded:
            numbers = tuple(entry.number for entry in entries)
            yield Erratum(
                what="wording",
                about=label_of(subject) or subject,
                changes=reworded,
                reason=_reason(week, numbers),
                changed_by=numbers,
            )


def _names(changed: tuple[object, ...], field: str) -> bool:
    return any(getattr(change, "field", None) == field for change in changed)


def _reason(week: LogOfWeek, numbers: tuple[int, ...]) -> str | None:
    return reason_of([entry for entry in map(week.entry, numbers) if entry])


def reason_of(entries: Iterable[Entry]) -> str | None:
    """Return what was noted beside the entries, or said as their reason."""
    said: list[str] = []
    for entry in entries:
        fact = entry.fact
        words = fact.text if isinstance(fact, MeasureReported) else None
        said += [text for text in (getattr(fact, "reason", None), words, entry.note) if text]
    return "\n".join(dict.fromkeys(said)) or None
