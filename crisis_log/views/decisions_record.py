"""Which decisions were taken, or are expected; how does each stand, and how did it come to that?

    proposed ─▶ adopted ─▶ amended ─▶ suspended ─▶ …      each step with its entry

A period selects decisions, it cuts none short: those with an entry recorded in it are told
with their whole history.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.entry import Login, TakenFrom
from crisis_log.fact import Frozen
from crisis_log.language import _
from crisis_log.slices import crisis
from crisis_log.slices.decision import Decision, DecisionFields
from crisis_log.slices.measure import Measure, MeasureFields, MeasureOrdered
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.assumptions import assumptions_of
from crisis_log.views.decision_sheet import DecisionEvent, DecisionSheet, decision_sheet
from crisis_log.views.document import Document, Edition, head
from crisis_log.views.known_now import account_about
from crisis_log.views.reading import Step, history_of
from crisis_log.views.situation import Moment, Situation, situation
from crisis_log.views.told import beside_fact
from crisis_log.views.validations import Validations, validations_of
from crisis_log.when import end_of, show_date, start_of

DOCUMENT: Final = "decisions_record.v2"
_TICK: Final = timedelta(microseconds=1)
_WORDS: Final = frozenset({"title", *DecisionFields.model_fields, *MeasureFields.model_fields})


class HistoryLine(DecisionEvent):
    """What an entry did to a decision, with its recording.

    `effective_at` is when it takes effect, where that is not when it happened; `measure`
    the title of the measure that it orders. An entry that was recorded by mistake is
    `struck_by` another one.
    """

    struck_by: int | None = None
    recorded_at: datetime
    received_at: datetime | None
    late: bool
    by: str
    recorded_by: Login = None
    note: str | None
    taken_from: TakenFrom | None = None
    effective_at: datetime | None
    measure: str | None
    validations: Validations = ()


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

    document: Literal["decisions_record.v2"] = DOCUMENT
    cut_off: datetime
    since: date | None
    until: date | None
    decisions: RecordedDecisions
    left_out: tuple[str, ...]


def decisions_record(
    account: Account,
    edition: Edition,
    cut_off: datetime,
    since: date | None = None,
    until: date | None = None,
) -> DecisionsRecord:
    """Return the record of a register's decisions, which its `account` tells.

    What happened after `cut_off` is not told, but for corrections of what had.

    Raises:
        Refused: there are no entries, or the crisis began after `cut_off`.

    """
    told = account_about(account, cut_off)
    known = told.state()
    at, zone = situation(known, cut_off), crisis.current(known).zone
    period = _numbers(told, since, until, zone)
    chosen, left_out = [], []
    for decision in known.members(Decision):
        about = told.about(Decision.named(decision.number))
        if any(number in period for number in about):
            chosen.append(recorded_decision(told, at, decision, about))
        else:
            left_out.append(decision.label)
    day = show_date(cut_off.astimezone(zone).date())
    return DecisionsRecord(
        **head(known, told.register_id, edition, _("decisions, {day}").format(day=day)),
        cut_off=cut_off,
        since=since,
        until=until,
        decisions=RecordedDecisions(
            expected=tuple(_of_group(chosen, "expected")),
            taken=tuple(_of_group(chosen, "taken")),
            rejected=tuple(_of_group(chosen, "rejected")),
        ),
        left_out=tuple(left_out),
    )


def _numbers(account: Account, since: date | None, until: date | None, zone: ZoneInfo) -> range:
    """Return the numbers of the entries recorded from the day `since` to the day `until`."""
    before = account.number_at(start_of(since, zone) - _TICK) if since else 0
    last = account.number_at(end_of(until, zone)) if until else account.size
    return range(before + 1, last + 1)


def recorded_decision(
    account: Account, at: Situation | Moment, decision: Decision, numbers: Iterable[int]
) -> RecordedDecision:
    """Return `decision` at the instant of `at`, with its history: the entries `numbers`."""
    entries = account.those([*numbers])
    about = list(history_of(Decision.named(decision.number), entries))
    told = {step.entry.number: step.entry for step in about}
    adopted = decision.adopted()
    number = adopted.entry if adopted and adopted.entry in told else decision.phases[0].entry
    entry = told[number]
    assumptions = assumptions_of(account, decision, at.instant)
    known = account.state()
    sheet = decision_sheet(known, at, decision, number, entry, assumptions=assumptions)
    history = tuple(history_line(known, decision, step) for step in about)
    return RecordedDecision(**dict(sheet), history=history)


def history_line(known: Known, thing: Decision | Measure, step: Step) -> HistoryLine:
    """Return what the entry of `step` did to a decision, or a measure, in one line."""
    entry = step.entry
    struck = known.find(StruckEntry, entry.number)
    fact = entry.fact
    effective_at = getattr(fact, "effective_at", None)
    return HistoryLine(
        entry=entry.number,
        label=thing.label,
        title=thing.title_at(entry.number),
        headline=fact.headline(),
        struck_by=struck.struck_by if struck else None,
        reason=getattr(fact, "reason", None),
        changes=step.reworded(_WORDS),
        effective_at=effective_at if effective_at != entry.occurred_at else None,
        measure=fact.title if isinstance(fact, MeasureOrdered) else None,
        validations=validations_of(known, entry),
        **beside_fact(entry),
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
