"""When were the briefings of the cell to be held, and when are they, for a calendar?

One that is moved before its time keeps its name. A rhythm at times of the day is an event for each
of them, repeated daily until another rhythm holds; one of every so many minutes is the next
briefing alone: when the one after it comes is only known once that is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Literal

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.lifecycle import Phase
from crisis_log.slices import briefing, crisis
from crisis_log.slices.briefing import Announced, Briefing, Held, RhythmSaid
from crisis_log.slices.crisis import Crisis, CrisisClosed, CrisisReopened
from crisis_log.slices.rhythm import Rhythm
from crisis_log.slices.struck_entry import EntryStruck
from crisis_log.views.next_briefing import due_after, was_held


class BriefingDate(Frozen):
    """A briefing at `start`, or from then on each day `until` an instant, if that is known.

    `said` is how often the cell meets, where that is why. Entry `entry` announced it first,
    `changed_by` changed it last.
    """

    name: str
    start: datetime
    place: str | None
    said: str = ""
    is_daily: bool = False
    until: datetime | None = None
    standing: Literal["planned", "done", "cancelled"]
    entry: int
    changed_by: int


def briefing_dates(account: Account) -> Iterator[BriefingDate]:
    """Return all briefings ever announced; as cancelled those that are not to be held by now."""
    known = account.state()
    register, last = crisis.current(known), crisis.current(known).phases[-1]
    closing = last if last.status == "closed" else None
    turns = [*_turning(account)]
    told = {
        one.name: one.but(changed_by=max([one.changed_by, *turns[-1:]]))
        for one in _dates(briefing.current(known), register.zone, closing)
    }
    yield from told.values()
    before = {
        one.name: one.but(standing="cancelled", changed_by=turns[-1])
        for number in turns
        for one in _dates(briefing.current(account.state(number - 1)), register.zone, None)
    }
    yield from (before[name] for name in before.keys() - told.keys())


def _turning(account: Account) -> Iterator[int]:
    """Return the entries, in order, by which more may change than what they are of.

    They strike what was said of briefings, or say whether the crisis goes on.
    """
    about = {*account.about(Briefing.named()), *account.about(Crisis.named())}
    for entry in account.those(sorted(about)):
        if isinstance(entry.fact, EntryStruck | CrisisClosed | CrisisReopened):
            yield entry.number


def _dates(said: Briefing, zone: tzinfo, closing: Phase | None) -> Iterator[BriefingDate]:
    for moved in _moved(said):
        yield _announced(said, moved, closing)
    for one, following in pairwise([*said.rhythms_in_turn(), None]):
        if one and one.rhythm:
            yield from _regular(said, one, one.rhythm, following or closing, zone)


def _moved(said: Briefing) -> list[list[Announced]]:
    """Return the announcements, each with those that moved it before it was held.

    They are told in the order of the recording, so that what is told later changes no name, and
    the one that holds is the last of them.
    """
    found: list[list[Announced]] = []
    for one in said.announced:
        if found and _moves(said, *_in_turn(found[-1][-1], one)):
            found[-1] = [*found[-1][:-1], *_in_turn(found[-1][-1], one)]
        else:
            found.append([one])
    return found


def _in_turn(one: Announced, other: Announced) -> tuple[Announced, Announced]:
    return (one, other) if one.since <= other.since else (other, one)


def _moves(said: Briefing, earlier: Announced, later: Announced) -> bool:
    """Whether the second moves the briefing that the first announced: it was not held yet."""
    held = _held_as(said, earlier)
    return later.since < earlier.at and not (held and held.since <= later.since)


def _held_as(said: Briefing, announced: Announced) -> Held | None:
    """Return the first briefing that was held as the one announced."""
    held = (one for one in said.held if was_held(announced, one))
    return min(held, key=lambda one: one.since, default=None)


def _announced(said: Briefing, moved: Sequence[Announced], closing: Phase | None) -> BriefingDate:
    last, first = moved[-1], min(one.entry for one in moved)
    held = _held_as(said, last)
    off = closing if closing and not held and closing.since < last.at else None
    return BriefingDate.built(
        name=f"briefing-{first}",
        start=last.at,
        place=last.place,
        standing="done" if held else "cancelled" if off else "planned",
        entry=first,
        changed_by=max(one.entry for one in (*moved, held) if one),
    )


def _regular(
    said: Briefing, one: RhythmSaid, rhythm: Rhythm, ending: RhythmSaid | Phase | None, zone: tzinfo
) -> Iterator[BriefingDate]:
    """Return the briefings of a rhythm, from when it was said until its `ending`, if it ended."""
    until = ending.since if ending else None
    by = max(each.entry for each in (one, ending) if each)
    if rhythm.every_minutes:
        held = _last_held(said, until)
        due = due_after(one, held, zone)
        if due:
            yield _date(one, rhythm, due, max(by, held.entry if held else 0)).but(
                standing="cancelled" if ending else "planned"
            )
    for clock in rhythm.times:
        daily = Rhythm.built(times=(clock,))
        if due := daily.first_after(one.since, zone):
            never = until is not None and until < due
            yield _date(one, rhythm, due, by).but(
                name=f"briefing-{one.entry}-{clock.replace(':', '')}",
                is_daily=not never,
                until=None if never else until,
                standing="cancelled" if never else "planned",
            )


def _last_held(said: Briefing, until: datetime | None) -> Held | None:
    held = (each for each in said.held if until is None or each.since <= until)
    return max(held, key=lambda each: (each.since, each.entry), default=None)


def _date(said: RhythmSaid, rhythm: Rhythm, due: datetime, changed_by: int) -> BriefingDate:
    return BriefingDate.built(
        name=f"briefing-{said.entry}",
        start=due,
        place=said.place,
        said=rhythm.words(),
        standing="planned",
        entry=said.entry,
        changed_by=changed_by,
    )
