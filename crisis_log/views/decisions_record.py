"""Which decisions were taken, or are expected; how does each stand, and how did it come to that?

    proposed ─▶ adopted ─▶ amended ─▶ suspended ─▶ …      each step with its entry

A period selects decisions, it cuts none short: those with an entry recorded in it are told
with their whole history.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from crisis_log.fact import Entry, Frozen
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.slices.decision import Decision, DecisionFields
from crisis_log.slices.measure import MeasureOrdered
from crisis_log.state import State
from crisis_log.views.changes import Change
from crisis_log.views.decision_sheet import DecisionEvent, DecisionSheet, decision_sheet
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.known_now import entries_about
from crisis_log.views.reading import steps
from crisis_log.views.situation import Situation, situation
from crisis_log.when import is_within, show_date

DOCUMENT: Final = "decisions_record.v1"
_WORDS: Final = frozenset({"title", *DecisionFields.model_fields})


class HistoryLine(DecisionEvent):
    """What an entry did to a decision, with its recording.

    `effective_at` is when it takes effect, where that is not when it happened; `measure`
    the title of the measure that it orders. `late` was recorded on a later day.
    """

    recorded_at: datetime
    both_times: bool
    late: bool
    by: str
    note: str | None
    effective_at: datetime | None
    measure: str | None


class RecordedDecision(DecisionSheet):
    """A decision with all its fields and every entry about it, in order."""

    history: tuple[HistoryLine, ...]


class RecordedDecisions(Frozen):
    """The decisions told, each in one group, by number.

    `taken` were adopted, whatever became of them since; `rejected` never were.
    """

    expected: tuple[RecordedDecision, ...]
    taken: tuple[RecordedDecision, ...]
    rejected: tuple[RecordedDecision, ...]

    @property
    def all(self) -> tuple[RecordedDecision, ...]:
        """Every decision told, by number."""
        every = (*self.expected, *self.taken, *self.rejected)
        return tuple(sorted(every, key=lambda sheet: sheet.decision.number))


class DecisionsRecord(Document):
    """The record of decisions, as they stand at `cut_off`.

    `since` and `until`, both included, are the days that select decisions by the time of
    recording; `left_out` are the labels of those that they leave out.
    """

    document: Literal["decisions_record.v1"] = DOCUMENT
    cut_off: datetime
    since: date | None
    until: date | None
    decisions: RecordedDecisions
    left_out: tuple[str, ...]


def decisions_record(
    entries: Iterable[Entry],
    edition: Edition,
    cut_off: datetime,
    since: date | None = None,
    until: date | None = None,
) -> DecisionsRecord:
    """Return the record of a register's decisions, from its entries from the first on.

    What happened after `cut_off` is not told, but for corrections of what had.

    Raises:
        Refused: there are no entries, or the crisis began after `cut_off`.

    """
    log = _Log(entries_about(entries, cut_off))
    at = situation(log.state, cut_off)
    sheets = [_sheet(log, at, decision) for decision in log.state.members(Decision)]
    chosen = [
        sheet
        for sheet in sheets
        if any(is_within(line.recorded_at, since, until, log.zone) for line in sheet.history)
    ]
    told = {sheet.decision.number for sheet in chosen}
    day = show_date(cut_off.astimezone(log.zone).date())
    return DecisionsRecord(
        **head(log.state, log.register_id, edition, _("decisions, {day}").format(day=day)),
        cut_off=cut_off,
        since=since,
        until=until,
        decisions=RecordedDecisions(
            expected=tuple(_of_group(chosen, "expected")),
            taken=tuple(_of_group(chosen, "taken")),
            rejected=tuple(_of_group(chosen, "rejected")),
        ),
        left_out=tuple(
            sheet.decision.label for sheet in sheets if sheet.decision.number not in told
        ),
    )


class _Log:
    """The state after the last entry, and what was done to each decision on the way.

    `about` are, by the number of the decision, the entries about it with what they reworded.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.state, self.register_id = State(), ""
        self.about: dict[int, list[tuple[Entry, tuple[Change, ...]]]] = {}
        for step in steps(entries, self.state):
            self.register_id = step.entry.register_id
            for number in (decision.number for decision in step.members(Decision)):
                reworded = step.reworded(_WORDS, Decision.named(number))
                self.about.setdefault(number, []).append((step.entry, reworded))

    @property
    def zone(self) -> ZoneInfo:
        """The register's time zone."""
        return crisis.current(self.state).zone


def _sheet(log: _Log, at: Situation, decision: Decision) -> RecordedDecision:
    about = log.about[decision.number]
    told = {entry.number: entry for entry, _changes in about}
    adopted = decision.adopted()
    number = adopted.entry if adopted and adopted.entry in told else decision.phases[0].entry
    entry = told[number]
    late = entry.is_late_by_days(log.zone)
    sheet = decision_sheet(log.state, at, decision, number, entry, late=late)
    history = tuple(_line(decision, one, changed, log.zone) for one, changed in about)
    return RecordedDecision(**dict(sheet), history=history)


def _line(
    decision: Decision, entry: Entry, changed: tuple[Change, ...], zone: ZoneInfo
) -> HistoryLine:
    fact = entry.fact
    effective_at = getattr(fact, "effective_at", None)
    return HistoryLine(
        entry=entry.number,
        label=decision.label,
        title=decision.title,
        headline=fact.headline(),
        reason=getattr(fact, "reason", None),
        occurred_at=entry.occurred_at,
        changes=changed,
        recorded_at=entry.recorded_at,
        both_times=entry.is_late,
        late=entry.is_late_by_days(zone),
        by=entry.by,
        note=entry.note,
        effective_at=effective_at if effective_at != entry.occurred_at else None,
        measure=fact.title if isinstance(fact, MeasureOrdered) else None,
    )


def _of_group(
    sheets: Iterable[RecordedDecision], group: Literal["expected", "taken", "rejected"]
) -> Iterator[RecordedDecision]:
    for sheet in sheets:
        adopted = sheet.decision.adopted()
        if adopted and adopted.entry == sheet.entry:
            of = "taken"
        else:
            of = "rejected" if sheet.status == "rejected" else "expected"
        if of == group:
            yield sheet
