"""A connection that waits for its server only so long: a frozen one neither answers nor closes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.generators import fetch_many
from psycopg.pq import TransactionStatus
from typing_extensions import override

SILENCE_SECONDS: Final = 60.0
"""For how long a server may say nothing: others may hold the register for half of it."""

_LOOK_SECONDS: Final = 0.1
"""How often it looks whether it is interrupted."""
_Value = TypeVar("_Value")
logging.getLogger("psycopg").addHandler(logging.NullHandler())  # else it writes to the terminal


class Patient(psycopg.Connection[Any]):
    """A connection that is closed once its server has said nothing for too long.

    `is_given_up` tells that it was; `was_used` that it has waited for another transaction, and may
    have been lost meanwhile.
    """

    is_given_up = False
    was_used = False
    _owes = False
    _seconds = SILENCE_SECONDS

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Wait only so long for each answer in the block."""
        before, self._seconds = self._seconds, seconds
        try:
            yield
        finally:
            self._seconds = before

    def send(self, statement: str) -> None:
        """Have the server run a statement whose answer nobody waits for: see `catch_up`."""
        self.catch_up()
        self.pgconn.send_query(statement.encode())
        self._owes = True
        self.pgconn.flush()

    def catch_up(self) -> None:
        """Wait until the server has run what was sent."""
        if self._owes:
            self._owes = False
            self.wait(fetch_many(self.pgconn))

    @override
    def wait(
        self, gen: PQGen[_Value], interval: float = _LOOK_SECONDS, timeout: float | None = None
    ) -> _Value:
        if timeout is not None:  # of a caller that knows what to do then
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self._seconds)
        except psycopg.OperationalError:
            if self.info.transaction_status == TransactionStatus.ACTIVE:
                self.is_given_up = True
                self.close()
            raise
