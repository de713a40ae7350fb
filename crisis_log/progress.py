"""How far long work has come: who does it tells, whoever watches is told, if anyone does.

for entry in passing(entries, total=register.size()):
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TypeVar

Progress = Callable[[int, int], None]
"""Is told how many parts are done, of how many."""

_Thing = TypeVar("_Thing")
_SELDOM: Final = 256
_SHORT: Final = 10_000


def _nobody(_done: int, _total: int) -> None:
    pass


_WATCHER: Final[ContextVar[Progress]] = ContextVar("watcher", default=_nobody)


@contextmanager
def watching(progress: Progress) -> Iterator[None]:
    """Tell `progress` about all long work that is done within a block."""
    token = _WATCHER.set(progress)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def watcher() -> Progress:
    """Return who is to be told."""
    return _WATCHER.get()


def passing(things: Iterable[_Thing], total: int) -> Iterator[_Thing]:
    """Return `things`, `total` of them or fewer, and tell how many went by if they are many."""
    if total < _SHORT:
        yield from things
        return
    for done, thing in enumerate(things):
        if done % _SELDOM == 0:
            watcher()(done, total)
        yield thing
    if total:
        watcher()(total, total)
