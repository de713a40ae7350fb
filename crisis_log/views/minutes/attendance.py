"""Who was at a meeting, who was excused, and of whom in the cell does the log say neither?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crisis_log.command import Known
from crisis_log.fact import Frozen
from crisis_log.slices import attendance, cell
from crisis_log.slices.attendance import Stay
from crisis_log.slices.cell import Member, Role
from crisis_log.slices.meeting import Meeting


class Seat(Frozen):
    """A function, as it is told in a meeting, and its place in the cell then; none outside it."""

    function: str
    in_cell: bool
    role: Role | None
    organisation: str | None
    deputy: bool


class Attendee(Seat):
    """Who was there: from when until when, `late` where it came after the opening."""

    stays: tuple[Stay, ...]
    late: bool


class Excused(Seat):
    """Who was excused, by entry `entry`, and did not come."""

    entry: int


class Attended(Frozen):
    """All that is told of the attendance at a meeting; `unsaid` are those of whom nothing is."""

    present: tuple[Attendee, ...]
    excused: tuple[Excused, ...]
    unsaid: tuple[Seat, ...]


def attended(known: Known, meeting: Meeting) -> Attended:
    """Return who was at a meeting, each by its role in the cell."""
    opened = meeting.opened.since
    present = sorted(_present(known, meeting), key=_rank)
    excused = [
        Excused(**_seat(known, told.function, told.since, told.since), entry=told.entry)
        for told in attendance.excused(meeting)
    ]
    named = {cell.key(one.function) for one in (*present, *excused)}
    unsaid = (
        Seat(**_seat(known, member.function, opened, opened))
        for member, _term in cell.members_at(known, opened)
        if cell.key(member.function) not in named
    )
    return Attended(
        present=tuple(present), excused=tuple(sorted(excused, key=_rank)), unsaid=tuple(unsaid)
    )


def _present(known: Known, meeting: Meeting) -> Iterator[Attendee]:
    of_function: dict[str, list[Stay]] = {}
    for stay in attendance.stays(meeting):
        of_function.setdefault(cell.key(stay.function), []).append(stay)
    end = meeting.closed.since if meeting.closed else None
    for stays in of_function.values():
        first = stays[0]
        yield Attendee(
            **_seat(known, first.function, first.since, stays[-1].until or end),
            stays=tuple(stays),
            late=first.since > meeting.opened.since,
        )


def _seat(known: Known, function: str, since: datetime, until: datetime | None) -> dict[str, Any]:
    """Return the place of a function in the cell: that at `since`, else its first by `until`."""
    member = known.find(Member, cell.key(function))
    terms = member.terms() if member else []
    left = (term for term in terms if term.until is None or since < term.until)
    term = next((term for term in left if until is None or term.since <= until), None)
    return {
        "function": member.function if member else function,
        "in_cell": term is not None,
        "role": term.role if term else None,
        "organisation": term.organisation if term else None,
        "deputy": bool(term and term.deputy),
    }


def _rank(seat: Seat) -> tuple[int, bool]:
    return cell.rank_of(seat.role, deputy=seat.deputy)
