"""What was recorded after an instant, about a decision and about what had been recorded then?

An entry *states* things: the wording of D-2, the level of a plan, a figure of one day. A
later entry that states one of them again otherwise corrects, or changes, what an earlier
one had said; that is how each is traced to the entry it corrects.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, get_args

from crisis_log.entry import Entry
from crisis_log.slices import collection_of
from crisis_log.slices.continuity_plan import PlanAmended, PlanRegistered
from crisis_log.slices.crisis import LevelChanged
from crisis_log.slices.decision import Decision, DecisionAdopted, DecisionAmended, DecisionProposed
from crisis_log.slices.indicator import AboutFigures
from crisis_log.slices.journal import Line, LineLogged
from crisis_log.slices.line_course import LineCorrected, LineRefuted, LineStruck, LineVerified
from crisis_log.slices.measure import Measure, MeasureAmended, MeasureOrdered
from crisis_log.slices.mission import MissionDegraded, MissionRestored, MissionSuspended
from crisis_log.slices.staffing import StaffingCorrected, StaffingCounted
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.state import State
from crisis_log.views.changes import Change
from crisis_log.views.dossier.assumed import Assumed
from crisis_log.views.dossier.decision import DecisionThen
from crisis_log.views.dossier.recorded import HOUSEKEEPING, Inscription, told
from crisis_log.views.fact_times import as_known
from crisis_log.views.reading import Step, steps

Relation = Literal[
    "act",
    "decision",
    "assumption",
    "measure",
    "received",
    "correction",
    "change",
    "recorded_after",
    "between",
]
RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)
_Statement = tuple[object, ...]
_ITS_OWN: Final = frozenset({"act", "decision", "measure"})
_CHANGING: Final = frozenset({"status", "level", "mission"})
"""Statements of what was true until something happened; to state others anew corrects them."""


class Later(Inscription):
    """An entry that was not recorded then, and why the dossier has it.

    `relation` is the first that holds of:

    - `act`: recorded with the adoption, in the same request;
    - `decision`: what became of the decision;
    - `assumption`: it puts at risk what the decision rests on, the assumptions `at_risk`;
    - `measure`: what became of the measures that carry it out;
    - `received`: it was declared as received by then, and was recorded after;
    - `correction`: it corrects or confirms what had been recorded (a line, a figure, a wording);
    - `change`: it ended or changed what held then (a level, a status);
    - `recorded_after`: it had happened by then, and was recorded after;
    - `between`: it was recorded before the adoption was.

    `refers_to` are the entries whose statements it corrects or changes. `changes` says,
    for an amendment, what it changed.
    """

    relation: Relation
    refers_to: tuple[int, ...]
    happened_before: bool
    recorded_between: bool
    at_risk: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


class _Told(NamedTuple):
    """An entry to tell, before the end of the log is known."""

    entry: Entry
    relation: Relation
    refers_to: tuple[int, ...]
    at_risk: tuple[str, ...]
    changes: tuple[Change, ...]


def later(
    then: DecisionThen, known: Sequence[Entry], rest: Iterable[Entry], state: State
) -> tuple[Later, ...]:
    """Return what `rest`, the entries after those `known`, tells of `then`.

    `state` is what the known entries add up to; it is taken on to the end of the log.
    """
    return tuple(
        Later(
            **told(entry, state),
            relation=relation,
            refers_to=refers_to,
            happened_before=as_known(entry, state.get(entry.subject)).occurred_at <= then.instant,
            recorded_between=entry.number < then.decisive.entry,
            at_risk=at_risk,
            changes=changed,
        )
        for entry, relation, refers_to, at_risk, changed in list(
            _relevant(then, known, rest, state)
        )
    )


def _relevant(
    then: DecisionThen, known: Sequence[Entry], rest: Iterable[Entry], state: State
) -> Iterator[_Told]:
    statements = _Statements(known)
    assumed = Assumed(then.decision.number)
    measures = {Measure.named(number) for number in then.decision.measures}
    for step in steps(rest, state):
        entry = step.entry
        if isinstance(entry.fact, HOUSEKEEPING):
            continue
        if entry.number in then.own:
            statements.take(entry)
            continue
        if _carries_out(entry, then.decision.number):
            measures.add(entry.subject)
        restated = statements.restated_by(entry)
        at_risk = assumed.put_at_risk_by(entry)
        assumed.take(entry)
        own = _relation(then, _dated(step), set(restated), measures)
        relation = "assumption" if at_risk else own
        if relation is None:
            continue
        if relation in _ITS_OWN:
            statements.take(entry)
        yield _Told(
            entry=entry,
            relation=relation,
            refers_to=tuple(sorted(set(restated.values()))),
            at_risk=at_risk,
            changes=step.amendments(),
        )


def _dated(step: Step) -> Entry:
    """Return the entry of a step; one that dates a line anew, with the time that it gives it."""
    entry, fact = step.entry, step.entry.fact
    line = step.after(Line, fact.line) if isinstance(fact, LineCorrected) else None
    is_dated = isinstance(fact, LineCorrected) and "occurred_at" in fact.changes
    return entry.but(occurred_at=line.occurred_at) if line and is_dated else entry


def _carries_out(entry: Entry, decision: int) -> bool:
    return isinstance(entry.fact, MeasureOrdered) and entry.fact.decision == decision


def _relation(
    then: DecisionThen, entry: Entry, restated: set[_Statement], measures: set[str]
) -> Relation | None:
    own = _own_relation(then, entry, measures)
    if own:
        return own
    if entry.received_at and entry.received_at <= then.instant:
        return "received"
    if restated:
        return "change" if any(said[0] in _CHANGING for said in restated) else "correction"
    if entry.occurred_at <= then.instant:
        return "recorded_after"
    return "between" if entry.number < then.decisive.entry else None


def _own_relation(then: DecisionThen, entry: Entry, measures: set[str]) -> Relation | None:
    """Return the relation of what became of the decision itself, and of its measures."""
    decisive = then.decisive
    if entry.request_id == decisive.request_id and entry.number > decisive.entry:
        return "act"
    if entry.subject in measures:
        return "measure"
    return "decision" if Decision.named(then.decision.number) in entry.subjects else None


class _Statements:
    """What entries stated, and which of them stated it."""

    def __init__(self, known: Iterable[Entry]) -> None:
        self._stated_by: dict[_Statement, int] = {}
        self._values: dict[_Statement, object] = {}
        for entry in known:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Hold `entry` to state what it states; a line stays that of the entry that wrote it."""
        for statement, value in _stated(entry).items():
            number = entry.number if statement[0] != "line" else int(str(statement[1]))
            self._stated_by[statement] = number
            self._values[statement] = value

    def restated_by(self, entry: Entry) -> dict[_Statement, int]:
        """Return what `entry` states otherwise, and which entry had stated it."""
        restated = {}
        for statement, value in _stated(entry).items():
            if statement in self._stated_by and self._values[statement] != value:
                restated[statement] = self._stated_by[statement]
                self._values[statement] = value
        return restated


