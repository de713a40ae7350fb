"""Decisions: what was decided, by whom, knowing what.

    proposed → adopted | rejected

What becomes of one that was adopted is a slice of its own, `decision_course`.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Final, Literal, assert_never, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, changed_fields, command, given, look_up, require
from crisis_log.deadline import Due, is_past, were_whole_days
from crisis_log.entry import Entry
from crisis_log.fact import Amendment, Fact, Frozen, Instant, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, Titled, moved, phase_at, standing, stretch_at
from crisis_log.slices.answers import Answering
from crisis_log.slices.crisis import NamingOrganisations, in_local_time, with_organisations
from crisis_log.slices.journal import given_answers
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
ENDED: Final[frozenset[Status]] = frozenset({"rejected", "repealed", "withdrawn", "superseded"})
"""What was not taken, or has ended: nothing more becomes of it."""


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
    due_on: Due | None = None
    review_on: Due | None = None
    organisations: tuple[Text, ...] = ()
    act: Act | None = None
    act_number: Text | None = None


class Wording(DecisionFields):
    """The fields that an amendment may change."""

    title: Text


class AboutDecision(NamingOrganisations):
    """Takes decision `number` on to the status `becomes`, if nothing else is said of it.

    It may follow one of the statuses `after`.
    """

    after: ClassVar[tuple[Status, ...]] = STATUSES
    becomes: ClassVar[Status]
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Decision.named(self.number)

    @property
    def label(self) -> str:
        return label(self.number)

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Decision) or before.status in self.after

    @override
    def headline(self) -> str:
        status = status_word("decision", self.becomes)
        return _("{label} {status}").format(label=self.label, status=status)

    def phase(self, entry: Entry) -> Phase:
        """Return the phase of the decision's life that it begins, as `entry` tells it."""
        return Phase.begun(entry, self.becomes, getattr(self, "effective_at", None))


class DecisionProposed(Answering, AboutDecision, DecisionFields, kind="decision.proposed.v3"):
    becomes = "proposed"
    title: Text


class DecisionAdopted(Answering, AboutDecision, DecisionFields, kind="decision.adopted.v3"):
    """A decision taken: with its title at once, or without, adopting what was proposed.

    The fields given when a proposal is adopted replace those of the proposal, whose requests
    the adoption answers.
    """

    after = ("proposed",)
    becomes = "adopted"
    title: Text | None = None
    effective_at: Instant | None = None


class DecisionRejected(AboutDecision, kind="decision.rejected.v1"):
    after = ("proposed",)
    becomes = "rejected"
    reason: Text | None = None


class DecisionAmended(Amendment, AboutDecision, kind="decision.amended.v2"):
    """New wording of some fields; the earlier wording stays in the history."""

    def headline(self) -> str:
        return _("{label} amended ({fields})").format(label=self.label, fields=self.fields())


were_whole_days(
    ("decision.proposed.v2", DecisionProposed),
    ("decision.adopted.v2", DecisionAdopted),
    ("decision.amended.v1", DecisionAmended),
)
DecisionFact = DecisionProposed | DecisionAdopted | DecisionRejected | DecisionAmended


# State


class Decision(Titled, Wording, Subject, collection="decision"):
    number: PositiveInt
    status: Status
    phases: tuple[Phase, ...]
    supersedes: tuple[PositiveInt, ...] = ()
    superseded_by: PositiveInt | None = None
    measures: tuple[PositiveInt, ...] = ()
    assumptions: tuple[PositiveInt, ...] = ()
    answers: tuple[PositiveInt, ...] = ()

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
        return stretch_at(self.phases, instant, IN_FORCE) if self.in_force_at(instant) else None

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

    def is_overdue(self, instant: datetime, zone: tzinfo) -> bool:
        """Whether its deadline is past at `instant` while it still waits to be carried out."""
        return self.status in WAITING and is_past(self.due_on, instant, zone)


# Evolve


