"""A new register on a server: one that was prepared for it, or one that its administrator makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from crisis_log.storage.errors import OutcomeUnknownError, StorageError, taken
from crisis_log.storage.postgres import administration
from crisis_log.storage.postgres.place import ServerPlace

if TYPE_CHECKING:
    from crisis_log.storage.postgres.backend import PostgresBackend


@contextmanager
def create(place: ServerPlace, register_id: str) -> Iterator[PostgresBackend]:
    """Open the empty register at `place`, which its administrator may make here and now.

    It is there once it has an entry; one that was made for this block is removed if it has none.

    Raises:
        StorageError: entries are there, or there is none and this login may not make one.

    """
    size = administration.size_of(place.address)
    if size:
        raise taken(place.text)
    is_ours = size is None
    if is_ours:
        administration.create_register(place.address, register_id)
    try:
        with closing(place.open()) as backend:
            yield backend
    except OutcomeUnknownError:
        raise  # the entry that it has may be there
    except BaseException:
        if is_ours:
            with suppress(StorageError):
                administration.drop_empty(place.address)
        raise
