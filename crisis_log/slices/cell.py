"""The crisis cell: which functions are in it, as what, from when until when.

A function is what people type, `Directeur de crise`, never a name. In other capitals, with other
spaces or another apostrophe it is the same one; nothing else is guessed.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final, Literal, assert_never, get_args

from pydantic import BeforeValidator, PositiveInt, StringConstraints
from typing_extensions import override

from crisis_log.collection import Collection, Slice
from crisis_log.command import Known, Subject, command, require
from crisis_log.entry import Entry
from crisis_log.fact import Code, Fact, Frozen, Instant, Text
from crisis_log.language import _, pgettext
from crisis_log.slices.crisis import NamingOrganisations, current, organisation_meant
from crisis_log.when import show_instant
from crisis_log.words import Words, status_word

Role = Literal[
    "director",
    "secretary",
    "operations",
    "intelligence",
    "planning",
    "logistics",
    "communication",
    "liaison",
    "human_resources",
    "information_systems",
    "legal",
    "finance",
    "health",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)


def _on_one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


Function = Annotated[
    str, BeforeValidator(_on_one_line), StringConstraints(min_length=1, max_length=200)
]
"""A function as people type it, on one line."""
_SAME: Final = str.maketrans({"’": "'", ":": "∶"})
"""Apostrophes are one; a colon has a meaning in the keys of subjects."""


def key(text: str) -> str:
    """Return by what a function is found, however it is typed."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_SAME)
    return " ".join(unicodedata.normalize("NFC", plain).split())


# Facts


class _MemberFact(NamingOrganisations):
    function: Function

    @override
    def subject(self, number: int) -> str:
        return Member.named(key(self.function))


class MemberAppointed(_MemberFact, kind="cell.appointed.v1"):
    """The function is one of the cell; a `deputy` stands in for who has that `role`."""

    role: Role | None = None
    organisation: Code | None = None
    deputy: bool = False

    def headline(self) -> str:
        return _("{function} joins the crisis cell").format(function=self.function)

    @override
    def detail(self) -> str:
        return place(self.role, deputy=self.deputy, organisation=self.organisation)


class MemberRelieved(_MemberFact, kind="cell.relieved.v1"):
    reason: Text | None = None

    @override
    def follows(self, before: Any) -> bool:
        return before is not None and any(move.status == "joined" for move in before.moves)

    def headline(self) -> str:
        return _("{function} leaves the crisis cell").format(function=self.function)


CellFact = MemberAppointed | MemberRelieved


# State


class Move(Frozen):
    """At `since` the function joined the cell, or left it, as entry `entry` says."""

    status: Literal["joined", "relieved"]
    since: Instant
    entry: PositiveInt
    role: Role | None = None
    organisation: str | None = None
    deputy: bool = False
    reason: str | None = None


class Term(Frozen):
    """A stretch of time in the cell: `since` ≤ instant < `until`, or without end so far."""

    role: Role | None
    organisation: str | None
    deputy: bool
    since: Instant
    entry: PositiveInt
    until: Instant | None = None
    ended_by: PositiveInt | None = None

    def place(self) -> str:
        """Return what the function is in the cell: `direction, deputy, 78`."""
        return place(self.role, deputy=self.deputy, organisation=self.organisation)

    def holds_at(self, instant: datetime) -> bool:
        return self.since <= instant and (self.until is None or instant < self.until)


class Member(Subject, collection="cell"):
    """A function, as it was spelled last, and its moves in the order of their recording."""

    function: str
    moves: tuple[Move, ...]

    def terms(self) -> list[Term]:
        """Return its times in the cell, the earliest first; moves may be recorded in any order."""
        terms: list[Term] = []
        for move in sorted(self.moves, key=lambda one: (one.since, one.entry)):
            if terms and terms[-1].until is None:
                terms[-1] = terms[-1].but(until=move.since, ended_by=move.entry)
            if move.status == "joined":
                held = move.model_dump(include={*Term.model_fields})
                terms.append(Term.built(**held))
        return terms

    def term_at(self, instant: datetime) -> Term | None:
        """Return its time in the cell that holds at `instant`."""
        return next((term for term in self.terms() if term.holds_at(instant)), None)


# Evolve


