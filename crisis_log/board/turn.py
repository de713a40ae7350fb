"""A turn of the board: what all readers see from one look at the register to the next."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from crisis_log.board.seen import Seen


class Trouble(NamedTuple):
    """Since when something cannot be told, and the sentence that says why.

    It is `of_page` where one page alone cannot be told; it `hides` what was seen before where that
    must not be shown any more: another register lies there now.
    """

    since: datetime
    sentence: str
    of_page: bool = False
    hides: bool = False


class Turn(NamedTuple):
    """What was `seen` last; older than the turn itself where there is `trouble`.

    `remarks` are sentences about the register that go with whatever is shown.
    """

    number: int
    seen: Seen
    trouble: Trouble | None = None
    remarks: tuple[str, ...] = ()


class CannotTellError(Exception):
    """A page cannot be told, and was not before; with the status and the sentence of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)
