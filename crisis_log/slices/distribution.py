"""What was handed out to whom, and who said that they have it: reports, decisions, lines.

To be handed something and to acknowledge it are two facts: only the second is a receipt.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

from pydantic import Field
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Request, Subject, command, command_of, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Text
from crisis_log.language import _, pgettext
from crisis_log.slices import cell, instruction, receipt, topic
from crisis_log.slices.cell import Function
from crisis_log.slices.receipt import Receipt
from crisis_log.slices.topic import Topic
from crisis_log.words import Words, join

# Facts


class _AboutTopic(Fact):
    topic: Topic

    @property
    @override
    def outlives_closing(self) -> bool:
        """The reports of a crisis are handed out after its closing too."""
        return True

    @override
    def subject(self, number: int) -> str:
        return Distribution.named(self.topic)

    @override
    def marks(self) -> tuple[str, ...]:
        return (topic.mark(self.topic),)


class Distributed(_AboutTopic, kind="distribution.made.v1"):
    to: tuple[Function, ...] = Field(min_length=1)
    channel: Text | None = None

    @override
    def functions(self) -> tuple[str, ...]:
        return self.to

    @override
    def headline(self) -> str:
        return _("{label} handed out").format(label=topic.called(self.topic))

    @override
    def detail(self) -> str:
        return join(self.to)


class Acknowledged(_AboutTopic, kind="distribution.acknowledged.v1"):
    function: Function

    @override
    def follows(self, before: Any) -> bool:
        return receipt.of_function(before.copies, self.function) is not None

    @override
    def functions(self) -> tuple[str, ...]:
        return (self.function,)

    @override
    def headline(self) -> str:
        return _("{label}: receipt acknowledged").format(label=topic.called(self.topic))

    @override
    def detail(self) -> str:
        return self.function


DistributionFact = Distributed | Acknowledged


# State


class Distribution(Subject, collection="distribution"):
    """To whom a topic was handed out, and who acknowledged it, in the order of the recording."""

    topic: str
    copies: tuple[Receipt, ...]
    receipts: tuple[Receipt, ...] = ()


# Evolve


def evolve(distribution: Distribution | None, fact: DistributionFact, entry: Entry) -> Distribution:
    match fact:
        case Distributed():
            copies = (Receipt.told(entry, function, fact.channel) for function in fact.to)
            earlier = distribution.copies if distribution else ()
            made = distribution or Distribution.built(topic=fact.topic, copies=())
            return made.but(copies=(*earlier, *copies))
        case Acknowledged():
            if distribution is None:
                raise ValueError(f"{fact.topic} was never handed out")
            told = Receipt.told(entry, fact.function)
            return distribution.but(receipts=(*distribution.receipts, told))
        case _:
            assert_never(fact)


# Commands


@command
def distribute(
    known: Known, /, what: Topic, *, to: Sequence[str], channel: str | None = None
) -> list[Fact]:
    """Hand a topic out to functions; the same again only through another channel."""
    topic.check(known, what)
    functions = {cell.key(function): cell.as_named(known, function) for function in to}
    found = known.find(Distribution, what)
    for function in functions.values():
        had = receipt.of_function(
            (one for one in (found.copies if found else ()) if one.channel == channel), function
        )
        require(
            had is None,
            _(
                "That {label} was handed out to “{function}” is recorded already, under n° {entry}."
            ).format(label=topic.called(what), function=function, entry=had.entry if had else ""),
        )
    return [Distributed(topic=what, to=tuple(functions.values()), channel=channel)]


@command_of
def acknowledge(
    known: Known, request: Request, /, what: Topic, *, function: str | None = None, at: datetime
) -> Sequence[Fact]:
    """Record that a function, or else whoever records it, has what it was given `at` an instant.

    That is what it was handed out, or an instruction.
    """
    topic.check(known, what)
    number, found = topic.instruction_of(what), known.find(Distribution, what)
    name = cell.as_named(known, function or request.by)
    copy = receipt.of_function(found.copies, name, at) if found else None
    if number and copy is None:
        return instruction.acknowledge(number, function=function, at=at)(known, request)
    require(
        copy is not None,
        _(
            "It is not recorded that {label} was handed out to “{function}” by then: "
            "record that first."
        ).format(label=topic.called(what), function=name),
    )
    had = receipt.of_function(found.receipts, name) if found else None
    require(
        had is None,
        _("The receipt of {label} by “{function}” is recorded already, under n° {entry}.").format(
            function=name, label=topic.called(what), entry=had.entry if had else ""
        ),
    )
    return [Acknowledged(topic=what, function=copy.function if copy else name)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "copies": _("handed out to"),
            "topic": _("handed out"),
        },
        codes={
            "communication": {
                "attendance": pgettext("communication", "present at the meeting"),
                "distribution": pgettext("communication", "handed out"),
                "acknowledgement": pgettext("communication", "receipt acknowledged"),
            },
        },
    )


SLICE = Slice(
    (
        Collection(
            Distribution, evolve, prefix="", title=lambda: _("Distribution"), in_situation=True
        ),
    ),
    words,
)