def evolve(member: Member | None, fact: CellFact, entry: Entry) -> Member:
    spelled = member.function if member else fact.function
    said: dict[str, Any]
    match fact:
        case MemberAppointed():
            spelled = fact.function
            place = {"role": fact.role, "organisation": fact.organisation, "deputy": fact.deputy}
            said = {"status": "joined", **place}
        case MemberRelieved():
            said = {"status": "relieved", "reason": fact.reason}
        case _:
            assert_never(fact)
    move = Move.built(since=entry.occurred_at, entry=entry.number, **said)
    earlier = member.moves if member else ()
    return Member.built(function=spelled, moves=(*earlier, move))


# Commands


def as_named(known: Known, text: str) -> str:
    """Return the spelling of a function that was appointed, or the text as it was typed."""
    member = known.find(Member, key(text))
    return member.function if member else str(_on_one_line(text))


def serves_at(known: Known, function: str, instant: datetime) -> bool:
    """Whether a function is one of the cell at `instant`."""
    member = known.find(Member, key(function))
    return member is not None and member.term_at(instant) is not None


def members_at(known: Known, instant: datetime) -> Iterator[tuple[Member, Term]]:
    """Return who is in the cell at `instant`, by role, deputies after those they stand in for."""
    serving = [(one, term) for one in known.members(Member) if (term := one.term_at(instant))]
    return iter(sorted(serving, key=lambda pair: rank(pair[1])))


def rank(term: Term) -> tuple[int, bool]:
    """Return by what the functions of a cell are sorted."""
    return rank_of(term.role, deputy=term.deputy)


def rank_of(role: Role | None, *, deputy: bool) -> tuple[int, bool]:
    """Return the place of a role in the order of all; of one without any, the last."""
    return (ROLES.index(role) if role else len(ROLES), deputy)


def place(role: Role | None, *, deputy: bool, organisation: str | None) -> str:
    """Return what a function is in the cell: `direction, deputy, 78`."""
    said = [
        status_word("role", role) if role else None,
        pgettext("cell", "deputy") if deputy else None,
        organisation,
    ]
    return ", ".join(filter(None, said))


@command
def appoint(
    known: Known,
    /,
    function: str,
    *,
    role: Role | None = None,
    organisation: str | None = None,
    deputy: bool = False,
    at: datetime,
) -> list[Fact]:
    """Take a function into the cell `at` an instant, or give one that is in it another role.

    What is not said of one that is in the cell stays as it is.
    """
    member = known.find(Member, key(function))
    term = member.term_at(at) if member else None
    if term:
        deputy = deputy or (role is None and term.deputy)
        role, organisation = role or term.role, organisation or term.organisation
    organisation = organisation_meant(known, organisation) if organisation else None
    fact = MemberAppointed(function=function, role=role, organisation=organisation, deputy=deputy)
    if term:
        require(
            place(role, deputy=deputy, organisation=organisation) != term.place(),
            _("“{function}” is already in the crisis cell, since {time}.").format(
                function=fact.function, time=show_instant(term.since, current(known).zone)
            ),
        )
    return [fact]


@command
def relieve(
    known: Known, /, function: str, *, reason: str | None = None, at: datetime
) -> list[Fact]:
    """Let a function leave the cell `at` an instant."""
    fact = MemberRelieved(function=as_named(known, function), reason=reason)
    require(
        serves_at(known, fact.function, at),
        _("“{function}” is not in the crisis cell on {time}.").format(
            function=fact.function, time=show_instant(at, current(known).zone)
        ),
    )
    return [fact]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "deputy": pgettext("cell", "deputy"),
            "function": _("function"),
            "moves": _("joined and left"),
            "role": pgettext("cell", "role"),
        },
        codes={
            "cell": {
                "joined": pgettext("cell", "joined"),
                "relieved": pgettext("cell", "left"),
            },
            "role": {
                "director": pgettext("cell", "direction"),
                "secretary": pgettext("cell", "secretariat"),
                "operations": pgettext("cell", "operations"),
                "intelligence": pgettext("cell", "intelligence"),
                "planning": pgettext("cell", "planning"),
                "logistics": pgettext("cell", "logistics"),
                "communication": pgettext("cell", "communication"),
                "liaison": pgettext("cell", "liaison"),
                "human_resources": pgettext("cell", "human resources"),
                "information_systems": pgettext("cell", "information systems"),
                "legal": pgettext("cell", "legal affairs"),
                "finance": pgettext("cell", "finance"),
                "health": pgettext("cell", "health"),
            },
        },
    )


SLICE = Slice(
    (Collection(Member, evolve, prefix="", title=lambda: _("Crisis cell"), in_situation=True),),
    words,
)
