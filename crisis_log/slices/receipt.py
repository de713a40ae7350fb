"""Who was given something, and who said that they have it: a function, when, by which entry."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import PositiveInt

from crisis_log.entry import Entry
from crisis_log.fact import Frozen, Instant
from crisis_log.slices import cell


class Receipt(Frozen):
    """A function has something, or was given it, `since` an instant, as entry `entry` says."""

    function: str
    since: Instant
    entry: PositiveInt
    channel: str | None = None

    @classmethod
    def told(cls, entry: Entry, function: str, channel: str | None = None) -> Self:
        """Return that which `entry` tells of `function`."""
        return cls.built(
            function=function, since=entry.occurred_at, entry=entry.number, channel=channel
        )


def of_function(
    receipts: Iterable[Receipt], function: str, instant: datetime | None = None
) -> Receipt | None:
    """Return the first that tells of a function (by `instant`), however that is spelled."""
    key = cell.key(function)
    its = (one for one in receipts if cell.key(one.function) == key)
    by_then = (one for one in its if instant is None or one.since <= instant)
    return min(by_then, key=lambda one: (one.since, one.entry), default=None)
