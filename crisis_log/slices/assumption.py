"""Assumptions that decisions rest on, in words or as a line of the journal says, until dropped.

    made → dropped

A tripwire says which values of an indicator an assumption bears. What was refuted, or crossed,
puts it at risk: a view tells that (`views.assumptions`), and no decision changes by it.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import (
    Command,
    Known,
    Request,
    Subject,
    command,
    command_of,
    look_up,
    require,
)
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Frozen, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, moved, status_at
from crisis_log.slices import decision as decisions
from crisis_log.slices import journal
from crisis_log.slices.decision import Decision, DecisionAdopted, DecisionProposed
from crisis_log.slices.figure import Value
from crisis_log.words import Words, enumerate_parts, join, number_text, status_word

Status = Literal["made", "dropped"]


def label(number: int) -> str:
    """Return the name people give assumption `number`: `H-1`."""
    return f"H-{number}"


# Facts


class Tripwire(Frozen):
    """The values of `indicator` that an assumption bears: one, or both, of the bounds is given."""

    indicator: Text
    at_least: Value | None = None
    at_most: Value | None = None

    def is_crossed_by(self, value: Decimal) -> bool:
        """Whether `value` is beyond a bound; a bound itself is borne."""
        too_low = self.at_least is not None and value < self.at_least
        return too_low or (self.at_most is not None and value > self.at_most)

    def bounds(self) -> str:
        """Return `at least 1,500`."""
        bounds = ((_("at least {value}"), self.at_least), (_("at most {value}"), self.at_most))
        return join(
            [text.format(value=number_text(bound)) for text, bound in bounds if bound is not None]
        )

    def in_words(self) -> str:
        """Return `licences, at least 1,500`."""
        return f"{self.indicator}, {self.bounds()}"


class _Assumed(Frozen):
    """What is assumed: as `title` says, within its `tripwire`; or what line `line` says."""

    title: Text | None = None
    line: PositiveInt | None = None
    tripwire: Tripwire | None = None

    def in_words(self) -> str:
        """Return what is assumed, or which line says it."""
        line = _("line n° {line}").format(line=self.line) if self.line else None
        wire = self.tripwire
        tripwire = _("tripwire: {tripwire}").format(tripwire=wire.in_words()) if wire else None
        return enumerate_parts([*filter(None, [self.title or line, tripwire])])


class _AboutAssumption(Fact):
    after: ClassVar[tuple[Status, ...]] = ("made",)
    becomes: ClassVar[Status]
    number: PositiveInt
    decision: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Assumption.named(self.number)

    @override
    def also_about(self) -> tuple[str, ...]:
        return (Decision.named(self.decision),)

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Assumption) or before.status in self.after


class AssumptionMade(_Assumed, _AboutAssumption, kind="assumption.made.v1"):
    """Decision `decision` rests on what is assumed."""

    after = ()
    becomes = "made"

    @override
    def follows(self, before: Any) -> bool:
        has_ended = isinstance(before, Decision) and before.status in decisions.ENDED
        return super().follows(before) and not has_ended

    def headline(self) -> str:
        names = {"decision": decisions.label(self.decision), "label": label(self.number)}
        if self.line:
            return _("{decision} rests on {label}, line n° {line}").format(**names, line=self.line)
        return _("{decision} rests on {label}").format(**names)

    def detail(self) -> str:
        return self.in_words() if self.title else ""


class AssumptionDropped(_AboutAssumption, kind="assumption.dropped.v1"):
    becomes = "dropped"
    reason: Text

    def headline(self) -> str:
        return _("{label}, on which {decision} rested, {status}").format(
            label=label(self.number),
            decision=decisions.label(self.decision),
            status=status_word("assumption", self.becomes),
        )


AssumptionFact = AssumptionMade | AssumptionDropped


# State


class Assumption(_Assumed, Subject, collection="assumption"):
    number: PositiveInt
    decision: PositiveInt
    status: Status
    phases: tuple[Phase, ...]

    @property
    def label(self) -> str:
        """The name people use: `H-1`."""
        return label(self.number)

    def is_made_at(self, instant: datetime) -> bool:
        """Whether it was made by `instant`, and not dropped."""
        return status_at(self.phases, instant) == "made"


# Evolve


def evolve(assumption: Assumption | None, fact: AssumptionFact, entry: Entry) -> Assumption:
    phase = Phase.begun(entry, fact.becomes)
    if isinstance(fact, AssumptionMade):
        return Assumption.built(**dict(fact), status=fact.becomes, phases=(phase,))
    if assumption is None:
        raise ValueError(f"{label(fact.number)} was never made")
    match fact:
        case AssumptionDropped():
            return assumption.but(**moved(assumption, phase))
        case _:
            assert_never(fact)


def _with_assumption(decision: Decision, fact: AssumptionFact, _entry: Entry) -> Decision:
    if isinstance(fact, AssumptionDropped):
        return decision  # what it rested on stays told with it
    return decision.but(assumptions=(*decision.assumptions, fact.number))


# Commands


class Assumed(NamedTuple):
    """What is assumed: as `title` says, or line `line` of the journal does."""

    title: str | None = None
    line: int | None = None
    indicator: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def tripwire(self) -> Tripwire | None:
        """The tripwire, where one is given; refused where only a part of one is."""
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        require(
            bool(bounds) == (self.indicator is not None),
            _("A tripwire is an indicator and the least or the most that it may be: give both."),
        )
        if self.indicator is None:
            return None
        wire = Tripwire(indicator=self.indicator, at_least=self.at_least, at_most=self.at_most)
        require(
            not wire.is_crossed_by(bounds[0]),
            _("A tripwire's least value is at most its greatest; check both."),
        )
        return wire


def existing(known: Known, number: int) -> Assumption:
    """Return assumption `number`; refuse when there is none."""
    absent = _("There is no assumption {label} in this register.").format(label=label(number))
    return look_up(known, Assumption, number, absent=absent)


def _made(known: Known, decision: int, assumed: Sequence[Assumed]) -> list[Fact]:
    """Return the facts that a decision rests on what is `assumed`."""
    for one in assumed:
        if one.line is not None:
            _check_line(known, one.line)
    first = known.next_number(Assumption)
    return [
        AssumptionMade(
            number=number, decision=decision, title=one.title, line=one.line, tripwire=one.tripwire
        )
        for number, one in enumerate(assumed, first)
    ]


def _check_line(known: Known, number: int) -> None:
    require(
        journal.existing(known, number).holds,
        _("Line {line} was struck or refuted: no decision can rest on it.").format(line=number),
    )


def resting_on(taking: Command, assumed: Sequence[Assumed]) -> Command:
    """Return the command `taking`, which records a decision, with what the decision rests on."""
    return _take_resting_on(taking, assumed) if assumed else taking


@command_of
def _take_resting_on(
    known: Known, request: Request, /, taking: Command, assumed: Sequence[Assumed]
) -> list[Fact]:
    facts = taking(known, request)
    taken = next(fact for fact in facts if isinstance(fact, DecisionAdopted | DecisionProposed))
    return [*facts, *_made(known, taken.number, assumed)]


@command
def add(known: Known, /, decision: int, assumed: Assumed) -> list[Fact]:
    taken, facts = decisions.existing(known, decision), _made(known, decision, [assumed])
    require(
        all(fact.follows(taken) for fact in facts),
        _("{label} is {status}: it rests on nothing any more.").format(
            label=taken.label, status=status_word("decision", taken.status)
        ),
    )
    return facts


@command
def drop(known: Known, /, number: int, *, reason: str) -> list[Fact]:
    assumption = existing(known, number)
    fact = AssumptionDropped(number=number, decision=assumption.decision, reason=reason)
    require(
        fact.follows(assumption),
        _("{label} is already {status}.").format(
            label=assumption.label, status=status_word("assumption", assumption.status)
        ),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "assumption": _("assumption"),
            "assumptions": _("assumptions"),
            "at_least": _("at least"),
            "at_most": _("at most"),
            "indicator": _("indicator"),
            "tripwire": _("tripwire"),
        },
        codes={
            "assumption": {
                "made": pgettext("assumption", "made"),
                "dropped": pgettext("assumption", "dropped"),
                "at_risk": pgettext("assumption", "at risk"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Assumption,
            evolve,
            prefix="H-",
            numbered=True,
            title=lambda: _("Assumptions"),
            in_situation=True,
        ),
    ),
    words,
    (Echo(Decision, (AssumptionMade, AssumptionDropped), _with_assumption),),
)
