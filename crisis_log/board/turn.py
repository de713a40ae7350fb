"""A turn of the board: what all readers see from one look at the register to the next."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crisis_log.board.seen import Seen


class Trouble(NamedTuple):
    """Since when the register cannot be read, and the sentence that says why."""

    since: datetime
    sentence: str


class Turn(NamedTuple):
    """What was `seen` last; older than the turn itself where there is `trouble`."""

    number: int
    seen: Seen
    trouble: Trouble | None = None
