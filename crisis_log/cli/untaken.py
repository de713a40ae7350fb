"""Entries that change nothing are named where it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisis_log.cli import output
from crisis_log.fact import UNTAKEN
from crisis_log.words import untaken

if TYPE_CHECKING:
    from crisis_log.account import Account


def warn_of_untaken(account: Account) -> None:
    """Say which entries change nothing, if some do."""
    if numbers := account.marked(UNTAKEN):
        output.warn(untaken(numbers))
