"""What the crisis cell waits for: its next briefing, and the answers to requests."""

from crisis_log.account import Account
from crisis_log.cli import output
from crisis_log.cli.session import Session
from crisis_log.language import _
from crisis_log.views.next_briefing import NextBriefing, next_briefing
from crisis_log.views.requests import open_requests
from crisis_log.views.situation import Situation


class Pending:
    """What is pending at the instant of a situation, by what an account tells."""

    def __init__(self, account: Account, found: Situation) -> None:
        self._is_closed = found.status == "closed"
        self._briefing = next_briefing(account, found)
        self._requests = open_requests(account)

    def document(self) -> dict[str, object]:
        """Return it as JSON."""
        return {
            "next_briefing": self._briefing and self._briefing.model_dump(mode="json"),
            "requests_open": [one.model_dump(mode="json") for one in self._requests],
        }

    def briefing(self, session: Session) -> str:
        """Return when the cell meets next, where that is recorded."""
        if self._briefing:
            return briefing_words(session, self._briefing)
        return _("none: the crisis is closed") if self._is_closed else _("not recorded")

    def print_requests(self, session: Session) -> None:
        """Print the requests that are open, the last first."""
        if not self._requests:
            return
        output.heading(_("Open requests") + f" ({len(self._requests)})")
        output.table(
            [_("No."), _("Time"), _("Request")],
            [
                [
                    _("n° {number}").format(number=one.number),
                    session.show_instant(one.occurred_at),
                    one.text,
                ]
                for one in self._requests
            ],
            first=True,
        )


def briefing_words(session: Session, said: NextBriefing) -> str:
    """Return when and where the next briefing is, how often, and since when one is overdue."""
    if said.text:
        noted = session.show_instant(said.said_at)
        told = _("{text}, noted on {time}").format(text=said.text, time=noted)
    else:
        rhythm = said.rhythm.words() if said.rhythm else ""
        told = " · ".join(filter(None, [session.show_instant(said.at), said.place, rhythm]))
    if said.is_past:
        told = _("{time}: its time has come, no other is recorded").format(time=told)
    elif said.overdue_since:
        told = _("{time}; that of {due} is not recorded as held").format(
            time=told, due=session.show_instant(said.overdue_since)
        )
    return _("{text} (entry {entry})").format(text=told, entry=said.sources[-1])
