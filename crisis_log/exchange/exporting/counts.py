"""Figures and counts of agents as rows: one for each that holds, with those it took the place of.

Rows add up, and may be drawn: what was mistaken is told beside what holds, never as a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.exchange.columns import COUNTS, part_of_request
from crisis_log.exchange.exporting.envelope import envelope
from crisis_log.exchange.exporting.things import is_within
from crisis_log.exchange.outgoing import Scope
from crisis_log.exchange.writing.told import Fields
from crisis_log.language import _, whole
from crisis_log.slices.figure import FigureTold
from crisis_log.slices.indicator import AboutFigures, FiguresOfDay
from crisis_log.slices.measure import Measure
from crisis_log.slices.report_correction import ReportCorrected
from crisis_log.slices.staffing import Count, StaffingFact, StaffingOfDay
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.words import enumerate_parts, number_text, status_word


def staffing(scope: Scope) -> Iterator[Fields]:
    """Return the counts of agents as rows: a day and a perimeter each."""
    for day in scope.account.state().members(StaffingOfDay):
        if not is_within(scope, StaffingOfDay.named(day.plan, day.day)):
            continue
        for count in sorted(day.counts, key=lambda one: one.entry):
            entry = scope.account.entry(count.entry)
            fact: Any = entry.fact
            yield {
                **vars(count),
                **envelope(entry),
                **{f"{COUNTS}{name}": agents for name, agents in count.agents.items()},
                "plan": day.plan,
                "day": day.day,
                "total": count.total,
                "reason": fact.reason if isinstance(fact, StaffingFact) else None,
                "earlier": [
                    _count(one) for one in day.replaced if one.perimeter == count.perimeter
                ],
            }


def _count(replaced: Count) -> str:
    agents = [
        _("{name} = {value}").format(name=status_word("modality", name), value=whole(number))
        for name, number in replaced.agents.items()
    ]
    told = enumerate_parts(agents)
    return _("n° {entry}: {text}").format(entry=replaced.entry, text=told)


def indicators(scope: Scope) -> Iterator[Fields]:
    """Return what reports on measures say as rows: a figure each, or how far the measure is."""
    known = scope.account.state()
    for measure in known.members(Measure):
        if is_within(scope, Measure.named(measure.number)):
            reports = [*_reports(scope, known, measure)]
            corrected = {*_corrected(reports)}
            for entry in reports:
                yield from _rows(known, measure, entry, holds=entry.number not in corrected)


def _reports(scope: Scope, known: Known, measure: Measure) -> Iterator[Entry]:
    """Return the entries that report on a measure and are not struck."""
    for entry in scope.account.those(scope.account.about(Measure.named(measure.number))):
        if isinstance(entry.fact, AboutFigures) and known.find(StruckEntry, entry.number) is None:
            yield entry


def _corrected(reports: Iterable[Entry]) -> Iterator[int]:
    """Return the entries whose progress was mistaken."""
    for entry in reports:
        if isinstance(entry.fact, ReportCorrected) and entry.fact.progress is not None:
            yield entry.fact.corrects


def _rows(known: Known, measure: Measure, entry: Entry, *, holds: bool) -> Iterator[Fields]:
    """Return the figures of a report that hold; how far the measure is, if that `holds`."""
    fact: Any = entry.fact
    day = known.find(FiguresOfDay, measure.number, fact.day)
    held = [(name, _held(day, name, entry)) for name in fact.values]
    figures = [(name, figure) for name, figure in held if figure]
    row = envelope(entry) | {"measure": measure.label, "as_of": fact.as_of}
    whole_report = {"progress": fact.progress if holds else None, "text": fact.text}
    declared = {one.name: one for one in measure.indicators}
    for part, (name, figure) in enumerate(figures, start=1):
        about = declared.get(name)
        yield {
            **row,
            **(vars(about) if about else {}),
            **whole_report,
            "request_id": part_of_request(entry.request_id, part),
            "indicator": name,
            "value": figure.value,
            "earlier": [*map(_figure, day.mistaken(name, figure) if day else ())],
        }
        whole_report = {}  # told once, with the first of its figures
    if not figures and any(value is not None for value in whole_report.values()):
        yield row | whole_report


def _held(day: FiguresOfDay | None, name: str, entry: Entry) -> FigureTold | None:
    """Return the figure that an entry gave of an indicator, if it holds."""
    course = day.course(name) if day else ()
    return next((one for one in course if one.entry == entry.number), None)


def _figure(mistaken: FigureTold) -> str:
    value = number_text(mistaken.value, grouped=False)
    return _("n° {entry}: {text}").format(entry=mistaken.entry, text=value)
