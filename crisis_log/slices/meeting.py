"""Meetings of the crisis cell: who was there from when until when, and the agenda, item by item.

    opened → closed

What is recorded between the opening of a meeting and its closing belongs to it, and to the item
of the agenda that was taken last: by the numbers of the entries. One meeting is open at a time.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal, assert_never

from pydantic import PositiveInt
from typing_extensions import override

from crisis_log.collection import Collection, Echo, Slice
from crisis_log.command import Known, Subject, command, last_of, look_up, require
from crisis_log.entry import Entry
from crisis_log.fact import Fact, LocalInstant, Refused, Text
from crisis_log.language import _, counted, pgettext
from crisis_log.lifecycle import Phase, moved
from crisis_log.slices import crisis
from crisis_log.slices.briefing import Announced, Briefing
from crisis_log.slices.meeting_parts import AgendaItem, Attendance, ItemTurn
from crisis_log.when import show_instant, to_minute
from crisis_log.words import Words, enumerate_parts

Status = Literal["open", "closed"]


def label(number: int) -> str:
    """Return the name people give meeting `number`: `S-1`."""
    return f"S-{number}"


OPENED: Final = "meeting:opened"
"""The mark of openings: one may follow only when the meeting before is closed."""


# Facts


class AboutMeeting(Fact):
    number: PositiveInt

    @override
    def subject(self, number: int) -> str:
        return Meeting.named(self.number)

    @property
    def label(self) -> str:
        return label(self.number)


class MeetingOpened(AboutMeeting, kind="meeting.opened.v1"):
    agenda: tuple[Text, ...] = ()
    place: Text | None = None

    def marks(self) -> tuple[str, ...]:
        return (OPENED,)

    def headline(self) -> str:
        return _("meeting {label} opened").format(label=self.label)

    @override
    def detail(self) -> str:
        return enumerate_parts([*self.agenda, *([self.place] if self.place else [])])


class ItemTaken(AboutMeeting, kind="meeting.item_taken.v1"):
    """The meeting goes on to an item of its agenda, to which it may add one at the end."""

    item: PositiveInt
    title: Text

    @override
    def follows(self, before: Any) -> bool:
        items = [one.item for one in before.agenda]
        is_new = self.item == max(items, default=0) + 1
        return before.closed is None and (is_new or self.item in items)

    def headline(self) -> str:
        return _("meeting {label}, item {item}").format(label=self.label, item=self.item)


class MeetingClosed(AboutMeeting, kind="meeting.closed.v1"):
    """The meeting ends; `next_at` is when the cell meets next, as it was said there."""

    next_at: LocalInstant | None = None

    @override
    def follows(self, before: Any) -> bool:
        return not isinstance(before, Meeting) or before.closed is None

    @override
    def founds(self) -> str:
        return OPENED

    @override
    def also_about(self) -> tuple[str, ...]:
        return (Briefing.named(),) if self.next_at else ()

    def headline(self) -> str:
        return _("meeting {label} closed").format(label=self.label)

    @override
    def detail(self) -> str:
        if self.next_at is None:
            return ""
        time = show_instant(self.next_at, self.next_at.tzinfo or UTC)
        return _("next meeting on {time}").format(time=time)


MeetingFact = MeetingOpened | ItemTaken | MeetingClosed


# State


class Meeting(Subject, collection="meeting"):
    number: PositiveInt
    status: Status
    phases: tuple[Phase, ...]
    place: str | None = None
    agenda: tuple[AgendaItem, ...] = ()
    turns: tuple[ItemTurn, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    next_at: LocalInstant | None = None

    @property
    def label(self) -> str:
        return label(self.number)

    @property
    def opened(self) -> Phase:
        return self.phases[0]

    @property
    def closed(self) -> Phase | None:
        """Its end, if it has come."""
        return self.phases[-1] if self.status == "closed" else None

    def owns(self, entry: int) -> bool:
        """Whether what entry `entry` tells was recorded during the meeting."""
        return self.opened.entry < entry and (self.closed is None or entry < self.closed.entry)

    def item_of(self, entry: int) -> int | None:
        """Return the item of the agenda, from 1, that was being taken at entry `entry`."""
        return next((t.item for t in reversed(self.turns) if t.entry <= entry), None)


# Evolve


def evolve(meeting: Meeting | None, fact: MeetingFact, entry: Entry) -> Meeting:
    if isinstance(fact, MeetingOpened):
        return Meeting.built(
            number=fact.number,
            status="open",
            phases=(Phase.begun(entry, "open"),),
            place=fact.place,
            agenda=tuple(
                AgendaItem.built(item=item, title=title, entry=entry.number)
                for item, title in enumerate(fact.agenda, 1)
            ),
        )
    if meeting is None:
        raise ValueError(f"meeting {fact.number} was never opened")
    changes: dict[str, Any]
    match fact:
        case ItemTaken():
            changes = _turned(meeting, fact, entry)
        case MeetingClosed():
            changes = moved(meeting, Phase.begun(entry, "closed")) | {"next_at": fact.next_at}
        case _:
            assert_never(fact)
    return meeting.but(**changes)


def _turned(meeting: Meeting, fact: ItemTaken, entry: Entry) -> dict[str, Any]:
    turn = ItemTurn.built(item=fact.item, entry=entry.number)
    changes: dict[str, Any] = {"turns": (*meeting.turns, turn)}
    if all(one.item != fact.item for one in meeting.agenda):
        added = AgendaItem.built(item=fact.item, title=fact.title, entry=entry.number)
        changes["agenda"] = (*meeting.agenda, added)
    return changes


def _announced(said: Briefing | None, fact: MeetingClosed, entry: Entry) -> Briefing:
    """Return what is said of the next briefing, which a meeting announces as it ends."""
    said = said or Briefing.built()
    before = said.next_at(entry.occurred_at)
    if fact.next_at is None or (before and before.at == fact.next_at):
        return said
    one = Announced.built(at=fact.next_at, place=None, since=entry.occurred_at, entry=entry.number)
    return said.but(announced=(*said.announced, one))


# Commands


def existing(known: Known, number: int) -> Meeting:
    """Return meeting `number`; refuse where there is none."""
    absent = _("There is no meeting {label} in this register.").format(label=label(number))
    return look_up(known, Meeting, number, absent=absent)


def meant(known: Known, number: int | None) -> Meeting:
    """Return the meeting that is meant: the one that is open, unless a number says which."""
    if number is not None:
        return existing(known, number)
    meeting = last_of(known, Meeting)
    if meeting is None or meeting.status != "open":
        raise Refused(_("No meeting is open: open one with “meeting open”."))
    return meeting


def _still_open(known: Known, number: int | None) -> Meeting:
    meeting = meant(known, number)
    if meeting.closed:
        raise Refused(
            _("Meeting {label} was closed on {time}.").format(
                label=meeting.label, time=shown(known, meeting.closed.since)
            )
        )
    return meeting


def shown(known: Known, instant: datetime) -> str:
    return show_instant(instant, crisis.current(known).zone)


@command
def open_meeting(
    known: Known, /, *, agenda: Sequence[str] = (), place: str | None = None
) -> list[Fact]:
    before = last_of(known, Meeting)
    if before and not before.closed:
        raise Refused(
            _("Meeting {label} is open since {time}: close it first.").format(
                label=before.label, time=shown(known, before.opened.since)
            )
        )
    number = known.next_number(Meeting)
    return [MeetingOpened(number=number, agenda=tuple(agenda), place=place)]


@command
def take_item(known: Known, /, item: int | str, *, number: int | None = None) -> list[Fact]:
    """Go on to an item of the agenda by its number, or to one that is added to it by its title."""
    meeting = _still_open(known, number)
    titles = {one.item: one.title for one in meeting.agenda}
    if isinstance(item, str):
        place = max(titles, default=0) + 1
        titles[place] = item
    else:
        place = item
    require(
        place in titles,
        counted(
            "The agenda of {label} has {count} item.",
            "The agenda of {label} has {count} items.",
            len(titles),
            label=meeting.label,
        ),
    )
    return [ItemTaken(number=meeting.number, item=place, title=titles[place])]


@command
def close(
    known: Known, /, *, number: int | None = None, next_at: datetime | None = None, at: datetime
) -> list[Fact]:
    meeting = _still_open(known, number)
    last = max((one.since for one in meeting.attendance if one.status != "excused"), default=at)
    require(
        to_minute(last) <= at,
        _("Meeting {label} ends after {last}, when somebody came or left.").format(
            label=meeting.label, last=shown(known, last)
        ),
    )
    require(
        next_at is None or at < next_at,
        _("The next meeting comes after {time}: say its day, too.").format(time=shown(known, at)),
    )
    local = next_at.astimezone(crisis.current(known).zone) if next_at else None
    return [MeetingClosed(number=meeting.number, next_at=local)]


# Declaration


def words() -> Words:
    return Words(
        fields={
            "agenda": _("agenda"),
            "item": _("item of the agenda"),
            "meeting": _("meeting"),
            "next_at": _("next meeting"),
            "turns": _("items in the order taken"),
        },
        codes={
            "meeting": {
                "open": pgettext("meeting", "open"),
                "closed": pgettext("meeting", "closed"),
            }
        },
    )


SLICE = Slice(
    (
        Collection(
            Meeting,
            evolve,
            prefix="S-",
            numbered=True,
            title=lambda: _("Meetings"),
            in_situation=True,
        ),
    ),
    words,
    (Echo(Briefing, (MeetingClosed,), _announced),),
)
