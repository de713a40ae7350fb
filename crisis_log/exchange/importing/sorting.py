"""The rows of a file, sorted: read = to be recorded + known + refused, and those left aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from crisis_log.exchange.importing.judging import KnownRow, Taken, Verdict
from crisis_log.exchange.importing.spool import Spool
from crisis_log.exchange.record import Aside, RefusedRow

SHOWN: Final = 10
"""How many rows are shown as they would be recorded."""


class LeftAside(NamedTuple):
    """How many rows are left aside with one code: for the `reason`, or the first one for it."""

    rows: int
    reason: str
    is_same: bool = True


class Sorted:
    """What becomes of the rows of a file; each is in one of its parts.

    `first` are the first rows `taken`. `aside` is what is no row to be read, by its code.
    """

    def __init__(self) -> None:
        self.taken: Spool[Taken] = Spool()
        self.first: list[Taken] = []
        self.known: list[KnownRow] = []
        self.refused: list[RefusedRow] = []
        self.aside: dict[str, LeftAside] = {}

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
                    before = self.aside.get(code, LeftAside(0, reason))
                    is_same = before.is_same and before.reason == reason
                    self.aside[code] = LeftAside(before.rows + 1, before.reason, is_same)
        return self
