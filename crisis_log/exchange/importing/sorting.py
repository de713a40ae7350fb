"""The rows of a file, sorted: read = to be recorded + known + refused, and those left aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from crisis_log.exchange.importing.judging import KnownRow, Taken, Verdict
from crisis_log.exchange.importing.spool import Spool
from crisis_log.exchange.record import Aside, RefusedRow

SHOWN: Final = 10
"""How many rows are shown as they would be recorded."""

_MOST_REASONS: Final = 200


class Sorted:
    """What becomes of the rows of a file; each is in one of its parts.

    `first` are the first rows `taken`. `aside` counts what is no row to be read, by its code and
    reason; of very many reasons, the last ones are counted without theirs.
    """

    def __init__(self) -> None:
        self.taken: Spool[Taken] = Spool()
        self.first: list[Taken] = []
        self.known: list[KnownRow] = []
        self.refused: list[RefusedRow] = []
        self.aside: Counter[tuple[str, str]] = Counter()

    @property
    def read(self) -> int:
        """How many rows were read."""
        return len(self.taken) + len(self.known) + len(self.refused)

    def take_in(self, verdicts: Iterable[Verdict]) -> Sorted:
        """Take in all `verdicts`; return itself."""
        for verdict in verdicts:
            match verdict:
                case Taken():
                    self.taken.add(verdict._replace(entry=None))
                    if len(self.first) < SHOWN:
                        self.first.append(verdict)
                case KnownRow():
                    self.known.append(verdict)
                case RefusedRow():
                    self.refused.append(verdict)
                case Aside(code=code, reason=reason):
                    is_told = (code, reason) in self.aside or len(self.aside) < _MOST_REASONS
                    self.aside[code, reason if is_told else ""] += 1
        return self
