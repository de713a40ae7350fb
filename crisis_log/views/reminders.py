"""Of what must somebody be reminded now: what is due soon, overdue, or not acknowledged?

All of it is among the open points, which are the one list of what somebody waits for.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from crisis_log.account import Account
from crisis_log.deadline import Due
from crisis_log.fact import Frozen
from crisis_log.language import pgettext
from crisis_log.slices import crisis
from crisis_log.views.open_points import OpenPoint, What, open_points
from crisis_log.words import Words, teach

Why = Literal["overdue", "unacknowledged", "due"]
_TO_ACKNOWLEDGE: Final[frozenset[What]] = frozenset({"handover"})
"""What waits for nothing but to be acknowledged."""


class Reminder(Frozen):
    """An open point, and why somebody is to be reminded of it.

    `key` tells it from others: the thing, what it is reminded of, and the time of that. One whose
    deadline moved is another.
    """

    why: Why
    point: OpenPoint
    key: str


def reminders(account: Account, instant: datetime, within: timedelta) -> tuple[Reminder, ...]:
    """Return what is overdue at `instant`, not acknowledged, or due `within` a time of it.

    The most urgent comes first. A day is due from its first hour on.
    """
    zone = crisis.current(account.state()).zone
    found = []
    for point in open_points(account, instant):
        why = _why(point, instant + within, zone)
        if why:
            found.append(Reminder(why=why, point=point, key=_key(point, why)))
    return tuple(found)


def _why(point: OpenPoint, horizon: datetime, zone: tzinfo) -> Why | None:
    if point.is_overdue:
        return "overdue"
    if point.due is not None and _begins(point.due, zone) <= horizon:
        return "due"
    if point.status == "without_receipt" or point.what in _TO_ACKNOWLEDGE:
        return "unacknowledged"
    return None


def _begins(due: Due, zone: tzinfo) -> datetime:
    return due if isinstance(due, datetime) else datetime.combine(due, time(), zone)


def _key(point: OpenPoint, why: Why) -> str:
    """Return the same for what is due and, later, overdue: it is the same thing, at its time."""
    thing = point.label or str(point.entry)
    if why == "unacknowledged":
        return f"{point.what} {thing} unacknowledged {point.since.isoformat()}"
    return f"{point.what} {thing} {_text(point.due)}"


def _text(due: date | None) -> str:
    return due.isoformat() if due else ""


def _words() -> Words:
    return Words(
        {},
        codes={
            "reminder": {
                "overdue": pgettext("reminder", "overdue"),
                "unacknowledged": pgettext("reminder", "not acknowledged"),
                "due": pgettext("reminder", "due"),
            }
        },
    )


teach(_words)