def evolve(decision: Decision | None, fact: DecisionFact, entry: Entry) -> Decision:
    if decision is None:
        return _first(fact, entry)
    match fact:
        case DecisionProposed():
            raise ValueError(f"{fact.label} was proposed twice")
        case DecisionAdopted():
            fields = given(**fact.model_dump(exclude={"number", "effective_at"}))
            former = decision.retitled(fact.title, entry)
            return decision.but(**fields, **former, **moved(decision, fact.phase(entry)))
        case DecisionRejected():
            return decision.but(**moved(decision, fact.phase(entry)))
        case DecisionAmended():
            former = decision.retitled(fact.changes.get("title"), entry)
            return Decision.model_validate(decision.model_dump() | fact.changes | former)
        case _:
            assert_never(fact)


def _first(fact: DecisionFact, entry: Entry) -> Decision:
    if not isinstance(fact, DecisionProposed | DecisionAdopted) or fact.title is None:
        raise ValueError(f"{fact.label} was neither proposed nor adopted before")
    fields = fact.model_dump(exclude={"effective_at"})
    return Decision(**fields, status=fact.becomes, phases=(fact.phase(entry),))


# Commands


def existing(known: Known, number: int) -> Decision:
    """Return decision `number`; refuse when there is none."""
    return look_up(known, Decision, number, absent=absent(number))


def absent(number: int) -> str:
    """Return the sentence that refuses a number that no decision has."""
    return _("There is no decision {label} in this register.").format(label=label(number))


def check_status(known: Known, number: int, fact_class: type[AboutDecision]) -> None:
    """Refuse unless decision `number` exists, with a status that facts of that class may follow."""
    decision = existing(known, number)
    require(
        decision.status in fact_class.after,
        _("{label} is {status}; this is possible only when it is {allowed}.").format(
            label=decision.label,
            status=status_word("decision", decision.status),
            allowed=join([status_word("decision", status) for status in fact_class.after], "or"),
        ),
    )


def _checked(known: Known, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given; refuse those that name what there is not."""
    return given_answers(known, in_local_time(known, with_organisations(known, fields)))


@command
def propose(known: Known, /, title: str, **fields: Any) -> list[Fact]:
    number = known.next_number(Decision)
    return [DecisionProposed(number=number, title=title, **_checked(known, fields))]


def adoption(
    known: Known, title: str, *, effective_at: datetime | None = None, **fields: Any
) -> DecisionAdopted:
    """Return the fact of a decision, the next one, that was taken without being proposed."""
    number = known.next_number(Decision)
    checked = _checked(known, fields)
    return DecisionAdopted(number=number, title=title, effective_at=effective_at, **checked)


@command
def record(
    known: Known, /, title: str, *, effective_at: datetime | None = None, **fields: Any
) -> list[Fact]:
    return [adoption(known, title, effective_at=effective_at, **fields)]


@command
def adopt(
    known: Known, /, number: int, *, effective_at: datetime | None = None, **fields: Any
) -> list[Fact]:
    check_status(known, number, DecisionAdopted)
    checked = _checked(known, fields)
    proposed = existing(known, number)
    checked["answers"] = tuple(dict.fromkeys((*proposed.answers, *checked["answers"])))
    return [DecisionAdopted(number=number, effective_at=effective_at, **checked)]


@command
def reject(known: Known, /, number: int, *, reason: str | None = None) -> list[Fact]:
    check_status(known, number, DecisionRejected)
    return [DecisionRejected(number=number, reason=reason)]


@command
def amend(known: Known, /, number: int, *, reason: str, **fields: Any) -> list[Fact]:
    decision = existing(known, number)
    fields = in_local_time(known, with_organisations(known, fields))
    changes = changed_fields(decision, Wording, fields)
    return [DecisionAmended(number=number, changes=changes, reason=reason)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "act": _("act"),
            "act_number": _("number of the act"),
            "consulted": _("consulted"),
            "decided_by": _("decided by"),
            "dissent": _("dissenting opinions"),
            "grounds": _("grounds"),
            "legal_basis": _("legal basis"),
            "options": _("options considered"),
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
