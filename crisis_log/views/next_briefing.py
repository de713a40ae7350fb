"""When does the crisis cell meet next: as was recorded, or else as a line of the journal says?"""

from datetime import datetime
from typing import Final

from crisis_log.account import Account
from crisis_log.fact import Frozen
from crisis_log.slices import briefing
from crisis_log.views.journal_lines import Journal, said
from crisis_log.views.situation import Situation

NEXT_BRIEFING: Final = frozenset({"prochain-point", "prochain point", "next-briefing"})
"""Tags of journal lines that say when the crisis cell meets next."""


class NextBriefing(Frozen):
    """What was said last of the next briefing, at the instant `said_at`, by `sources`.

    It is `at` a time and `place`, and `is_past` where that time has come; or as `text` says,
    where only a line of the journal says it.
    """

    at: datetime | None = None
    place: str | None = None
    is_past: bool = False
    text: str | None = None
    said_at: datetime
    sources: tuple[int, ...]


def next_briefing(account: Account, at: Situation) -> NextBriefing | None:
    """Return what an account tells of the briefing after `at`; a closed crisis has none."""
    if at.status == "closed":
        return None
    announced = briefing.current(account.state()).next_at(at.instant)
    if announced:
        return NextBriefing(
            at=announced.at,
            place=announced.place,
            is_past=announced.at <= at.instant,
            said_at=announced.since,
            sources=(announced.entry,),
        )
    line = next(Journal(account).tagged(NEXT_BRIEFING), None)
    if line is None:
        return None
    told = said(line)
    return NextBriefing(text=told.text, said_at=told.occurred_at, sources=told.sources)
