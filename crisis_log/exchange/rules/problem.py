"""Why a row is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


class RowError(Exception):
    """A cell that cannot be taken: `column` is its index, None for the row as a whole.

    `days` are those that the row may be of, where that is what cannot be told.
    """

    def __init__(
        self, code: str, reason: str, column: int | None = None, days: Iterable[date] = ()
    ) -> None:
        super().__init__(reason)
        self.code = code
        self.column = column
        self.days = tuple(days)
