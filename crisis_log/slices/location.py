"""Where the register is kept, once it was moved: it takes entries in one place at a time.

moved to B ──▶ A takes no entry any more      taken up from A ──▶ B takes entries
stayed     ──▶ A takes entries again: nothing came to be at B
"""

from collections.abc import Sequence
from typing import assert_never

from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, Refused, Text
from crisis_log.language import _
from crisis_log.words import Words

# Facts


class _LocationFact(Fact):
    is_correction = True  # a closed crisis is moved, too
    stands = True

    @override
    def subject(self, number: int) -> str:
        return Location.named()


class RegisterMoved(_LocationFact, kind="register.moved.v1"):
    """The register is moved elsewhere, where it goes on: it takes no entry here any more."""

    moved_to: Text

    @override
    def headline(self) -> str:
        return _("register moved to {place}").format(place=self.moved_to)


class RegisterTakenUp(_LocationFact, kind="register.taken_up.v1"):
    """The register goes on here; up to the entry before it was kept elsewhere."""

    came_from: Text

    @override
    def headline(self) -> str:
        return _("register taken up here, moved from {place}").format(place=self.came_from)


class RegisterStayed(_LocationFact, kind="register.stayed.v1"):
    """The register was not moved after all: nothing came to be where it was to go."""

    @override
    def headline(self) -> str:
        return _("move of the register given up: it goes on here")


LocationFact = RegisterMoved | RegisterTakenUp | RegisterStayed


# State


class Location(Subject, collection="location"):
    """Where the register was moved to, if it was and has not been taken up there."""

    moved_to: str | None = None


# Evolve


def evolve(_location: Location | None, fact: LocationFact, _entry: Entry) -> Location:
    match fact:
        case RegisterMoved():
            return Location.built(moved_to=fact.moved_to)
        case RegisterTakenUp() | RegisterStayed():
            return Location.built(moved_to=None)
        case _:
            assert_never(fact)


# Commands


def current(known: Known) -> Location:
    """Return where the register goes on."""
    return known.find(Location) or Location.built()


def elsewhere(moved_to: str) -> Refused:
    """Return the refusal to record where the register is not any more."""
    return Refused(
        _(
            "This register was moved to {place}: nothing was recorded here. Name that one with "
            "--register."
        ).format(place=moved_to)
    )


def check(known: Known, facts: Sequence[Fact]) -> None:
    """Refuse facts about a register that was moved, but for that it goes on.

    Raises:
        Refused: it was.

    """
    goes_on = (RegisterTakenUp, RegisterStayed)
    moved_to = current(known).moved_to
    if moved_to is not None and not all(isinstance(fact, goes_on) for fact in facts):
        raise elsewhere(moved_to)


@command
def move(_known: Known, to: str, /) -> Sequence[Fact]:
    return [RegisterMoved(moved_to=to)]


@command
def take_up(known: Known, came_from: str, /) -> Sequence[Fact]:
    require(
        current(known).moved_to is not None,
        _("This register was not moved: it takes entries where it is."),
    )
    return [RegisterTakenUp(came_from=came_from)]


@command
def stay(known: Known, /) -> Sequence[Fact]:
    require(
        current(known).moved_to is not None,
        _("This register was not moved: it takes entries where it is."),
    )
    return [RegisterStayed()]


# Declaration


def words() -> Words:
    return Words(fields={"came_from": _("moved from"), "moved_to": _("moved to")})


SLICE = Slice(
    (Collection(Location, evolve, title=lambda: _("Location"), in_situation=True),), words
)
