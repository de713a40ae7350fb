"""Reminders on their way: to each addressee what was not sent to it before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from crisis_log.exchange.reminding.memory import Memory
from crisis_log.exchange.reminding.message import Message
from crisis_log.exchange.reminding.way import NotSentError, PerhapsSentError, Way
from crisis_log.files import FileError
from crisis_log.language import _
from crisis_log.views.reminders import Reminder

Status = Literal["to_send", "sent", "not_sent", "perhaps_sent", "nothing_new"]


class Sending(NamedTuple):
    """What became of reminders to one addressee; `reason` says why they were not sent.

    `begun` are those that an earlier run perhaps sent: they are not sent again.
    """

    to: str
    status: Status
    reminders: Sequence[Reminder] = ()
    begun: Sequence[Reminder] = ()
    reason: str = ""


def planned(
    ways: Iterable[Way], reminders: Sequence[Reminder], memory: Memory, *, again: bool
) -> Iterator[tuple[Way, Sending]]:
    """Return what is to be sent to each addressee; what was before, too, if it is `again`."""
    for way in ways:
        statuses = [(one, None if again else memory.status(way, one)) for one in reminders]
        new = [one for one, status in statuses if status is None]
        begun = [one for one, status in statuses if status == "begun"]
        yield way, Sending(way.name, "to_send" if new else "nothing_new", new, begun)


def sent(
    plan: Iterable[tuple[Way, Sending]],
    memory: Memory,
    message_of: Callable[[Sequence[Reminder]], Message],
) -> Iterator[Sending]:
    """Send what is planned, and note it; yield what became of it.

    Raises:
        FileError: it cannot be noted: the sentence says whether it was sent.

    """
    for way, one in plan:
        if one.status == "to_send":
            yield _sent(way, one, memory, message_of(one.reminders))
        else:
            yield one


def _sent(way: Way, one: Sending, memory: Memory, message: Message) -> Sending:
    memory.note(way, one.reminders, "begun")
    try:
        way.send(message)
    except NotSentError as error:
        memory.note(way, one.reminders, None)
        return one._replace(status="not_sent", reason=str(error))
    except PerhapsSentError as error:
        return one._replace(status="perhaps_sent", reason=str(error))
    try:
        memory.note(way, one.reminders, "sent")
    except FileError as error:
        raise FileError(
            _(
                "The reminder was sent to {to}, but that cannot be noted: {reason} The next run "
                "will say that it was perhaps sent, and not send it again."
            ).format(to=way.name, reason=error)
        ) from error
    return one._replace(status="sent")
