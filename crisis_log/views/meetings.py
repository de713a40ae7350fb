"""Which meeting is being held, and to which does an entry belong?"""

from datetime import datetime
from typing import Final

from crisis_log.command import Known
from crisis_log.entry import Entry
from crisis_log.fact import Frozen
from crisis_log.slices.meeting import Meeting

_OF_THE_REGISTER: Final = frozenset(
    {"checkpoint", "meeting", "register", "report", "seal", "settings"}
)
"""Entries about these are of the register, not of what the cell deals with."""


class Belonging(Frozen):
    """The meeting S-1 during which an entry was recorded, and the item that was being taken."""

    label: str
    item: int | None
    title: str | None


def meeting_at(known: Known, instant: datetime) -> Meeting | None:
    """Return the meeting that is being held at `instant`; of several, the last one."""
    held = [
        one
        for one in known.members(Meeting)
        if one.opened.since <= instant and (one.closed is None or instant < one.closed.since)
    ]
    return held[-1] if held else None


def is_dealt_with(entry: Entry) -> bool:
    """Whether an entry is of what the cell deals with while it is recorded.

    What was taken from a file was dealt with before.
    """
    return not entry.taken_from and entry.kind.partition(".")[0] not in _OF_THE_REGISTER


def meeting_of(known: Known, entry: Entry) -> Belonging | None:
    """Return the meeting that an entry belongs to, if it is one of those told at meetings."""
    if not is_dealt_with(entry):
        return None
    owner = next((one for one in known.members(Meeting) if one.owns(entry.number)), None)
    if owner is None:
        return None
    item = owner.item_of(entry.number)
    titles = {one.item: one.title for one in owner.agenda}
    return Belonging(label=owner.label, item=item, title=titles.get(item) if item else None)


def described(meeting: Meeting) -> dict[str, object]:
    """Return the JSON document of a meeting."""
    return {"label": meeting.label, **meeting.model_dump(mode="json")}
