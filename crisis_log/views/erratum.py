"""Which figures and words that an earlier week's report showed have changed since, and why?

What an entry of this week says of a time before it can change what was shown: a count
or a figure is corrected, a line is corrected or struck, a wording is amended, or a fact
older than the week is recorded late.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import JsonValue

from crisis_log.continuity_plan import PlanAmended
from crisis_log.decision import COLLECTION as DECISIONS
from crisis_log.decision import Decision, DecisionAmended
from crisis_log.fact import Entry, Frozen
from crisis_log.journal import COLLECTION as JOURNAL
from crisis_log.journal import Line, LineCorrected, LineRefuted, LineStruck
from crisis_log.measure import COLLECTION as MEASURES
from crisis_log.measure import FIGURES, FiguresOfDay, Measure, MeasureAmended
from crisis_log.measure import label as measure_label
from crisis_log.staffing import COLLECTION as STAFFING
from crisis_log.staffing import StaffingOfDay
from crisis_log.views.key_figures import Figure, Key, standing_figures
from crisis_log.views.situation import staffing_of
from crisis_log.views.week import LogOfWeek

_RETOLD: Final[frozenset[Key]] = frozenset(
    {"crisis_level", "plan_level", "decisions_in_force", "measures_open"}
)
_COUNTED: Final[dict[Key, str]] = {"decisions_in_force": DECISIONS, "measures_open": MEASURES}
_WORDED: Final = (DecisionAmended, MeasureAmended, PlanAmended)


class Changed(Frozen):
    """A figure or field, as shown and as it is now known."""

    name: str
    before: JsonValue | Decimal
    after: JsonValue | Decimal


class Erratum(Frozen):
    """Something shown before and changed since.

    `about` names the thing: `M-1`, a plan's code, a line's number. `shown_by` and
    `changed_by` are numbers of entries.
    """

    what: Literal["key_figure", "staffing", "indicator", "line", "wording"]
    about: str
    day: date | None = None
    changes: tuple[Changed, ...]
    status: Literal["corrected", "struck", "refuted"] = "corrected"
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
    retold = {(f.key, f.of): f for f in standing_figures(week.after, week.eve)}
    for shown in standing_figures(week.before, week.eve):
        now = retold.get((shown.key, shown.of))
        if shown.key in _RETOLD and now is not None and now.value != shown.value:
            changed = tuple(_causes(week, shown, now))
            yield Erratum(
                what="key_figure",
                about=shown.of or "",
                day=week.eve.astimezone(week.zone).date(),
                changes=(Changed(name=shown.key, before=shown.value, after=now.value),),
                reason=_reason(week, changed),
                shown_by=shown.sources,
                changed_by=changed,
            )


def _causes(week: LogOfWeek, shown: Figure, now: Figure) -> Iterator[int]:
    """Return the entries of the week that speak of what is counted differently."""
    collection = _COUNTED.get(shown.key)
    if collection is None:
        yield from (number for number in now.sources if week.entry(number))
        return
    differing = set(shown.sources) ^ set(now.sources)
    for subject in week.after.members(collection):
        phases = subject.phases if isinstance(subject, Decision | Measure) else ()
        if differing & {phase.entry for phase in phases}:
            yield from (
                phase.entry
                for phase in phases
                if week.entry(phase.entry)
                and (phase.since <= week.eve or phase.status == "withdrawn")
            )


def _staffing(week: LogOfWeek) -> Iterator[Erratum]:
    for before in week.before.members(STAFFING):
        if not isinstance(before, StaffingOfDay):
            continue
        after = week.after.get(f"{STAFFING}/{before.plan}:{before.day.isoformat()}")
        if not isinstance(after, StaffingOfDay) or after == before:
            continue
        shown, now = staffing_of(before, None), staffing_of(after, None)
        changed = tuple(number for number in now.entries if number > week.before.size)
        old_counts = {str(name): agents for name, agents in shown.agents.items()}
        new_counts = {str(name): agents for name, agents in now.agents.items()}
        old_counts["total"], new_counts["total"] = shown.total, now.total
        names = dict.fromkeys([*old_counts, *new_counts, "total"])
        differing = tuple(
            Changed(name=name, before=old_counts.get(name), after=new_counts.get(name))
            for name in names
            if old_counts.get(name) != new_counts.get(name)
        )
        if differing:
            yield Erratum(
                what="staffing",
                about=before.plan,
                day=before.day,
                changes=differing,
                reason=_reason(week, changed),
                shown_by=shown.entries,
                changed_by=changed,
            )


def _indicators(week: LogOfWeek) -> Iterator[Erratum]:
    for before in week.before.members(FIGURES):
        if not isinstance(before, FiguresOfDay):
            continue
        after = week.after.get(f"{FIGURES}/{before.measure}:{before.as_of.isoformat()}")
        if not isinstance(after, FiguresOfDay):
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
    for entry in week.entries:
        fact = entry.fact
        if not isinstance(fact, LineCorrected | LineStruck | LineRefuted):
            continue
        before = week.before.get(f"{JOURNAL}/{fact.line}")
        if not isinstance(before, Line):
            continue
        status: Literal["corrected", "struck", "refuted"] = "corrected"
        if isinstance(fact, LineStruck):
            status = "struck"
        elif isinstance(fact, LineRefuted):
            status = "refuted"
        yield Erratum(
            what="line",
            about=str(fact.line),
            day=before.recorded_at.astimezone(week.zone).date(),
            changes=(
                Changed(
                    name="text",
                    before=before.text,
                    after=fact.text if isinstance(fact, LineCorrected) else None,
                ),
            ),
            status=status,
            reason=entry.note if isinstance(fact, LineRefuted) else fact.reason,
            shown_by=(fact.line, *(rewording.replaced_by for rewording in before.earlier)),
            changed_by=(entry.number,),
        )


def _wordings(week: LogOfWeek) -> Iterator[Erratum]:
    """Tell the amended fields that earlier reports showed; a first value is no erratum."""
    for number, changes in week.amendments.items():
        entry = week.entry(number)
        if entry is None or not isinstance(entry.fact, _WORDED):
            continue
        if week.before.get(entry.subject) is None:
            continue
        reworded = tuple(
            Changed(name=change.field, before=change.before, after=change.after)
            for change in changes
            if change.before is not None and change.field in entry.fact.changes
        )
        if reworded:
            yield Erratum(
                what="wording",
                about=_label(entry),
                changes=reworded,
                reason=entry.fact.reason,
                changed_by=(number,),
            )


def _label(entry: Entry) -> str:
    fact = entry.fact
    return fact.code if isinstance(fact, PlanAmended) else str(getattr(fact, "label", ""))


def _reason(week: LogOfWeek, numbers: tuple[int, ...]) -> str | None:
    """Return what was noted beside the entries, or said as their reason."""
    said: list[str] = []
    for entry in (week.entry(number) for number in numbers):
        if entry is not None:
            words = (getattr(entry.fact, name, None) for name in ("reason", "text"))
            said += [text for text in (*words, entry.note) if text]
    return "\n".join(dict.fromkeys(said)) or None
