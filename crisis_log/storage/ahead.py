"""What will be asked of a cursor that is far away, told to it beforehand: one round trip for all.

Under the lock of a register every round trip counts for all who wait. A cursor that can keep
answers until they are asked for has a method `ahead`; others are not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

from crisis_log.storage.backend import Cursor

Question = tuple[str, Sequence[Any]]
"""A statement, and its parameters."""


@runtime_checkable
class Distant(Protocol):
    """A cursor to which each question is a round trip."""

    def ahead(self, questions: Iterable[Question], /) -> None:
        """Ask all of it now; `execute` finds it answered, once, if nothing is written meanwhile."""
        ...


def ask_ahead(cursor: Cursor, questions: Iterable[Question]) -> None:
    """Have a cursor ask what will be asked of it next; no matter if it is not."""
    if isinstance(cursor, Distant):
        cursor.ahead(questions)
