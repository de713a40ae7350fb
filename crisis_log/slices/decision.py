"""Decisions: what was decided, by whom, knowing what, and what became of it.

    proposed → adopted | rejected
    adopted ⇄ suspended
    adopted | suspended | implemented → repealed | withdrawn | superseded
    adopted → implemented

An implemented decision stays in force until it is repealed (for the future), withdrawn
(as if it had never been) or superseded.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, assert_never, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, changed_fields, command, given, look_up, require
from crisis_log.deadline import is_past
from crisis_log.fact import Amendment, Entry, Fact, Frozen, Instant, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, moved, phase_at, standing
from crisis_log.slices.crisis import check_organisations
from crisis_log.words import Words, join, status_word

Act = Literal["order", "deliberation", "memo"]
ACTS: Final[tuple[Act, ...]] = get_args(Act)
Status = Literal[
    "proposed",
    "adopted",
    "rejected",
    "suspended",
    "implemented",
    "repealed",
    "withdrawn",
    "superseded",
]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
IN_FORCE: Final[frozenset[Status]] = frozenset({"adopted", "implemented"})
WAITING: Final[frozenset[Status]] = frozenset({"proposed", "adopted", "suspended"})
"""While it has one of these, its deadline and its review are still to be kept."""


def label(number: int) -> str:
    """Return the name people give decision `number`: `D-3`."""
    return f"D-{number}"


# Facts


class DecisionFields(Frozen):
    """What a decision says beyond its title; all of it can come later."""

    decided_by: Text | None = None
    situation: Text | None = None
    options: tuple[Text, ...] = ()
    grounds: Text | None = None
    legal_basis: tuple[Text, ...] = ()
    consulted: Text | None = None
    dissent: Text | None = None
    owner: Text | None = None
    due_on: date | None = None
    review_on: date | None = None
    organisations: tuple[Text, ...] = ()
    act: Act | None = None
    act_number: Text | None = None


class Wording(DecisionFields):
    """The fields that an amendment may change."""

    title: Text


class _DecisionFact(Fact):
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Decision.named(self.number)

    @property
    def label(self) -> str:
        return label(self.number)


class DecisionProposed(_DecisionFact, DecisionFields, kind="decision.proposed.v1"):
    title: Text

    def headline(self) -> str:
        return _("{label} proposed").format(label=self.label)


class DecisionAdopted(_DecisionFact, DecisionFields, kind="decision.adopted.v1"):
    """A decision taken: with its title at once, or without, adopting what was proposed.

    The fields given when a proposal is adopted replace those of the proposal.
    """

    title: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("{label} adopted").format(label=self.label)


class DecisionRejected(_DecisionFact, kind="decision.rejected.v1"):
    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} rejected").format(label=self.label)


class DecisionSuspended(_DecisionFact, kind="decision.suspended.v1"):
    reason: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("{label} suspended").format(label=self.label)


class DecisionResumed(_DecisionFact, kind="decision.resumed.v1"):
    reason: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("{label} resumed").format(label=self.label)


class DecisionImplemented(_DecisionFact, kind="decision.implemented.v1"):
    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} implemented").format(label=self.label)


class DecisionRepealed(_DecisionFact, kind="decision.repealed.v1"):
    """Ended for the future."""

    reason: Text | None = None
    effective_at: Instant | None = None

    def headline(self) -> str:
        return _("{label} repealed").format(label=self.label)


class DecisionWithdrawn(_DecisionFact, kind="decision.withdrawn.v1"):
    """Ended retroactively: it is held never to have been in force."""

    reason: Text | None = None

    def headline(self) -> str:
        return _("{label} withdrawn").format(label=self.label)


class DecisionSuperseded(_DecisionFact, kind="decision.superseded.v1"):
    by_decision: PositiveInt
    effective_at: Instant | None = None

    def also_about(self) -> tuple[str, ...]:
        return (Decision.named(self.by_decision),)

    def headline(self) -> str:
        return _("{label} superseded by {newer}").format(
            label=self.label, newer=label(self.by_decision)
        )


class DecisionAmended(Amendment, _DecisionFact, kind="decision.amended.v1"):
    def headline(self) -> str:
        return _("{label} amended ({fields})").format(label=self.label, fields=self.fields())


DecisionFact = (
    DecisionProposed
    | DecisionAdopted
    | DecisionRejected
    | DecisionSuspended
    | DecisionResumed
    | DecisionImplemented
    | DecisionRepealed
    | DecisionWithdrawn
    | DecisionSuperseded
    | DecisionAmended
)


# State


class Decision(Subject, Wording, collection="decision"):
    number: PositiveInt
    status: Status
    phases: tuple[Phase, ...]
    supersedes: tuple[PositiveInt, ...] = ()
    superseded_by: PositiveInt | None = None
    measures: tuple[PositiveInt, ...] = ()

    @property
    def label(self) -> str:
        """The name people use: `D-3`."""
        return label(self.number)

    def in_force_at(self, instant: datetime) -> bool:
        """Whether it was in force at `instant`, by what is known."""
        return self.status_at(instant) in IN_FORCE

    def in_force_since(self, instant: datetime) -> Phase | None:
        """Return the phase that began the stretch in force at `instant`.

        That is its adoption or its resumption; being implemented begins no new stretch.
        """
        if not self.in_force_at(instant):
            return None
        begun = [phase for phase in standing(self.phases) if phase.since <= instant]
        first = begun.pop()
        while begun and begun[-1].status in IN_FORCE:
            first = begun.pop()
        return first

    def ends(self, instant: datetime) -> Phase | None:
        """Return the phase to come, after `instant`, that ends its being in force."""
        coming = (phase for phase in standing(self.phases) if phase.since > instant)
        return next((phase for phase in coming if phase.status not in IN_FORCE), None)

    def status_at(self, instant: datetime) -> str | None:
        """Return its status at `instant`, None before it was known; withdrawn is for ever."""
        phase = phase_at(self.phases, instant)
        if phase is None:
            return None
        return "withdrawn" if self.status == "withdrawn" else phase.status

    def adopted(self) -> Phase | None:
        """Return the phase its adoption began."""
        return next((phase for phase in self.phases if phase.status == "adopted"), None)

    def missing(self) -> tuple[str, ...]:
        """Return the fields that a full record would still need."""
        wanted = ["situation", "grounds", "legal_basis", "owner", "due_on"]
        if self.adopted():
            wanted.insert(0, "decided_by")
        if self.act is not None:
            wanted.append("act_number")
        return tuple(name for name in wanted if not getattr(self, name))

    def is_overdue(self, today: date) -> bool:
        """Whether its deadline has passed while it still waits to be carried out."""
        return self.status in WAITING and is_past(self.due_on, today)


# Evolve


def evolve(decision: Decision | None, fact: DecisionFact, entry: Entry) -> Decision:
    if decision is None:
        return _first(fact, entry)
    changes: dict[str, Any]
    match fact:
        case DecisionProposed():
            raise ValueError(f"{fact.label} was proposed twice")
        case DecisionAdopted():
            fields = fact.model_dump(exclude={"number", "effective_at"})
            changes = given(**fields) | moved(
                decision, Phase.begun(entry, "adopted", fact.effective_at)
            )
        case DecisionRejected():
            changes = moved(decision, Phase.begun(entry, "rejected"))
        case DecisionSuspended():
            changes = moved(decision, Phase.begun(entry, "suspended", fact.effective_at))
        case DecisionResumed():
            changes = moved(decision, Phase.begun(entry, "adopted", fact.effective_at))
        case DecisionImplemented():
            changes = moved(decision, Phase.begun(entry, "implemented"))
        case DecisionRepealed():
            changes = moved(decision, Phase.begun(entry, "repealed", fact.effective_at))
        case DecisionWithdrawn():
            changes = moved(decision, Phase.begun(entry, "withdrawn"))
        case DecisionSuperseded() if fact.by_decision == decision.number:
            changes = {"supersedes": (*decision.supersedes, fact.number)}
        case DecisionSuperseded():
            changes = moved(decision, Phase.begun(entry, "superseded", fact.effective_at))
            changes["superseded_by"] = fact.by_decision
        case DecisionAmended():
            return Decision.model_validate(decision.model_dump() | fact.changes)
        case _:
            assert_never(fact)
    return decision.but(**changes)


def _first(fact: DecisionFact, entry: Entry) -> Decision:
    if not isinstance(fact, DecisionProposed | DecisionAdopted) or fact.title is None:
        raise ValueError(f"{fact.label} was neither proposed nor adopted before")
    status: Status = "proposed" if isinstance(fact, DecisionProposed) else "adopted"
    since = getattr(fact, "effective_at", None)
    fields = fact.model_dump(exclude={"effective_at"})
    return Decision(
        **fields,
        status=status,
        phases=(Phase.begun(entry, status, since),),
    )


def with_measure(decision: Decision, measure: int) -> Decision:
    """Return the decision linked to the measure that carries it out."""
    return decision.but(measures=(*decision.measures, measure))


# Commands


def existing(known: Known, number: int) -> Decision:
    """Return decision `number`; refuse when there is none."""
    return look_up(known, Decision, number, absent=absent(number))


def absent(number: int) -> str:
    """Return the sentence that refuses a number that no decision has."""
    return _("There is no decision {label} in this register.").format(label=label(number))


def _in_status(known: Known, number: int, *allowed: Status) -> Decision:
    decision = existing(known, number)
    require(
        decision.status in allowed,
        _("{label} is {status}; this is possible only when it is {allowed}.").format(
            label=decision.label,
            status=status_word("decision", decision.status),
            allowed=join([status_word("decision", status) for status in allowed], "or"),
        ),
    )
    return decision


@command
def propose(known: Known, /, title: str, **fields: Any) -> list[Fact]:
    check_organisations(known, fields.get("organisations", ()))
    number = known.next_number(Decision)
    return [DecisionProposed(number=number, title=title, **given(**fields))]


@command
def record(
    known: Known,
    /,
    title: str,
    *,
    supersedes: Sequence[int] = (),
    effective_at: datetime | None = None,
    **fields: Any,
) -> list[Fact]:
    check_organisations(known, fields.get("organisations", ()))
    number = known.next_number(Decision)
    facts: list[Fact] = [
        DecisionAdopted(number=number, title=title, effective_at=effective_at, **given(**fields))
    ]
    for older in dict.fromkeys(supersedes):
        _in_status(known, older, "adopted", "suspended", "implemented")
        facts.append(
            DecisionSuperseded(number=older, by_decision=number, effective_at=effective_at)
        )
    return facts


@command
def adopt(
    known: Known, /, number: int, *, effective_at: datetime | None = None, **fields: Any
) -> list[Fact]:
    _in_status(known, number, "proposed")
    check_organisations(known, fields.get("organisations", ()))
    return [DecisionAdopted(number=number, effective_at=effective_at, **given(**fields))]


@command
def reject(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    _in_status(known, number, "proposed")
    return [DecisionRejected(number=number, reason=reason)]


@command
def suspend(
    known: Known, /, number: int, *, reason: str | None = None, effective_at: datetime | None = None
) -> list[Fact]:
    _in_status(known, number, "adopted")
    return [DecisionSuspended(number=number, reason=reason, effective_at=effective_at)]


@command
def resume(
    known: Known, /, number: int, *, reason: str | None = None, effective_at: datetime | None = None
) -> list[Fact]:
    _in_status(known, number, "suspended")
    return [DecisionResumed(number=number, reason=reason, effective_at=effective_at)]


@command
def implement(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    _in_status(known, number, "adopted")
    return [DecisionImplemented(number=number, reason=reason)]


@command
def repeal(
    known: Known, /, number: int, *, reason: str | None = None, effective_at: datetime | None = None
) -> list[Fact]:
    _in_status(known, number, "adopted", "suspended", "implemented")
    return [DecisionRepealed(number=number, reason=reason, effective_at=effective_at)]


@command
def withdraw(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    _in_status(known, number, "adopted", "suspended", "implemented")
    return [DecisionWithdrawn(number=number, reason=reason)]


@command
def supersede(
    known: Known, /, number: int, *, by_decision: int, effective_at: datetime | None = None
) -> list[Fact]:
    require(number != by_decision, _("A decision cannot supersede itself."))
    _in_status(known, number, "adopted", "suspended", "implemented")
    _in_status(known, by_decision, "adopted", "suspended", "implemented")
    return [DecisionSuperseded(number=number, by_decision=by_decision, effective_at=effective_at)]


@command
def amend(known: Known, /, number: int, *, reason: str, **fields: Any) -> list[Fact]:
    decision = existing(known, number)
    check_organisations(known, fields.get("organisations", ()))
    changes = changed_fields(decision, Wording, fields)
    return [DecisionAmended(number=number, changes=changes, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "act": _("act"),
            "act_number": _("number of the act"),
            "by_decision": _("superseded by"),
            "consulted": _("consulted"),
            "decided_by": _("decided by"),
            "decision": _("decision"),
            "dissent": _("dissenting opinions"),
            "due_on": _("deadline"),
            "effective_at": _("date of effect"),
            "grounds": _("grounds"),
            "legal_basis": _("legal basis"),
            "measures": _("measures"),
            "options": _("options considered"),
            "owner": _("owner"),
            "review_on": _("review date"),
            "situation": _("situation known"),
            "superseded_by": _("superseded by"),
            "supersedes": _("supersedes"),
        },
        codes={
            "decision": {
                "proposed": pgettext("decision", "proposed"),
                "adopted": pgettext("decision", "adopted"),
                "rejected": pgettext("decision", "rejected"),
                "suspended": pgettext("decision", "suspended"),
                "implemented": pgettext("decision", "implemented"),
                "repealed": pgettext("decision", "repealed"),
                "withdrawn": pgettext("decision", "withdrawn"),
                "superseded": pgettext("decision", "superseded"),
                "in_force": pgettext("decision", "in force"),
            },
            "act": {
                "order": pgettext("act", "order"),
                "deliberation": pgettext("act", "deliberation"),
                "memo": pgettext("act", "memo"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Decision,
            evolve,
            prefix="D-",
            numbered=True,
            title=lambda: _("Decisions"),
            wording=Wording,
            in_situation=True,
        ),
    ),
    words,
)
