"""The lines that were typed before: at this desk, and before it those of the register."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from prompt_toolkit.history import History

from crisis_log.cli.desk.kept import Kept
from crisis_log.cli.desk.typed_line import as_line
from crisis_log.entry import Entry
from crisis_log.slices.journal import LineLogged
from crisis_log.storage import StorageError

_LOOKED_AT: Final = 200
"""How many entries are looked at for lines of the journal."""


class LinesBefore(History):
    """Held in memory alone: no file keeps what was recorded."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def load_history_strings(self) -> Iterable[str]:
        """Return the last lines of the register, the last one first; none that is confidential."""
        with suppress(StorageError):
            register = self._kept.register
            size = register.size()
            entries = [*register.legible([(max(0, size - _LOOKED_AT), size)])]
            facts = [entry.fact for entry in reversed(entries) if isinstance(entry, Entry)]
            lines = (fact for fact in facts if isinstance(fact, LineLogged))
            yield from (as_line(line.text) for line in lines if not line.confidential)

    def store_string(self, string: str) -> None:
        """Keep it nowhere."""
