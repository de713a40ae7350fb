"""What a reminder says: as little as tells who has to do what, until when.

It leaves the machine, and nobody knows who reads it: of what is confidential it gives the number
alone, of long texts the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from crisis_log.deadline import show_due
from crisis_log.language import _, counted
from crisis_log.slices.crisis import Crisis
from crisis_log.views.open_points import OpenPoint
from crisis_log.views.reminders import Reminder
from crisis_log.when import show_instant
from crisis_log.words import abridged, status_word

_CITED: Final = 80
"""In characters, of a text."""


class Message(NamedTuple):
    """A reminder to be sent: its subject, of one line, and its text."""

    subject: str
    text: str


def message_of(reminders: Sequence[Reminder], crisis: Crisis, instant: datetime) -> Message:
    """Return what is said of reminders at an instant; an exercise says so first."""
    count = counted(
        "{count} reminder: {title}",
        "{count} reminders: {title}",
        len(reminders),
        title=crisis.title,
    )
    exercise = _("EXERCISE")
    told = [
        *([exercise, ""] if crisis.exercise else []),
        _("{title}, {authority}: what is to be done, on {time}").format(
            title=crisis.title, authority=crisis.authority, time=show_instant(instant, crisis.zone)
        ),
        *_chapters(reminders, crisis),
        "",
        _("This reminder is sent by Crisis Log by itself: nobody reads an answer to it."),
        "",
    ]
    return Message(f"[{exercise}] {count}" if crisis.exercise else count, "\n".join(told))


def _chapters(reminders: Sequence[Reminder], crisis: Crisis) -> Iterator[str]:
    for why in dict.fromkeys(one.why for one in reminders):
        word = status_word("reminder", why)
        yield from ("", f"{word[:1].upper()}{word[1:]}")
        for one in reminders:
            if one.why == why:
                yield f"- {' · '.join(_parts(one.point, crisis))}"


def _parts(point: OpenPoint, crisis: Crisis) -> Iterator[str]:
    number = _("n° {number}").format(number=point.entry)
    yield f"{status_word('open_point', point.what)} {point.label or number}"
    if point.due:
        yield show_due(point.due, crisis.zone)
    if point.who:
        yield point.who
    if point.confidential:
        yield _("[confidential]")
    elif told := point.text or point.said:
        yield abridged(told, _CITED)
