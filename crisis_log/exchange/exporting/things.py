"""Decisions, measures and requests as rows: each as it is after the last entry that is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any

from crisis_log.exchange.exporting.envelope import envelope, numbered
from crisis_log.exchange.outgoing import Scope
from crisis_log.exchange.writing.told import Fields
from crisis_log.language import _
from crisis_log.lifecycle import FormerTitle, Phase
from crisis_log.slices import assumption, decision, measure
from crisis_log.slices.decision import Decision
from crisis_log.slices.journal import Line
from crisis_log.slices.measure import Indicator, Measure
from crisis_log.views.fact_times import as_known
from crisis_log.views.requests import Answered, request_now
from crisis_log.when import show_instant
from crisis_log.words import enumerate_parts, field_name, number_text, status_word


def decisions(scope: Scope) -> Iterator[Fields]:
    """Return the decisions as rows, with the entry that adopted each, or that proposed it."""
    zone = scope.crisis.zone
    for one in scope.account.state().members(Decision):
        if not is_within(scope, Decision.named(one.number)):
            continue
        begun = one.adopted() or one.phases[0]
        entry = scope.account.entry(begun.entry)
        effective = begun.since if begun.since != entry.occurred_at else None
        yield {
            **vars(one),
            **envelope(entry),
            "label": one.label,
            "effective_at": effective,
            "effective_exactly": effective,
            "supersedes": [*map(decision.label, one.supersedes)],
            "superseded_by": one.superseded_by and decision.label(one.superseded_by),
            "measures": [*map(measure.label, one.measures)],
            "assumptions": [*map(assumption.label, one.assumptions)],
            **_told(one, "decision", zone),
        }


def measures(scope: Scope) -> Iterator[Fields]:
    """Return the measures as rows, with the entry that ordered each."""
    zone = scope.crisis.zone
    for one in scope.account.state().members(Measure):
        if not is_within(scope, Measure.named(one.number)):
            continue
        yield {
            **vars(one),
            **envelope(scope.account.entry(one.phases[0].entry)),
            "label": one.label,
            "decision": one.decision and decision.label(one.decision),
            "indicators": [*map(_indicator, one.indicators)],
            **_told(one, "measure", zone),
        }


def requests(scope: Scope) -> Iterator[Fields]:
    """Return the requests as rows, each with what has become of it; those struck are not told."""
    account, known = scope.account, scope.account.state()
    for number in account.marked("kind:request"):
        line = known.find(Line, number)
        is_told = line is not None and line.is_told and line.line_kind == "request"
        if line is None or not is_told or not is_within(scope, Line.named(number)):
            continue
        if scope.without_confidential and line.confidential:
            continue
        now = request_now(account, known, line)
        yield {
            **vars(line),
            **envelope(as_known(account.entry(number), line)),
            "status": now.status,
            "answered_by": [*map(_answer, now.answers)],
        }


def is_within(scope: Scope, subject: str) -> bool:
    """Whether an entry of `scope` tells of `subject`."""
    return scope.first == 1 or any(n >= scope.first for n in scope.account.about(subject))


def _told(one: Decision | Measure, of: str, zone: tzinfo) -> dict[str, Any]:
    """Return what a decision and a measure have in common."""
    return {
        "phases": [*_phases(one.phases, of, zone)],
        "former_titles": [*map(_former, one.former_titles)],
        "answers": [*numbered(one.answers)],
    }


def _phases(phases: Iterable[Phase], of: str, zone: tzinfo) -> Iterator[str]:
    for phase in phases:
        yield _("{status} {time} (n° {entry})").format(
            status=status_word(of, phase.status),
            time=show_instant(phase.since, zone),
            entry=phase.entry,
        )


def _former(title: FormerTitle) -> str:
    return _("“{title}”, until n° {entry}").format(title=title.title, entry=title.replaced_by)


def _indicator(one: Indicator) -> str:
    target = "" if one.target is None else number_text(one.target, grouped=False)
    told = [("unit", one.unit), ("target", target), ("scope", one.scope)]
    parts = [
        _("{name} = {value}").format(name=field_name(name), value=value)
        for name, value in told
        if value
    ]
    return enumerate_parts([one.name, *parts])


def _answer(answer: Answered) -> str:
    return _("{label} (n° {entry}): {text}").format(
        label=answer.label, entry=answer.entry, text=answer.text
    )
