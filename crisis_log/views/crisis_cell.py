"""Who is in the crisis cell, as what and since when?"""

from datetime import datetime

from crisis_log.command import Known
from crisis_log.fact import Frozen, Instant
from crisis_log.slices.cell import Member, Role, Term, rank


class Seat(Frozen):
    """A function of the cell over a stretch of time; `until` and `ended_by` where it left."""

    function: str
    role: Role | None
    organisation: str | None
    deputy: bool
    since: Instant
    entry: int
    until: Instant | None
    ended_by: int | None
    place: str


def crisis_cell(known: Known, instant: datetime, *, former: bool = False) -> list[Seat]:
    """Return who is in the cell at `instant`, by role; those that left it, too, if asked for."""
    terms = [
        (member, term)
        for member in known.members(Member)
        for term in member.terms()
        if (term.since <= instant if former else term.holds_at(instant))
    ]
    terms.sort(key=lambda pair: (*rank(pair[1]), pair[1].since, pair[1].entry))
    return [_seat(member, term) for member, term in terms]


def _seat(member: Member, term: Term) -> Seat:
    return Seat.built(function=member.function, place=term.place(), **vars(term))
