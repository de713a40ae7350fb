"""What is to be remarked of the register whatever page is shown, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from crisis_log.fact import UNTAKEN
from crisis_log.language import _
from crisis_log.slices import location
from crisis_log.words import untaken

if TYPE_CHECKING:
    from crisis_log.board.seen import Seen

_REMARKED: Final = timedelta(minutes=1)
"""A server's clock and this machine's are never quite the same."""


def remarks(seen: Seen) -> Iterator[str]:
    """Return what people must know who read what was seen."""
    if moved_to := location.current(seen.known).moved_to:
        yield _(
            "This register was moved to {place}: it goes on there, and is only read here."
        ).format(place=moved_to)
    if unknown := seen.register.unknown_kinds():
        yield _(
            "This register holds facts of a kind that this version does not know, {kind}: what "
            "they say is not told here. Update the program that shows it."
        ).format(kind=unknown[0])
    if numbers := seen.account.marked(UNTAKEN):
        yield untaken(numbers)
    if seen.lag > _REMARKED:
        yield _(
            "The clock of this computer is behind the last entry: ages and delays are told as of "
            "that entry. Set the clock."
        )
