"""What a meeting is made of: who came or left, its agenda, the items in the order taken."""

from typing import Literal

from pydantic import PositiveInt

from crisis_log.fact import Frozen, Instant

Presence = Literal["attended", "excused", "left"]


class Attendance(Frozen):
    """At `since` the function was there, was excused or left, as entry `entry` says."""

    function: str
    status: Presence
    since: Instant
    entry: PositiveInt


class AgendaItem(Frozen):
    """An item of the agenda under its number, and the entry that put it there."""

    item: PositiveInt
    title: str
    entry: PositiveInt


class ItemTurn(Frozen):
    """Entry `entry` went on to an item of the agenda."""

    item: PositiveInt
    entry: PositiveInt
