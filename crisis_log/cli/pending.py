"""What the crisis cell waits for: its next briefing, and all that is open but for deadlines."""

from typing import Final

from crisis_log.account import Account
from crisis_log.cli.points import print_points
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.open_points import What, open_points
from crisis_log.views.requests import open_requests
from crisis_log.views.situation import Situation

_WAITED_FOR: Final[tuple[What, ...]] = (
    "handover",
    "level",
    "request",
    "instruction",
    "expected_report",
    "verification",
    "assumption",
    "sheet",
)
"""The state tells the briefing in its head, and deadlines with those who have to meet them."""


class Pending:
    """What is pending at the instant of a situation, by what an account tells."""

    def __init__(self, account: Account, found: Situation) -> None:
        self._is_closed = found.status == "closed"
        self._briefing = next_briefing(account, found)
        self._account = account
        self._points = open_points(account, found.instant, found)

    def document(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "next_briefing": self._briefing and self._briefing.model_dump(mode="json"),
            "requests_open": [one.model_dump(mode="json") for one in open_requests(self._account)],
            "open_points": [one.model_dump(mode="json") for one in self._points],
        }

    def briefing(self, session: Session) -> str:
        """Return when the cell meets next, where that is recorded."""
        if self._briefing:
            return briefing_words(session, self._briefing)
        return _("none: the crisis is closed") if self._is_closed else _("not recorded")

    def print_points(self, session: Session) -> None:
        """Print what is waited for."""
        print_points(session, self._points, *_WAITED_FOR)


def briefing_words(session: Session, said: NextBriefing) -> str:
    """Return when and where the next briefing is, how often, and since when one is overdue."""
    told = briefing_time(session, said)
    if said.is_past:
        return _("{time}: its time has come, no other is recorded").format(time=told)
    if said.overdue_since:
        return _("{time}; that of {due} is not recorded as held").format(
            time=told, due=session.show_instant(said.overdue_since)
        )
    return told


def briefing_time(session: Session, said: NextBriefing) -> str:
    """Return when and where a briefing is, and how often, with the entry that says so."""
    if said.text:
        noted = session.show_instant(said.said_at)
        told = _("{text}, noted on {time}").format(text=said.text, time=noted)
    else:
        rhythm = said.rhythm.words() if said.rhythm else ""
        told = " · ".join(filter(None, [session.show_instant(said.at), said.place, rhythm]))
    return _("{text} (entry {entry})").format(text=told, entry=said.sources[-1])