def _stated(entry: Entry) -> dict[_Statement, object]:
    """Return what an entry states, each with its value, or its number where none is alike."""
    fact, subject, unlike = entry.fact, entry.subject, entry.number
    stated: dict[_Statement, object] = {("entry", unlike): unlike}
    match fact:
        case EntryStruck():
            stated["entry", fact.entry] = unlike
        case LevelChanged():
            stated["level",] = unlike
        case LineLogged():
            stated["line", unlike] = unlike
        case LineVerified() | LineRefuted() | LineCorrected() | LineStruck():
            stated["line", fact.line] = unlike
        case StaffingCounted() | StaffingCorrected():
            stated["count", fact.code, fact.day, *fact.perimeter] = fact.counts
        case AboutFigures():
            for name, value in fact.values.items():
                stated["figure", subject, fact.as_of, name] = value
            if fact.progress is not None:
                stated["progress", subject, fact.as_of] = fact.progress
        case MissionDegraded() | MissionSuspended() | MissionRestored():
            stated["mission", subject, fact.mission, fact.site] = unlike
        case DecisionAmended() | MeasureAmended() | PlanAmended():
            stated["wording", subject] = unlike
        case DecisionProposed() | DecisionAdopted() | MeasureOrdered() | PlanRegistered():
            stated["wording", subject] = stated["status", subject] = unlike
        case _ if collection_of(subject).wording:
            stated["status", subject] = unlike
    return stated
