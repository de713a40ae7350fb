"""What happened in the whole crisis, in how long, what was corrected, what does it leave open?

    entries 1..n  ──one reading──▶  AfterActionFile

It is made for the review after the crisis, or in the course of it: of a crisis that is not
closed it tells what has happened so far. What is to be learnt from it people say, not the
log: lines tagged `retex` are told as observations.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.lifecycle import Phase, phase_at
from crisis_log.slices import crisis
from crisis_log.slices.journal import AFTERWARDS, Line
from crisis_log.slices.measure import Measure
from crisis_log.state import State
from crisis_log.views.after_action.chronology import Chronology, chronology
from crisis_log.views.after_action.corrections import corrections
from crisis_log.views.after_action.open_questions import OpenQuestions, open_questions
from crisis_log.views.after_action.outcomes import (
    DecisionOutcome,
    MeasureOutcome,
    Outcome,
    decision_outcomes,
    measure_outcomes,
)
from crisis_log.views.after_action.plan_course import PlanCourse, plan_courses
from crisis_log.views.delays.report import Delays, delays
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.errata.erratum import Erratum
from crisis_log.views.fact_times import holding_entries
from crisis_log.views.hourly import Hours, hours
from crisis_log.views.indicators import IndicatorSeries, days_of, indicator_series
from crisis_log.views.journal_lines import Journal, Said, newest
from crisis_log.views.known_now import account_about
from crisis_log.views.reading import steps
from crisis_log.views.requests import open_requests
from crisis_log.views.situation import situation
from crisis_log.when import show_date

DOCUMENT: Final = "after_action_file.v2"
OBSERVATION: Final = frozenset({"retex", "rex", "after-action"})
"""Tags of journal lines that say what should be learnt."""


class Counts(Frozen):
    """How many there were; `decisions` by status and `measures` by outcome."""

    entries: int
    lines: int
    late_entries: int
    corrections: int
    decisions: dict[str, int]
    measures: dict[Outcome, int]


class AfterActionFile(Document):
    """The whole crisis up to `cut_off`; `closing` is None while it is open."""

    document: Literal["after_action_file.v2"] = DOCUMENT
    cut_off: datetime
    closing: Phase | None
    levels: tuple[Phase, ...]
    counts: Counts
    chronology: Chronology
    plans: tuple[PlanCourse, ...]
    decisions: tuple[DecisionOutcome, ...]
    measures: tuple[MeasureOutcome, ...]
    delays: Delays
    corrections: tuple[Erratum, ...]
    indicators: tuple[IndicatorSeries, ...]
    hours: tuple[Hours, ...]
    observations: tuple[Said, ...]
    open_questions: OpenQuestions


def after_action(account: Account, edition: Edition, cut_off: datetime) -> AfterActionFile:
    """Return the after-action file of a register, as its account tells it: all of it is read.

    Raises:
        Refused: there are no entries, or the crisis began after `cut_off`.

    """
    told = account_about(account, cut_off)
    log, journal = tuple(told.entries()), Journal(told)
    state = State()
    corrected = tuple(corrections(steps(log, state)))
    register, at = crisis.current(state), situation(state, cut_off)
    zone = register.zone
    today = cut_off.astimezone(zone).date()
    timed = delays(holding_entries(state, log), cut_off)
    measures = tuple(measure_outcomes(state, log, cut_off, zone))
    decisions = tuple(decision_outcomes(state, timed.decisions, cut_off, zone))
    plans = tuple(plan_courses(state, cut_off, zone))
    about = _("after-action, {day}").format(day=show_date(today))
    return AfterActionFile(
        **head(state, account.register_id, edition, about),
        cut_off=cut_off,
        closing=_closing(register, cut_off),
        levels=tuple(sorted(register.levels, key=lambda level: (level.since, level.entry))),
        counts=Counts(
            entries=len(log),
            lines=sum(line.duplicate_of is None for line in state.members(Line)),
            late_entries=timed.late,
            corrections=len(corrected),
            decisions=dict(Counter(one.status for one in decisions)),
            measures=dict(Counter(one.outcome for one in measures)),
        ),
        chronology=chronology(state, log, zone),
        plans=plans,
        decisions=decisions,
        measures=measures,
        delays=timed,
        corrections=corrected,
        indicators=tuple(indicator_series(state, today)),
        hours=tuple(_hours(state, today, zone)),
        observations=_observations(journal),
        open_questions=open_questions(
            state, at, zone, open_requests(told), measures, timed.measures, plans
        ),
    )


def _observations(journal: Journal) -> tuple[Said, ...]:
    """Return what should be learnt, in the order of the facts: of the kind for it, or tagged so."""
    found = (*journal.of_kind(AFTERWARDS), *journal.tagged(OBSERVATION))
    return newest({line.number: line for line in found}.values())[::-1]


def _hours(state: State, today: date, zone: ZoneInfo) -> Iterator[Hours]:
    """Return the days up to `today` that need a chart of their hours."""
    for measure in state.members(Measure):
        yield from hours(measure, days_of(state, measure, today), zone)


def _closing(register: crisis.Crisis, cut_off: datetime) -> Phase | None:
    phase = phase_at(register.phases, cut_off)
    return phase if phase and phase.status == "closed" else None
