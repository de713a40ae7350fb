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


class Sorted:
    """What becomes of the rows of a file; each is in one of its parts.

    `first` are the first rows `taken`. `aside` counts what is no row to be read, by its code, of
    which `why` tells the reason, as the first one gave it.
    """

    def __init__(self) -> None:
        self.taken: Spool[Taken] = Spool()
        self.first: list[Taken] = []
        self.known: list[KnownRow] = []
        self.refused: list[RefusedRow] = []
        self.aside: Counter[str] = Counter()
        self.why: dict[str, str] = {}

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
                    self.aside[code] += 1
                    self.why.setdefault(code, reason)
        return self
