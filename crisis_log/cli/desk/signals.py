"""Signals at a desk: Ctrl-C concerns one line, Ctrl-Z waits for it, what ends the desk ends it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from crisis_log.outcome import Outcome

_ENDING: Final = tuple(
    number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))
)
"""What ends the desk: Windows has not all of them."""
_STOP: Final[int | None] = getattr(signal, "SIGTSTP", None)
_Handler = Callable[[int, FrameType | None], Any]


@contextmanager
def ending(end: Callable[[int], None]) -> Iterator[None]:
    """Call `end` where the desk is to end; Ctrl-C raises `KeyboardInterrupt`."""
    handlers: dict[int, _Handler] = dict.fromkeys(_ENDING, lambda number, _frame: end(number))
    handlers[signal.SIGINT] = signal.default_int_handler
    with _handled(handlers):
        yield


@contextmanager
def interrupting(outcome: Outcome) -> Iterator[None]:
    """Interrupt a line as a run is interrupted; who stops the desk stops it when it is done.

    Else others would wait for the register for as long as the desk is stopped.
    """
    stops: list[int] = []
    handlers: dict[int, _Handler] = dict.fromkeys((signal.SIGINT, *_ENDING), outcome.interrupt)
    if _STOP is not None:
        handlers[_STOP] = lambda number, _frame: stops.append(number)
    with _handled(handlers):
        yield
    if stops:
        os.kill(os.getpid(), stops[0])


def ends_desk(outcome: Outcome) -> bool:
    """Whether the signal that came while a line ran ends the desk."""
    return outcome.signal in _ENDING


@contextmanager
def _handled(handlers: dict[int, _Handler]) -> Iterator[None]:
    """Let signals have these handlers, but those that are ignored."""
    before = {
        number: signal.signal(number, handler)
        for number, handler in handlers.items()
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
