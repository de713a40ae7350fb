"""What did entries correct in the whole crisis: a figure, a line, a wording; and why?

entry 1 ─ … ─ k ─ … ─ n          told entry by entry, from the log alone
              │ corrects what an earlier one said
"""

from collections.abc import Iterable, Iterator

from crisis_log.entry import Entry
from crisis_log.fact import Amendment
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay
from crisis_log.slices.journal import Line
from crisis_log.slices.line_course import LineCorrected, LineRefuted, LineStruck
from crisis_log.slices.measure import label as measure_label
from crisis_log.slices.staffing import StaffingCorrected, StaffingOfDay
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.views.errata.erratum import (
    Changed,
    Erratum,
    Status,
    differing,
    entry_erratum,
    line_erratum,
    reason_of,
    wording_errata,
)
from crisis_log.views.reading import Step


def corrections(log: Iterable[Step]) -> Iterator[Erratum]:
    """Return what each step of a log, from its first on, corrects of the earlier ones."""
    told: dict[int, Entry] = {}
    for step in log:
        told[step.entry.number] = step.entry
        match step.entry.fact:
            case EntryStruck() as fact if fact.entry in told:
                yield entry_erratum(told[fact.entry], step.entry)
            case LineCorrected() | LineStruck() | LineRefuted() as fact:
                yield from _line(step, fact.line)
            case StaffingCorrected() as fact:
                yield from _staffing(step, fact)
            case AboutFigures() as fact:
                yield from _figures(step, fact)
            case Amendment():
                subject = step.entry.subject
                yield from wording_errata(subject, step.changes(subject), [step.entry])
            case _:
                pass


def _line(step: Step, number: int) -> Iterator[Erratum]:
    before, after = step.before(Line, number), step.after(Line, number)
    if before is None or after is None:
        return
    status: Status = "corrected"
    if after.struck_by != before.struck_by:
        status = "struck"
    elif after.verification != before.verification:
        status = "refuted"
    if status != "corrected" or after.text != before.text:
        yield line_erratum(before, after, status, [step.entry])
    yield from wording_errata(step.entry.subject, step.amendments(), [step.entry])


def _staffing(step: Step, fact: StaffingCorrected) -> Iterator[Erratum]:
    counts = step.before(StaffingOfDay, fact.code, fact.day)
    before = counts.count_of(*fact.perimeter) if counts else None
    changes = differing(before.agents, fact.counts) if before else ()
    if before and changes:
        yield Erratum(
            what="staffing",
            about=fact.code,
            day=fact.day,
            changes=changes,
            reason=reason_of([step.entry]),
            shown_by=(before.entry,),
            changed_by=(step.entry.number,),
        )


def _figures(step: Step, fact: AboutFigures) -> Iterator[Erratum]:
    day = step.after(FiguresOfDay, fact.number, fact.day)
    if day is None:
        return
    for name, value in fact.values.items():
        told = [one for one in day.course(name) if one.entry == step.entry.number]
        mistaken = [earlier for one in told for earlier in day.mistaken(name, one)[:1]]
        for shown in (one for one in mistaken if one.value != value):
            yield Erratum(
                what="indicator",
                about=measure_label(fact.number),
                day=fact.day,
                changes=(Changed(name=name, before=shown.value, after=value),),
                reason=reason_of([step.entry]),
                shown_by=(shown.entry,),
                changed_by=(step.entry.number,),
            )
