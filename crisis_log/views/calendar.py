"""Which dates does a crisis keep, for a calendar: deadlines, reviews, briefings, meetings?

Each event has a name that stays when its date moves, and the entry that changed it last: a
calendar that reads it again moves what it has. What is given up, struck or without a date by now
is told as cancelled, at the date it had last, so that it does not stay in calendars for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal, get_args

from crisis_log.account import Account
from crisis_log.command import Subject
from crisis_log.deadline import Due, in_order
from crisis_log.fact import Amendment, Frozen
from crisis_log.slices.decision import Decision
from crisis_log.slices.expected_report import ExpectedReport, status_of
from crisis_log.slices.instruction import Instruction
from crisis_log.slices.measure import Measure
from crisis_log.slices.meeting import Meeting
from crisis_log.slices.objective import Objective
from crisis_log.slices.struck_entry import EntryStruck, StruckEntry
from crisis_log.views.briefing_dates import BriefingDate, briefing_dates
from crisis_log.words import status_word

What = Literal["deadline", "review", "instruction", "expected_report", "briefing", "meeting"]
Standing = Literal["planned", "tentative", "done", "cancelled"]
_Dated = Decision | Measure | Objective | Instruction | ExpectedReport
_STANDING: Final[dict[str, Standing]] = {
    "proposed": "tentative",
    "adopted": "planned",
    "suspended": "tentative",
    "implemented": "done",
    "ordered": "planned",
    "in_progress": "planned",
    "extended": "planned",
    "reopened": "planned",
    "completed": "done",
    "set": "planned",
    "met": "done",
    "given": "planned",
    "acknowledged": "planned",
    "expected": "planned",
    "received": "done",
    "done": "done",
}
"""By the status of what has the date; a thing of any other was given up."""


class Event(Frozen):
    """Something that is to happen at `start`, until `end` if that is known.

    `name` stays whatever is changed; entry `entry` was its first, `changed_by` changed it last.
    `text` is all of which the title is the beginning, where it is longer; `said` the status in
    words of what has the date. It is repeated each day where `is_daily`, until the instant
    `until` if that is known.
    """

    name: str
    what: What
    label: str
    title: str
    text: str = ""
    who: str | None = None
    place: str | None = None
    agenda: tuple[str, ...] = ()
    start: Due
    end: datetime | None = None
    is_daily: bool = False
    until: datetime | None = None
    standing: Standing
    said: str = ""
    entry: int
    changed_by: int


def calendar(account: Account, instant: datetime) -> tuple[Event, ...]:
    """Return the events of a crisis as they are known, and stand at `instant`, in order."""
    known = account.state()
    dated = (one for model in get_args(_Dated) for one in known.members(model))
    events = [
        *(event for one in dated for event in _of(account, one, instant)),
        *map(_briefing, briefing_dates(account)),
        *(_meeting(account, one) for one in known.members(Meeting)),
        *_struck(account),
    ]
    return tuple(sorted(events, key=lambda one: (in_order(one.start), one.name)))


def _of(account: Account, thing: _Dated, instant: datetime) -> Iterator[Event]:
    """Return the events of a thing: one for each date that it has, or had."""
    for field, what in _fields(thing):
        has_date = getattr(thing, field) is not None
        dated = thing if has_date else _as_it_was(account, thing, field)
        if dated:
            event = _event(account, dated, field, what, _status(account, thing, instant))
            yield event if has_date else event.but(standing="cancelled")


def _fields(thing: Subject) -> Iterator[tuple[str, What]]:
    """Return the fields in which a thing has its dates, and what these are."""
    match thing:
        case Decision() | Measure():
            yield from (("due_on", "deadline"), ("review_on", "review"))
        case Objective():
            yield "due_on", "deadline"
        case Instruction():
            yield "due", "instruction"
        case ExpectedReport():
            yield "due", "expected_report"


def _status(account: Account, thing: _Dated, instant: datetime) -> str:
    if isinstance(thing, ExpectedReport):
        return status_of(account.state(), thing, instant)
    return thing.status_at(instant) or thing.phases[-1].status


def _event(account: Account, thing: _Dated, field: str, what: What, status: str) -> Event:
    entries = account.about(thing.named(thing.number))
    return Event.built(
        name=f"{thing.collection}-{thing.number}-{field}",
        what=what,
        label=thing.label,
        title=thing.title,
        text=_longer(thing),
        who=_who(thing),
        start=getattr(thing, field),
        standing=_STANDING.get(status, "cancelled"),
        said=status_word(thing.collection, status),
        entry=entries[0],
        changed_by=entries[-1],
    )


def _who(thing: _Dated) -> str | None:
    """Return who is to do it."""
    match thing:
        case Instruction():
            return thing.to
        case ExpectedReport():
            return thing.source
        case _:
            return thing.owner


def _longer(thing: _Dated) -> str:
    """Return the text of a thing that is called by its beginning, where there is more of it."""
    text = thing.text if isinstance(thing, Instruction | ExpectedReport) else thing.title
    return "" if text == thing.title else text


def _as_it_was(account: Account, thing: _Dated, field: str) -> _Dated | None:
    """Return a thing that has no such date by now as it was when it had one, if it ever had."""
    entries = account.about(thing.named(thing.number))
    facts = (entry.fact for entry in account.those(entries[1:]))
    if not any(
        isinstance(fact, EntryStruck) or (isinstance(fact, Amendment) and field in fact.changes)
        for fact in facts
    ):
        return None
    for number in reversed(entries):
        before = account.state(number).find(type(thing), thing.number)
        if before and getattr(before, field) is not None:
            return before
    return None


def _briefing(date: BriefingDate) -> Event:
    return Event.built(**dict(date), what="briefing", label="", title="")


def _meeting(account: Account, one: Meeting) -> Event:
    return Event.built(
        name=f"meeting-{one.number}",
        what="meeting",
        label=one.label,
        title="",
        place=one.place,
        agenda=tuple(item.title for item in one.agenda),
        start=one.opened.since,
        end=one.closed and one.closed.since,
        standing="done" if one.closed else "planned",
        said=status_word("meeting", one.status),
        entry=one.opened.entry,
        changed_by=account.about(one.named(one.number))[-1],
    )


def _struck(account: Account) -> Iterator[Event]:
    """Return as cancelled what had dates and is gone, because its entries were struck."""
    known = account.state()
    gone: dict[str, Subject] = {}
    for struck in known.members(StruckEntry):
        before = account.state(struck.struck_by - 1)
        subjects = (one for one in struck.subjects if known.get(one) is None)
        gone |= {one: thing for one in subjects if (thing := before.get(one))}
    for thing in gone.values():
        if isinstance(thing, Meeting):
            yield _meeting(account, thing).but(standing="cancelled", said="")
        elif isinstance(thing, _Dated):
            for field, what in _fields(thing):
                if getattr(thing, field) is not None:
                    yield _event(account, thing, field, what, "").but(standing="cancelled")
