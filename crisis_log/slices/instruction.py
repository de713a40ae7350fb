"""Instructions: what a function is told to do, until when, and what became of it.

    given → done | cancelled

Whoever was told to do it acknowledges it at any time: that one has it, and since when. What is
given and not acknowledged after a quarter of an hour is shown, never recorded.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Literal, assert_never, get_args

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, look_up, require
from crisis_log.deadline import Due
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Text
from crisis_log.language import _, pgettext
from crisis_log.lifecycle import Cited, Phase, phase_at
from crisis_log.slices import cell, receipt, topic
from crisis_log.slices.cell import Function
from crisis_log.slices.crisis import current
from crisis_log.slices.receipt import Receipt
from crisis_log.slices.topic import Topic
from crisis_log.when import show_instant
from crisis_log.words import Words, status_word

Status = Literal["given", "acknowledged", "done", "cancelled"]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
OPEN: Final[frozenset[Status]] = frozenset({"given", "acknowledged"})
PATIENCE: Final = timedelta(minutes=15)
"""How long an instruction may stay without a receipt before that is shown."""


def label(number: int) -> str:
    """Return the name people give instruction `number`: `C-1`."""
    return f"C-{number}"


# Facts


class AboutInstruction(Fact):
    """Takes instruction `number` on to the status `becomes`."""

    becomes: ClassVar[Status]
    ends: ClassVar[bool] = False
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Instruction.named(self.number)

    @property
    def label(self) -> str:
        return label(self.number)

    @override
    def follows(self, before: Any) -> bool:
        return not self.ends or before.ended is None

    @override
    def headline(self) -> str:
        status = status_word("instruction", self.becomes)
        return _("instruction {label} {status}").format(label=self.label, status=status)


class InstructionGiven(Cited, AboutInstruction, kind="instruction.given.v1"):
    """`to` is told to do something about the topics `about`."""

    becomes = "given"
    text: Text
    to: Function
    due: Due | None = None
    about: tuple[Topic, ...] = ()

    @override
    def marks(self) -> tuple[str, ...]:
        return tuple(map(topic.mark, self.about))

    @override
    def functions(self) -> tuple[str, ...]:
        return (self.to,)

    @override
    def headline(self) -> str:
        return _("instruction {label} given to “{function}”").format(
            label=self.label, function=self.to
        )

    @override
    def detail(self) -> str:
        return self.text


class InstructionAcknowledged(AboutInstruction, kind="instruction.acknowledged.v1"):
    becomes = "acknowledged"
    function: Function

    @override
    def follows(self, before: Any) -> bool:
        return receipt.of_function(before.receipts, self.function) is None

    @override
    def functions(self) -> tuple[str, ...]:
        return (self.function,)

    @override
    def headline(self) -> str:
        return _("instruction {label}: receipt acknowledged").format(label=self.label)

    @override
    def detail(self) -> str:
        return self.function


class InstructionDone(AboutInstruction, kind="instruction.done.v1"):
    becomes = "done"
    ends = True
    text: Text | None = None

    @override
    def detail(self) -> str:
        return self.text or ""


class InstructionCancelled(AboutInstruction, kind="instruction.cancelled.v1"):
    becomes = "cancelled"
    ends = True
    reason: Text


InstructionEnded = InstructionDone | InstructionCancelled
InstructionFact = InstructionGiven | InstructionAcknowledged | InstructionEnded


# State


class Instruction(Cited, Subject, collection="instruction"):
    """An instruction; `result` is what whoever did it says, `reason` why it was cancelled."""

    number: PositiveInt
    text: str
    to: str
    due: Due | None = None
    about: tuple[str, ...] = ()
    phases: tuple[Phase, ...]
    receipts: tuple[Receipt, ...] = ()
    result: str | None = None
    reason: str | None = None

    @property
    def label(self) -> str:
        """The name people use: `C-1`."""
        return label(self.number)

    @property
    def given(self) -> Phase:
        """When it was given, and by which entry."""
        return self.phases[0]

    @property
    def ended(self) -> Phase | None:
        """When it was done or cancelled, and by which entry, if it was."""
        return self.phases[-1] if len(self.phases) > 1 else None

    def receipt_at(self, instant: datetime) -> Receipt | None:
        """Return the first receipt by `instant`."""
        by_then = (one for one in self.receipts if one.since <= instant)
        return min(by_then, key=lambda one: (one.since, one.entry), default=None)

    def status_at(self, instant: datetime) -> Status | None:
        """Return its status at `instant`, None before it was given."""
        phase = phase_at(self.phases, instant)
        status = next((one for one in STATUSES if phase and one == phase.status), None)
        return "acknowledged" if status == "given" and self.receipt_at(instant) else status

    def is_without_receipt(self, instant: datetime) -> bool:
        """Whether it was given and not acknowledged for longer than that should take."""
        waits = self.status_at(instant) == "given"
        return waits and instant - self.given.since >= PATIENCE


# Evolve


def evolve(instruction: Instruction | None, fact: InstructionFact, entry: Entry) -> Instruction:
    if isinstance(fact, InstructionGiven):
        return Instruction.built(
            number=fact.number,
            text=fact.text,
            to=fact.to,
            due=fact.due,
            about=fact.about,
            phases=(Phase.begun(entry, fact.becomes),),
        )
    if instruction is None:
        raise ValueError(f"{fact.label} was never given")
    match fact:
        case InstructionAcknowledged():
            told = Receipt.told(entry, fact.function)
            return instruction.but(receipts=(*instruction.receipts, told))
        case InstructionDone():
            return instruction.but(phases=_ended(instruction, fact, entry), result=fact.text)
        case InstructionCancelled():
            return instruction.but(phases=_ended(instruction, fact, entry), reason=fact.reason)
        case _:
            assert_never(fact)


def _ended(instruction: Instruction, fact: InstructionEnded, entry: Entry) -> tuple[Phase, ...]:
    return (*instruction.phases, Phase.begun(entry, fact.becomes))


# Commands


def existing(known: Known, number: int) -> Instruction:
    """Return instruction `number`; refuse when there is none."""
    absent = _("There is no instruction {label} in this register.").format(label=label(number))
    return look_up(known, Instruction, number, absent=absent)


def _end(known: Known, fact: InstructionEnded) -> list[Fact]:
    """Return the fact that ends an instruction; refuse where it has ended already."""
    instruction = existing(known, fact.number)
    ended = instruction.ended
    require(
        fact.follows(instruction),
        _("{label} is {status} already, by entry n° {entry}.").format(
            label=instruction.label,
            status=status_word("instruction", ended.status) if ended else "",
            entry=ended.entry if ended else "",
        ),
    )
    return [fact]


@command
def give(
    known: Known,
    /,
    text: str,
    *,
    to: Sequence[str],
    due: Due | None = None,
    about: Sequence[Topic] = (),
) -> list[Fact]:
    """Tell each of the functions `to` to do something: each has an instruction of its own."""
    for one in about:
        topic.check(known, one)
    addressees = {cell.key(function): cell.as_named(known, function) for function in to}
    first = known.next_number(Instruction)
    return [
        InstructionGiven(
            number=number, text=text, to=function, due=due, about=tuple(dict.fromkeys(about))
        )
        for number, function in enumerate(addressees.values(), first)
    ]


@command
def acknowledge(
    known: Known, /, number: int, *, function: str | None = None, at: datetime
) -> list[Fact]:
    """Record that whoever it is given to, or another `function`, has it `at` that instant."""
    instruction = existing(known, number)
    name = cell.as_named(known, function or instruction.to)
    fact, zone = InstructionAcknowledged(number=number, function=name), current(known).zone
    had = receipt.of_function(instruction.receipts, name)
    require(
        fact.follows(instruction),
        _("The receipt of {label} by “{function}” is recorded already, under n° {entry}.").format(
            function=name, label=instruction.label, entry=had.entry if had else ""
        ),
    )
    require(
        instruction.status_at(at) is not None,
        _("{label} was given on {time}: no receipt can come before.").format(
            label=instruction.label, time=show_instant(instruction.given.since, zone)
        ),
    )
    require(
        instruction.status_at(at) != "cancelled",
        _("{label} was cancelled; it cannot be acknowledged after that.").format(
            label=instruction.label
        ),
    )
    return [fact]


@command
def done(known: Known, /, number: int, *, text: str | None = None) -> list[Fact]:
    return _end(known, InstructionDone(number=number, text=text))


@command
def cancel(known: Known, /, number: int, *, reason: str) -> list[Fact]:
    return _end(known, InstructionCancelled(number=number, reason=reason))


# Declaration


def words() -> Words:
    return Words(
        fields={
            "about": pgettext("instruction", "about"),
            "instruction": _("instruction"),
            "receipts": _("receipts"),
            "result": _("result"),
            "to": _("addressee"),
        },
        codes={
            "instruction": {
                "given": pgettext("instruction", "given"),
                "acknowledged": pgettext("instruction", "acknowledged"),
                "done": pgettext("instruction", "done"),
                "cancelled": pgettext("instruction", "cancelled"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Instruction,
            evolve,
            prefix="C-",
            numbered=True,
            title=lambda: _("Instructions"),
            in_situation=True,
        ),
    ),
    words,
)
