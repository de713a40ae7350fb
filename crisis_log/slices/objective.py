"""Objectives of the crisis cell: set, then met or dropped.

set → met | dropped
"""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Final, Literal, assert_never, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Command, Known, Subject, command, look_up, require
from crisis_log.deadline import Due, is_past
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Phase, moved, status_at
from crisis_log.slices.crisis import local_time
from crisis_log.words import Words, status_word

Status = Literal["set", "met", "dropped"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


def label(number: int) -> str:
    """Return the name people give objective `number`: `O-1`."""
    return f"O-{number}"


# Facts


class _AboutObjective(Fact):
    """Takes objective `number` on to the status `becomes`, from one of the statuses `after`."""

    after: ClassVar[tuple[Status, ...]] = ("set",)
    becomes: ClassVar[Status]
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Objective.named(self.number)

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Objective) or before.status in self.after

    @override
    def headline(self) -> str:
        return _("{label} {status}").format(
            label=label(self.number), status=status_word("objective", self.becomes)
        )


class ObjectiveSet(_AboutObjective, kind="objective.set.v1"):
    after = ()
    becomes = "set"
    title: Text
    owner: Text | None = None
    due_on: Due | None = None


class ObjectiveMet(_AboutObjective, kind="objective.met.v1"):
    becomes = "met"
    reason: Text | None = None


class ObjectiveDropped(_AboutObjective, kind="objective.dropped.v1"):
    becomes = "dropped"
    reason: Text


ObjectiveEnded = ObjectiveMet | ObjectiveDropped
ObjectiveFact = ObjectiveSet | ObjectiveEnded


# State


class Objective(Subject, collection="objective"):
    number: PositiveInt
    title: str
    owner: str | None = None
    due_on: Due | None = None
    status: Status
    phases: tuple[Phase, ...]

    @property
    def label(self) -> str:
        """The name people use: `O-1`."""
        return label(self.number)

    def is_overdue(self, instant: datetime, zone: tzinfo) -> bool:
        """Whether its deadline is past at `instant` while it is not met."""
        return self.status == "set" and is_past(self.due_on, instant, zone)

    def status_at(self, instant: datetime) -> str | None:
        """Return its status at `instant`, None before it was set."""
        return status_at(self.phases, instant)


# Evolve


def evolve(objective: Objective | None, fact: ObjectiveFact, entry: Entry) -> Objective:
    phase = Phase.begun(entry, fact.becomes)
    if isinstance(fact, ObjectiveSet):
        return Objective.built(
            number=fact.number,
            title=fact.title,
            owner=fact.owner,
            due_on=fact.due_on,
            status=fact.becomes,
            phases=(phase,),
        )
    if objective is None:
        raise ValueError(f"{label(fact.number)} was never set")
    match fact:
        case ObjectiveMet() | ObjectiveDropped():
            return objective.but(**moved(objective, phase))
        case _:
            assert_never(fact)


# Commands


def existing(known: Known, number: int) -> Objective:
    """Return objective `number`; refuse when there is none."""
    absent = _("There is no objective {label} in this register.").format(label=label(number))
    return look_up(known, Objective, number, absent=absent)


@command
def set_(
    known: Known, /, title: str, *, owner: str | None = None, due_on: Due | None = None
) -> list[Fact]:
    number = known.next_number(Objective)
    due_on = local_time(known, due_on) if due_on else None
    return [ObjectiveSet(number=number, title=title, owner=owner, due_on=due_on)]


def _end(fact_class: type[ObjectiveEnded]) -> Callable[..., Command]:
    """Return the command that ends an objective that is still set."""

    @command
    def end(known: Known, /, number: int, **fields: Any) -> list[Fact]:
        objective, fact = existing(known, number), fact_class(number=number, **fields)
        require(
            fact.follows(objective),
            _("{label} is already {status}.").format(
                label=objective.label, status=status_word("objective", objective.status)
            ),
        )
        return [fact]

    return end


meet, drop = _end(ObjectiveMet), _end(ObjectiveDropped)


# Declaration


def words() -> Words:
    return Words(
        fields={"objective": _("objective")},
        codes={
            "objective": {
                "set": pgettext("objective", "set"),
                "met": pgettext("objective", "met"),
                "dropped": pgettext("objective", "dropped"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Objective,
            evolve,
            prefix="O-",
            numbered=True,
            title=lambda: _("Objectives"),
            in_situation=True,
        ),
    ),
    words,
)
