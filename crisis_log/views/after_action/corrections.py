"""What did entries correct in the whole crisis: a figure, a line, a wording; and why?

entry 1 ─ … ─ k ─ … ─ n          told entry by entry, from the log alone
              │ corrects what an earlier one said
"""

from collections.abc import Iterable, Iterator

from crisis_log.command import Known, Subject
from crisis_log.fact import Entry
from crisis_log.slices import label_of
from crisis_log.slices.continuity_plan import PlanAmended
from crisis_log.slices.decision import DecisionAmended
from crisis_log.slices.indicator import FiguresOfDay
from crisis_log.slices.journal import Line, LineCorrected, LineRefuted, LineStruck
from crisis_log.slices.measure import MeasureAmended, MeasureReported
from crisis_log.slices.measure import label as measure_label
from crisis_log.slices.staffing import StaffingCorrected, StaffingOfDay
from crisis_log.state import State, evolve
from crisis_log.views.changes import changes
from crisis_log.views.weekly.errata import Changed, Erratum, reason_of
from crisis_log.views.weekly.errata import Status as ErratumStatus


def corrections(entries: Iterable[Entry], state: State) -> Iterator[Erratum]:
    """Return what each of `entries`, a log from its first on, corrects of the earlier ones.

    `state`, empty at first, is taken on to the end of the log.
    """
    for entry in entries:
        changed = evolve(state, entry)
        match entry.fact:
            case LineCorrected() | LineStruck() | LineRefuted():
                yield from _line(state, changed, entry)
            case StaffingCorrected():
                yield from _staffing(state, entry, entry.fact)
            case MeasureReported():
                yield from _figures(state, entry, entry.fact)
            case DecisionAmended() | MeasureAmended() | PlanAmended():
                yield from _wording(state, changed, entry)
            case _:
                pass
        state.advance(entry.number, changed)


def _line(state: Known, changed: dict[str, Subject], entry: Entry) -> Iterator[Erratum]:
    before, after = state.get(entry.subject), changed.get(entry.subject)
    if not isinstance(before, Line) or not isinstance(after, Line):
        return
    status: ErratumStatus = "corrected"
    if after.struck_by != before.struck_by:
        status = "struck"
    elif after.verification != before.verification:
        status = "refuted"
    now = None if status == "struck" else after.text
    yield Erratum(
        what="line",
        about=str(before.number),
        changes=(Changed(name="text", before=before.text, after=now),),
        status=status,
        reason=reason_of([entry]),
        shown_by=(before.number, *(rewording.replaced_by for rewording in before.earlier)),
        changed_by=(entry.number,),
    )


def _staffing(state: Known, entry: Entry, fact: StaffingCorrected) -> Iterator[Erratum]:
    counts = state.find(StaffingOfDay, fact.code, fact.day)
    if not isinstance(counts, StaffingOfDay):
        return
    before = counts.count_of(fact.organisation, fact.mission)
    if before is None:
        return
    differing = tuple(
        Changed(name=name, before=before.agents.get(name, 0), after=fact.counts.get(name, 0))
        for name in dict.fromkeys([*before.agents, *fact.counts])
        if before.agents.get(name, 0) != fact.counts.get(name, 0)
    )
    if differing:
        yield Erratum(
            what="staffing",
            about=fact.code,
            day=fact.day,
            changes=differing,
            reason=reason_of([entry]),
            shown_by=(before.entry,),
            changed_by=(entry.number,),
        )


def _figures(state: Known, entry: Entry, fact: MeasureReported) -> Iterator[Erratum]:
    day = state.find(FiguresOfDay, fact.number, fact.as_of)
    if not isinstance(day, FiguresOfDay):
        return
    for name, value in fact.values.items():
        shown = day.figures.get(name)
        if shown and shown.value != value:
            yield Erratum(
                what="indicator",
                about=measure_label(fact.number),
                day=fact.as_of,
                changes=(Changed(name=name, before=shown.value, after=value),),
                reason=reason_of([entry]),
                shown_by=(shown.entry,),
                changed_by=(entry.number,),
            )


def _wording(state: Known, changed: dict[str, Subject], entry: Entry) -> Iterator[Erratum]:
    """Tell the fields that an amendment replaces; a first value corrects nothing."""
    reworded = tuple(
        Changed(name=change.field, before=change.before, after=change.after)
        for change in changes(entry.subject, state.get(entry.subject), changed.get(entry.subject))
        if change.before is not None
    )
    if reworded:
        yield Erratum(
            what="wording",
            about=label_of(entry.subject) or entry.subject,
            changes=reworded,
            reason=reason_of([entry]),
            changed_by=(entry.number,),
        )
