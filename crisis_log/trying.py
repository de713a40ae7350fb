"""What one asks is tried again where a server was lost, until one knows if it was recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, TypeVar

from crisis_log.outcome import present
from crisis_log.progress import Patience
from crisis_log.storage import (
    ConnectionLostError,
    NotWritableYetError,
    OutcomeUnknownError,
    StorageError,
    UnconfirmedError,
)

SECONDS: Final = 30.0
"""For how long one tries: a standby is promoted in less."""
_PAUSE: Final = 0.2
_Done = TypeVar("_Done")


def once_writable(attempt: Callable[[], _Done]) -> _Done:
    """Return what `attempt` opens; where a server takes no writes yet, once one does.

    Raises:
        NotWritableYetError: none did in time.

    """
    patience = Patience(SECONDS, "writable")
    while True:
        try:
            return attempt()
        except NotWritableYetError as error:
            try:
                time.sleep(min(_PAUSE, patience.left()))
            except TimeoutError:
                raise error from None


def until_known(attempt: Callable[[], _Done], again: Callable[[], _Done] | None = None) -> _Done:
    """Return what `attempt` records; after a lost connection it, or `again`, is tried once more.

    Each decides the whole of what is asked, and looks first, under the lock, whether an attempt
    before has recorded it: all of them ask under the same id.

    Raises:
        OutcomeUnknownError: an attempt may have recorded it, and no later one could tell.
        ConnectionLostError: nothing was recorded, and the server did not come back in time.

    """
    patience = Patience(SECONDS, "server")
    unknown: OutcomeUnknownError | None = None
    pause = 0.0
    while True:
        failed: StorageError
        try:
            if pause:  # to sleep for no time gives the processor away all the same
                time.sleep(pause)
            return attempt()
        except UnconfirmedError as error:
            failed = unknown = error
        except ConnectionLostError as error:
            failed = unknown or error
        except (StorageError, KeyboardInterrupt) as error:
            if unknown is None:
                raise
            raise unknown from error
        if present().signal is not None:
            raise failed
        try:
            pause = min(_PAUSE, patience.left())
        except TimeoutError:
            raise failed from None
        attempt = again or attempt
