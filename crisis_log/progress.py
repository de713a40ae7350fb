"""How far long work has come: who does it tells, whoever watches is told, if anyone does.

for entry in passing(entries, total=register.size()):

So is that others are waited for, who do theirs, or a server that does not answer.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Final, Literal, TypeVar

Progress = Callable[[int, int], None]
"""Is told how many parts are done, of how many."""
Awaited = Literal["others", "server", "writable"]
"""What is waited for: those who hold the register, the server that keeps it, or one that takes
writes."""

_Thing = TypeVar("_Thing")
_SELDOM: Final = 256
_SHORT: Final = 10_000
_LONG_SECONDS: Final = 2.0
"""For which nobody asks what is waited for."""


def _nobody(_done: int, _total: int) -> None:
    pass


_WATCHER: Final[ContextVar[Progress]] = ContextVar("watcher", default=_nobody)


_WAITS: Final[ContextVar[Callable[[Awaited], None]]] = ContextVar("waits", default=lambda _it: None)


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


@contextmanager
def watching_waits(tell: Callable[[Awaited], None]) -> Iterator[None]:
    """Have `tell` called whenever something is waited for, for long, within a block."""
    token = _WAITS.set(tell)
    try:
        yield
    finally:
        _WAITS.reset(token)


class Patience:
    """For how many seconds something is waited for; whoever watches is told when it takes long."""

    def __init__(self, seconds: float, awaited: Awaited = "others") -> None:
        self._awaited = awaited
        self._began = monotonic()
        self._seconds = seconds
        self._is_told = False

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: there are none.

        """
        waited = monotonic() - self._began
        if waited >= self._seconds:
            raise TimeoutError
        if waited >= _LONG_SECONDS and not self._is_told:
            self._is_told = True
            _WAITS.get()(self._awaited)
        return self._seconds - waited


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
