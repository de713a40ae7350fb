"""The line that is always in view at a desk: what whoever records has to know at any moment."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from crisis_log import when
from crisis_log.account import Account
from crisis_log.language import _, counted
from crisis_log.views.instructions import instructions
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.requests import open_requests
from crisis_log.views.situation import situation
from crisis_log.words import abridged

_LONGEST: Final = 20


class Standing(NamedTuple):
    """What an account told last: it grows older until something is recorded."""

    exercise: bool
    closed: bool
    level: str | None
    requests: int
    unacknowledged: int
    briefing: NextBriefing | None
    last_at: datetime

    def parts(self, now: datetime, zone: tzinfo) -> list[str]:
        """Return what is to be known `now`; the last of it only says how old it is."""
        return [*filter(None, self._parts(now, zone))]

    def _parts(self, now: datetime, zone: tzinfo) -> list[str]:
        level = _("level {level}").format(level=abridged(self.level or "", _LONGEST))
        return [
            _("EXERCISE") if self.exercise else "",
            _("crisis closed") if self.closed else "",
            level if self.level else _("no level"),
            counted("{count} open request", "{count} open requests", self.requests),
            counted("{count} unacknowledged", "{count} unacknowledged", self.unacknowledged),
            "" if self.closed else self._meeting(now, zone),
            self._age(now),
        ]

    def _meeting(self, now: datetime, zone: tzinfo) -> str:
        """Return when the cell meets next; that its time has come, where it has."""
        said = self.briefing
        if said is None or not (said.at or said.text):
            return _("no next briefing")
        if said.at is None:
            return _("briefing {time}").format(time=abridged(said.text or "", _LONGEST))
        today = now.astimezone(zone).date()
        is_today = said.at.astimezone(zone).date() == today
        clock = (when.show_clock if is_today else when.show_instant)(said.at, zone)
        if said.at <= now or said.overdue_since:
            return _("briefing {time} OVERDUE").format(time=clock)
        return _("briefing {time}").format(time=clock)

    def _age(self, now: datetime) -> str:
        age = now - self.last_at
        if age < timedelta(minutes=1):
            return _("last entry just now")
        return _("last entry {time} ago").format(time=when.show_duration(age))


def standing(account: Account, now: datetime) -> Standing:
    """Return what an account tells now."""
    found = situation(account.state(), now)
    given = instructions(account.state(), now)
    return Standing(
        exercise=found.exercise,
        closed=found.status == "closed",
        level=found.level.status if found.level else None,
        requests=len(open_requests(account)),
        unacknowledged=sum(one.status == "given" for one in given),
        briefing=next_briefing(account, found),
        last_at=account.entry(account.size).recorded_at,
    )
