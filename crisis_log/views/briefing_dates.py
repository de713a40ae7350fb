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
from crisis_log.slices.rhythm import Rhythm
from crisis_log.slices.struck_entry import StruckEntry
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
    register, said = crisis.current(known), briefing.current(known)
    last = register.phases[-1]
    closing = last if last.status == "closed" else None
    found = list(_dates(said, register.zone, closing))
    yield from found
    told = {one.name for one in found}
    for struck in known.members(StruckEntry):
        if Briefing.named() in struck.subjects:
            before = account.state(struck.struck_by - 1).find(Briefing) or said
            for one in _dates(before, register.zone, None):
                if one.entry == struck.number and one.name not in told:
                    yield one.but(standing="cancelled", changed_by=struck.struck_by)


def _dates(said: Briefing, zone: tzinfo, closing: Phase | None) -> Iterator[BriefingDate]:
    for moved in _moved(said):
        yield _announced(said, moved, closing)
    for one, following in pairwise([*said.rhythms_in_turn(), None]):
        if one and one.rhythm:
            yield from _regular(said, one, one.rhythm, following or closing, zone)


def _moved(said: Briefing) -> list[list[Announced]]:
    """Return the announcements, each with those that moved it before it was held."""
    found: list[list[Announced]] = []
    for one in said.in_turn():
        before = found[-1][-1] if found else None
        held = _held_as(said, before) if before else None
        if before and one.since < before.at and not (held and held.since <= one.since):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _held_as(said: Briefing, announced: Announced) -> Held | None:
    """Return the first briefing that was held as the one announced."""
    held = (one for one in said.held if was_held(announced, one))
    return min(held, key=lambda one: one.since, default=None)


def _announced(said: Briefing, moved: Sequence[Announced], closing: Phase | None) -> BriefingDate:
    first, last = moved[0], moved[-1]
    held = _held_as(said, last)
    off = closing if closing and not held and closing.since < last.at else None
    return BriefingDate.built(
        name=f"briefing-{first.entry}",
        start=last.at,
        place=last.place,
        standing="done" if held else "cancelled" if off else "planned",
        entry=first.entry,
        changed_by=max(one.entry for one in (last, held, off) if one),
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
