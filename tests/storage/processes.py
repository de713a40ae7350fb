"""Other processes, for the tests in which several write, are killed or lose their rights."""

from __future__ import annotations

import multiprocessing
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, Final

if sys.platform == "win32":
    _CONTEXT: Final = multiprocessing.get_context("spawn")
else:
    _CONTEXT: Final = multiprocessing.get_context("forkserver")
    _CONTEXT.set_forkserver_preload(["tests.storage.workers", "tests.storage.killing"])
PATIENCE: Final = 60
"""Seconds after which a test gives up waiting for another process."""


class Child:
    """Another process that runs `function(connection, *arguments)`."""

    def __init__(self, function: Callable[..., None], *arguments: Any) -> None:
        self._connection, theirs = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=function, args=(theirs, *arguments), daemon=True)
        self.process.start()
        theirs.close()

    def say(self, message: object) -> None:
        """Send `message` to the process."""
        self._connection.send(message)

    def hear(self) -> Any:
        """Return the next message of the process; raise EOFError when it is gone."""
        if not self._connection.poll(PATIENCE):
            raise TimeoutError("the other process says nothing")
        try:
            return self._connection.recv()
        except ConnectionResetError:
            raise EOFError from None

    def hear_all(self) -> list[Any]:
        """Return all messages that the process sent until it was gone."""
        messages = []
        while True:
            try:
                messages.append(self.hear())
            except EOFError:
                return messages

    def kill(self) -> None:
        """Kill the process without a warning, as `kill -9` does."""
        self.process.kill()
        self.process.join(PATIENCE)

    def close(self) -> None:
        """End the process and forget it."""
        self.kill()
        self._connection.close()
        self.process.close()


@contextmanager
def child(function: Callable[..., None], *arguments: Any) -> Iterator[Child]:
    """Run `function(connection, *arguments)` in another process during the block."""
    other = Child(function, *arguments)
    try:
        yield other
    finally:
        other.close()


def in_another_process(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what `function` returns in a process of its own; fail as it fails."""
    with child(_answer, function, *arguments) as other:
        worked, answer = other.hear()
    assert worked, answer
    return answer


def _answer(connection: Connection, function: Callable[..., Any], *arguments: Any) -> None:
    try:
        connection.send((True, function(*arguments)))
    except BaseException:  # noqa: BLE001 - told to the process that waits
        connection.send((False, traceback.format_exc()))
