"""Threads of the board, each of which answers questions one by one.

What a question waits for may never come: a server that is frozen, a disk that is gone. So none is
waited for longer than a moment when the board ends; the process ends without them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from typing import Final, TypeVar

ENDING_SECONDS: Final = 2.0
"""How long what is asked of a thread is waited for at the end."""
_Answer = TypeVar("_Answer")


class Aside:
    """A thread in which questions are answered, in the language of who made it."""

    def __init__(self, name: str = "aside") -> None:
        self._asked: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._has_ended = False
        run = copy_context().run
        self._thread = Thread(target=run, args=(self._answer,), name=name, daemon=True)
        self._thread.start()

    def ask(
        self, loop: asyncio.AbstractEventLoop, question: Callable[..., _Answer], *of: object
    ) -> asyncio.Future[_Answer]:
        """Ask in that thread."""
        return asyncio.wrap_future(self.submit(question, *of), loop=loop)

    def submit(self, question: Callable[..., _Answer], *of: object) -> Future[_Answer]:
        """Ask in that thread, from any other.

        Raises:
            RuntimeError: it answers no more.

        """
        if self._has_ended:
            raise RuntimeError(self._thread.name)
        told: Future[_Answer] = Future()
        self._asked.put(lambda: _tell(told, question, *of))
        return told

    def close(self) -> None:
        """Answer no more than was asked; wait for that a moment."""
        self._has_ended = True
        self._asked.put(None)
        self._thread.join(ENDING_SECONDS)

    def _answer(self) -> None:
        while answer := self._asked.get():
            answer()
            del answer  # and what it holds
            if self._asked.empty():
                self.rest()

    def rest(self) -> None:
        """Do what is to be done in that thread whenever nothing is left to answer."""


def _tell(told: Future[_Answer], question: Callable[..., _Answer], *of: object) -> None:
    if not told.set_running_or_notify_cancel():
        return
    try:
        answer = question(*of)
    except BaseException as error:  # noqa: BLE001 - whoever asked is told
        told.set_exception(error)
    else:
        told.set_result(answer)
