"""What was told at a meeting of the crisis cell, item by item of its agenda?

    opening … closing ──by numbers──▶ entries ──by the item that was being taken──▶ items

All is told by what is known since, but for what was open at its end: that is as it was known then.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import PositiveInt

from crisis_log.account import Account
from crisis_log.command import Known
from crisis_log.deadline import Due
from crisis_log.entry import Entry
from crisis_log.fact import Frozen, LocalInstant
from crisis_log.slices import briefing, crisis
from crisis_log.slices import meeting as meetings
from crisis_log.slices.decision import Decision
from crisis_log.slices.instruction import Instruction, InstructionGiven
from crisis_log.slices.meeting import Meeting, Status
from crisis_log.slices.struck_entry import StruckEntry
from crisis_log.views.confidential import is_confidential
from crisis_log.views.instructions import InstructionNow, instruction_now
from crisis_log.views.log_lines import LogLine, log_line
from crisis_log.views.meetings import is_dealt_with
from crisis_log.views.minutes.attendance import Attended, attended
from crisis_log.views.open_points import OpenPoint, open_points


class ToldItem(Frozen):
    """An item of the agenda, or what came before the first where `item` is None.

    It was `added` in the course of the meeting, or `taken` never. `entries` are in the order
    in which their facts happened.
    """

    item: PositiveInt | None
    title: str | None
    added: bool
    taken: bool
    entries: tuple[LogLine, ...]


class ToldDecision(Frozen):
    """A decision that the meeting dealt with: what it did, by these entries; its last wording."""

    label: str
    title: str
    did: tuple[str, ...]
    decided_by: str | None
    owner: str | None
    due_on: Due | None
    entries: tuple[PositiveInt, ...]


class NextMeeting(Frozen):
    """When the cell meets next, as entry `entry` says."""

    at: LocalInstant
    place: str | None
    entry: PositiveInt


class MeetingTold(Frozen):
    """A meeting: `label` is S-1. Where it is not closed, it is told so far.

    `confidential` counts the entries about confidential lines, open points among them: they are
    left out where it is told `without_confidential`.
    """

    meeting: PositiveInt
    label: str
    meeting_status: Status
    held_from: datetime
    opened_by: PositiveInt
    held_until: datetime | None
    closed_by: PositiveInt | None
    place: str | None
    attendance: Attended
    items: tuple[ToldItem, ...]
    decisions: tuple[ToldDecision, ...]
    instructions: tuple[InstructionNow, ...]
    open_points: tuple[OpenPoint, ...]
    next_meeting: NextMeeting | None
    confidential: int
    without_confidential: bool


def meeting_told(
    account: Account, number: int, instant: datetime, *, without_confidential: bool = False
) -> MeetingTold:
    """Return what an account tells of meeting `number`, at `instant` where it is not closed.

    Raises:
        Refused: there is no such meeting.

    """
    known = account.state()
    meeting = meetings.existing(known, number)
    end = meeting.closed.since if meeting.closed else instant
    owned = [*_owned(account, meeting)]
    points = _open_points(account, meeting, end)
    secret = {entry.number for entry in owned if is_confidential(known, entry)}
    secret_points = {one.entry for one in points if one.confidential}
    if without_confidential:
        owned = [entry for entry in owned if entry.number not in secret]
        points = [one for one in points if not one.confidential]
    return MeetingTold(
        meeting=number,
        label=meeting.label,
        meeting_status=meeting.status,
        held_from=meeting.opened.since,
        opened_by=meeting.opened.entry,
        held_until=meeting.closed and meeting.closed.since,
        closed_by=meeting.closed and meeting.closed.entry,
        place=meeting.place,
        attendance=attended(known, meeting),
        items=tuple(_items(known, meeting, owned)),
        decisions=tuple(_decisions(known, _holding(known, owned))),
        instructions=tuple(_instructions(known, _holding(known, owned), end)),
        open_points=tuple(points),
        next_meeting=_next(known, meeting, end),
        confidential=len(secret | secret_points),
        without_confidential=without_confidential,
    )


def _owned(account: Account, meeting: Meeting) -> Iterator[Entry]:
    """Return the entries that belong to a meeting, in order."""
    last = meeting.closed.entry - 1 if meeting.closed else account.size
    return filter(is_dealt_with, account.entries(meeting.opened.entry, last))


def _holding(known: Known, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Return the entries that no other one strikes."""
    return (entry for entry in entries if known.find(StruckEntry, entry.number) is None)


def _items(known: Known, meeting: Meeting, owned: Iterable[Entry]) -> Iterator[ToldItem]:
    zone = crisis.current(known).zone
    lines: dict[int | None, list[LogLine]] = {}
    for entry in owned:
        line = log_line(entry, known, zone)
        lines.setdefault(meeting.item_of(entry.number), []).append(line)
    taken = {turn.item for turn in meeting.turns}
    if None in lines:
        before = _in_turn(lines[None])
        yield ToldItem(item=None, title=None, added=False, taken=True, entries=before)
    for one in meeting.agenda:
        yield ToldItem(
            item=one.item,
            title=one.title,
            added=one.entry != meeting.opened.entry,
            taken=one.item in taken,
            entries=_in_turn(lines.get(one.item, ())),
        )


def _in_turn(lines: Iterable[LogLine]) -> tuple[LogLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.occurred_at, line.number)))


def _decisions(known: Known, owned: Iterable[Entry]) -> Iterator[ToldDecision]:
    """Return the decisions that entries are about, in the order in which they were dealt with."""
    did: dict[str, list[Entry]] = {}
    for entry in owned:
        did.setdefault(entry.subject, []).append(entry)
    for subject, entries in did.items():
        decision = known.get(subject)
        if isinstance(decision, Decision):
            yield ToldDecision(
                label=decision.label,
                title=decision.title,
                did=tuple(entry.fact.headline() for entry in entries),
                decided_by=decision.decided_by,
                owner=decision.owner,
                due_on=decision.due_on,
                entries=tuple(entry.number for entry in entries),
            )


def _instructions(known: Known, owned: Iterable[Entry], end: datetime) -> Iterator[InstructionNow]:
    """Return the instructions that were given during a meeting, as they were at its end."""
    zone = crisis.current(known).zone
    for entry in owned:
        given = known.get(entry.subject) if isinstance(entry.fact, InstructionGiven) else None
        if isinstance(given, Instruction):
            yield instruction_now(given, end, zone)


def _open_points(account: Account, meeting: Meeting, end: datetime) -> list[OpenPoint]:
    """Return what somebody waited for at the end of a meeting, but for the next one."""
    then = account.upto(meeting.closed.entry) if meeting.closed else account
    return [one for one in open_points(then, end) if one.what != "briefing"]


def _next(known: Known, meeting: Meeting, end: datetime) -> NextMeeting | None:
    """Return when the cell meets next: as was said as it ended, else as was announced by then."""
    if meeting.closed and meeting.next_at:
        return NextMeeting(at=meeting.next_at, place=None, entry=meeting.closed.entry)
    said = briefing.current(known).next_at(end)
    if said is None or said.at <= end:
        return None
    return NextMeeting(at=said.at, place=said.place, entry=said.entry)
