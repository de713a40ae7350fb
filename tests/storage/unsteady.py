"""A server that is lost on purpose, at any moment of a transaction: any back end behaves so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from crisis_log.storage import (
    ConnectionLostError,
    OutcomeUnknownError,
    Place,
    StorageError,
    UnconfirmedError,
)
from crisis_log.storage.ahead import Question
from crisis_log.storage.backend import Cursor, Head

BEFORE: Final = "before"
"""The server is not reached."""
BETWEEN: Final = "between"
"""It is lost once all was written, before it was told to commit."""
DONE: Final = "done"
"""It is lost when it has committed, before it says so."""
UNDONE: Final = "undone"
"""It is lost when it was told to commit, before it did."""
SILENT_DONE: Final = "silent, done"
SILENT_UNDONE: Final = "silent, undone"
"""It says nothing until time is up, and has committed, or not."""
MOMENTS: Final = (BEFORE, BETWEEN, DONE, UNDONE, SILENT_DONE, SILENT_UNDONE)
_RAISED: Final[dict[str, type[StorageError]]] = {
    BEFORE: ConnectionLostError,
    BETWEEN: ConnectionLostError,
    DONE: UnconfirmedError,
    UNDONE: UnconfirmedError,
    SILENT_DONE: OutcomeUnknownError,
    SILENT_UNDONE: OutcomeUnknownError,
}


class _LostError(Exception):
    """The transaction is over, and nothing of it is kept."""


class Unsteady:
    """A back end whose next writing transactions are lost at these moments, the others not."""

    def __init__(self, backend: Any, moments: Iterable[str | None]) -> None:
        self._backend = backend
        self._moments = iter(moments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    @contextmanager
    def writing(self, ahead: Iterable[Question] = ()) -> Iterator[tuple[Cursor, Head]]:
        moment = next(self._moments, None)
        if moment == BEFORE:
            raise failure(moment, self._backend.place)
        with suppress(_LostError), self._backend.writing(ahead) as held:
            yield held
            if moment in {BETWEEN, UNDONE, SILENT_UNDONE}:
                raise _LostError
        if moment:
            raise failure(moment, self._backend.place)


def failure(moment: str, place: Place) -> StorageError:
    """Return what a back end raises that is lost then."""
    return _RAISED[moment](place.text)
