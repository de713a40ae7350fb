"""Where the refused rows of an import go: a new file, over nothing, with its rules beside it.

What was guessed of a thousand rows, as the order of day and month, is not of a few of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from crisis_log import outputs
from crisis_log.cli import destination
from crisis_log.cli.importing.asked import rules_beside
from crisis_log.exchange.importing.left_over import ending_of, left_over
from crisis_log.language import _

if TYPE_CHECKING:
    from crisis_log.cli.importing.asked import Asked, Understanding
    from crisis_log.cli.session import Session
    from crisis_log.exchange.importing.sorting import Sorted


class LeftOver:
    """The file that the refused rows are written to."""

    def __init__(
        self,
        session: Session,
        asked: Asked,
        understanding: Understanding,
        judged: Sorted,
        path: Path | None,
    ) -> None:
        self._session = session
        self._asked, self._understanding, self._judged = asked, understanding, judged
        self._path = path
        destination.check_new(session, self.path, rules_beside(self.path))

    @cached_property
    def path(self) -> Path:
        """The file as it was named, or else one beside the file imported."""
        if self._path:
            return self._path
        stem = _("{file}-refused").format(file=self._asked.path.stem)
        ending = ending_of(self._asked.book)
        names = (f"{stem}{f'-{turn}' if turn > 1 else ''}{ending}" for turn in count(1))
        folder = self._asked.path.parent
        return next(folder / name for name in names if not _is_taken(folder / name))

    @contextmanager
    def written(self) -> Iterator[None]:
        """Have both in their place once the block is done, for whoever may read the register."""
        rights = self._session.found_place().rights
        rows = left_over(self._asked.book, self._understanding.rules, self._judged.refused)
        rules = self._understanding.text.encode()
        with (
            outputs.prepared(self.path, rows, rights, over=False),
            outputs.prepared(rules_beside(self.path), rules, rights, over=False),
        ):
            yield


def _is_taken(path: Path) -> bool:
    return os.path.lexists(path) or os.path.lexists(rules_beside(path))
