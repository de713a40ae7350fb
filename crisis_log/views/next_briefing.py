"""When does the crisis cell meet next: as was recorded, or else as a line of the journal says?

What was announced last is the next briefing until it is held. Where the cell meets regularly,
the next is that after the last one held; once its time has come, the first still to come is told,
and since when one is overdue, which is not recorded as held.
"""

from datetime import datetime, timedelta, tzinfo
from typing import Final

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.slices import briefing, crisis
from crisis_log.slices.briefing import Announced, Briefing, Held, RhythmSaid
from crisis_log.slices.rhythm import Rhythm
from crisis_log.views.journal_lines import Journal, said
from crisis_log.views.situation import Situation

NEXT_BRIEFING: Final = frozenset({"prochain-point", "prochain point", "next-briefing"})
"""Tags of journal lines that say when the crisis cell meets next."""
_EARLY: Final = timedelta(hours=1)
"""A briefing held no earlier than this before its time is that briefing."""


class NextBriefing(Frozen):
    """What was said last of the next briefing, at the instant `said_at`, by `sources`.

    It is `at` a time and `place`, and `is_past` where that time has come; or as `text` says,
    where only a line of the journal says it. `rhythm` is how often the cell meets, if that is
    why; `overdue_since` when the first was due that is not recorded as held.
    """

    at: datetime | None = None
    place: str | None = None
    is_past: bool = False
    text: str | None = None
    said_at: datetime
    sources: tuple[int, ...]
    rhythm: Rhythm | None = None
    overdue_since: datetime | None = None


def next_briefing(account: Account, at: Situation) -> NextBriefing | None:
    """Return what an account tells of the briefing after `at`; a closed crisis has none."""
    if at.status == "closed":
        return None
    known = account.state()
    told = briefing.current(known)
    if expected := _expected(told, at.instant, crisis.current(known).zone):
        return expected
    held, line = told.last_held(at.instant), next(Journal(account).tagged(NEXT_BRIEFING), None)
    if line is None or (held and line.occurred_at <= held.since):
        return None
    noted = said(line)
    return NextBriefing(text=noted.text, said_at=noted.occurred_at, sources=noted.sources)


def _expected(told: Briefing, instant: datetime, zone: tzinfo) -> NextBriefing | None:
    """Return the next briefing: the one announced, where it is not held yet, else by the rhythm."""
    held, rhythm = told.last_held(instant), told.rhythm_at(instant)
    announced = told.next_at(instant)
    if announced and was_held(announced, held):
        announced = None
    due = due_after(rhythm, held, zone) if rhythm else None
    cause = announced if announced and _leads(announced, rhythm, due) else rhythm
    first = cause.at if isinstance(cause, Announced) else due
    if cause is None or first is None:
        return None
    has_come = first <= instant
    follows = rhythm if rhythm and (has_come or cause is rhythm) else None
    coming = _after(first, follows, instant, zone) if has_come else None
    return NextBriefing(
        at=coming or first,
        place=follows.place if follows and coming else cause.place,
        is_past=has_come and coming is None,
        said_at=cause.since,
        sources=_sources(cause, follows, held),
        rhythm=follows.rhythm if follows else None,
        overdue_since=first if has_come else None,
    )


def was_held(announced: Announced, held: Held | None) -> bool:
    """Whether the briefing that was `held` is the one announced."""
    return held is not None and announced.since < held.since >= announced.at - _EARLY


def due_after(said: RhythmSaid, held: Held | None, zone: tzinfo) -> datetime | None:
    """Return when the first briefing is due that the rhythm asks for after the last one held."""
    if said.rhythm is None:
        return None
    if held is None or held.since < said.since:
        return said.rhythm.first_after(said.since, zone)
    early = _EARLY if said.rhythm.times else timedelta()
    return said.rhythm.first_after(held.since + early, zone)


def _after(
    due: datetime, said: RhythmSaid | None, instant: datetime, zone: tzinfo
) -> datetime | None:
    """Return the first briefing still to come, by the rhythm, where one was `due` by then."""
    return said.rhythm.next_from(due, instant, zone) if said and said.rhythm else None


def _leads(announced: Announced, rhythm: RhythmSaid | None, due: datetime | None) -> bool:
    """Whether the briefing announced moves that of the rhythm, or comes before it."""
    return rhythm is None or due is None or announced.since >= rhythm.since or announced.at <= due


def _sources(
    cause: Announced | RhythmSaid, rhythm: RhythmSaid | None, held: Held | None
) -> tuple[int, ...]:
    """Return the entries that say when it is: of an interval, the last one held, too."""
    by = {cause.entry} | ({rhythm.entry} if rhythm else set())
    if held and rhythm and rhythm.rhythm and rhythm.rhythm.every_minutes:
        by.add(held.entry)
    return tuple(sorted(by))
