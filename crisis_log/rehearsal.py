"""What stands for a writing transaction where requests are only tried: nothing is written.

    tried = register.rehearsal()
    tried.record(request)       # refuses what the register would refuse

Each request is tried on what those before it made of the state, but for lines of the journal,
on which none of them rests: memory does not follow their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crisis_log.slices import crisis
from crisis_log.slices.journal import LineLogged
from crisis_log.state import replay

if TYPE_CHECKING:
    from crisis_log.command import Growing, Known
    from crisis_log.entry import Entry


class Rehearsed:
    """Takes in what is tried, from the state `known` on."""

    now = recorder = None
    last_recorded_at = None

    def __init__(self, known: Known) -> None:
        self._kept = known.copy()
        crisis.current(self._kept)  # read once for all copies
        self.state: Growing = self._kept.copy()

    def answer(self, _request_id: str) -> None:
        """Answer nothing: who tries requests knows those that were recorded."""

    def entry(self, number: int) -> Entry | None:
        """Return entry `number`, recorded or tried, if it is there."""
        return self.state.entry(number)

    def append(self, entries: Sequence[Entry], _files: Mapping[str, bytes]) -> None:
        """Go on from what a request made."""
        if all(isinstance(entry.fact, LineLogged) for entry in entries):
            self.state = self._kept.copy()
        else:
            replay(entries, self._kept)
