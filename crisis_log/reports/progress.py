"""Who is told how far a document has come: whoever watches, if anyone does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

Progress = Callable[[int, int], None]
"""Is told how many parts are done, of how many."""


def _nobody(_done: int, _total: int) -> None:
    pass


_WATCHER: Final[ContextVar[Progress]] = ContextVar("watcher", default=_nobody)


@contextmanager
def watching(progress: Progress) -> Iterator[None]:
    """Tell `progress` about every long document that is made within a block."""
    token = _WATCHER.set(progress)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def watcher() -> Progress:
    """Return who is to be told."""
    return _WATCHER.get()
