"""The watch: who handed it over to whom, at which entry of the log, and who took it over.

    given → accepted

What the log held up to that entry is what the brief of the handover tells, then and ever after.
"""

from datetime import datetime
from typing import Any, Final, Literal, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import (
    Known,
    Request,
    Subject,
    command,
    command_of,
    last_of,
    look_up,
    require,
)
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Instant, Refused
from crisis_log.language import _, pgettext
from crisis_log.slices.cell import Function, as_named, key
from crisis_log.slices.crisis import current
from crisis_log.when import show_instant
from crisis_log.words import Words

PREFIX: Final = "P-"


def label(number: int) -> str:
    """Return the name people give handover `number`: `P-1`."""
    return f"{PREFIX}{number}"


# Facts


class _HandoverFact(Fact):
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Handover.named(self.number)


class WatchHandedOver(_HandoverFact, kind="handover.given.v1"):
    """`from_function` hands the watch over `to_function`, at the entry `position` of the log."""

    from_function: Function
    to_function: Function
    position: PositiveInt

    @override
    def functions(self) -> tuple[str, ...]:
        return (self.from_function, self.to_function)

    def headline(self) -> str:
        return _("{label}, watch handed over by {giver} to {taker}").format(
            label=label(self.number), giver=self.from_function, taker=self.to_function
        )

    @override
    def detail(self) -> str:
        return _("the log up to n° {entry}").format(entry=self.position)


class WatchAccepted(_HandoverFact, kind="handover.accepted.v1"):
    """`taken_by` took the watch over."""

    taken_by: Function

    @override
    def follows(self, before: Any) -> bool:
        return isinstance(before, Handover) and before.accepted_by is None

    @override
    def functions(self) -> tuple[str, ...]:
        return (self.taken_by,)

    def headline(self) -> str:
        return _("{label}, watch taken over by {function}").format(
            label=label(self.number), function=self.taken_by
        )


HandoverFact = WatchHandedOver | WatchAccepted


# State


class Handover(Subject, collection="handover"):
    """A handover given `since` an instant by entry `entry`, and accepted, if it was."""

    number: PositiveInt
    from_function: str
    to_function: str
    position: PositiveInt
    since: Instant
    entry: PositiveInt
    taken_by: str | None = None
    accepted_at: Instant | None = None
    accepted_by: PositiveInt | None = None

    @property
    def label(self) -> str:
        """The name people use: `P-1`."""
        return label(self.number)

    def status_at(self, instant: datetime) -> Literal["given", "accepted"]:
        """Return whether it was accepted by `instant`."""
        is_accepted = self.accepted_at is not None and self.accepted_at <= instant
        return "accepted" if is_accepted else "given"

    @property
    def keeper(self) -> str:
        """Who has the watch after it: who took it over, else who is to."""
        return self.taken_by or self.to_function


# Evolve


def evolve(handover: Handover | None, fact: HandoverFact, entry: Entry) -> Handover:
    if isinstance(fact, WatchHandedOver):
        return Handover.built(
            number=fact.number,
            from_function=fact.from_function,
            to_function=fact.to_function,
            position=fact.position,
            since=entry.occurred_at,
            entry=entry.number,
        )
    if handover is None:
        raise ValueError(f"{label(fact.number)} was not given")
    match fact:
        case WatchAccepted():
            return handover.but(
                taken_by=fact.taken_by,
                accepted_at=entry.occurred_at,
                accepted_by=entry.number,
            )
        case _:
            assert_never(fact)


# Commands


def existing(known: Known, number: int) -> Handover:
    """Return handover `number`; refuse where there is none."""
    return look_up(
        known,
        Handover,
        number,
        absent=_("There is no handover {label} in this register.").format(label=label(number)),
    )


def meant(known: Known, number: int | None) -> Handover:
    """Return the handover that is meant: the last one, unless a number says which."""
    if number is not None:
        return existing(known, number)
    last = last_of(known, Handover)
    if last is None:
        raise Refused(_("No watch was handed over."))
    return last


@command_of
def give(
    known: Known, request: Request, /, to: str, *, from_function: str | None = None
) -> list[Fact]:
    """Hand the watch over `to` a function, on behalf of who records unless it is said."""
    giver, taker = as_named(known, from_function or request.by), as_named(known, to)
    require(
        key(giver) != key(taker),
        _("“{function}” has the watch: say --to whom it is handed over.").format(function=giver),
    )
    last = last_of(known, Handover)
    require(
        last is None
        or last.accepted_by is not None
        or (key(last.from_function), key(last.to_function)) != (key(giver), key(taker)),
        _("The watch is already handed over to “{function}”: {label} is to be accepted.").format(
            function=taker, label=last.label if last else ""
        ),
    )
    number = known.next_number(Handover)
    return [
        WatchHandedOver(number=number, from_function=giver, to_function=taker, position=known.size)
    ]


@command
def accept(
    known: Known, /, number: int | None = None, *, taken_by: str | None = None, at: datetime
) -> list[Fact]:
    """Take the watch over `at` an instant: by the last handover, and by whom it names, else."""
    handover = meant(known, number)
    taker = as_named(known, taken_by or handover.to_function)
    fact = WatchAccepted(number=handover.number, taken_by=taker)
    require(
        fact.follows(handover),
        _("{label} is already accepted, by entry n° {entry}.").format(
            label=handover.label, entry=handover.accepted_by
        ),
    )
    require(
        at >= handover.since,
        _("{label} was given on {time}; it cannot be accepted before.").format(
            label=handover.label, time=show_instant(handover.since, current(known).zone)
        ),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "accepted_at": _("accepted at"),
            "accepted_by": _("accepted by entry"),
            "from_function": _("handed over by"),
            "taken_by": _("taken over by"),
            "to_function": _("handed over to"),
        },
        codes={
            "handover": {
                "given": pgettext("handover", "to be accepted"),
                "accepted": pgettext("handover", "accepted"),
            }
        },
    )


SLICE = Slice(
    (
        Collection(
            Handover,
            evolve,
            prefix=PREFIX,
            numbered=True,
            title=lambda: _("Handovers of the watch"),
            in_situation=True,
        ),
    ),
    words,
)
